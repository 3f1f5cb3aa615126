import { type Resource, validate } from '@damson/fhir'
import { badRequest, INVALID_RESOURCE, issuesRefused, type OutcomeError, outcome } from '#answers'
import { bothOf, told } from '#base/findings'
import { SERVER_META } from '#domain/resources'

/** A valid resource from a request, with its bytes if it is a Binary. */
export interface SentResource {
  readonly resource: Resource
  readonly bytes?: Uint8Array
  /** The request sent the raw bytes of a Binary, not a resource. */
  readonly isRaw?: boolean
}

/** Validates a JSON value as a resource of a type. */
export function validResource(body: unknown, type: string): Resource {
  // Forms arrive as text, other bodies that are not JSON as bytes.
  if (typeof body === 'string' || body instanceof Uint8Array) throw wrongContentType(type)
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw badRequest(bothOf(notOne(type)), undefined, 'not_a_resource')
  if (!('resourceType' in body) || body.resourceType !== type)
    throw badRequest(
      told`Incorrect resource type: send a ${type} to this address.`,
      'resourceType',
      'wrong_resource_type',
    )
  const issues = validate(withoutServerMeta(body))
  if (issues.length > 0)
    throw issuesRefused(
      issues.map(({ severity, code, text, expression }) => ({
        severity,
        code,
        text,
        expression,
        reason: 'invalid_resource',
      })),
      INVALID_RESOURCE,
    )
  return withoutServerMeta(body) as Resource
}

const notOne = (type: string): string => `Send one ${type} as a JSON object with Content-Type application/fhir+json.`

function wrongContentType(type: string): OutcomeError {
  return outcome(415, 'not-supported', bothOf(notOne(type)), { reason: 'wrong_content_type' })
}

/** Removes the elements that only the server sets, because clients send them back with every resource that they read. */
function withoutServerMeta(body: object): object {
  if (!('meta' in body) || typeof body.meta !== 'object' || body.meta === null || Array.isArray(body.meta)) return body
  const meta: Record<string, unknown> = { ...body.meta }
  for (const name of SERVER_META) delete meta[name]
  const { meta: _meta, ...rest } = body
  return Object.keys(meta).length === 0 ? rest : { ...rest, meta }
}
