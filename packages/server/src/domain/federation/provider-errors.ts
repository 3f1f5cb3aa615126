import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import type { ProviderFailure } from './person.ts'
import { failure } from './presented-failure.ts'
import { OutboundFault } from './provider-client.ts'

const LONGEST = 200

/** What `openid-client` found wrong, as a refusal. @throws what is no fault of the provider's. */
export function failureOf(error: unknown): ProviderFailure {
  const causes = causesOf(error)
  const fault = causes.find((cause) => cause instanceof OutboundFault)
  if (fault instanceof OutboundFault)
    return failure('unavailable', 'token_failed', `The token endpoint of the provider cannot be had: ${fault.why}.`)
  if (error instanceof AuthorizationResponseError)
    return failure(
      'declined',
      'provider_declined',
      `The provider sent the person back with the error ${codeIn(error.error)}.`,
    )
  if (error instanceof ResponseBodyError)
    return error.error === 'invalid_client' || error.error === 'unauthorized_client'
      ? failure(
          'misconfigured',
          'client_refused',
          `The provider does not know this server by its clientId and its proof: ${codeIn(error.error)}. Check clientId, clientSecret and tokenAuthMethod.`,
        )
      : failure('untrusted', 'code_refused', `The provider does not redeem the code: ${codeIn(error.error)}.`)
  if (error instanceof WWWAuthenticateChallengeError)
    return failure(
      'misconfigured',
      'client_refused',
      'The provider asks for another proof of who this server is: check tokenAuthMethod.',
    )
  if (error instanceof ClientError) return ofClientError(error, causes)
  // The library's words for text that it cannot take apart.
  if (error instanceof TypeError || error instanceof SyntaxError)
    return failure('untrusted', 'unreadable_response', 'What the provider sent is no token response that can be read.')
  throw error
}

/** The provider answers in another shape, or with something else than what was asked for. */
const UNREADABLE = new Set(['OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON', 'OAUTH_PARSE_ERROR'])

function ofClientError(error: ClientError, causes: readonly unknown[]): ProviderFailure {
  if (error.code !== undefined && UNREADABLE.has(error.code))
    return failure(
      'unavailable',
      'token_failed',
      `The token endpoint of the provider answers with what is no token response: ${error.message}.`,
    )
  // The library's own words, which quote no values.
  const precise = causes.map((cause) => (cause instanceof Error ? cause.message : '')).findLast((text) => text !== '')
  return failure(
    'untrusted',
    'invalid_response',
    `What the provider sent does not hold: ${(precise ?? error.message).slice(0, LONGEST)}.`,
  )
}

function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = []
  for (let at = error; at !== undefined && at !== null && causes.length < 10; ) {
    causes.push(at)
    at = at instanceof Error ? at.cause : undefined
  }
  return causes
}

/** An error code of OAuth's; whatever else stands there is not repeated. */
function codeIn(text: string): string {
  return /^[a-z_]{1,60}$/.test(text) ? text : 'of a name that is none'
}
