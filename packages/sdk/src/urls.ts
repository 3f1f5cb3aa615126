import { ConfigurationError } from './errors.ts'

/** The base that other addresses are resolved against: absolute, with a trailing slash. */
export function readBaseUrl(text: unknown): string {
  const url = parsed(text)
  if (url === undefined || !/^https?:\/\/[^?#@]*$/.test(url.href))
    throw new ConfigurationError(
      'baseUrl must be an address such as https://id.example.org/, without a query, fragment or user.',
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
  const what = typeof id === 'string' ? '' : `, not ${typeof id}`
  throw new TypeError(`An id is text of 1 to 64 letters, digits, "-" and "."${what}.`)
}

/** Names and values: `SearchQuery` of any type, or the members of a form. */
export type AnyQuery = URLSearchParams | readonly (readonly string[])[] | string | object | undefined

/** The address of a search. */
export function searchUrl(fhirBase: string, type: string, query: AnyQuery): URL {
  const url = fhirUrl(fhirBase, [type])
  url.search = String(queryOf(query))
  return url
}

/** Names and values as parameters; undefined values are left out. */
export function queryOf(query: AnyQuery): URLSearchParams {
  if (typeof query !== 'object' || query instanceof URLSearchParams) return new URLSearchParams(query)
  const parameters = new URLSearchParams()
  for (const [name, value] of Array.isArray(query) ? query : Object.entries(query)) append(parameters, name, value)
  return parameters
}

/** All values of a list must match, each with its prefix. The keys of `_sort` are one value. */
function append(to: URLSearchParams, name: string, value: unknown, prefix = ''): void {
  if (value === undefined) return
  if (typeof value === 'object' && value !== null && name !== '_sort')
    for (const [key, part] of Object.entries(value)) append(to, name, part, Array.isArray(value) ? '' : key)
  else to.append(name, `${prefix}${value as string | number | boolean}`)
}
