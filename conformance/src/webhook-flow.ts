/** A Bot that vendors start, and deliveries as vendors sign them. */
import { createHmac, randomUUID } from 'node:crypto'
import { type Answer, call } from './http.ts'
import type { Damson, Owner } from './server/server.ts'

/** A secret as Standard Webhooks writes it: the key is what the base64 stands for. */
export const SECRET = `whsec_${Buffer.from('a secret that the vendor showed').toString('base64')}`
export const OLDER = `whsec_${Buffer.from('the secret before that one').toString('base64')}`

export type Verification = 'hmac' | 'stripe' | 'github'
export type Headers = Readonly<Record<string, string>>

export interface Webhook {
  deliver(body: string, headers: Headers): Promise<Answer>
}

const CODE = 'export async function handler(client, event) { return { got: event.input.id } }'

/** A webhook whose sender is known in this way. */
export function webhookOf(at: Damson, verification: Verification, secretName = ['NEW']): Promise<Webhook> {
  return at.once(`webhook ${verification} ${secretName.join()}`, async () => {
    const owner = await at.once('project with webhooks', () => newProject(at))
    return newWebhook(at, owner, { verification, secretName })
  })
}

async function newProject(at: Damson): Promise<Owner> {
  const owner = await at.newOwner()
  const json = [
    { name: 'NEW', valueString: SECRET },
    { name: 'OLD', valueString: OLDER },
  ]
  await must(at, `admin/projects/${owner.project}/secrets`, { json, bearer: owner.token })
  return owner
}

async function newWebhook(at: Damson, { project, token: bearer }: Owner, webhook: object): Promise<Webhook> {
  const resource = [{ resourceType: 'Observation', interaction: ['create'] }]
  const json = { resourceType: 'AccessPolicy', name: 'Webhook', resource }
  const policy = await must(at, 'fhir/R4/AccessPolicy', { json, bearer })
  const accessPolicy = { reference: `AccessPolicy/${String(policy['id'])}` }
  const bot = await must(at, `admin/projects/${project}/bot`, { json: { name: 'Webhook', accessPolicy }, bearer })
  const path = `fhir/R4/Bot/${String(bot['id'])}`
  await must(at, `${path}/$deploy`, { json: { filename: 'webhook.js', code: CODE }, bearer })
  const now = await must(at, path, { bearer })
  await must(at, path, { method: 'PUT', json: { ...now, publicWebhook: true, webhook }, bearer })
  const found = await must(at, `fhir/R4/ProjectMembership?user=Bot/${String(bot['id'])}`, { bearer })
  const [entry] = found['entry'] as readonly { readonly resource: { readonly id: string } }[]
  const address = at.url(`webhook/${entry?.resource.id ?? ''}`)
  return {
    deliver: (body, headers) =>
      call(address, { form: body, headers: { 'Content-Type': 'application/json', ...headers } }),
  }
}

async function must(
  at: Damson,
  path: string,
  options: Parameters<Damson['api']>[1],
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await at.api(path, options)
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`)
  return answer.json
}

/** A delivery that no other row sends. */
export const newBody = (): string => JSON.stringify({ id: randomUUID() })

const mac = (key: string | Buffer, text: string, encoding: 'hex' | 'base64'): string =>
  createHmac('sha256', key).update(text).digest(encoding)

export const seconds = (): number => Math.floor(Date.now() / 1_000)

/** Standard Webhooks: `v1,` and the signature over `id.timestamp.body`. */
export function standard(
  body: string,
  { at = seconds(), secret = SECRET, id = `msg_${randomUUID()}` } = {},
): {
  readonly 'webhook-id': string
  readonly 'webhook-timestamp': string
  readonly 'webhook-signature': string
} {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signature = `v1,${mac(key, `${id}.${at}.${body}`, 'base64')}`
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': signature }
}

/** Stripe: the time and the signature over `time.body`, with the secret as it is written. */
export const stripe = (body: string, { at = seconds(), secret = SECRET } = {}): string =>
  `t=${at},v1=${mac(secret, `${at}.${body}`, 'hex')}`

export const github = (body: string, secret = SECRET): Headers => ({
  'X-Hub-Signature-256': `sha256=${mac(secret, body, 'hex')}`,
})
