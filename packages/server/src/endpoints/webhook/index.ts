/**
 * Owns: the addresses at which vendors start Bots without an account here: `/webhook/:membershipId`. Does not own: whether a
 * delivery is real and new (`domain/webhooks`), how a Bot runs (`domain/bots`), how its input and output are written
 * (`endpoints/fhir`, by `app/mount.ts`). Used by: only `app/mount.ts`.
 */

export type { BotForms, WebhookDeps } from './dependencies.ts'
export { describedWebhook } from './described.ts'
export { registerWebhook } from './routes.ts'
