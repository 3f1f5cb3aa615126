/**
 * Owns: Bots: the versions of their code and which of them runs (tables `bot_versions` and `active_bots`), and the secrets that they are given (table `project_secrets`); the rule that code
 * comes by a deployment alone; their runs: as which member, with what limits, what they are given, what they answer, the
 * hosts that they may call, what they logged (table `bot_runs`), and those that are answered later (table `bot_jobs`). Does
 * not own: the resource `Bot`, its rights, and who
 * may deploy (`domain/access`), the processes in which code is bundled and runs. Asked by: `endpoints/fhir`, the gates of
 * writes.
 */
export { allowedHostGate } from './allowed-hosts.ts'
export type { BotInput, BotRequest } from './bot-request.ts'
export { forgetBotRuns } from './bot-runs.store.ts'
export { anyActiveBot, type BotVersion } from './bots.store.ts'
export { type BotDeps, type Bots, type BotUnderWay, type CallFhir, createBots } from './bots.ts'
export { codeGate } from './code-gate.ts'
export { takesDeliveries } from './job-callers.ts'
export { resealJobs } from './job-sealing.ts'
export { dropWaitingJobs, forgetJobs } from './jobs.store.ts'
export type { BotJobs } from './jobs.ts'
export type { ReadProgram } from './known-bots.ts'
export type { BotOutput } from './output.ts'
export { botFetch } from './outside-calls.ts'
export { type BotRefusal, mayHaveRun } from './refusals.ts'
export {
  createRunNotes,
  type NotedRun,
  RUNS_KEPT_SECONDS,
  type RunNotes,
  resealBotRuns,
} from './run-notes.ts'
export { listedSecrets } from './secrets.store.ts'
export {
  type ChangedSecrets,
  readSecrets,
  resealSecrets,
  type Secrets,
  secretNameGate,
  secretNames,
  setSecrets,
} from './secrets.ts'
export { readSubmitted, type Submitted, type SubmittedRefusal } from './submitted.ts'
export {
  activateVersion,
  activeProgram,
  type BotOf,
  deployVersion,
  lockVersions,
  sourceOf,
  versionsOf,
} from './versions.ts'
export type { WatchDeps } from './watched-run.ts'
