import { FHIR_JSON, type RequestLimits, SMALL_JSON } from '#base/http'

const KB = 1_024

/** The limits by path prefix; a path that isn't listed gets the limits of the last line. */
const LIMITS: readonly {
  readonly path: string
  /** `fhir`: as configured. */
  readonly bodyBytes: number | 'fhir'
  readonly json: RequestLimits['json']
}[] = [
  { path: '/fhir/R4', bodyBytes: 'fhir', json: FHIR_JSON },
  // Vendors send more than they say, and nobody has signed in.
  { path: '/webhook', bodyBytes: 1_024 * KB, json: FHIR_JSON },
  { path: '/admin', bodyBytes: 256 * KB, json: SMALL_JSON },
  { path: '', bodyBytes: 64 * KB, json: SMALL_JSON },
]

/** The limits of a request to a route. `route` is its path at the server's own address, which projects' addresses share. */
export function limitsOf(route: string, fhirBodyBytes: number): RequestLimits {
  const found = LIMITS.find(({ path }) => path === '' || route === path || route.startsWith(`${path}/`))
  if (found === undefined) throw new Error('the table of limits has no last line')
  const { bodyBytes, json } = found
  return { bodyBytes: bodyBytes === 'fhir' ? fhirBodyBytes : bodyBytes, json }
}
