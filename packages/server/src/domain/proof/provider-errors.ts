import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import { failure, OutboundFault, type ProviderFailure } from '#domain/providers'
import { wordsOfProvider } from './provider-words.ts'

const LONGEST = 200

/** Turns an error of `openid-client` into a refusal. @throws errors that are not the provider's fault. */
export function failureOf(error: unknown): ProviderFailure {
  const causes = causesOf(error)
  const fault = causes.find((cause) => cause instanceof OutboundFault)
  if (fault instanceof OutboundFault)
    return failure('unavailable', 'token_failed', `The provider’s token endpoint is not available: ${fault.why}.`)
  if (error instanceof AuthorizationResponseError)
    return failure(
      'declined',
      'provider_declined',
      `The provider sent the person back with the error ${codeIn(error.error)}.${itsWords(error.error_description)}`,
    )
  if (error instanceof ResponseBodyError)
    return error.error === 'invalid_client' || error.error === 'unauthorized_client'
      ? failure(
          'misconfigured',
          'client_refused',
          `The provider refuses this client ID and secret: ${codeIn(error.error)}.${itsWords(error.error_description)}`,
        )
      : failure(
          'untrusted',
          'code_refused',
          `The provider refuses the code: ${codeIn(error.error)}.${itsWords(error.error_description)}`,
        )
  if (error instanceof WWWAuthenticateChallengeError)
    return failure(
      'misconfigured',
      'client_refused',
      `The provider refuses this client ID and secret.${itsWords(challengeIn(error))}`,
    )
  if (error instanceof ClientError) return ofClientError(error, causes)
  // The library throws these for text that it cannot parse.
  if (error instanceof TypeError || error instanceof SyntaxError)
    return failure(
      'untrusted',
      'unreadable_response',
      'The provider’s answer is not a token response that this server can read.',
    )
  throw error
}

/** The provider's answer has another shape than expected. */
const UNREADABLE = new Set(['OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON', 'OAUTH_PARSE_ERROR'])

/**
 * Which check of the library failed, by its message: it has no codes for this. The first match counts. If a message changes,
 * the code becomes `invalid_response`, and the tests with a hostile provider fail.
 */
const CHECKS: readonly (readonly [RegExp, string])[] = [
  [/"iss".* parameter|response parameter "iss"/, 'wrong_answerer'],
  [/"exp".*past/, 'expired_token'],
  [/"exp"|"iat"/, 'wrong_times'],
  [/"nbf"/, 'future_token'],
  [/"iss"/, 'wrong_issuer'],
  [/"aud"/, 'wrong_audience'],
  [/"azp"/, 'wrong_party'],
  [/"nonce"/, 'wrong_nonce'],
  [/"sub"/, 'no_subject'],
  [/"alg"/, 'wrong_algorithm'],
  [/"crit"/, 'wrong_header'],
  [/"id_token"/, 'no_id_token'],
  [/no authorization code/, 'no_code'],
  [/JWT (Header|Payload)|Invalid JWT/, 'malformed_token'],
]

function ofClientError(error: ClientError, causes: readonly unknown[]): ProviderFailure {
  const precise = preciseOf(causes) ?? error.message
  if (/"auth_time".* missing|last End-User authentication/.test(precise))
    return failure('not_anew', 'not_anew', `The app limits the age of the sign-in (max_age): ${precise}.`)
  const code = CHECKS.find(([words]) => words.test(precise))?.[1]
  if (code === undefined && error.code !== undefined && UNREADABLE.has(error.code))
    return failure(
      'unavailable',
      'token_failed',
      `The provider’s token endpoint answers with something other than a token response: ${precise}.`,
    )
  return failure(
    'untrusted',
    code ?? 'invalid_response',
    `The provider’s answer fails a check: ${precise.slice(0, LONGEST)}.`,
  )
}

/** The library's own messages, which quote no values; those of a JSON parser do. */
function preciseOf(causes: readonly unknown[]): string | undefined {
  const own = causes.filter(
    (cause): cause is Error => cause instanceof Error && 'code' in cause && String(cause.code).startsWith('OAUTH_'),
  )
  return own.map(({ message }) => message).findLast((text) => text !== '')
}

function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = []
  for (let at = error; at !== undefined && at !== null && causes.length < 10; ) {
    causes.push(at)
    at = at instanceof Error ? at.cause : undefined
  }
  return causes
}

function challengeIn({ cause }: WWWAuthenticateChallengeError): unknown {
  return cause.map(({ parameters }) => parameters['error_description']).find((words) => words !== undefined)
}

function itsWords(description: unknown): string {
  const words = wordsOfProvider(description)
  return words === undefined ? '' : ` It says: "${words}"`
}

/** An OAuth error code; any other text is not repeated. */
function codeIn(text: string): string {
  return /^[a-z_]{1,60}$/.test(text) ? text : '[malformed]'
}
