/**
 * Owns: Bots that run: as which member, with what limits, what they are given, what they answer, and the hosts that their
 * code may call. Does not own: the resource `Bot` and its rights (`domain/access`), the process in which code runs. Asked
 * by: `endpoints/fhir`, the gates of writes.
 */
export { allowedHostGate } from './allowed-hosts.ts'
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
export type { BotRefusal } from './refusals.ts'
