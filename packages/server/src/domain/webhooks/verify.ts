import { accepted, type Result, refused } from '@damson/fhir'
import { verifyBasic, verifyCertificate } from './credentials.ts'
import type { Delivery, DeliveryRefusal, Proof, WebhookSetting } from './delivery.ts'
import { verifySigned } from './signatures.ts'

/** A shorter secret could be guessed from one signed delivery. */
const SHORTEST_SECRET = 16

/**
 * Whether a delivery comes from the sender that the Bot names. Without a setting none does. `secrets` are the values of the
 * secrets that the setting names, in its order.
 */
export function verifyDelivery(
  setting: WebhookSetting | undefined,
  secrets: readonly string[],
  delivery: Delivery,
  now: Date,
): Result<Proof, DeliveryRefusal> {
  if (setting === undefined) return refused({ why: 'unproven', detail: 'no_setting' })
  const { verification, certificate = [] } = setting
  if (verification === 'none') return accepted({ marks: [], until: now })
  if (verification === 'mtls-header') return verifyCertificate(certificate, delivery, now)
  if (secrets.length === 0) return refused({ why: 'unproven', detail: 'no_secret' })
  if (secrets.some(({ length }) => length < SHORTEST_SECRET)) return refused({ why: 'unproven', detail: 'weak_secret' })
  return verification === 'basic'
    ? verifyBasic(secrets, delivery, now)
    : verifySigned(verification, secrets, delivery, now)
}
