import type { FastifyRequest } from 'fastify'
import { type Form, queryOf, queryParametersOf } from '#answers'
import { type Clock, secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Browser, BrowserCookies } from './browser.ts'

interface CarryDeps {
  readonly keyring: Keyring
  readonly clock: Clock
}

/** The target page. A query that was sealed for one page does not work at another. */
type Use = 'authorize' | 'logout' | 'account' | 'link'

const BOUND_SECONDS = 86_400
/** Browsers leave our cookies out of another site's POST, so a query from such a POST is not bound to a browser. */
const UNBOUND_SECONDS = 60

const contextOf = (use: Use, { issuer: { url } }: FastifyRequest, browser: Browser | undefined): string =>
  `carried-query:${use}:${url}:${browser?.hash ?? ''}`

/**
 * Seals a query into another query. Addresses are kept in histories and logs, so they must not contain e-mail addresses,
 * id tokens or launches.
 */
export function carryQuery(
  { keyring, clock }: CarryDeps,
  request: FastifyRequest,
  use: Use,
  query: string,
  browser: Browser | undefined,
): string {
  const until = secondsAfter(clock.now(), browser === undefined ? UNBOUND_SECONDS : BOUND_SECONDS).getTime()
  const carried = keyring.seal(JSON.stringify({ query, until }), contextOf(use, request, browser))
  return new URLSearchParams({ carried }).toString()
}

/** The query of a request, or the query sealed in it. Undefined if the sealed one is not valid here. */
export function openQuery(
  deps: CarryDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
  use: Use,
): string | undefined {
  return queryParametersOf(request).has('carried') ? openSealed(deps, cookies, request, use) : queryOf(request)
}

/** The query that is sealed in that of a request. Undefined without one that is valid here. */
export function openSealed(
  { keyring, clock }: CarryDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
  use: Use,
): string | undefined {
  const sealed = queryParametersOf(request).get('carried')
  if (sealed === null) return undefined
  for (const browser of [cookies.find(request), undefined]) {
    try {
      // Only `carryQuery` seals with this context, so the shape is known.
      const opened = JSON.parse(keyring.unseal(sealed, contextOf(use, request, browser)).toString()) as {
        query: string
        until: number
      }
      return opened.until > clock.now().getTime() ? opened.query : undefined
    } catch {
      // It may be bound to no browser. Otherwise it belongs to another one.
    }
  }
  return undefined
}

/** The person of a page, as a query. */
export function hintQuery(email: string): string {
  return new URLSearchParams({ login_hint: email }).toString()
}

/** A form as a query. */
export function formQuery({ entries }: Form): string {
  return new URLSearchParams(entries.map(([name, value]): [string, string] => [name, value])).toString()
}
