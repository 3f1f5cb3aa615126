import { accepted, type Bot, refused } from '@damson/fhir'
import { type Gate, invalid, type WriteRefusal } from '#domain/resources'
import type { WebhookSetting } from './delivery.ts'

/** The old and the new one, while the sender changes it. */
const MOST_SECRETS = 2
const FINGERPRINT = /^(?:[0-9a-f]{2}:?){31}[0-9a-f]{2}$/i

/** Refuses webhooks that would take nothing from anyone, so that their author learns it at once and not by silence. */
export const webhookGate: Gate = async (_tx, { after }) => {
  const { publicWebhook, webhook } = (after ?? {}) as Partial<Bot>
  const problem = webhook === undefined ? unsetProblem(publicWebhook === true) : settingProblem(webhook)
  return problem === undefined ? accepted([]) : refused(problem)
}

function unsetProblem(isPublic: boolean): WriteRefusal | undefined {
  const text =
    'A public webhook needs webhook.verification: hmac, stripe, github, basic or mtls-header, or none to take anything from anyone.'
  return isPublic ? invalid('webhook_unverified', text, 'Bot.webhook') : undefined
}

function settingProblem({ verification, secretName = [], certificate = [] }: WebhookSetting): WriteRefusal | undefined {
  const needs = {
    secrets: !['none', 'mtls-header'].includes(verification),
    certificates: verification === 'mtls-header',
  }
  if (needs.secrets && (secretName.length === 0 || secretName.length > MOST_SECRETS))
    return invalid(
      'webhook_secret_missing',
      'This verification needs one or two names of secrets of the project: the second is for while the sender changes it.',
      'Bot.webhook.secretName',
    )
  if (!needs.secrets && secretName.length > 0)
    return invalid('webhook_secret_unused', 'This verification uses no secret.', 'Bot.webhook.secretName')
  if (needs.certificates !== certificate.length > 0)
    return invalid(
      'webhook_certificate',
      'List the SHA-256 fingerprints of the accepted certificates with mtls-header, and only with it.',
      'Bot.webhook.certificate',
    )
  const wrong = certificate.findIndex((text) => !FINGERPRINT.test(text))
  const text = 'A certificate is listed by its SHA-256 fingerprint: 64 hex digits, with or without colons.'
  return wrong < 0 ? undefined : invalid('malformed_fingerprint', text, `Bot.webhook.certificate[${wrong}]`)
}
