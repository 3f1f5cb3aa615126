import type { FastifyInstance } from 'fastify'
import { answersWith, OAuthError, readParameters, unavailable } from '#answers'
import { error } from '#base/findings'
import type { OAuthDeps } from './dependencies.ts'
import { TOKEN_EXCHANGE_GRANT } from './grants/token-exchange.ts'
import type { AnswerToken } from './token.ts'

/** Medplum's JSON names, and the parameter of the token endpoint for each. */
const NAMES: Readonly<Record<string, string>> = {
  clientId: 'client_id',
  externalAccessToken: 'subject_token',
  membershipId: 'membership_id',
  scope: 'scope',
  nonce: 'nonce',
}

/** `/auth/exchange`: Medplum's form of the token exchange of RFC 8693: JSON in, access tokens only. */
export function registerExchange(app: FastifyInstance, { clock }: OAuthDeps, answer: AnswerToken): void {
  app.post('/auth/exchange', answersWith('oauth'), async (request, reply) => {
    if (clock.state() === 'wrong') throw unavailable('clock_wrong')
    const parameters = new URLSearchParams({
      grant_type: TOKEN_EXCHANGE_GRANT,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    })
    for (const [name, value] of membersOf(request.body)) parameters.set(name, value)
    return answer(request, reply, readParameters(parameters).form)
  })
}

function membersOf(body: unknown): readonly (readonly [string, string])[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new OAuthError(
      'invalid_request',
      'Send JSON with clientId and externalAccessToken.',
      error('The body is not a JSON object.', 'Send JSON with clientId and externalAccessToken.'),
    )
  return Object.entries(body).flatMap(([name, value]: [string, unknown]) => {
    const parameter = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined
    if (parameter === undefined || value === undefined || value === null) return []
    if (typeof value !== 'string')
      throw new OAuthError(
        'invalid_request',
        `${name} must be a string.`,
        error(`${name} is not a string.`, `Send ${name} as a string.`),
      )
    return [[parameter, value] as const]
  })
}
