import { accepted, type Bot, type Result, refused } from '@damson/fhir'
import { z } from 'zod'
import type { Outbound, OutboundRefusal } from '#base/outbound'
import { agentOf, type Grantee } from '#domain/access'
import type { Audit } from '#domain/audit'
import type { RequestOrigin } from '#domain/projects'
import { FHIR_POINTS, type Throttle } from '#domain/throttle'
import { mayCall } from './allowed-hosts.ts'

/** A run that calls others. */
export interface CallingRun {
  readonly bot: Pick<Bot, 'id' | 'allowedHost'>
  /** As whom it acts. */
  readonly grantee: Grantee
  readonly origin: Pick<RequestOrigin, 'address' | 'userAgent' | 'traceId'>
  /** Takes its secrets out of a text. */
  readonly scrub: (text: string) => string
}

export interface OutsideDeps {
  readonly audit: Audit
  readonly outbound: Outbound
  readonly throttle: Pick<Throttle, 'fhir'>
}

/** What the Bot's `fetch` gets. */
interface OutsideAnswer {
  readonly status: number
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** In base64. */
  readonly body: string
}

/** Names that the connection is made of, and what would make it one to somebody else. */
const OURS =
  /^(?:host|connection|keep-alive|content-length|transfer-encoding|te|trailer|upgrade|expect|accept-encoding|user-agent|proxy-.*)$/

const Call = z.strictObject({
  url: z.string().max(8_192),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
  headers: z
    .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/), z.string().regex(/^[\t\x20-\x7e\x80-\xff]{0,8192}$/))
    .refine((headers) => Object.keys(headers).length <= 64),
  body: z.string().max(1_500_000).optional(),
  base64: z.literal(true).optional(),
})
type Call = Readonly<z.infer<typeof Call>>

/**
 * Makes a call of a Bot to another server: only to a host that the Bot names, through the outbound guard, and not before the
 * audit has it. It counts as an interaction of the Bot, or a loop would fill the audit. The argument comes from the Bot's
 * code, so it is believed in nothing. A refusal is a sentence for its author.
 */
export async function botFetch(
  { audit, outbound, throttle }: OutsideDeps,
  run: CallingRun,
  argument: unknown,
  signal: AbortSignal,
): Promise<Result<OutsideAnswer, string>> {
  const read = readCall(argument)
  if (!read.ok) return read
  const call = read.value
  const url = new URL(call.url)
  const { refused: spent } = await throttle.fhir.count(run.grantee, FHIR_POINTS.read)
  if (spent !== undefined)
    return refused(`Too many requests: this Bot may call again in ${spent.resetSeconds} seconds.`)
  const isAllowed = mayCall(run.bot, url)
  await audit.committed(eventOf(run, `${call.method} ${run.scrub(call.url)}`, isAllowed))
  if (!isAllowed)
    return refused(`This Bot may not call ${url.host}: ask an administrator to add it to Bot.allowedHost.`)
  const { method, headers, body } = call
  const bytes = body === undefined ? undefined : Buffer.from(body, call.base64 === true ? 'base64' : 'utf8')
  const answer = await outbound.send(call.url, { method, headers, body: bytes, signal })
  if (!answer.ok) return refused(sentenceOf(answer.refusal.why, url.host))
  const { status, headers: sent, body: content } = answer.value
  const shown = Object.entries(sent).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, [value].flat().join(', ')] as const],
  )
  return accepted({ status, url: call.url, headers: Object.fromEntries(shown), body: content.toString('base64') })
}

function readCall(argument: unknown): Result<Call, string> {
  const read = Call.safeParse(argument)
  if (!read.success) return refused('fetch takes a URL, one of six methods, headers of plain text, and a body.')
  const call = read.data
  if (!URL.canParse(call.url)) return refused('fetch needs a whole URL, such as https://api.example.com/v1.')
  const ours = Object.keys(call.headers).find((name) => OURS.test(name))
  if (ours !== undefined) return refused(`fetch sets the header ${ours} itself: leave it out.`)
  if (call.body !== undefined && (call.method === 'GET' || call.method === 'HEAD'))
    return refused(`fetch sends no body by ${call.method}.`)
  return accepted(call)
}

/** The URL may hold what identifies a patient, so it is sealed with the event. */
function eventOf({ bot, grantee, origin }: CallingRun, query: string, isAllowed: boolean) {
  const { address, userAgent, traceId } = origin
  return {
    kind: 'bot.called_out',
    project: grantee.project,
    outcome: isAllowed ? 0 : 4,
    agent: agentOf(grantee),
    personal: { address, userAgent, query },
    entity: `Bot/${bot.id}`,
    traceId,
    ...(!isAllowed && { reason: 'unlisted_host' }),
  } as const
}

/** One sentence for whatever is wrong with a name and its addresses: the code shall not find out what is inside. */
function sentenceOf(why: OutboundRefusal['why'], host: string): string {
  switch (why) {
    case 'malformed_url':
    case 'not_https':
      return `${host} was not called: only https: is.`
    case 'credentials_in_url':
      return 'The URL has a user or password: send them in the Authorization header.'
    case 'redirected':
      return `${host} sent a redirect, which is not followed: call the final address.`
    case 'too_large':
      return `The answer of ${host} is larger than a megabyte.`
    case 'encoded':
      return `${host} sent a compressed answer, although it was asked not to.`
    case 'timed_out':
      return `${host} did not answer in time.`
    case 'unresolvable':
    case 'forbidden_address':
    case 'unreachable':
      return `${host} cannot be reached from here.`
  }
}
