/**
/**
 * Owns: Bots that run: as which member, with what limits, what they are given, what they answer, the hosts that their code
 * may call, and what their runs logged (table `bot_runs`). Does not own: the resource `Bot` and its rights
 * (`domain/access`), the process in which code runs. Asked by: `endpoints/fhir`, the gates of writes.
 */
export { allowedHostGate } from './allowed-hosts.ts'
export { forgetBotRuns } from './bot-runs.store.ts'
export {
  type BotDeps,
  type BotInput,
  type BotRequest,
  type Bots,
  type BotUnderWay,
  type CallFhir,
  createBots,
} from './bots.ts'
export type { ReadProgram } from './known-bots.ts'
export type { BotOutput } from './output.ts'
export { botFetch } from './outside-calls.ts'
export type { BotRefusal } from './refusals.ts'
export {
  createRunNotes,
  type NotedRun,
  RUNS_KEPT_SECONDS,
  type RunNotes,
  resealBotRuns,
} from './run-notes.ts'
