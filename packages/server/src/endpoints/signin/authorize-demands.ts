import { accepted, type Result, refused } from '@damson/fhir'
import type { Client, RegisteredRedirectUri } from '#domain/clients'
import type { Issuer } from '#domain/projects'
import { readIdTokenHint } from '#domain/tokens'
import type { Complaint, Sent } from './authorize-request.ts'
import type { SigninParts } from './parts.ts'

export const PROMPTS = ['none', 'login', 'consent', 'select_account'] as const
type Prompt = (typeof PROMPTS)[number]

export const RESPONSE_MODES = ['query', 'form_post'] as const
export type ResponseMode = (typeof RESPONSE_MODES)[number]

/** What a request demands of the sign-in itself (OpenID Connect Core §3.1.2.1). */
export interface AuthorizeDemands {
  readonly prompts: readonly Prompt[]
  readonly maxAge: number | undefined
  /** As it was sent, to be carried on; `expectedUser` is whom it names. */
  readonly idTokenHint: string | undefined
  readonly expectedUser: string | undefined
}

type DemandParts = Pick<SigninParts, 'signingKeys' | 'clock'>

const invalid = (description: string): Complaint => ({ error: 'invalid_request', description })

export async function readDemands(
  { signingKeys, clock }: DemandParts,
  issuer: Issuer,
  client: Client,
  sent: Sent,
): Promise<Result<AuthorizeDemands, Complaint>> {
  const prompts = readPrompts(sent.get('prompt'))
  if (prompts === undefined) return refused(invalid(`prompt is one of ${PROMPTS.join(', ')}; none stands alone.`))
  const maxAge = sent.get('max_age')
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge))
    return refused(invalid('max_age is a number of seconds, 0 or more.'))
  const idTokenHint = sent.get('id_token_hint')
  const hint =
    idTokenHint === undefined ? undefined : await readIdTokenHint(signingKeys, issuer.url, idTokenHint, clock.now())
  if (idTokenHint !== undefined && hint?.clientId !== client.id)
    return refused(invalid('id_token_hint must be an id token that this server issued to this client.'))
  return accepted({
    prompts,
    maxAge: maxAge === undefined ? undefined : Number(maxAge),
    idTokenHint,
    expectedUser: hint?.subject,
  })
}

function readPrompts(text: string | undefined): readonly Prompt[] | undefined {
  const words = text?.split(' ') ?? []
  const prompts = words.flatMap((word) => PROMPTS.find((prompt) => prompt === word) ?? [])
  const isUsable = prompts.length === words.length && !(prompts.includes('none') && prompts.length > 1)
  return isUsable ? prompts : undefined
}

/** How the answer is to be given, as far as that can be read at all: an error is given in the same way. */
export function responseModeOf(sent: Sent): ResponseMode {
  return sent.get('response_mode') === 'form_post' ? 'form_post' : 'query'
}

export function responseModeProblem(sent: Sent, redirectUri: RegisteredRedirectUri): Complaint | undefined {
  const mode = sent.get('response_mode')
  if (mode === undefined || mode === 'query') return undefined
  if (mode !== 'form_post') return invalid(`response_mode is one of ${RESPONSE_MODES.join(', ')}.`)
  return isWeb(redirectUri) ? undefined : invalid('A form can be posted to an http or https redirect_uri alone.')
}

const isWeb = (uri: RegisteredRedirectUri): boolean => ['https:', 'http:'].includes(new URL(uri).protocol)
