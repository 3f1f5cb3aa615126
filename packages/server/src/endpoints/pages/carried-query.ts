import type { FastifyRequest } from 'fastify'
import { type Form, queryOf } from '#answers'
import { type Clock, secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Browser, BrowserCookies } from './browser.ts'

interface CarryDeps {
  readonly keyring: Keyring
  readonly clock: Clock
}

/** Where it leads: what was sealed for one is of no use at another. */
type Use = 'authorize' | 'logout' | 'account'

const BOUND_SECONDS = 86_400
/** Browsers leave our cookies out of another site's POST, so what it sends on at once is bound to nobody. */
const UNBOUND_SECONDS = 60

const contextOf = (use: Use, { issuer: { url } }: FastifyRequest, browser: Browser | undefined): string =>
  `carried-query:${use}:${url}:${browser?.hash ?? ''}`

/**
 * A query that stands for another one, sealed: an address is kept in histories and logs, where nobody's e-mail address, id
 * token or launch belongs.
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

/** The query of a request: the one that it carries, if any. Undefined where that is of another browser, too old, or not ours. */
export function openQuery(
  { keyring, clock }: CarryDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
  use: Use,
): string | undefined {
  const query = queryOf(request)
  const sealed = new URLSearchParams(query).get('carried')
  if (sealed === null) return query
  for (const browser of [cookies.find(request), undefined]) {
    try {
      // Sealed by `carryQuery` alone: the context vouches for its shape.
      const opened = JSON.parse(keyring.unseal(sealed, contextOf(use, request, browser)).toString()) as {
        query: string
        until: number
      }
      return opened.until > clock.now().getTime() ? opened.query : undefined
    } catch {
      // Bound to no browser, perhaps; else to another one.
    }
  }
  return undefined
}

/** The person that a page is for, as a query. */
export function hintQuery(email: string): string {
  return new URLSearchParams({ login_hint: email }).toString()
}

/** A form as a query. */
export function formQuery({ entries }: Form): string {
  return new URLSearchParams(entries.map(([name, value]): [string, string] => [name, value])).toString()
}
