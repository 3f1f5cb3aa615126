import type { FastifyRequest } from 'fastify'
import { error, type Finding } from '#base/findings'
import type { Issuer } from '#domain/projects'

/** A form with each field once. */
export interface Form {
  get(name: string): string | undefined
  readonly entries: readonly (readonly [string, string])[]
}

/**
 * Reads an `application/x-www-form-urlencoded` body. Undefined when the body is of another type. `repeated` names a
 * field that was sent twice, which OAuth forbids (RFC 6749 §3.1) for all fields except `resource`.
 */
export function readForm(
  request: FastifyRequest,
): { readonly form: Form; readonly repeated: string | undefined } | undefined {
  return typeof request.body === 'string' && isForm(request)
    ? readParameters(new URLSearchParams(request.body))
    : undefined
}

/** Only `resource` may be repeated, once for each resource (RFC 8707 §2). */
export const MAY_REPEAT = 'resource'

/** The same for parameters of a query string. */
export function readParameters(parameters: Iterable<readonly [string, string]>): {
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

/** Whether the Content-Type says that the body is a form. */
export function isForm(request: FastifyRequest): boolean {
  return (
    (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded'
  )
}

/** The finding for a body that is not a form. */
export function notAForm({ headers, routeOptions }: FastifyRequest): Finding {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const sent = ['application/json', 'multipart/form-data', 'text/plain'].find((name) => name === type)
  return error(
    `The body is ${sent ?? (type === '' ? 'of no type' : 'of another type')}, but ` +
      `${routeOptions.url === '/oauth2/token' ? 'the token' : 'this'} endpoint accepts only forms.`,
    'Send Content-Type: application/x-www-form-urlencoded. In JavaScript, pass a URLSearchParams as the body.',
  )
}

/** The raw query string, without the question mark. */
export function queryOf(request: FastifyRequest): string {
  const at = request.url.indexOf('?')
  return at < 0 ? '' : request.url.slice(at + 1)
}

/** The parameters of a query string, to read. */
export type QueryParameters = Pick<URLSearchParams, 'get' | 'getAll' | 'has' | 'size' | typeof Symbol.iterator>

const parsed = new WeakMap<FastifyRequest, QueryParameters>()

/** The parameters of the query string, which is parsed once: several parts of one answer ask for one each. */
export function queryParametersOf(request: FastifyRequest): QueryParameters {
  const known = parsed.get(request)
  if (known !== undefined) return known
  const parameters = new URLSearchParams(queryOf(request))
  parsed.set(request, parameters)
  return parameters
}

/**
 * A requested resource (RFC 8707 §2) that is not the FHIR API of this address, the only resource here. The last slash
 * does not matter.
 */
export function foreignResource(entries: Form['entries'], { fhirUrl }: Issuer): string | undefined {
  const own = new Set(['', fhirUrl, fhirUrl.slice(0, -1)])
  return entries.find(([name, value]) => name === MAY_REPEAT && !own.has(value))?.[1]
}
