import { JsonRefused, parseJson } from '@damson/fhir'
import { badRequest, OutcomeError, outcome, outcomeBody, tooManyRequests } from '#answers'
import { told } from '#base/findings'
import { FHIR_JSON } from '#base/http'
import { bundleText } from './bundle.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { dispatch } from './dispatch.ts'

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

/** `POST` to the base: a batch. Entries run one after the other, each authorised, limited and audited by itself. */
export async function batch(context: FhirContext, request: FhirRequest): Promise<FhirAnswer> {
  const entries = readBatch(request.body)
  const answers: EntryAnswer[] = []
  let characters = 0
  for (const entry of entries) {
    const answer = characters > MOST_CHARACTERS ? refusedEntry(context, tooMuch()) : await answerEntry(context, entry)
    characters += answer.resource?.length ?? 0
    answers.push(answer)
  }
  return { status: 200, headers: {}, body: bundleText({ type: 'batch-response', entries: answers }) }
}

interface EntryAnswer {
  readonly resource?: string | undefined
  readonly members: object
}

async function answerEntry(context: FhirContext, entry: SentEntry): Promise<EntryAnswer> {
  try {
    const { deps, grantee } = context
    const allowance = await deps.throttle.fhirRequest(grantee.membershipId, grantee.userType === 'User')
    if (!allowance.allowed) throw tooManyRequests(allowance)
    const answer = await dispatch(context, requestOf(context, entry))
    const { ETag, Location } = answer.headers
    const lastModified = answer.headers['Last-Modified']
    const response = {
      status: String(answer.status),
      ...(Location !== undefined && { location: Location }),
      ...(ETag !== undefined && { etag: ETag }),
      ...(lastModified !== undefined && { lastModified: new Date(lastModified).toISOString() }),
    }
    return { resource: typeof answer.body === 'string' ? answer.body : undefined, members: { response } }
  } catch (error) {
    // Any other failure (store, audit, a bug) fails the whole batch: no entry is answered without its audit record.
    if (error instanceof OutcomeError) return refusedEntry(context, error)
    throw error
  }
}

function tooMuch(): OutcomeError {
  const text = 'The answers to the previous entries are already too large: send this entry in another batch.'
  return outcome(413, 'too-costly', text, { reason: 'batch_too_large' })
}

function refusedEntry({ traceId }: FhirContext, error: OutcomeError): EntryAnswer {
  return {
    members: {
      response: { status: String(error.status), outcome: outcomeBody(error.status, error.issues, traceId) },
    },
  }
}

function requestOf(context: FhirContext, { request, resource }: SentEntry): FhirRequest {
  const url = request.url.startsWith(context.issuer.fhirUrl)
    ? request.url.slice(context.issuer.fhirUrl.length)
    : request.url.replace(/^\//, '')
  const at = url.indexOf('?')
  const headers: Readonly<Record<string, string | undefined>> = {
    'if-match': request.ifMatch,
    'if-none-match': request.ifNoneMatch,
    'if-none-exist': request.ifNoneExist,
    accept: 'application/fhir+json',
    'content-type': 'application/fhir+json',
  }
  return {
    method: request.method,
    path: at < 0 ? url : url.slice(0, at),
    query: at < 0 ? '' : url.slice(at + 1),
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
