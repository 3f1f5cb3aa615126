import { isResourceType, JsonRefused, parseJson } from '@damson/fhir'
import { badRequest, OutcomeError, outcome, outcomeBody, tooManyRequests } from '#answers'
import { told } from '#base/findings'
import { FHIR_JSON } from '#base/http'
import { isSliceOver, nextTurn } from '#base/slices'
import { bundleText } from './bundle.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { explainedDispatch } from './explain-header.ts'
import { explainingOf } from './explaining.ts'
import { pointsOf } from './points.ts'
import { isCreatedTogether } from './write.ts'

const MOST_ENTRIES = 500
/** When the answers have this many characters, no further entry is started. */
const MOST_CHARACTERS = 32_000_000

interface SentEntry {
  readonly resource?: unknown
  readonly request: {
    readonly method: string
    readonly url: string
    readonly ifMatch?: string
    readonly ifNoneMatch?: string
    readonly ifNoneExist?: string
  }
}

/** How many entries that cannot concern each other are worked on at once, so that they share statements. */
const MOST_AT_ONCE = 10

/**
 * `POST` to the base: a batch. Each entry is authorised, limited and audited by itself. They run in their order; only
 * neighbours that all create, or all read by id, run at once.
 */
export async function batch(begun: FhirContext, request: FhirRequest): Promise<FhirAnswer> {
  const entries = readBatch(request.body)
  const answers: EntryAnswer[] = []
  const renewed = renewing(begun)
  let characters = 0
  while (answers.length < entries.length) {
    const context = await renewed()
    if (context instanceof OutcomeError) {
      answers.push(...entries.slice(answers.length).map(() => refusedEntry(begun, context)))
      break
    }
    const next = neighbours(context, entries.slice(answers.length, answers.length + atOnce(context, characters)))
    const given =
      characters > MOST_CHARACTERS
        ? next.map(() => refusedEntry(context, tooMuch()))
        : await answerAtOnce(context, next)
    for (const { resource } of given) characters += resource?.length ?? 0
    answers.push(...given)
  }
  return { status: 200, headers: {}, body: bundleText({ type: 'batch-response', entries: answers }) }
}

/** How old what is known of a caller may be. */
const FRESH_MS = 1_000

/** The context by what the grantee may do by now, since a Bot in an entry may take a minute; or why it may not go on. */
function renewing(begun: FhirContext): () => Promise<FhirContext | OutcomeError> {
  const { clock } = begun.deps
  let context = begun
  let asOf = clock.monotonic()
  return async () => {
    const now = clock.monotonic()
    if (now - asOf <= FRESH_MS) return context
    try {
      context = { ...begun, grantee: await begun.granteeNow() }
      asOf = now
      return context
    } catch (error) {
      // What was done is done, and is told.
      if (error instanceof OutcomeError) return error
      throw error
    }
  }
}

/** How many answers have room even if each is as large as may be: near the limit, entries run one by one. */
function atOnce({ deps: { bodyLimitBytes } }: FhirContext, characters: number): number {
  return Math.max(1, Math.min(MOST_AT_ONCE, Math.floor((MOST_CHARACTERS - characters) / bodyLimitBytes)))
}

interface EntryAnswer {
  readonly resource?: string | undefined
  readonly members: object
}

/** The first entries, as far as they are of one kind that may run at once; at least one. */
function neighbours(context: FhirContext, entries: readonly SentEntry[]): readonly SentEntry[] {
  const [first, ...others] = entries
  const kind = first === undefined ? undefined : kindOf(context, first)
  if (kind === undefined) return entries.slice(0, 1)
  const end = others.findIndex((entry) => kindOf(context, entry) !== kind)
  return end < 0 ? entries : entries.slice(0, end + 1)
}

/** A read by id, of what is no larger than a body; a Binary may be. */
const READ = /^(?!Binary\/)[A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/

/** Creates of new ids, and reads, neither see nor change what their neighbours do. */
function kindOf(context: FhirContext, { request }: SentEntry): 'create' | 'read' | undefined {
  const { path, query } = addressOf(context, request.url)
  if (query !== '') return undefined
  if (request.method === 'GET') return READ.test(path) ? 'read' : undefined
  if (request.method !== 'POST' || request.ifNoneExist !== undefined) return undefined
  return isResourceType(path) && isCreatedTogether(context, path) ? 'create' : undefined
}

/**
 * Ends when all have ended, also when one fails: nothing is done after the answer. Those that need a transaction of their
 * own get it one by one, so that a batch never holds more than one connection.
 */
async function answerAtOnce(context: FhirContext, entries: readonly SentEntry[]): Promise<readonly EntryAnswer[]> {
  const inTurn = oneByOne()
  const begun: Promise<EntryAnswer>[] = []
  let since = performance.now()
  for (const entry of entries) {
    // Each does something in one go: small ones together, so that they share statements, and large ones apart.
    if (isSliceOver(since)) {
      await nextTurn()
      since = performance.now()
    }
    const answer = answerEntry({ ...context, inTurn }, entry)
    // Awaited below, with the others: until then a failure is nobody's.
    answer.catch(() => undefined)
    begun.push(answer)
  }
  const ended = await Promise.allSettled(begun)
  return ended.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

async function answerEntry(context: FhirContext, entry: SentEntry): Promise<EntryAnswer> {
  try {
    const { deps, grantee } = context
    const asked = requestOf(context, entry)
    const { refused: allowance } = await deps.throttle.fhir.count(grantee, pointsOf(asked.method, asked.path))
    if (allowance !== undefined) throw tooManyRequests(allowance)
    // Each entry is explained by its own decisions.
    const explaining = context.explaining && explainingOf('1')
    const answer = await explainedDispatch({ ...context, explaining }, asked)
    const { ETag, Location } = answer.headers
    const lastModified = answer.headers['Last-Modified']
    const response = {
      status: String(answer.status),
      ...(Location !== undefined && { location: Location }),
      ...(ETag !== undefined && { etag: ETag }),
      ...(lastModified !== undefined && { lastModified: new Date(lastModified).toISOString() }),
    }
    return { resource: resourceIn(answer), members: { response } }
  } catch (error) {
    // Any other failure (store, audit, a bug) fails the whole batch: no entry is answered without its audit record.
    if (error instanceof OutcomeError) return refusedEntry(context, error)
    throw error
  }
}

/** The text of a resource goes into the Bundle as it is. What else a Bot answers could be more than one member there. */
function resourceIn({ body, contentType }: FhirAnswer): string | undefined {
  if (body === undefined || (typeof body === 'string' && contentType === undefined)) return body
  return JSON.stringify({ resourceType: 'Binary', contentType, data: Buffer.from(body).toString('base64') })
}

/** Runs each work after the one before it has ended. */
function oneByOne(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = last.then(work)
    last = next.catch(() => undefined)
    return next
  }
}

function tooMuch(): OutcomeError {
  const text = 'The answers to the previous entries are already too large: send this entry in another batch.'
  return outcome(413, 'too-costly', text, { reason: 'batch_too_large' })
}

function refusedEntry({ traceId }: FhirContext, error: OutcomeError): EntryAnswer {
  return {
    members: {
      response: {
        status: String(error.status),
        outcome: outcomeBody(error.status, error.issues, traceId, error.contained),
      },
    },
  }
}

function addressOf({ issuer }: FhirContext, address: string): Pick<FhirRequest, 'path' | 'query'> {
  const url = address.startsWith(issuer.fhirUrl) ? address.slice(issuer.fhirUrl.length) : address.replace(/^\//, '')
  const at = url.indexOf('?')
  return { path: at < 0 ? url : url.slice(0, at), query: at < 0 ? '' : url.slice(at + 1) }
}

function requestOf(context: FhirContext, { request, resource }: SentEntry): FhirRequest {
  const headers: Readonly<Record<string, string | undefined>> = {
    'if-match': request.ifMatch,
    'if-none-match': request.ifNoneMatch,
    'if-none-exist': request.ifNoneExist,
    accept: 'application/fhir+json',
    'content-type': 'application/fhir+json',
  }
  return {
    method: request.method,
    ...addressOf(context, request.url),
    header: (name) => headers[name],
    body: request.method === 'PATCH' ? patchIn(resource) : resource,
  }
}

/** A JSON Patch travels in a bundle as a Binary (https://hl7.org/fhir/R4/http.html#patch), or as the array itself. */
function patchIn(resource: unknown): unknown {
  if (typeof resource !== 'object' || resource === null || !('data' in resource) || typeof resource.data !== 'string')
    return resource
  try {
    return parseJson(Buffer.from(resource.data, 'base64').toString('utf8'), FHIR_JSON)
  } catch (error) {
    const why = error instanceof JsonRefused ? ` ${error.message}` : ''
    throw badRequest(
      told`The Binary of a PATCH entry must hold a JSON Patch as base64.${why}`,
      undefined,
      'malformed_patch',
    )
  }
}

function readBatch(body: unknown): readonly SentEntry[] {
  if (typeof body !== 'object' || body === null || !('resourceType' in body) || body.resourceType !== 'Bundle') {
    throw badRequest('Send a Bundle of type batch.', undefined, 'not_a_bundle')
  }
  const type = 'type' in body ? body.type : undefined
  if (type === 'transaction')
    throw badRequest(
      'This version does not support transactions yet: send a Bundle of type batch, or single requests.',
      'Bundle.type',
      'transaction_not_available',
    )
  if (type !== 'batch') throw badRequest('The type of the Bundle must be batch.', 'Bundle.type', 'wrong_bundle_type')
  const entries: unknown = 'entry' in body ? body.entry : []
  if (!Array.isArray(entries)) throw badRequest('Bundle.entry must be a list.', 'Bundle.entry', 'malformed_bundle')
  if (entries.length > MOST_ENTRIES)
    throw badRequest(
      `The batch has more than ${MOST_ENTRIES} entries: send several batches.`,
      'Bundle.entry',
      'too_many_entries',
    )
  return entries.map((entry: unknown, index) => {
    if (!isEntry(entry))
      throw badRequest(
        'Each entry of a batch must have request.method and request.url.',
        `Bundle.entry[${index}].request`,
        'malformed_entry',
      )
    return entry
  })
}

function isEntry(entry: unknown): entry is SentEntry {
  if (
    typeof entry !== 'object' ||
    entry === null ||
    !('request' in entry) ||
    typeof entry.request !== 'object' ||
    entry.request === null
  )
    return false
  const request: Record<string, unknown> = { ...entry.request }
  const isText = (name: string): boolean =>
    request[name] === undefined || (typeof request[name] === 'string' && request[name].length <= 2_000)
  return (
    typeof request['method'] === 'string' &&
    typeof request['url'] === 'string' &&
    request['url'].length <= 8_000 &&
    ['ifMatch', 'ifNoneMatch', 'ifNoneExist'].every(isText)
  )
}
