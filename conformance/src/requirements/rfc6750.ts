/** Bearer Token Usage, at the resource that both servers have: userinfo. */
import assert from 'node:assert/strict'
import { isNotCached, isOk, isRefused } from '../expect.ts'
import { granted, revoke, someServiceAnswer, someTokens, tokens, userinfo } from '../flow.ts'
import { call } from '../http.ts'
import { rowsOf, type Suite } from '../requirement.ts'

const { must, mustHere, notApplicable } = rowsOf('RFC 6750', 'rfc6750')

const challengeOf = (headers: Headers): string => headers.get('www-authenticate') ?? ''

export const rfc6750: Suite = {
  source: 'RFC 6750',
  file: 'rfc6750.ts',
  rows: [
    must('2.1', 'header', 'A token in the Authorization header gives access to the resource.', async (at) => {
      isOk(await userinfo(at, (await someTokens(at)).access))
    }),
    must('2.1', 'scheme-in-any-case', 'The scheme Bearer is case-insensitive (RFC 9110 §11.1).', async (at) => {
      const headers = { Authorization: `bEARER ${(await someTokens(at)).access}` }
      isOk(await call(at.endpoint('userinfo'), { headers }))
    }),
    mustHere(
      '2.2',
      'not-in-body',
      'A token in a form body does not count.',
      'it reads tokens from bodies, which §2.2 allows',
      async (at) => {
        const form = { access_token: (await someTokens(at)).access }
        assert.equal((await call(at.endpoint('userinfo'), { form })).status, 401)
      },
    ),
    must('2.3', 'not-in-query', 'A token in the address does not count (RFC 9700 §4.3.2).', async (at) => {
      const query = new URLSearchParams({ access_token: (await someTokens(at)).access })
      isRefused(await call(`${at.endpoint('userinfo')}?${query.toString()}`))
    }),
    must('3', 'challenge', 'Without a token the answer is 401 with a Bearer challenge.', async (at) => {
      const answer = await userinfo(at, undefined)
      assert.equal(answer.status, 401)
      assert.match(challengeOf(answer.headers), /^Bearer\b/)
    }),
    must(
      '3.1',
      'challenge-says-nothing',
      'A request without a token gets a challenge without an error.',
      async (at) => {
        assert.doesNotMatch(challengeOf((await userinfo(at, undefined)).headers), /error=/)
      },
    ),
    must('3.1', 'invalid-token', 'A made-up token is answered with 401 and invalid_token.', async (at) => {
      const answer = await userinfo(at, 'made-up')
      assert.equal(answer.status, 401)
      assert.match(challengeOf(answer.headers), /error="invalid_token"/)
    }),
    must('3.1', 'revoked-token', 'A revoked token is answered with 401 and invalid_token.', async (at) => {
      const { client, access } = await tokens(at, await at.client('app'))
      isOk(await userinfo(at, access))
      isOk(await revoke(at, client, access))
      const answer = await userinfo(at, access)
      assert.equal(answer.status, 401)
      assert.match(challengeOf(answer.headers), /error="invalid_token"/)
    }),
    must('3.1', 'insufficient-scope', 'A token with too little scope is answered with 403.', async (at) => {
      const { access } = await tokens(at, await at.client('app'), { scope: 'profile', nonce: undefined })
      const answer = await userinfo(at, access)
      assert.equal(answer.status, 403)
      assert.match(challengeOf(answer.headers), /error="insufficient_scope"/)
    }),
    must('3.1', 'insufficient-scope-names-it', 'The 403 for too little scope names the required scope.', async (at) => {
      const { access } = await tokens(at, await at.client('app'), { scope: 'profile', nonce: undefined })
      assert.match(challengeOf((await userinfo(at, access)).headers), /scope="openid"/)
    }),
    must('3', 'challenge-charset', 'The values in a challenge have no quotes or control characters.', async (at) => {
      const challenge = challengeOf((await userinfo(at, 'made-up')).headers)
      assert.match(challenge, /^Bearer(?: [a-z_]+="[\x20\x21\x23-\x5b\x5d-\x7e]*",?)+$/)
    }),
    must('5.3', 'resource-not-cached', 'No shared cache may store a protected resource.', async (at) => {
      isNotCached(await userinfo(at, (await someTokens(at)).access))
    }),
    mustHere(
      '3',
      'fhir-challenge',
      'The FHIR API answers 401 with a Bearer challenge.',
      'it has no FHIR API',
      async (at) => {
        const answer = await call(`${at.fhirUrl}Patient`)
        assert.equal(answer.status, 401)
        assert.match(challengeOf(answer.headers), /Bearer\b/)
      },
    ),
    mustHere(
      '2.1',
      'fhir-header',
      'A token in the Authorization header gives access to the FHIR API.',
      'it has no FHIR API',
      async (at) => {
        isOk(await call(`${at.fhirUrl}Patient`, { bearer: granted(await someServiceAnswer(at)).access }))
      },
    ),
    mustHere(
      '2.3',
      'fhir-not-in-query',
      'A token in the address gives no access to the FHIR API.',
      'it has no FHIR API',
      async (at) => {
        const { access } = granted(await someServiceAnswer(at))
        isRefused(await call(`${at.fhirUrl}Patient?access_token=${access}`))
      },
    ),
    notApplicable(
      '2.2',
      'form-body',
      'A token may be sent in a form body.',
      'an option that Damson leaves out: tokens travel in one place',
    ),
  ],
}
