/** Proof Key for Code Exchange. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { isError, isOk, isSentBack } from '../expect.ts'
import { ask, pkce, redeem, requestOf, signIn } from '../flow.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import type { Server } from '../server/server.ts'

const { must, mustHere } = rowsOf('RFC 7636', 'rfc7636')

async function refuses(
  at: Server,
  client: 'app' | 'web',
  changes: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const request = requestOf(await at.client(client), changes)
  isSentBack(await ask(at, request), request.redirectUri, 'invalid_request')
}

export const rfc7636: Suite = {
  source: 'RFC 7636',
  file: 'rfc7636.ts',
  rows: [
    must('4.6', 'right-verifier', 'The right verifier redeems the code.', async (at) => {
      isOk(await redeem(at, await signIn(at, await at.client('app'))))
    }),
    must('4.6', 'wrong-verifier', 'Another verifier is refused.', async (at) => {
      const callback = await signIn(at, await at.client('app'))
      isError(await redeem(at, callback, { code_verifier: pkce().verifier }), 'invalid_grant')
    }),
    must('4.6', 'wrong-verifier-confidential', 'Another verifier is refused with the right secret too.', async (at) => {
      const callback = await signIn(at, await at.client('web'))
      isError(await redeem(at, callback, { code_verifier: pkce().verifier }), 'invalid_grant')
    }),
    must('4.5', 'no-verifier', 'A redemption without a verifier is refused.', async (at) => {
      const callback = await signIn(at, await at.client('app'))
      isError(await redeem(at, callback, { code_verifier: undefined }), ['invalid_grant', 'invalid_request'])
    }),
    must('4.5', 'no-verifier-confidential', 'A secret does not replace the verifier.', async (at) => {
      const callback = await signIn(at, await at.client('web'))
      isError(await redeem(at, callback, { code_verifier: undefined }), ['invalid_grant', 'invalid_request'])
    }),
    must('4.5', 'empty-verifier', 'An empty verifier is refused.', async (at) => {
      const callback = await signIn(at, await at.client('app'))
      isError(await redeem(at, callback, { code_verifier: '' }), ['invalid_grant', 'invalid_request'])
    }),
    must('4.6', 'challenge-is-no-verifier', 'The challenge itself is not accepted as the verifier.', async (at) => {
      const callback = await signIn(at, await at.client('app'))
      const code_verifier = callback.parameters.get('code_challenge') ?? ''
      isError(await redeem(at, callback, { code_verifier }), 'invalid_grant')
    }),
    must('4.6', 'verifier-of-another-code', 'Verifiers of two sign-ins cannot be swapped.', async (at) => {
      const client = await at.client('app')
      const [mine, theirs] = [await signIn(at, client), await signIn(at, client)]
      isError(await redeem(at, { ...mine, verifier: theirs.verifier }), 'invalid_grant')
    }),
    must('4.1', 'verifier-too-short', 'A verifier of less than 43 characters is refused.', async (at) => {
      const callback = await signIn(at, await at.client('app'), { code_challenge: challengeOf('a'.repeat(42)) })
      isError(await redeem(at, callback, { code_verifier: 'a'.repeat(42) }), ['invalid_grant', 'invalid_request'])
    }),
    must('4.1', 'verifier-too-long', 'A verifier of more than 128 characters is refused.', async (at) => {
      const callback = await signIn(at, await at.client('app'), { code_challenge: challengeOf('a'.repeat(129)) })
      isError(await redeem(at, callback, { code_verifier: 'a'.repeat(129) }), ['invalid_grant', 'invalid_request'])
    }),
    must('4.1', 'verifier-longest', 'A verifier of 128 characters is accepted.', async (at) => {
      const verifier = 'aZ09-._~'.repeat(16)
      const callback = await signIn(at, await at.client('app'), { code_challenge: challengeOf(verifier) })
      isOk(await redeem(at, { ...callback, verifier }))
    }),
    must('4.1', 'verifier-characters', 'A verifier with other than unreserved characters is refused.', async (at) => {
      const verifier = `${'a'.repeat(43)}+`
      const callback = await signIn(at, await at.client('app'), { code_challenge: challengeOf(verifier) })
      isError(await redeem(at, { ...callback, verifier }), ['invalid_grant', 'invalid_request'])
    }),
    must('4.4.1', 'challenge-required', 'A request without a challenge is refused.', (at) =>
      refuses(at, 'app', { code_challenge: undefined, code_challenge_method: undefined }),
    ),
    must('4.4.1', 'challenge-required-confidential', 'A confidential client needs a challenge too.', (at) =>
      refuses(at, 'web', { code_challenge: undefined, code_challenge_method: undefined }),
    ),
    must('4.3', 'method-alone', 'A method without a challenge is refused.', (at) =>
      refuses(at, 'app', { code_challenge: undefined }),
    ),
    must('4.4.1', 'method-plain', 'The method plain is refused (RFC 9700 §2.1.1).', (at) =>
      refuses(at, 'app', { code_challenge_method: 'plain' }),
    ),
    must('4.3', 'method-default-plain', 'A missing method means plain, and is refused too.', (at) =>
      refuses(at, 'app', { code_challenge_method: undefined }),
    ),
    must('4.4.1', 'method-unknown', 'An unknown method is refused.', (at) =>
      refuses(at, 'app', { code_challenge_method: 'S512' }),
    ),
    must('4.2', 'challenge-too-short', 'A challenge that is not a SHA-256 hash is refused.', (at) =>
      refuses(at, 'app', { code_challenge: 'short' }),
    ),
    must('4.2', 'challenge-characters', 'A challenge must be base64url.', (at) =>
      refuses(at, 'app', { code_challenge: `${'a'.repeat(42)}+` }),
    ),
    must('4.2', 'challenge-padding', 'A challenge must have no padding.', (at) =>
      refuses(at, 'app', { code_challenge: `${'a'.repeat(43)}=` }),
    ),
    mustHere(
      '7.1',
      'code-spent-by-guess',
      'A wrong verifier spends the code, so nobody can guess twice.',
      'its codes stay valid until they are redeemed or expire',
      async (at) => {
        const callback = await signIn(at, await at.client('app'))
        isError(await redeem(at, callback, { code_verifier: pkce().verifier }), 'invalid_grant')
        isError(await redeem(at, callback), 'invalid_grant')
      },
    ),
    must('4.2', 'challenge-not-shown', 'The answer to the app repeats neither challenge nor verifier.', async (at) => {
      const { visit, verifier, parameters } = await signIn(at, await at.client('app'))
      assert.ok(!visit.location.includes(verifier))
      assert.ok(!visit.location.includes(parameters.get('code_challenge') ?? ''))
    }),
  ],
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
