import { decide } from '@damson/access'
import { type Binary, type Condition, parseJson, stringifyJson } from '@damson/fhir'
import { badRequest } from '#answers'
import type { Tx } from '#base/db'
import { told } from '#base/findings'
import {
  authorOf,
  findBinary,
  isUnrestricted,
  narrowed,
  readResource,
  resourceOf,
  type Stored,
} from '#domain/resources'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { shownBody, versionHeaders } from './resource-answer.ts'
import type { SentResource } from './valid-resource.ts'

/**
 * A Binary is guarded by its security context: a grantee who may read the named resource may read the Binary. A Binary
 * without a context is only for grantees whose permit excludes nothing, and for its author. Resource scopes apply to the
 * context: for a token with such scopes, the context must be within the scopes for Binary.
 */
export async function permitBinary(
  tx: Tx,
  context: FhirContext,
  stored: Stored | undefined,
  narrowing: Condition,
): Promise<Stored | undefined> {
  if (stored === undefined || stored.deleted) return isUnrestricted(narrowing) ? stored : undefined
  const securityContext = resourceOf<Binary>(stored)?.securityContext?.reference
  if (securityContext !== undefined)
    return (await isReadable(tx, context, securityContext, narrowing)) ? stored : undefined
  const isOwn = authorOf(stored) === context.grantee.profile && !context.grantee.limited
  return isUnrestricted(narrowing) || isOwn ? stored : undefined
}

/** Checks the security context of a new Binary: it must be a resource that the writer can read. */
export async function checkContext(
  tx: Tx,
  context: FhirContext,
  { resource }: Pick<SentResource, 'resource'>,
  narrowing: Condition,
): Promise<void> {
  if (resource.resourceType !== 'Binary') return
  const securityContext = (resource as Binary).securityContext?.reference
  if (securityContext === undefined && context.grantee.limited && !isUnrestricted(narrowing))
    throw badRequest(
      told`The scope of this token is limited to one patient: set the security context of the Binary to the resource
        that it belongs to, such as Patient/123.`,
      'Binary.securityContext',
      'missing_context',
    )
  if (securityContext !== undefined && !(await isReadable(tx, context, securityContext, narrowing))) {
    throw badRequest(
      'The security context must be a resource that you can read, such as Patient/123.',
      'Binary.securityContext',
      'unreadable_context',
    )
  }
}

async function isReadable(tx: Tx, { grantee }: FhirContext, reference: string, ofBinary: Condition): Promise<boolean> {
  const [type = '', id = '', ...more] = reference.split('/')
  if (more.length > 0 || type === 'Binary') return false
  const decision = decide(grantee.access, { interaction: 'guard', resourceType: type })
  if (decision.verdict === 'deny') return false
  const narrowing = grantee.limited ? narrowed(decision.narrowing, ofBinary) : decision.narrowing
  const found = await readResource(tx, grantee.project, type, id, narrowing)
  return found !== undefined && !found.deleted
}

/** The raw bytes, or FHIR JSON if the request asks for it (https://hl7.org/fhir/R4/binary.html#rest). */
export async function binaryAnswer(context: FhirContext, request: FhirRequest, stored: Stored): Promise<FhirAnswer> {
  const row = await findBinary.maybeOne(context.deps.db, stored.project, stored.id, stored.version)
  const bytes = row?.content ?? new Uint8Array()
  const headers = {
    ...versionHeaders(stored),
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
  }
  const binary = parseJson(shownBody(context, stored)) as Binary
  if (wantsResource(request.header('accept') ?? '', binary.contentType)) {
    return {
      status: 200,
      headers,
      body: stringifyJson({ ...binary, data: Buffer.from(bytes).toString('base64') }),
    }
  }
  const disposition = { 'Content-Disposition': 'attachment' }
  const securityContext = binary.securityContext?.reference
  return {
    status: 200,
    headers: {
      ...headers,
      ...disposition,
      ...(securityContext !== undefined && { 'X-Security-Context': securityContext }),
    },
    body: bytes,
    contentType: binary.contentType,
  }
}

/** FHIR JSON asks for the resource. Plain JSON does too, unless the content itself is JSON. */
function wantsResource(accept: string, contentType: string): boolean {
  return /\bapplication\/fhir\+json\b/i.test(accept) || (/\bapplication\/json\b/i.test(accept) && !isJson(contentType))
}

const isJson = (contentType: string): boolean => /\bjson\b/i.test(contentType)

/** New bytes keep the security context of the old ones, unless the request names another. */
export function keptContext(sent: SentResource, current: Stored): SentResource {
  const securityContext = resourceOf<Binary>(current)?.securityContext
  return securityContext === undefined ? sent : { ...sent, resource: { securityContext, ...sent.resource } as Binary }
}
