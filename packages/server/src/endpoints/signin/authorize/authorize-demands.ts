import { accepted, type Result, refused } from '@damson/fhir'
import { type Client, clientIdOnWire, type RegisteredRedirectUri } from '#domain/clients'
import type { Issuer } from '#domain/projects'
import { readIdTokenHint } from '#domain/tokens'
import { type Complaint, invalid } from '../complaint.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { type AskedAcr, readAskedClaims } from './asked-acr.ts'
import type { Sent } from './sent-parameters.ts'

/** The last: Initiating User Registration via OpenID Connect 1.0. */
export const PROMPTS = ['none', 'login', 'consent', 'select_account', 'create'] as const
type Prompt = (typeof PROMPTS)[number]

export const RESPONSE_MODES = ['query', 'form_post'] as const
export type ResponseMode = (typeof RESPONSE_MODES)[number]

/** The parameters about the sign-in itself (OpenID Connect Core §3.1.2.1). */
export interface AuthorizeDemands {
  readonly prompts: readonly Prompt[]
  readonly maxAge: number | undefined
  /** The hint as sent, to pass it on. `expectedUser` is the person that it names. */
  readonly idTokenHint: string | undefined
  readonly expectedUser: string | undefined
  readonly acr: AskedAcr | undefined
  /** The person whom `claims` names. */
  readonly subject: string | undefined
}

type DemandDeps = Pick<SignInPageDeps, 'signingKeys' | 'clock'>

export async function readDemands(
  { signingKeys, clock }: DemandDeps,
  issuer: Issuer,
  client: Client,
  sent: Sent,
): Promise<Result<AuthorizeDemands, Complaint>> {
  const problem = promptProblem(sent) ?? maxAgeProblem(sent)
  if (problem !== undefined) return refused(problem)
  const claims = readAskedClaims(sent)
  if (!claims.ok) return claims
  const maxAge = sent.get('max_age')
  const idTokenHint = sent.get('id_token_hint')
  const hint =
    idTokenHint === undefined ? undefined : await readIdTokenHint(signingKeys, issuer.url, idTokenHint, clock.now())
  if (idTokenHint !== undefined && hint?.clientId !== clientIdOnWire(client.id))
    return refused(
      invalid(
        'id_token_hint must be an id token that this server issued to this client.',
        hint === undefined
          ? 'The id_token_hint is not an id token that this address of the server issued.'
          : 'The id_token_hint was issued to another client.',
        'Send an id_token that this client got from here, unchanged, or leave id_token_hint out.',
      ),
    )
  const { subject } = claims.value
  if (hint !== undefined && subject !== undefined && hint.subject !== subject) return refused(OTHER_PERSON)
  return accepted({
    ...claims.value,
    prompts: promptsIn(sent),
    maxAge: maxAge === undefined ? undefined : Number(maxAge),
    idTokenHint,
    expectedUser: hint?.subject ?? subject,
  })
}

const OTHER_PERSON = invalid(
  'claims and id_token_hint name different people.',
  'The sub in claims is not the subject of the id_token_hint.',
  'Send one of them.',
)

const wordsIn = (sent: Sent): readonly string[] => sent.get('prompt')?.split(' ') ?? []

function promptsIn(sent: Sent): readonly Prompt[] {
  const words = wordsIn(sent)
  // What others send to the same end; a demand of OpenID Connect comes before it.
  if (sent.get('screen_hint') === 'signup' && words.every((word) => word === 'login')) return ['create']
  return words.flatMap((word) => PROMPTS.find((prompt) => prompt === word) ?? [])
}

export function promptProblem(sent: Sent): Complaint | undefined {
  const words = wordsIn(sent)
  const description = `prompt must be one or more of ${PROMPTS.join(', ')}; none must be sent alone, and so must create.`
  if (!words.every((word) => PROMPTS.some((prompt) => prompt === word)))
    return invalid(
      description,
      'prompt has a word that does not exist.',
      'Use none, login, consent, select_account or create, separated by single spaces.',
    )
  const alone = words.length === 1 ? undefined : words.find((word) => word === 'none' || word === 'create')
  return alone === undefined
    ? undefined
    : invalid(description, `prompt=${alone} was combined with another word.`, `Send ${alone} alone.`)
}

export function maxAgeProblem(sent: Sent): Complaint | undefined {
  const maxAge = sent.get('max_age')
  return maxAge === undefined || /^\d{1,9}$/.test(maxAge)
    ? undefined
    : invalid(
        'max_age must be a number of seconds, 0 or more.',
        'max_age is not a number of seconds.',
        'Send max_age as digits only, at most nine of them, or leave it out.',
      )
}

/** The mode of the answer, if it can be read. An error uses the same mode. */
export function responseModeOf(sent: Sent): ResponseMode {
  return sent.get('response_mode') === 'form_post' ? 'form_post' : 'query'
}

/** A form cannot be posted to an app's own scheme. Before the address is known, this is not checked. */
export function responseModeProblem(sent: Sent, redirectUri: RegisteredRedirectUri | undefined): Complaint | undefined {
  const mode = sent.get('response_mode')
  if (mode === undefined || mode === 'query') return undefined
  if (mode !== 'form_post')
    return invalid(
      `response_mode must be one of ${RESPONSE_MODES.join(', ')}.`,
      'This server does not support the response_mode.',
      'Leave response_mode out.',
    )
  return redirectUri === undefined || isWeb(redirectUri)
    ? undefined
    : invalid(
        'A form can be posted only to an http or https redirect_uri.',
        'response_mode=form_post was sent with a redirect_uri that is not a web address.',
        'Leave response_mode out, or use an https redirect_uri.',
      )
}

const isWeb = (uri: RegisteredRedirectUri): boolean => ['https:', 'http:'].includes(new URL(uri).protocol)
