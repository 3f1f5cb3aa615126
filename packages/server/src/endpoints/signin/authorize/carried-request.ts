import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Issuer } from '#domain/projects'
import { type Browser, PAGE_SECONDS } from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import {
  type AuthorizeRefusal,
  type AuthorizeRequest,
  type RequestDeps,
  readCarriedRequest,
} from './authorize-request.ts'

/** The content of a page's hidden field. */
interface Sealed {
  readonly query: string
  readonly shownUser?: string | undefined
  readonly until: number
}

const contextOf = ({ url }: Issuer, browser: Browser): string => `authorize-request:${url}:${browser.hash}`

/**
 * Seals the request, as `authorizeQuery` wrote it, for a hidden field. No one can read it, and it works only in the same browser, at the same address.
 * `shownUser` is the signed-in person on the page that asks which account to use.
 */
export function sealRequest(
  keyring: Keyring,
  query: string,
  issuer: Issuer,
  browser: Browser,
  now: Date,
  shownUser?: string,
): string {
  const until = secondsAfter(now, PAGE_SECONDS).getTime()
  const sealed: Sealed = { query, shownUser, until }
  return keyring.seal(JSON.stringify(sealed), contextOf(issuer, browser))
}

export interface ReturnedRequest {
  readonly request: AuthorizeRequest
  readonly shownUser: string | undefined
  /** The page was open for too long, and must be shown again. */
  readonly isLate: boolean
}

/** Opens the result of `sealRequest` and checks it again, because the client may have changed. */
export async function openRequest(
  deps: RequestDeps & Pick<SignInPageDeps, 'keyring'>,
  sealed: string,
  issuer: Issuer,
  browser: Browser,
): Promise<Result<ReturnedRequest, AuthorizeRefusal | { readonly show: 'start_again' }>> {
  const opened = unseal(deps.keyring, sealed, issuer, browser)
  if (opened === undefined) return refused({ show: 'start_again' })
  const request = await readCarriedRequest(deps, issuer, opened.query)
  if (!request.ok) return request
  const { shownUser, until } = opened
  return accepted({ request: request.value, shownUser, isLate: until <= deps.clock.now().getTime() })
}

function unseal(keyring: Keyring, sealed: string, issuer: Issuer, browser: Browser): Sealed | undefined {
  try {
    // Only `sealRequest` seals with this context, so the shape is known.
    const opened = JSON.parse(keyring.unseal(sealed, contextOf(issuer, browser)).toString()) as Sealed
    // A page of the previous release carried the request in another form.
    return typeof opened.query === 'string' ? opened : undefined
  } catch {
    return undefined
  }
}
