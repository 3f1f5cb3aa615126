/** Token Revocation. */
import assert from 'node:assert/strict'
import { isError, isOk, isRefused } from '../expect.ts'
import { askAs, granted, isActive, OFFLINE, refresh, revoke, serviceAnswer, tokens, userinfo } from '../flow.ts'
import { basic, call } from '../http.ts'
import { rowsOf, type Suite } from '../requirement.ts'

const { must, mustHere, notApplicable } = rowsOf('RFC 7009', 'rfc7009')

export const rfc7009: Suite = {
  source: 'RFC 7009',
  file: 'rfc7009.ts',
  rows: [
    must('2', 'revoke-access', 'A revoked access token no longer works.', async (at) => {
      const { client, access } = await tokens(at, await at.client('app'))
      assert.ok(await isActive(at, access))
      assert.equal((await revoke(at, client, access)).status, 200)
      assert.ok(!(await isActive(at, access)))
    }),
    must('2', 'revoke-refresh', 'A revoked refresh token no longer works.', async (at) => {
      const { client, refresh: token } = await tokens(at, await at.client('app'), OFFLINE)
      assert.equal((await revoke(at, client, token)).status, 200)
      isError(await refresh(at, client, token), 'invalid_grant')
    }),
    must('2.1', 'revoke-refresh-ends-access', 'Revoking a refresh token ends its access tokens.', async (at) => {
      const { client, access, refresh: token } = await tokens(at, await at.client('app'), OFFLINE)
      await revoke(at, client, token)
      assert.equal((await userinfo(at, access)).status, 401)
    }),
    mustHere(
      '2.1',
      'revoke-access-ends-refresh',
      'Revoking an access token ends its refresh token.',
      'it keeps the refresh token, which §2.1 allows',
      async (at) => {
        const { client, access, refresh: token } = await tokens(at, await at.client('app'), OFFLINE)
        await revoke(at, client, access)
        isError(await refresh(at, client, token), 'invalid_grant')
      },
    ),
    must('2', 'revoke-machine', 'A machine can revoke its own token.', async (at) => {
      const { access } = granted(await serviceAnswer(at))
      isOk(await revoke(at, await at.client('service'), access))
      assert.ok(!(await isActive(at, access)))
    }),
    must('2.2', 'revoke-unknown', 'An unknown token gets the same answer as a revoked one.', async (at) => {
      assert.equal((await revoke(at, await at.client('app'), 'made-up')).status, 200)
    }),
    must('2.2', 'revoke-twice', 'Revoking a token twice is not an error.', async (at) => {
      const { client, access } = await tokens(at, await at.client('app'))
      await revoke(at, client, access)
      assert.equal((await revoke(at, client, access)).status, 200)
    }),
    must('2.1', 'revoke-of-other-client', "A client cannot revoke another client's token.", async (at) => {
      const { access } = granted(await serviceAnswer(at))
      await revoke(at, await at.client('otherService'), access)
      assert.ok(await isActive(at, access))
    }),
    must('2.1', 'revoke-of-other-app', "An app cannot revoke another app's refresh token.", async (at) => {
      const { client, refresh: token } = await tokens(at, await at.client('app'), OFFLINE)
      await revoke(at, await at.client('otherApp'), token)
      isOk(await refresh(at, client, token))
    }),
    must('2.1', 'revoke-wants-secret', 'A confidential client cannot revoke without its secret.', async (at) => {
      const client = await at.client('service')
      const { access } = granted(await serviceAnswer(at))
      isError(await revoke(at, { ...client, secret: undefined }, access), 'invalid_client', [400, 401])
      assert.ok(await isActive(at, access))
    }),
    must('2.1', 'revoke-wrong-secret', 'With a wrong secret nothing is revoked.', async (at) => {
      const { id } = await at.client('service')
      const { access } = granted(await serviceAnswer(at))
      const answer = await call(at.endpoint('revocation'), { form: { token: access }, headers: basic(id, 'wrong') })
      isError(answer, 'invalid_client', 401)
      assert.ok(await isActive(at, access))
    }),
    must('2.1', 'revoke-nothing', 'A revocation request without a token is refused.', async (at) => {
      isError(await askAs(await at.client('app'), at.endpoint('revocation'), {}), 'invalid_request')
    }),
    must('2.1', 'revoke-wrong-hint', 'A wrong hint does no harm.', async (at) => {
      const { client, access } = await tokens(at, await at.client('app'))
      isOk(await revoke(at, client, access, { token_type_hint: 'refresh_token' }))
      assert.ok(!(await isActive(at, access)))
    }),
    must('2.1', 'revoke-unknown-hint', 'An unknown hint is ignored.', async (at) => {
      const { client, access } = await tokens(at, await at.client('app'))
      const answer = await revoke(at, client, access, { token_type_hint: 'made_up' })
      assert.ok(answer.status === 200 || answer.json.error === 'unsupported_token_type')
      assert.equal(await isActive(at, access), answer.status !== 200)
    }),
    must('2', 'revoke-post-alone', 'The revocation endpoint accepts only POST.', async (at) => {
      const { access } = granted(await serviceAnswer(at))
      const { id, secret = '' } = await at.client('service')
      const url = `${at.endpoint('revocation')}?token=${access}`
      isRefused(await call(url, { headers: basic(id, secret) }))
      assert.ok(await isActive(at, access))
    }),
    notApplicable('2.3', 'jsonp', 'The revocation endpoint may answer as JSONP.', 'an option that CORS has replaced'),
  ],
}
