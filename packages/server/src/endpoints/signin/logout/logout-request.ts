import { accepted, type Result, refused } from '@damson/fhir'
import type { Form } from '#answers'
import { type Client, matchPostLogoutUri, type RegisteredRedirectUri } from '#domain/clients'
import type { Issuer } from '#domain/projects'
import { type IdTokenHint, readIdTokenHint } from '#domain/tokens'
import type { Topic } from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { withParameters } from '../redirect.ts'

/** An app's request to sign a person out (OpenID Connect RP-Initiated Logout 1.0 §2). */
export interface LogoutRequest {
  readonly client: Client | undefined
  /** The person whom the app means. Undefined without an id token of ours. */
  readonly hint: IdTokenHint | undefined
  /** The address to return to, and the app's state. */
  readonly to: RegisteredRedirectUri | undefined
  readonly state: string | undefined
}

type LogoutDeps = Pick<SignInPageDeps, 'signingKeys' | 'clock' | 'clients'>

const LONGEST_STATE = 2_000

/** Reads the request. If it is wrong, the person sees a page and is not redirected. */
export async function readLogoutRequest(
  deps: LogoutDeps,
  issuer: Issuer,
  { form, repeated }: { readonly form: Form; readonly repeated: string | undefined },
): Promise<Result<LogoutRequest, Topic>> {
  const sent = (name: string): string | undefined => {
    const value = form.get(name)
    return value === '' ? undefined : value
  }
  if (repeated !== undefined) return refused('signout.unusable')
  const token = sent('id_token_hint')
  const hint =
    token === undefined ? undefined : await readIdTokenHint(deps.signingKeys, issuer.url, token, deps.clock.now())
  const [clientId = hint?.clientId, given, state] = [sent('client_id'), sent('post_logout_redirect_uri'), sent('state')]
  if (hint !== undefined && hint.clientId !== clientId) return refused('signout.unusable')
  if (state !== undefined && state.length > LONGEST_STATE) return refused('signout.unusable')
  const found = clientId === undefined ? undefined : await deps.clients.find(clientId, issuer)
  const client = found?.active === true ? found : undefined
  const to = client === undefined || given === undefined ? undefined : matchPostLogoutUri(client, given)
  return given !== undefined && to === undefined
    ? refused('signout.bad_address')
    : accepted({ client, hint, to, state })
}

/** The address to go back to, with the app's state. */
export function onwardUrl(to: RegisteredRedirectUri, state: string | undefined): string {
  return state === undefined ? to : withParameters(to, new URLSearchParams({ state }))
}
