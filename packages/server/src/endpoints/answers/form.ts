import type { FastifyRequest } from 'fastify'

/** A form as it was sent, each field once. */
export interface Form {
  get(name: string): string | undefined
  readonly entries: readonly (readonly [string, string])[]
}

/**
 * Reads an `application/x-www-form-urlencoded` body. Undefined when the body is of another type; `repeated` names a
 * field that was sent twice, which OAuth forbids (RFC 6749 §3.1).
 */
export function readForm(
  request: FastifyRequest,
): { readonly form: Form; readonly repeated: string | undefined } | undefined {
  return typeof request.body === 'string' && isForm(request)
    ? readParameters(new URLSearchParams(request.body))
    : undefined
}

/** The same for parameters of a query string. */
export function readParameters(parameters: URLSearchParams): {
  readonly form: Form
  readonly repeated: string | undefined
} {
  const entries = [...parameters]
  const values = new Map<string, string>()
  let repeated: string | undefined
  for (const [name, value] of entries) {
    if (values.has(name)) repeated ??= name
    values.set(name, value)
  }
  return { form: { get: (name) => values.get(name), entries }, repeated }
}

function isForm(request: FastifyRequest): boolean {
  return (
    (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded'
  )
}

/** The query string as it was sent, without the question mark. */
export function queryOf(request: FastifyRequest): string {
  const at = request.url.indexOf('?')
  return at < 0 ? '' : request.url.slice(at + 1)
}
