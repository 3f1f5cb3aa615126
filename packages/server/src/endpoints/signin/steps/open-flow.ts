import type { FastifyRequest } from 'fastify'
import { noteTrace, requestOriginOf } from '#answers'
import { isUuid } from '#base/random'
import { wantsLaunch } from '#domain/access'
import { type Client, OTHER_SCREEN, type RegisteredRedirectUri } from '#domain/clients'
import { readState, type SignInState, type TimeLeft, timeLeft } from '#domain/signin'
import { type BrowserCookies, uiLocalesOf } from '#pages'
import { readRedirectUri } from '../authorize/asking-client.ts'
import { authorizeQuery } from '../authorize/authorize-request.ts'
import { openScreen } from '../authorize/screen-state.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { showing } from '../shown.ts'

/** A sign-in in progress in its own browser. Its address is public; its handle is in that browser's cookie. */
export interface OpenFlow {
  readonly id: string
  /** The address of its forms. */
  readonly address: string
  readonly state: SignInState
  readonly client: Client
  readonly redirectUri: RegisteredRedirectUri
  /** The query that starts it again, as this person or another. It requires a new proof, as the app may have demanded. */
  readonly restart: string
  /** The code for a record, whose link was opened in this browser. */
  readonly activationCode: string | undefined
  /** What the other screen shows on which the person signs in. */
  readonly screenCode: string | undefined
  /** How long the person can answer its questions. */
  readonly left: TimeLeft
}

/** Finds the flow of a request. Undefined if it belongs to another browser or is over. */
export async function openFlow(
  { signIn, clock, keyring, loginSettings }: Pick<SignInPageDeps, 'signIn' | 'clock' | 'keyring' | 'loginSettings'>,
  cookies: BrowserCookies,
  request: FastifyRequest<{ Params: { flow: string } }>,
): Promise<OpenFlow | undefined> {
  const id = request.params.flow
  const browser = cookies.find(request)
  const handle = isUuid(id) ? cookies.handleOf(request, id) : undefined
  if (browser === undefined || handle === undefined) return undefined
  const found = await readState(signIn, handle, requestOriginOf(request), browser.hash)
  if (!found.ok) return undefined
  const { login, client } = found.value
  if (client === undefined || login.codeChallenge === null) return undefined
  const redirectUri = readRedirectUri(client, login.redirectUri ?? undefined)
  if (!redirectUri.ok) return undefined
  noteTrace(request, {
    clientId: client.id,
    project: client.project,
    loginId: login.id,
    codeChallenge: login.codeChallenge,
    step: found.value.step.step,
  })
  const asked = {
    client,
    redirectUri: redirectUri.value,
    scope: unlaunched(login.scope),
    state: login.state ?? undefined,
    nonce: login.nonce ?? undefined,
    maxAge: login.maxAgeSeconds ?? undefined,
    acr: login.askedAcr === null ? undefined : { value: login.askedAcr, isEssential: login.acrEssential },
    codeChallenge: login.codeChallenge,
    uiLocales: uiLocalesOf(request),
    responseMode: login.responseMode === 'form_post' ? ('form_post' as const) : ('query' as const),
    prompts: login.askConsent ? (['login', 'consent'] as const) : (['login'] as const),
  }
  return {
    id,
    address: `/signin/${id}`,
    state: found.value,
    client,
    redirectUri: redirectUri.value,
    restart: showing(authorizeQuery(asked)),
    screenCode: redirectUri.value === OTHER_SCREEN ? openScreen(keyring, request.issuer, login.state)?.code : undefined,
    activationCode: cookies.activationOf(request, login.userId),
    left: timeLeft(login, loginSettings, clock.now()),
  }
}

/** A launch works once, so a person who starts again chooses the patient. */
function unlaunched(scope: string): string {
  return scope
    .split(' ')
    .map((word) => (wantsLaunch(word) ? 'launch/patient' : word))
    .join(' ')
}
