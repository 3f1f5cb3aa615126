import type { Bot } from '@damson/fhir'
import type { FastifyRequest } from 'fastify'
import { forbidden, type OutcomeError, outcome, outcomeBody, requestOriginOf, tooManyRequests } from '#answers'
import type { Tx } from '#base/db'
import { told } from '#base/findings'
import { isUuid, unguessable, uuid } from '#base/random'
import type { Grantee } from '#domain/access'
import type { AuditEntry } from '#domain/audit'
import { type BotInput, type BotRequest, mayHaveRun, readSecrets, takesDeliveries } from '#domain/bots'
import { botOfMembership } from '#domain/memberships'
import {
  type Delivery,
  type DeliveryRefusal,
  giveBack,
  knownMarks,
  type Proof,
  takeMarks,
  verifyDelivery,
} from '#domain/webhooks'
import type { BotAnswer, BotCall, BotForms, WebhookDeps } from './dependencies.ts'

/** A request to a webhook. */
export interface Received {
  readonly membershipId: string
  readonly request: FastifyRequest
  readonly call: BotCall
  readonly delivery: Delivery
}

/** A Bot that takes deliveries, as the member whose address it is. */
interface OpenWebhook {
  readonly bot: Bot & { readonly id: string }
  readonly grantee: Grantee
}

/** Takes a delivery once: whoever sent it is the sender that the Bot names, and it did not come before. */
export async function receive(deps: WebhookDeps, forms: BotForms, received: Received): Promise<BotAnswer> {
  const now = deps.clock.now()
  const { delivery, request, call } = received
  const webhook = await findWebhook(deps, received)
  const secrets = webhook === undefined ? [unguessable()] : await secretsOf(deps, webhook)
  // What is no webhook takes the time of one, and the same answer.
  const setting = webhook === undefined ? NOBODYS : webhook.bot.webhook
  const verified = verifyDelivery(setting, secrets, delivery, now)
  if (webhook === undefined || !verified.ok) {
    const refusal = verified.ok ? NOT_OPEN : verified.refusal
    // Counted after the proof: what others were refused never stops a delivery of the sender.
    const counted = await deps.throttle.webhookRefused(request.ip, received.membershipId)
    if (!counted.allowed) throw tooManyRequests(counted)
    if (webhook !== undefined) await deps.audit.committed(eventOf(received, webhook, 4, reasonOf(refusal)))
    throw refusedBy(refusal)
  }
  const { project } = webhook.grantee
  const { marks } = verified.value
  // Before it counts: who sends again what the sender sent uses up nothing that is the sender's.
  if (marks.length > 0 && (await knownMarks.rows(deps.db, project, received.membershipId, marks)).length > 0)
    throw await replayed(deps, received, webhook)
  const allowance = await deps.throttle.webhook(received.membershipId)
  if (!allowance.allowed) throw tooManyRequests(allowance)
  const input = inputOf(webhook.bot, call, forms)
  const origin = requestOriginOf(request)
  const headers = forms.headersFor(call)
  const called = { project, bot: webhook.bot.id, caller: undefined, calledBy: undefined, origin, input, headers }
  const proven = { received, webhook, proof: verified.value, claim: uuid(), call: called }
  return webhook.bot.webhook?.asynchronous === true ? keepForLater(deps, proven) : runNow(deps, forms, proven)
}

const NOBODYS = { verification: 'hmac' } as const
const NOT_OPEN: DeliveryRefusal = { why: 'unproven', detail: 'no_setting' }

/** For the audit, which its administrator reads. */
const REASONS = {
  no_setting: 'webhook_no_setting',
  no_secret: 'webhook_no_secret',
  weak_secret: 'webhook_weak_secret',
  not_signed: 'webhook_not_signed',
  malformed: 'webhook_malformed',
  mismatch: 'webhook_mismatch',
} as const

const reasonOf = (refusal: DeliveryRefusal): string =>
  refusal.why === 'outdated' ? 'webhook_outdated' : REASONS[refusal.detail]

async function findWebhook(deps: WebhookDeps, { membershipId, request }: Received): Promise<OpenWebhook | undefined> {
  if (!isUuid(membershipId)) return undefined
  const [found, another] = await botOfMembership.rows(deps.db, membershipId, request.issuer.project ?? null)
  if (found === undefined || another !== undefined) return undefined
  const { project, botId } = found
  const known = await deps.bots.find(project, botId)
  const acting = await deps.grantees.ofBot(project, botId, request.ip)
  if (known?.resource === undefined || !acting.ok) return undefined
  const grantee = acting.value
  if (grantee.membershipId !== membershipId || !takesDeliveries(known.resource, grantee)) return undefined
  return { bot: { ...known.resource, id: botId }, grantee }
}

async function secretsOf({ db, keyring }: WebhookDeps, { bot, grantee }: OpenWebhook): Promise<readonly string[]> {
  const names = bot.webhook?.secretName ?? []
  const found = await readSecrets(db, keyring, grantee.project, names)
  return found.ok ? names.map((name) => found.value[name]?.valueString ?? '') : []
}

/** With `rawBody` the text as it was sent, for code that looks at each letter of it. */
function inputOf({ rawBody }: Bot, call: BotCall, forms: BotForms): BotInput {
  const input = forms.readInput(call)
  const isText = rawBody === true && call.method === 'POST' && input.encoding === 'json'
  return isText ? { ...input, encoding: 'text', input: Buffer.from(call.body as Uint8Array).toString() } : input
}

/** A delivery of the sender, as the Bot is called with it. */
interface ProvenDelivery {
  readonly received: Received
  readonly webhook: OpenWebhook
  readonly proof: Proof
  /** Of this attempt. */
  readonly claim: string
  readonly call: Omit<BotRequest, 'depth'>
}

/**
 * Runs the Bot, and answers what it gave. The signatures are used up when all else is ready: a store that fails before leaves
 * them as they are, and what ends the node afterwards leaves them used, so that no code runs twice.
 */
async function runNow(deps: WebhookDeps, forms: BotForms, proven: ProvenDelivery): Promise<BotAnswer> {
  const { received, webhook, call } = proven
  const failures: unknown[] = []
  const begins = (): Promise<boolean> =>
    isNew(deps.db, proven).catch((error: unknown) => {
      failures.push(error)
      return false
    })
  const ended = await deps.bots.execute({ ...call, depth: 1, begins })
  if (failures.length > 0) {
    // The store may have taken them all the same, without saying so. By now no other run waits for this one's place.
    await returned(deps, proven)
    throw failures[0]
  }
  if (!ended.ok) {
    if (ended.refusal.why === 'not_begun') throw await replayed(deps, received, webhook)
    // Nothing ran, so the sender may send the same again. After a run, what it may send is signed anew.
    if (!mayHaveRun(ended.refusal)) await returned(deps, proven)
    throw forms.error(ended.refusal)
  }
  await deps.audit.committed(eventOf(received, webhook, 0))
  return forms.answer(call.input.contentType, ended.value)
}

/** Keeps the delivery for the Bot, together with the mark that it was taken: a node that dies loses neither. */
async function keepForLater(deps: WebhookDeps, proven: ProvenDelivery): Promise<BotAnswer> {
  const { received, webhook, call } = proven
  const asked = await deps.bots.jobs
    .ask(call, async (tx) => {
      if (!(await isNew(tx, proven))) throw new AlreadyTaken()
      await deps.audit.record(tx, [eventOf(received, webhook, 0, 'respond_async')])
    })
    .catch((error: unknown) => {
      if (error instanceof AlreadyTaken) return undefined
      throw error
    })
  if (asked === undefined) throw await replayed(deps, received, webhook)
  if (!asked.ok) throw TOO_MANY()
  return { status: 202, headers: {}, body: JSON.stringify(outcomeBody(202, [KEPT], received.request.id)) }
}

class AlreadyTaken extends Error {
  override readonly name = 'AlreadyTaken'
}

async function returned({ db }: WebhookDeps, { webhook, proof, claim }: ProvenDelivery): Promise<void> {
  const { project, membershipId } = webhook.grantee
  if (proof.marks.length > 0) await giveBack(db, { project, membershipId, marks: proof.marks, claim })
}

/** Uses up the signatures of a delivery. False if it came before. */
async function isNew(tx: Tx, { webhook, proof: { marks, until }, claim }: ProvenDelivery): Promise<boolean> {
  if (marks.length === 0) return true
  const { project, membershipId } = webhook.grantee
  const taken = await takeMarks.rows(tx, { project, membershipId, marks, claim, until })
  return taken.length === marks.length
}

async function replayed(
  { audit, throttle }: WebhookDeps,
  received: Received,
  webhook: OpenWebhook,
): Promise<OutcomeError> {
  const counted = await throttle.webhookRefused(received.request.ip, received.membershipId)
  if (counted.allowed) await audit.committed(eventOf(received, webhook, 4, 'webhook_replayed'))
  return outcome(409, 'duplicate', 'This delivery was taken before.', { reason: 'webhook_replayed' })
}

function eventOf({ request }: Received, { bot, grantee }: OpenWebhook, result: 0 | 4, reason?: string): AuditEntry {
  const { address, userAgent, traceId } = requestOriginOf(request)
  return {
    kind: result === 0 ? 'webhook.received' : 'webhook.refused',
    project: grantee.project,
    outcome: result,
    agent: {},
    personal: { address, userAgent },
    entity: `Bot/${bot.id}`,
    traceId,
    ...(reason !== undefined && { reason }),
  }
}

function refusedBy({ why }: DeliveryRefusal): OutcomeError {
  return why === 'outdated' ? OUTDATED() : REFUSED()
}

/** One text for all that could be wrong: nobody learns which addresses are webhooks, and how far they came. */
const REFUSED = (): OutcomeError =>
  forbidden(
    told`Nothing is taken from you at this address. Its administrator finds the reason in the audit (webhook.refused): the Bot
      needs publicWebhook, a policy and webhook.verification, and the sender the right secret.`,
    'webhook_refused',
  )

const OUTDATED = (): OutcomeError =>
  outcome(
    403,
    'forbidden',
    'The signature is older than five minutes, or of the future: correct the clock of the sender.',
    {
      reason: 'webhook_outdated',
    },
  )

const TOO_MANY = (): OutcomeError =>
  outcome(429, 'throttled', 'Too many calls of Bots wait in this project: send the delivery again later.', {
    reason: 'too_many_jobs',
    headers: { 'Retry-After': '60' },
  })

const KEPT = { severity: 'information', code: 'informational', text: 'The delivery was taken.' } as const
