import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Issuer } from '#domain/projects'
import { type Browser, PAGE_SECONDS } from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import {
  type AuthorizeRefusal,
  type AuthorizeRequest,
  authorizeQuery,
  type RequestDeps,
  readCarriedRequest,
} from './authorize-request.ts'

/** What a page carries in a hidden field. */
interface Sealed {
  readonly query: string
  readonly shownUser?: string | undefined
  readonly until: number
}

const contextOf = ({ url }: Issuer, browser: Browser): string => `authorize-request:${url}:${browser.hash}`

/**
 * The request for a hidden field: readable by nobody, and of use to the browser that it was shown to alone, at the
 * address where it was. `shownUser` is who was shown as signed in, when the person was asked which account to go on with.
 */
export function sealRequest(
  keyring: Keyring,
  request: AuthorizeRequest,
  issuer: Issuer,
  browser: Browser,
  now: Date,
  shownUser?: string,
): string {
  const until = secondsAfter(now, PAGE_SECONDS).getTime()
  const sealed: Sealed = { query: authorizeQuery(request), shownUser, until }
  return keyring.seal(JSON.stringify(sealed), contextOf(issuer, browser))
}

export interface ReturnedRequest {
  readonly request: AuthorizeRequest
  readonly shownUser: string | undefined
  /** The page lay open for too long: to be shown again. */
  readonly isLate: boolean
}

/** Opens what `sealRequest` made, and checks it again: the client may have been changed. */
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
    // Sealed by `sealRequest` alone: the context vouches for its shape.
    const opened = JSON.parse(keyring.unseal(sealed, contextOf(issuer, browser)).toString()) as Sealed
    // A page of the release before this one carried the request in another form.
    return typeof opened.query === 'string' ? opened : undefined
  } catch {
    return undefined
  }
}
