/**
 * Owns: the check that a form was not sent by a program, where a project wants it: a proof of work of ours (table
 * `spent_challenges`), or reCAPTCHA. Does not own: the limits, which hold as well (`domain/throttle`). Asked by:
 * registration, asking for a new password.
 */
export {
  type BotCheck,
  type BotDemand,
  type BotForm,
  type BotRefusal,
  createBotCheck,
  type SentProof,
} from './bot-check.ts'
export { forgetSpentChallenges } from './challenges.store.ts'
export { BotSettings } from './settings.ts'
