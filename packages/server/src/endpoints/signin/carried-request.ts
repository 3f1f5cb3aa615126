import { accepted, type Result, refused } from '@damson/fhir'
import { type Browser } from '#answers'
import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import { type AuthorizeRequest, findAskingClient, type PageRefusal, readRedirectUri } from './authorize-request.ts'
import type { SigninParts } from './parts.ts'

/** A request in plain values: what is carried between two pages, and checked again when it is read. */
export type CarriedRequest = Omit<AuthorizeRequest, 'client' | 'redirectUri'> & {
  readonly clientId: string
  readonly redirectUri: string
}

const LIFE_SECONDS = 600
const contextOf = (browser: Browser): string => `authorize-request:${browser.hash}`

/** The request for a hidden field: readable by nobody, and of use to the browser that it was shown to alone. */
export function sealRequest(keyring: Keyring, request: AuthorizeRequest, browser: Browser, now: Date): string {
  const sealed = { request: carried(request), until: secondsAfter(now, LIFE_SECONDS).getTime() }
  return keyring.seal(JSON.stringify(sealed), contextOf(browser))
}

export interface ReturnedRequest {
  readonly request: AuthorizeRequest
  /** The page lay open for too long: to be shown again. */
  readonly isLate: boolean
}

/** Opens what `sealRequest` made, and checks again what may have changed: the client and its redirect URIs. */
export async function openRequest(
  { keyring, clients, clock }: Pick<SigninParts, 'keyring' | 'clients' | 'clock'>,
  sealed: string,
  browser: Browser,
): Promise<Result<ReturnedRequest, PageRefusal | { readonly show: 'start_again' }>> {
  const opened = unseal(keyring, sealed, browser)
  if (opened === undefined) return refused({ show: 'start_again' })
  const client = await findAskingClient(clients, opened.request.clientId)
  if (!client.ok) return client
  const redirectUri = readRedirectUri(client.value, opened.request.redirectUri)
  if (!redirectUri.ok) return redirectUri
  return accepted({
    request: { ...opened.request, client: client.value, redirectUri: redirectUri.value },
    isLate: opened.until <= clock.now().getTime(),
  })
}

function unseal(
  keyring: Keyring,
  sealed: string,
  browser: Browser,
): { readonly request: CarriedRequest; readonly until: number } | undefined {
  try {
    // Sealed by `sealRequest` alone: the context vouches for its shape.
    return JSON.parse(keyring.unseal(sealed, contextOf(browser)).toString()) as {
      request: CarriedRequest
      until: number
    }
  } catch {
    return undefined
  }
}

function carried({
  client,
  redirectUri,
  scope,
  state,
  nonce,
  codeChallenge,
  loginHint,
  uiLocales,
  launch,
  audience,
}: AuthorizeRequest): CarriedRequest {
  return {
    clientId: client.id,
    redirectUri,
    scope,
    state,
    nonce,
    codeChallenge,
    loginHint,
    uiLocales,
    launch,
    audience,
  }
}

/** The request as a query string: to start again, or as somebody else. */
export function queryOfRequest(request: AuthorizeRequest): string {
  return authorizeQuery(carried(request))
}

export function authorizeQuery({
  clientId,
  redirectUri,
  scope,
  state,
  nonce,
  codeChallenge,
  loginHint,
  uiLocales,
  launch,
  audience,
}: CarriedRequest): string {
  return new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
    ...(state !== undefined && { state }),
    ...(nonce !== undefined && { nonce }),
    ...(loginHint !== undefined && { login_hint: loginHint }),
    ...(uiLocales !== undefined && { ui_locales: uiLocales }),
    ...(launch !== undefined && { launch }),
    ...(audience !== undefined && { aud: audience }),
  }).toString()
}
