import { accepted, type Result, refused } from '@damson/fhir'
import { type Form, foreignResource, MAY_REPEAT, type OAuthErrorCode } from '#answers'
import { type Client, type ClientDirectory, matchRedirectUri, type RegisteredRedirectUri } from '#domain/clients'
import type { Issuer } from '#domain/projects'
import { readScope } from '#domain/signin'
import type { AnswerAddress } from './answer-app.ts'
import {
  type AuthorizeDemands,
  type ResponseMode,
  readDemands,
  responseModeOf,
  responseModeProblem,
} from './authorize-demands.ts'
import { launchProblem } from './launch.ts'
import type { SigninParts } from './parts.ts'

/** An authorization request that passed every check. */
export interface AuthorizeRequest extends AuthorizeDemands {
  readonly client: Client
  readonly redirectUri: RegisteredRedirectUri
  readonly scope: string
  readonly state: string | undefined
  readonly nonce: string | undefined
  readonly codeChallenge: string
  readonly loginHint: string | undefined
  readonly responseMode: ResponseMode
  /** The languages that the app asks for. */
  readonly uiLocales: string | undefined
  /** What an EHR launched the app with, and the FHIR base that the app then names. */
  readonly launch: string | undefined
  readonly audience: string | undefined
  /** Who was shown to the person as signed in, when they were asked which account to go on with. */
  readonly shownUser?: string
}

/** Without a checked redirect URI there is nowhere to send an error to: the person gets a page. */
export interface PageRefusal {
  readonly show: 'page'
  readonly topic:
    | 'request.no_client'
    | 'request.unknown_client'
    | 'request.no_redirect_uri'
    | 'request.unregistered_redirect_uri'
}

export type AuthorizeRefusal =
  | PageRefusal
  | {
      readonly show: 'redirect'
      readonly to: AnswerAddress
      readonly error: OAuthErrorCode
      readonly description: string
    }

export type Complaint = { readonly error: OAuthErrorCode; readonly description: string }

export type RequestParts = Pick<SigninParts, 'clients' | 'db' | 'clock' | 'signingKeys'>

/** RFC 6749 §4.1.1 with RFC 7636 and OpenID Connect Core §3.1.2.1, as a list of checks. */
export async function readAuthorizeRequest(
  parts: RequestParts,
  issuer: Issuer,
  entries: Form['entries'],
): Promise<Result<AuthorizeRequest, AuthorizeRefusal>> {
  const sent = readSent(entries)
  const client = await findAskingClient(parts.clients, issuer, sent.get('client_id'))
  if (!client.ok) return client
  const redirectUri = readRedirectUri(client.value, sent.get('redirect_uri'))
  if (!redirectUri.ok) return redirectUri
  const state = isEchoable(sent.get('state')) ? sent.get('state') : undefined
  const mode = responseModeProblem(sent, redirectUri.value) === undefined ? responseModeOf(sent) : 'query'
  const to: AnswerAddress = { redirectUri: redirectUri.value, state, mode, project: client.value.project }
  const sendBack = (complaint: Complaint): Result<never, AuthorizeRefusal> =>
    refused({ show: 'redirect', to, ...complaint })

  const complaint =
    repetitionProblem(sent) ??
    echoProblem(sent) ??
    requestObjectProblem(sent) ??
    responseTypeProblem(sent) ??
    responseModeProblem(sent, redirectUri.value) ??
    grantTypeProblem(client.value) ??
    audienceProblem(sent, issuer) ??
    resourceProblem(entries, issuer)
  if (complaint !== undefined) return sendBack(complaint)
  const codeChallenge = readChallenge(sent)
  if (!codeChallenge.ok) return sendBack(codeChallenge.refusal)
  const scope = readScope(sent.get('scope') ?? client.value.resource.defaultScope?.join(' '), 'person')
  if (!scope.ok) return sendBack({ error: 'invalid_scope', description: scope.refusal.text })
  const unlaunched = await launchProblem(parts, issuer, client.value, sent.get('launch'), scope.value)
  if (unlaunched !== undefined) return sendBack(unlaunched)
  const demands = await readDemands(parts, issuer, client.value, sent)
  if (!demands.ok) return sendBack(demands.refusal)
  return accepted({
    ...demands.value,
    client: client.value,
    redirectUri: redirectUri.value,
    scope: scope.value,
    state,
    nonce: sent.get('nonce'),
    codeChallenge: codeChallenge.value,
    loginHint: readLoginHint(sent),
    responseMode: mode,
    uiLocales: readUiLocales(sent),
    launch: sent.get('launch'),
    audience: sent.get('aud'),
  })
}

export interface Sent {
  /** A parameter that was sent once and has a value; one without counts as not sent (RFC 6749 §3.1). */
  get(name: string): string | undefined
  readonly hasRepetition: boolean
}

function readSent(entries: Form['entries']): Sent {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const [name] of entries) {
    if (seen.has(name) && name !== MAY_REPEAT) repeated.add(name)
    seen.add(name)
  }
  const values = new Map(entries.filter(([name, value]) => value !== '' && !repeated.has(name)))
  return { get: (name) => values.get(name), hasRepetition: repeated.size > 0 }
}

/** A client that signs people in, or a page: an address that an unknown client names is never followed. */
export async function findAskingClient(
  clients: ClientDirectory,
  issuer: Issuer,
  id: string | undefined,
): Promise<Result<Client, PageRefusal>> {
  if (id === undefined) return refused({ show: 'page', topic: 'request.no_client' })
  const client = await clients.find(id, issuer)
  return client?.active === true && client.kind !== 'device'
    ? accepted(client)
    : refused({ show: 'page', topic: 'request.unknown_client' })
}

/** The address to go back to, exactly as registered, or a page. */
export function readRedirectUri(client: Client, given: string | undefined): Result<RegisteredRedirectUri, PageRefusal> {
  if (given === undefined) return refused({ show: 'page', topic: 'request.no_redirect_uri' })
  const redirectUri = matchRedirectUri(client, given)
  return redirectUri === undefined
    ? refused({ show: 'page', topic: 'request.unregistered_redirect_uri' })
    : accepted(redirectUri)
}

const LONGEST = 2_000
const invalid = (description: string): Complaint => ({ error: 'invalid_request', description })

function repetitionProblem({ hasRepetition }: Sent): Complaint | undefined {
  return hasRepetition ? invalid('Send each parameter once.') : undefined
}

function isEchoable(value: string | undefined): boolean {
  return value === undefined || (value.length <= LONGEST && !value.includes('\0'))
}

function echoProblem(sent: Sent): Complaint | undefined {
  const unusable = ['state', 'nonce'].find((name) => !isEchoable(sent.get(name)))
  return unusable === undefined ? undefined : invalid(`${unusable} has at most ${LONGEST} characters, and no NUL.`)
}

function requestObjectProblem(sent: Sent): Complaint | undefined {
  if (sent.get('request') !== undefined)
    return {
      error: 'request_not_supported',
      description: 'Send the parameters themselves, not a request object.',
    }
  if (sent.get('request_uri') !== undefined)
    return {
      error: 'request_uri_not_supported',
      description: 'Send the parameters themselves, not a request_uri.',
    }
  return undefined
}

function responseTypeProblem(sent: Sent): Complaint | undefined {
  const type = sent.get('response_type')
  if (type === undefined) return invalid('Send response_type=code.')
  return type === 'code'
    ? undefined
    : { error: 'unsupported_response_type', description: 'The only response_type is code.' }
}

function grantTypeProblem({ resource }: Client): Complaint | undefined {
  return resource.grantType === undefined || resource.grantType.includes('authorization_code')
    ? undefined
    : {
        error: 'unauthorized_client',
        description: 'This client may not sign people in: add authorization_code to its grantType.',
      }
}

function audienceProblem(sent: Sent, { fhirUrl }: Issuer): Complaint | undefined {
  const audience = sent.get('aud')
  const base = fhirUrl.slice(0, -1)
  // Without a launch it may be left out, as apps do that are written for no other server.
  if (audience === undefined)
    return sent.get('launch') === undefined
      ? undefined
      : invalid(`An app that is launched sends aud, the iss that it was launched with: ${base}/.`)
  return [base, `${base}/`].includes(audience)
    ? undefined
    : invalid(`aud must be the FHIR base of this server: ${base}.`)
}

function resourceProblem(entries: Form['entries'], issuer: Issuer): Complaint | undefined {
  return foreignResource(entries, issuer) === undefined
    ? undefined
    : { error: 'invalid_target', description: `The only resource here is the FHIR API: ${issuer.fhirUrl}.` }
}

function readChallenge(sent: Sent): Result<string, Complaint> {
  const challenge = sent.get('code_challenge')
  if (challenge === undefined)
    return refused(invalid('Send code_challenge and code_challenge_method=S256: PKCE is required.'))
  if (sent.get('code_challenge_method') !== 'S256')
    return refused(
      invalid(
        'code_challenge_method must be S256; plain, also its default, would let whoever reads the code use it. @medplum/core sends plain where it finds no window.crypto.subtle.',
      ),
    )
  return /^[A-Za-z0-9_-]{43}$/.test(challenge)
    ? accepted(challenge)
    : refused(invalid('code_challenge must be the base64url of a SHA-256 hash: 43 characters.'))
}

/** Tags with spaces between (OpenID Connect Core §3.1.2.1); one that is none is no error, and left out. */
function readUiLocales(sent: Sent): string | undefined {
  const tags = (sent.get('ui_locales') ?? '').slice(0, 500).match(/(?<![^ ])[A-Za-z0-9-]{1,35}(?![^ ])/g) ?? []
  return tags.length === 0 ? undefined : tags.slice(0, 10).join(' ')
}

/** Only to fill in the form: one that cannot be an address is left out. */
function readLoginHint(sent: Sent): string | undefined {
  const hint = sent.get('login_hint')
  return hint !== undefined && hint.length <= 320 && /^[^\s\p{Cc}]+$/u.test(hint) ? hint : undefined
}
