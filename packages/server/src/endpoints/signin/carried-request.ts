import { accepted, type Result, refused } from '@damson/fhir'
import { type Browser, PAGE_SECONDS } from '#answers'
import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Issuer } from '#domain/projects'
import { findAskingClient, readRedirectUri } from './asking-client.ts'
import type { AuthorizeRequest } from './authorize-request.ts'
import type { PageRefusal } from './complaint.ts'
import type { SigninParts } from './parts.ts'

/** A request in plain values: what is carried between two pages, and checked again when it is read. */
export type CarriedRequest = Omit<AuthorizeRequest, 'client' | 'redirectUri'> & {
  readonly clientId: string
  readonly redirectUri: string
}

const contextOf = ({ url }: Issuer, browser: Browser): string => `authorize-request:${url}:${browser.hash}`

/**
 * The request for a hidden field: readable by nobody, and of use to the browser that it was shown to alone, at the
 * address where it was.
 */
export function sealRequest(
  keyring: Keyring,
  request: AuthorizeRequest,
  issuer: Issuer,
  browser: Browser,
  now: Date,
): string {
  const sealed = { request: carried(request), until: secondsAfter(now, PAGE_SECONDS).getTime() }
  return keyring.seal(JSON.stringify(sealed), contextOf(issuer, browser))
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
  issuer: Issuer,
  browser: Browser,
): Promise<Result<ReturnedRequest, PageRefusal | { readonly show: 'start_again' }>> {
  const opened = unseal(keyring, sealed, issuer, browser)
  if (opened === undefined) return refused({ show: 'start_again' })
  const client = await findAskingClient(clients, issuer, opened.request.clientId)
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
  issuer: Issuer,
  browser: Browser,
): { readonly request: CarriedRequest; readonly until: number } | undefined {
  try {
    // Sealed by `sealRequest` alone: the context vouches for its shape.
    return JSON.parse(keyring.unseal(sealed, contextOf(issuer, browser)).toString()) as {
      request: CarriedRequest
      until: number
    }
  } catch {
    return undefined
  }
}

function carried({ client, redirectUri, ...plain }: AuthorizeRequest): CarriedRequest {
  return { ...plain, clientId: client.id, redirectUri }
}

/** The request as a query string: to start again, or as somebody else. */
export function queryOfRequest(request: AuthorizeRequest): string {
  return authorizeQuery(carried(request))
}

/** What a request must have; the rest may be left out. */
type Asked = Pick<CarriedRequest, 'clientId' | 'redirectUri' | 'scope' | 'codeChallenge'> & Partial<CarriedRequest>

export function authorizeQuery(asked: Asked): string {
  const { clientId, redirectUri, scope, codeChallenge, prompts = [], maxAge, responseMode } = asked
  const optional = {
    state: asked.state,
    nonce: asked.nonce,
    login_hint: asked.loginHint,
    launch: asked.launch,
    aud: asked.audience,
    prompt: prompts.length === 0 ? undefined : prompts.join(' '),
    max_age: maxAge?.toString(),
    id_token_hint: asked.idTokenHint,
    ui_locales: asked.uiLocales,
    response_mode: responseMode === 'query' ? undefined : responseMode,
  }
  return new URLSearchParams([
    ['response_type', 'code'],
    ['client_id', clientId],
    ['redirect_uri', redirectUri],
    ['scope', scope],
    ['code_challenge', codeChallenge],
    ['code_challenge_method', 'S256'],
    ...Object.entries(optional).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ]).toString()
}
