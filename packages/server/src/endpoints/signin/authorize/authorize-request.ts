import { accepted, type Result, refused } from '@damson/fhir'
import { type Form, foreignResource } from '#answers'
import { compareUris, type Finding, lengthOf } from '#base/findings'
import { type Client, isConsole, OTHER_SCREEN, type RegisteredRedirectUri } from '#domain/clients'
import type { Issuer } from '#domain/projects'
import { readScope, withoutRefresh } from '#domain/signin'
import { type Complaint, complaint, invalid, type PageRefusal } from '../complaint.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import type { AnswerAddress } from './answer-app.ts'
import { askedClaimsQuery } from './asked-acr.ts'
import { findAskingClient, readRedirectUri } from './asking-client.ts'
import {
  type AuthorizeDemands,
  maxAgeProblem,
  promptProblem,
  type ResponseMode,
  readDemands,
  responseModeOf,
  responseModeProblem,
} from './authorize-demands.ts'
import { launchProblem } from './launch.ts'
import { readSent, type Sent } from './sent-parameters.ts'

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
  /** The languages that the app prefers. */
  readonly uiLocales: string | undefined
  /** The launch of an EHR, and the FHIR base that the app sends with it. */
  readonly launch: string | undefined
  readonly audience: string | undefined
}

/** Why a request is refused. `also`: its other faults, for the trace. */
export type AuthorizeRefusal = (
  | PageRefusal
  | (Complaint & { readonly show: 'redirect'; readonly to: AnswerAddress })
) & {
  readonly also: readonly Finding[]
}

export type RequestDeps = Pick<SignInPageDeps, 'clients' | 'db' | 'clock' | 'signingKeys'>

/** RFC 6749 §4.1.1 with RFC 7636 and OpenID Connect Core §3.1.2.1, as a list of checks. */
export async function readAuthorizeRequest(
  deps: RequestDeps,
  issuer: Issuer,
  entries: Form['entries'],
  isCarried = false,
): Promise<Result<AuthorizeRequest, AuthorizeRefusal>> {
  const sent = readSent(entries)
  const client = await findAskingClient(deps.clients, issuer, sent.get('client_id'))
  if (!client.ok) return refused({ ...client.refusal, also: findingsIn({ sent, issuer }) })
  const redirectUri = readRedirectUri(client.value, sent.get('redirect_uri'))
  if (!redirectUri.ok)
    return refused({ ...redirectUri.refusal, also: findingsIn({ sent, issuer, client: client.value }) })
  const asked: PartialRequest = { sent, issuer, client: client.value, redirectUri: redirectUri.value }
  const state = isEchoable(sent.get('state')) ? sent.get('state') : undefined
  const mode = responseModeProblem(sent, redirectUri.value) === undefined ? responseModeOf(sent) : 'query'
  const to: AnswerAddress = { redirectUri: redirectUri.value, state, mode, project: client.value.project }
  const sendBack = (why: Complaint): Result<never, AuthorizeRefusal> =>
    refused({ show: 'redirect', to, ...why, also: findingsIn(asked, why.finding) })

  const [problem] = problemsIn(asked)
  if (problem !== undefined) return sendBack(problem)
  const codeChallenge = readChallenge(sent)
  if (!codeChallenge.ok) return sendBack(codeChallenge.refusal)
  const scope = readRequestedScope(asked)
  if (!scope.ok) return sendBack(scope.refusal)
  const unlaunched = await launchProblem(deps, issuer, client.value, sent.get('launch'), scope.value, isCarried)
  if (unlaunched !== undefined) return sendBack(unlaunched)
  const demands = await readDemands(deps, issuer, client.value, sent)
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

/**
 * Reads a request that was carried through a form or a provider, as `authorizeQuery` wrote it. Everything is checked
 * again, because the client may have changed. Only the launch is not: it is checked when it is taken, with the proof.
 */
export function readCarriedRequest(
  deps: RequestDeps,
  issuer: Issuer,
  query: string,
): Promise<Result<AuthorizeRequest, AuthorizeRefusal>> {
  return readAuthorizeRequest(deps, issuer, [...new URLSearchParams(query)], true)
}

/** The required parts of a request. The others may be left out. */
type Writable = Pick<AuthorizeRequest, 'client' | 'redirectUri' | 'scope' | 'codeChallenge'> & Partial<AuthorizeRequest>

/** Renders a request as a query that `readAuthorizeRequest` reads, to carry it on or to begin again. */
export function authorizeQuery(request: Writable): string {
  const { client, redirectUri, scope, codeChallenge, prompts = [], maxAge, responseMode } = request
  const optional = {
    state: request.state,
    nonce: request.nonce,
    login_hint: request.loginHint,
    launch: request.launch,
    aud: request.audience,
    prompt: prompts.length === 0 ? undefined : prompts.join(' '),
    max_age: maxAge?.toString(),
    ...askedClaimsQuery({ acr: request.acr, subject: request.subject }),
    id_token_hint: request.idTokenHint,
    ui_locales: request.uiLocales,
    response_mode: responseMode === 'query' ? undefined : responseMode,
  }
  return new URLSearchParams([
    ['response_type', 'code'],
    ['client_id', client.id],
    ['redirect_uri', redirectUri],
    ['scope', scope],
    ['code_challenge', codeChallenge],
    ['code_challenge_method', 'S256'],
    ...Object.entries(optional).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ]).toString()
}

/** The parts of the request that could be read. */
interface PartialRequest {
  readonly sent: Sent
  readonly issuer: Issuer
  readonly client?: Client
  readonly redirectUri?: RegisteredRedirectUri
}

/** The faults of single parameters. The app gets the first one. */
function problemsIn({ sent, issuer, client, redirectUri }: PartialRequest): readonly Complaint[] {
  return [
    repetitionProblem(sent),
    echoProblem(sent),
    requestObjectProblem(sent),
    responseTypeProblem(sent),
    responseModeProblem(sent, redirectUri),
    grantTypeProblem(client, redirectUri),
    audienceProblem(sent, issuer),
    resourceProblem(sent, issuer),
  ].filter((one) => one !== undefined)
}

/** All faults at once, so that a developer does not discover them one by one. */
function findingsIn(asked: PartialRequest, told?: Finding): readonly Finding[] {
  const { sent } = asked
  const [challenge, scope] = [readChallenge(sent), readRequestedScope(asked)]
  const problems = [
    ...problemsIn(asked),
    challenge.ok ? undefined : challenge.refusal,
    scope.ok ? undefined : scope.refusal,
    promptProblem(sent),
    maxAgeProblem(sent),
  ]
  return problems.flatMap((one) => one?.finding ?? []).filter(({ what }) => what !== told?.what)
}

const LONGEST = 2_000

function repetitionProblem({ hasRepetition }: Sent): Complaint | undefined {
  return hasRepetition ? invalid('Send each parameter once.', 'A parameter was sent more than once.') : undefined
}

function isEchoable(value: string | undefined): boolean {
  return value === undefined || (value.length <= LONGEST && !value.includes('\0'))
}

function echoProblem(sent: Sent): Complaint | undefined {
  const unusable = ['state', 'nonce'].find((name) => !isEchoable(sent.get(name)))
  return unusable === undefined
    ? undefined
    : invalid(
        `${unusable} must have at most ${LONGEST} characters and no NUL.`,
        `${unusable} is longer than ${LONGEST} characters, or has a NUL.`,
      )
}

function requestObjectProblem(sent: Sent): Complaint | undefined {
  if (sent.get('request') !== undefined)
    return complaint(
      'request_not_supported',
      'Send the parameters themselves, not a request object.',
      'The request uses a request object (request).',
    )
  if (sent.get('request_uri') !== undefined)
    return complaint(
      'request_uri_not_supported',
      'Send the parameters themselves, not a request_uri.',
      'The request uses a request object (request_uri).',
    )
  return undefined
}

function responseTypeProblem(sent: Sent): Complaint | undefined {
  const type = sent.get('response_type')
  if (type === 'code') return undefined
  if (type === undefined) return invalid('Send response_type=code.', 'The request has no response_type.')
  return complaint(
    'unsupported_response_type',
    'response_type must be code.',
    /token/.test(type)
      ? 'The response_type asks for tokens in the address (implicit or hybrid flow).'
      : 'The response_type does not exist.',
    'Send response_type=code.',
  )
}

function grantTypeProblem(
  client: Client | undefined,
  redirectUri: RegisteredRedirectUri | undefined,
): Complaint | undefined {
  const allowed = client?.resource.grantType
  return allowed === undefined || redirectUri === OTHER_SCREEN || allowed.includes('authorization_code')
    ? undefined
    : complaint(
        'unauthorized_client',
        'This client may not sign people in: add authorization_code to its grantType.',
        'The client may not sign people in.',
        'Add authorization_code to its grantType.',
      )
}

/** The `aud` of SMART App Launch. */
function audienceProblem(sent: Sent, { url, fhirUrl }: Issuer): Complaint | undefined {
  const audience = sent.get('aud')
  const base = fhirUrl.slice(0, -1)
  // Without a launch it is optional, because apps that use only this server leave it out.
  if (audience === undefined)
    return sent.get('launch') === undefined
      ? undefined
      : invalid(
          `A launched app must send aud, with the iss of the launch: ${base}/.`,
          'The request has a launch but no aud.',
          'Send the iss of the launch as aud.',
        )
  if (audience === base || audience === fhirUrl) return undefined
  const difference = compareUris([base, fhirUrl], audience)
  const words = difference?.registered === undefined ? 'altogether' : difference.words
  return invalid(
    `aud must be the FHIR base of this server: ${base}.`,
    audience === url || `${audience}/` === url
      ? `The aud is the issuer of this server, not its FHIR base, ${base}.`
      : `The aud differs from the FHIR base of this server, ${base}, ${words}.`,
    'Send the FHIR base as aud. In an EHR launch, it is the iss.',
  )
}

function resourceProblem({ entries }: Sent, issuer: Issuer): Complaint | undefined {
  return foreignResource(entries, issuer) === undefined
    ? undefined
    : complaint(
        'invalid_target',
        `The only resource here is the FHIR API: ${issuer.fhirUrl}.`,
        'This server does not protect that resource.',
        'Send the FHIR base as resource, or leave it out.',
      )
}

function readChallenge(sent: Sent): Result<string, Complaint> {
  const challenge = sent.get('code_challenge')
  const method = sent.get('code_challenge_method')
  if (challenge === undefined)
    return refused(
      invalid(
        'Send code_challenge and code_challenge_method=S256: PKCE is required.',
        'PKCE is missing: the request has no code_challenge.',
        'Send code_challenge=BASE64URL(SHA256(code_verifier)) and code_challenge_method=S256.',
      ),
    )
  if (method !== 'S256')
    return refused(
      invalid(
        'code_challenge_method must be S256: with plain, which is the default, anyone who reads the code could use ' +
          'it. @medplum/core sends plain if window.crypto.subtle is missing.',
        method === undefined
          ? 'code_challenge_method is missing, which means plain (RFC 7636 §4.3).'
          : `code_challenge_method is ${method === 'plain' ? 'plain' : 'not S256'}.`,
        'Send code_challenge_method=S256. @medplum/core sends plain if the page has no window.crypto.subtle: ' +
          'serve the app over https or from localhost.',
      ),
    )
  return /^[A-Za-z0-9_-]{43}$/.test(challenge)
    ? accepted(challenge)
    : refused(
        invalid(
          'code_challenge must be the base64url of a SHA-256 hash: 43 characters.',
          `The code_challenge has ${lengthOf(challenge)}${shapeOfHash(challenge)}; the base64url of a SHA-256 hash has 43.`,
          'Hash the code_verifier with SHA-256, and write the 32 bytes as base64url without padding.',
        ),
      )
}

function shapeOfHash(challenge: string): string {
  if (challenge.endsWith('=')) return ' and base64 padding (=)'
  if (/^[0-9a-f]{64}$/i.test(challenge)) return ', a hash in hexadecimal'
  return /[+/]/.test(challenge) ? ' and is base64, not base64url' : ''
}

function readRequestedScope({ sent, client }: PartialRequest): Result<string, Complaint> {
  const scope = readScope(sent.get('scope') ?? client?.resource.defaultScope?.join(' '), 'person')
  // The console has no place to keep a refresh token.
  if (scope.ok) return client !== undefined && isConsole(client.id) ? accepted(withoutRefresh(scope.value)) : scope
  const { text, finding } = scope.refusal
  return refused({ error: 'invalid_scope', description: text, finding })
}

/** Language tags separated by spaces (OpenID Connect Core §3.1.2.1). A malformed tag is ignored, not refused. */
function readUiLocales(sent: Sent): string | undefined {
  const tags = (sent.get('ui_locales') ?? '').slice(0, 500).match(/(?<![^ ])[A-Za-z0-9-]{1,35}(?![^ ])/g) ?? []
  return tags.length === 0 ? undefined : tags.slice(0, 10).join(' ')
}

/** Only fills in the form, so a malformed address is ignored. */
function readLoginHint(sent: Sent): string | undefined {
  const hint = sent.get('login_hint')
  return hint !== undefined && hint.length <= 320 && /^[^\s\p{Cc}]+$/u.test(hint) ? hint : undefined
}
