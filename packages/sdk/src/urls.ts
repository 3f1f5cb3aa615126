import { ConfigurationError } from './errors.ts'

/** A search: a query string, pairs of names and values, or an object. Undefined values are left out. */
export type QueryTypes =
  | URLSearchParams
  | readonly (readonly string[])[]
  | Readonly<Record<string, string | number | boolean | undefined>>
  | string
  | undefined

/** The base that other addresses are resolved against: absolute, with a trailing slash. */
export function readBaseUrl(text: unknown): string {
  const url = parsed(text)
  if (url === undefined || !/^https?:\/\/[^?#@]*$/.test(url.href))
    throw new ConfigurationError(
      'baseUrl must be the address of the server, such as https://id.example.org/: scheme, host and path, but no query, fragment or user.',
    )
  return url.href.endsWith('/') ? url.href : `${url.href}/`
}

/** Many hosts are older than `URL.canParse`. */
function parsed(text: unknown): URL | undefined {
  try {
    return typeof text === 'string' ? new URL(text) : undefined
  } catch {
    return undefined
  }
}

/** An address that may be shown and logged, without query values: they may be tokens, or identify patients. */
export function shownUrl(url: string): string {
  const { origin, pathname, searchParams } = new URL(url)
  const names = [...searchParams.keys()].map((name) => `${encodeURIComponent(name)}=…`)
  return origin + pathname + (names.length === 0 ? '' : `?${names.join('&')}`)
}

/** An address relative to the FHIR base. Parts are encoded, except their slashes and the `$` of operations. */
export function fhirUrl(fhirBase: string, path: readonly string[]): URL {
  const segments = path.flatMap((part) => part.split('/')).map(encodeSegment)
  return new URL(fhirBase + segments.join('/'))
}

function encodeSegment(segment: string): string {
  // `URL` resolves these as "up one level", even when they are encoded.
  if (segment === '.' || segment === '..') throw new TypeError(`"${segment}" cannot be part of a FHIR address.`)
  return encodeURIComponent(segment).replaceAll('%24', '$')
}

/** The address of a resource, or one below it. The check stops an id from leading to another address. */
export function resourceUrl(fhirBase: string, type: string, id: string | undefined, ...below: readonly string[]): URL {
  if (!/^[A-Za-z]+$/.test(type)) throw new TypeError('A resource type is a name such as Patient.')
  return fhirUrl(fhirBase, [type, checkedId(id), ...below])
}

export function checkedId(id: unknown): string {
  if (typeof id === 'string' && /^[A-Za-z0-9\-.]{1,64}$/.test(id)) return id
  const what = typeof id === 'string' ? '' : `, not ${id === null ? 'null' : typeof id}`
  throw new TypeError(`An id is text of 1 to 64 letters, digits, "-" and "."${what}.`)
}

/** The address of a search. */
export function searchUrl(fhirBase: string, type: string, query: QueryTypes): URL {
  const url = fhirUrl(fhirBase, [type])
  url.search = queryText(query)
  return url
}

export function queryText(query: QueryTypes): string {
  if (query === undefined) return ''
  if (typeof query === 'string') return new URLSearchParams(query).toString()
  if (query instanceof URLSearchParams) return query.toString()
  const pairs: readonly (readonly (string | number | boolean | undefined)[])[] = isPairs(query)
    ? query
    : Object.entries(query)
  const parameters = new URLSearchParams()
  for (const [name, value] of pairs) {
    if (name !== undefined && value !== undefined) parameters.append(String(name), String(value))
  }
  return parameters.toString()
}

function isPairs(query: Exclude<QueryTypes, string>): query is readonly (readonly string[])[] {
  return Array.isArray(query)
}
