import { decide } from '@damson/access'
import { type Binary, type Condition, parseJson, stringifyJson } from '@damson/fhir'
import { badRequest } from '#answers'
import type { Tx } from '#base/db'
import { findBinary, readResource, resourceOf, type Stored } from '#domain/resources'
import type { Asked, FhirAnswer, FhirRequest } from './parts.ts'
import { shownBody, versionHeaders } from './resource-answer.ts'

/**
 * A Binary is guarded by its security context: it is in reach where the resource that it names is readable. One without
 * a context is for those whose permit excludes nothing, and for whoever wrote it.
 */
export async function permitBinary(
  tx: Tx,
  asked: Asked,
  stored: Stored | undefined,
  narrowing: Condition,
): Promise<Stored | undefined> {
  if (stored === undefined || stored.deleted) return isUnrestricted(narrowing) ? stored : undefined
  const context = resourceOf<Binary>(stored)?.securityContext?.reference
  if (context !== undefined) return (await isReadable(tx, asked, context)) ? stored : undefined
  return isUnrestricted(narrowing) || authorOf(stored) === asked.grantee.profile ? stored : undefined
}

/** Checks a security context that a Binary is about to get: only what one can read can guard what one writes. */
export async function checkContext(tx: Tx, asked: Asked, context: string | undefined): Promise<void> {
  if (context !== undefined && !(await isReadable(tx, asked, context))) {
    throw badRequest(
      'The security context must be a resource that you can read, such as Patient/123.',
      'Binary.securityContext',
      'unreadable_context',
    )
  }
}

async function isReadable(tx: Tx, { grantee }: Asked, reference: string): Promise<boolean> {
  const [type = '', id = '', ...more] = reference.split('/')
  if (more.length > 0 || type === 'Binary') return false
  const decision = decide(grantee.access, { interaction: 'read', resourceType: type })
  if (decision.verdict === 'deny') return false
  const found = await readResource(tx, grantee.project, type, id, decision.narrowing)
  return found !== undefined && !found.deleted
}

function isUnrestricted(narrowing: Condition): boolean {
  return narrowing.op === 'all' && narrowing.of.length === 0
}

function authorOf(stored: Stored): string | undefined {
  const meta = JSON.parse(`{${stored.extended}}`) as { author?: { reference?: string } }
  return meta.author?.reference
}

/** The bytes as they are, or as FHIR JSON where that is asked for (https://hl7.org/fhir/R4/binary.html#rest). */
export async function binaryAnswer(asked: Asked, request: FhirRequest, stored: Stored): Promise<FhirAnswer> {
  const row = await findBinary.maybeOne(asked.parts.db, stored.project, stored.id, stored.version)
  const bytes = row?.content ?? new Uint8Array()
  const headers = {
    ...versionHeaders(stored),
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
  }
  const binary = parseJson(shownBody(asked, stored)) as Binary
  if (/\bapplication\/(fhir\+)?json\b/.test(request.header('accept') ?? '') && !/\bjson\b/.test(binary.contentType)) {
    return {
      status: 200,
      headers,
      body: stringifyJson({ ...binary, data: Buffer.from(bytes).toString('base64') }),
    }
  }
  const disposition = { 'Content-Disposition': 'attachment' }
  const context = binary.securityContext?.reference
  return {
    status: 200,
    headers: { ...headers, ...disposition, ...(context !== undefined && { 'X-Security-Context': context }) },
    body: bytes,
    contentType: binary.contentType,
  }
}

/** What a request to write a Binary holds: raw bytes with their type, or a Binary as FHIR JSON. */
export function readBinaryBody(
  request: FhirRequest,
): { readonly resource: Binary; readonly bytes: Uint8Array } | undefined {
  const { body } = request
  const contentType = request.header('content-type') ?? ''
  if (body instanceof Uint8Array) {
    const context = request.header('x-security-context')
    const type = contentType.trim() === '' ? 'application/octet-stream' : contentType
    return {
      resource: {
        resourceType: 'Binary',
        contentType: type,
        ...(context !== undefined && { securityContext: { reference: context } }),
      },
      bytes: body,
    }
  }
  if (typeof body !== 'object' || body === null || !('resourceType' in body) || body.resourceType !== 'Binary')
    return undefined
  const { data, ...resource } = body as Binary
  return { resource, bytes: Buffer.from(typeof data === 'string' ? data : '', 'base64') }
}
