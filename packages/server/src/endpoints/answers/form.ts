import type { FastifyRequest } from 'fastify'
import { error, type Finding } from '#base/findings'
import type { Issuer } from '#domain/projects'

/** A form as it was sent, each field once. */
export interface Form {
  get(name: string): string | undefined
  readonly entries: readonly (readonly [string, string])[]
}

/**
 * Reads an `application/x-www-form-urlencoded` body. Undefined when the body is of another type; `repeated` names a
 * field that was sent twice, which OAuth forbids (RFC 6749 §3.1) but for `resource`.
 */
export function readForm(
  request: FastifyRequest,
): { readonly form: Form; readonly repeated: string | undefined } | undefined {
  return typeof request.body === 'string' && isForm(request)
    ? readParameters(new URLSearchParams(request.body))
    : undefined
}

/** Each of several resources has a parameter of its own (RFC 8707 §2). */
export const MAY_REPEAT = 'resource'

/** The same for parameters of a query string. */
export function readParameters(parameters: URLSearchParams): {
  readonly form: Form
  readonly repeated: string | undefined
} {
  const entries = [...parameters]
  const values = new Map<string, string>()
  let repeated: string | undefined
  for (const [name, value] of entries) {
    if (values.has(name) && name !== MAY_REPEAT) repeated ??= name
    values.set(name, value)
  }
  return { form: { get: (name) => values.get(name), entries }, repeated }
}

/** Whether the body is said to be a form, read or not. */
export function isForm(request: FastifyRequest): boolean {
  return (
    (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded'
  )
}

/** What a body that is no form should have been. */
export function notAForm({ headers, routeOptions }: FastifyRequest): Finding {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const sent = ['application/json', 'multipart/form-data', 'text/plain'].find((name) => name === type)
  return error(
    `The body is ${sent ?? (type === '' ? 'of no type' : 'of another type')}, and ${routeOptions.url === '/oauth2/token' ? 'the token' : 'this'} endpoint reads forms alone.`,
    'Send Content-Type: application/x-www-form-urlencoded; in JavaScript a URLSearchParams as body does.',
  )
}

/** The query string as it was sent, without the question mark. */
export function queryOf(request: FastifyRequest): string {
  const at = request.url.indexOf('?')
  return at < 0 ? '' : request.url.slice(at + 1)
}

/**
 * A resource that was asked for (RFC 8707 §2) and is not the FHIR API of this address, which is the only one there is;
 * with or without its last slash.
 */
export function foreignResource(entries: Form['entries'], { fhirUrl }: Issuer): string | undefined {
  const own = new Set(['', fhirUrl, fhirUrl.slice(0, -1)])
  return entries.find(([name, value]) => name === MAY_REPEAT && !own.has(value))?.[1]
}
