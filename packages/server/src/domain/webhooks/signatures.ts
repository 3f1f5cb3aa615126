import { createHmac } from 'node:crypto'
import { accepted, type Result, refused } from '@damson/fhir'
import { constantTimeEqual, sha256Text } from '#base/crypto'
import type { Delivery, DeliveryRefusal, Proof } from './delivery.ts'

/** How long a signature with a time is good for, before and after it: clocks differ, and networks are slow. */
export const TOLERANCE_SECONDS = 300
/** A signature without a time never ends, so it is remembered for this long. */
export const UNDATED_DAYS = 400

type Scheme = 'hmac' | 'stripe' | 'github'

/** The parts of a signed delivery. */
interface Signed {
  /** What comes before the body in the signed text. */
  readonly prefix: string
  /** All that were sent: one for each secret while the sender changes it. In hex or base64, as the scheme says. */
  readonly signatures: readonly string[]
  readonly encoding: 'hex' | 'base64'
  /** In seconds since 1970; undefined when the scheme signs no time. */
  readonly at: number | undefined
}

const HEX_256 = /^[0-9a-f]{64}$/
/** Enough for a sender that changes its secret; more only cost time. */
const MOST_SIGNATURES = 8

/**
 * Whether a delivery is signed with one of these secrets, and which signatures it uses up. All secrets are tried and marked:
 * a signature that was made with an older secret stays used up while both are accepted.
 */
export function verifySigned(
  scheme: Scheme,
  secrets: readonly string[],
  delivery: Delivery,
  now: Date,
): Result<Proof, DeliveryRefusal> {
  // Nothing signs a query, and the empty body of a GET has one signature for ever.
  const signed = delivery.method === 'POST' ? READ[scheme](delivery) : undefined
  if (signed === undefined) return refused({ why: 'unproven', detail: 'not_signed' })
  const expected = secrets.map((secret) =>
    createHmac('sha256', keyOf(scheme, secret)).update(signed.prefix).update(delivery.body).digest(),
  )
  // As texts, which have one spelling. Each is compared, so that no time shows which one fits.
  const found = signed.signatures.flatMap((text) =>
    expected.map((mac) => constantTimeEqual(text, mac.toString(signed.encoding))),
  )
  if (!found.includes(true)) return refused({ why: 'unproven', detail: 'mismatch' })
  const lifeSeconds = signed.at === undefined ? UNDATED_DAYS * 86_400 : TOLERANCE_SECONDS
  const from = signed.at === undefined ? now.getTime() : signed.at * 1_000
  if (Math.abs(now.getTime() - from) > TOLERANCE_SECONDS * 1_000) return refused({ why: 'outdated' })
  const marks = expected.map((mac) => sha256Text(mac)).toSorted()
  return accepted({ marks, until: new Date(from + lifeSeconds * 1_000) })
}

const READ: Readonly<Record<Scheme, (delivery: Delivery) => Signed | undefined>> = {
  hmac: readStandard,
  stripe: readStripe,
  github: readGithub,
}

/** Standard Webhooks: `webhook-id`, `webhook-timestamp` and `webhook-signature` (`v1,…`), over `id.timestamp.body`. */
function readStandard({ header }: Delivery): Signed | undefined {
  const [id, time, list] = [header('webhook-id'), header('webhook-timestamp'), header('webhook-signature')]
  const at = secondsOf(time)
  // With a point in the id, a part of it could be read as the time.
  if (id === undefined || id === '' || id.includes('.') || at === undefined || list === undefined) return undefined
  const signatures = list
    .split(' ')
    .filter((part) => part.startsWith('v1,'))
    .map((part) => part.slice(3))
  const encoding = 'base64'
  return fewEnough({ prefix: `${id}.${time}.`, signatures, encoding, at })
}

/** Stripe: `t=` and one or more `v1=` in `Stripe-Signature`, over `t.body`. */
function readStripe({ header }: Delivery): Signed | undefined {
  const parts = (header('stripe-signature') ?? '').split(',').map((part) => part.trim())
  const valuesOf = (name: string): readonly string[] =>
    parts.filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1))
  const [time, ...more] = valuesOf('t')
  const at = secondsOf(time)
  // With two times, the one that is judged might not be the one that is signed.
  if (at === undefined || more.length > 0) return undefined
  const signatures = valuesOf('v1').filter((text) => HEX_256.test(text))
  return fewEnough({ prefix: `${time}.`, signatures, encoding: 'hex', at })
}

/** GitHub: `X-Hub-Signature-256: sha256=…` over the body alone. */
function readGithub({ header }: Delivery): Signed | undefined {
  const [, text] = /^sha256=([0-9a-f]{64})$/.exec(header('x-hub-signature-256') ?? '') ?? []
  return text === undefined ? undefined : { prefix: '', signatures: [text], encoding: 'hex', at: undefined }
}

function fewEnough(signed: Signed): Signed | undefined {
  const { length } = signed.signatures
  return length > 0 && length <= MOST_SIGNATURES ? signed : undefined
}

function secondsOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,11}$/.test(text) ? Number(text) : undefined
}

/** Standard Webhooks writes the bytes of a secret in base64, after `whsec_`. Stripe takes the same text as it is. */
function keyOf(scheme: Scheme, secret: string): Buffer {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? []
  return scheme === 'hmac' && encoded !== undefined ? Buffer.from(encoded, 'base64') : Buffer.from(secret)
}
