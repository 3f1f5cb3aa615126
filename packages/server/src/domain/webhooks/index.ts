/**
 * Owns: whether a webhook's delivery comes from the sender that the Bot names, and whether it came before (table
 * `webhook_deliveries`). Does not own: which Bot runs, and the answer. Asked by: `endpoints/webhook`.
 */
export { forgetDeliveries, knownMarks, takeMarks } from './deliveries.store.ts'
export type { Delivery, DeliveryRefusal, Proof, WebhookSetting } from './delivery.ts'
export { giveBack } from './give-back.ts'
export { verifyDelivery } from './verify.ts'
export { webhookGate } from './webhook-gate.ts'
