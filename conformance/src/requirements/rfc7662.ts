/** Token Introspection. */
import assert from 'node:assert/strict'
import { isError, isJson, isNotCached, isOk, isRefused } from '../expect.ts'
import {
  askAs,
  granted,
  introspect,
  isActive,
  OFFLINE,
  refresh,
  revoke,
  serviceAnswer,
  someServiceAnswer,
  someTokens,
  tokens,
} from '../flow.ts'
import { basic, call } from '../http.ts'
import { rowsOf, type Suite } from '../requirement.ts'

const { must, mustHere, notApplicable } = rowsOf('RFC 7662', 'rfc7662')

export const rfc7662: Suite = {
  source: 'RFC 7662',
  file: 'rfc7662.ts',
  rows: [
    must('2.2', 'active', 'A valid token is active.', async (at) => {
      assert.equal((await introspect(at, (await someTokens(at)).access)).json.active, true)
    }),
    must('2.2', 'scope', 'The answer names the scope.', async (at) => {
      const { access, scope } = await someTokens(at)
      assert.equal((await introspect(at, access)).json.scope, scope)
    }),
    must('2.2', 'client', 'The answer names the client.', async (at) => {
      const { access, client } = await someTokens(at)
      assert.equal((await introspect(at, access)).json.client_id, client.id)
    }),
    must('2.2', 'subject', 'The answer has the same subject as the id token.', async (at) => {
      const { access, id } = await someTokens(at)
      const { sub } = JSON.parse(Buffer.from(id.split('.')[1] ?? '', 'base64url').toString()) as { sub: string }
      assert.equal((await introspect(at, access)).json.sub, sub)
    }),
    must('2.2', 'expiry', 'The answer has the expiry, as a number of seconds.', async (at) => {
      const { access, answer } = await someTokens(at)
      const { exp } = (await introspect(at, access)).json
      const seconds = Number(exp) - Date.now() / 1000
      assert.ok(Number.isInteger(exp) && seconds > 0 && seconds <= Number(answer.json.expires_in) + 5)
    }),
    must('2.2', 'issued-at', 'The answer has the time of issue.', async (at) => {
      const { iat } = (await introspect(at, (await someTokens(at)).access)).json
      assert.ok(Number.isInteger(iat) && Math.abs(Number(iat) - Date.now() / 1000) < 600)
    }),
    must('2.2', 'issuer', 'The answer names the issuer.', async (at) => {
      assert.equal((await introspect(at, (await someTokens(at)).access)).json.iss, at.issuer)
    }),
    must('2.2', 'token-type', 'The answer names the type of the token.', async (at) => {
      assert.equal((await introspect(at, (await someTokens(at)).access)).json.token_type, 'Bearer')
    }),
    must('2.2', 'refresh-active', 'A valid refresh token is active.', async (at) => {
      assert.ok(await isActive(at, (await tokens(at, await at.client('app'), OFFLINE)).refresh))
    }),
    must('2.2', 'refresh-rotated', 'A rotated refresh token is no longer active.', async (at) => {
      const { client, refresh: token } = await tokens(at, await at.client('app'), OFFLINE)
      isOk(await refresh(at, client, token))
      assert.ok(!(await isActive(at, token)))
    }),
    must('2.2', 'machine-active', 'The token of a machine is active.', async (at) => {
      assert.ok(await isActive(at, granted(await someServiceAnswer(at)).access))
    }),
    must('2.2', 'unknown-inactive', 'A made-up token is inactive.', async (at) => {
      assert.ok(!(await isActive(at, 'made-up')))
    }),
    must('2.2', 'inactive-says-nothing', 'The answer says nothing else about an inactive token.', async (at) => {
      const { client, access } = await tokens(at, await at.client('app'))
      await revoke(at, client, access)
      assert.deepEqual((await introspect(at, access)).json, { active: false })
    }),
    must('2.2', 'id-token-inactive', 'An id token is inactive, because it gives no access.', async (at) => {
      assert.notEqual((await introspect(at, (await someTokens(at)).id)).json.active, true)
    }),
    must('2.2', 'code-inactive', 'A code is inactive, because it gives no access.', async (at) => {
      assert.ok(!(await isActive(at, (await someTokens(at)).callback.code)))
    }),
    mustHere(
      '4',
      'other-project-inactive',
      'Tokens of another project are inactive.',
      'it has only one realm',
      async (at) => {
        const { access } = await at.passwordTokens(await at.newOwner())
        assert.ok(!(await isActive(at, access)))
      },
    ),
    must('2.1', 'wants-secret', 'A caller without credentials learns nothing.', async (at) => {
      const { access: token } = await someTokens(at)
      isError(
        await call(at.endpoint('introspection'), { form: { token } }),
        ['invalid_client', 'invalid_request'],
        [400, 401],
      )
    }),
    must('2.1', 'wrong-secret', 'A caller with a wrong secret learns nothing.', async (at) => {
      const { id } = await at.client('otherService')
      const { access: token } = await someTokens(at)
      const answer = await call(at.endpoint('introspection'), { form: { token }, headers: basic(id, 'wrong') })
      isError(answer, 'invalid_client', 401)
    }),
    must('2.1', 'not-for-public-clients', 'A public client learns nothing about the tokens of others.', async (at) => {
      const { access } = granted(await serviceAnswer(at))
      const answer = await askAs(await at.client('app'), at.endpoint('introspection'), { token: access })
      assert.notEqual(answer.json.active, true)
    }),
    must('2.1', 'bearer-is-no-proof', 'The introspected token does not authenticate the caller.', async (at) => {
      const { access: token } = await someTokens(at)
      const answer = await call(at.endpoint('introspection'), { form: { token }, bearer: token })
      assert.notEqual(answer.json.active, true)
      isRefused(answer)
    }),
    must('2.1', 'nothing', 'An introspection request without a token is refused.', async (at) => {
      isError(await askAs(await at.client('service'), at.endpoint('introspection'), {}), 'invalid_request')
    }),
    must('2.1', 'post-alone', 'The introspection endpoint accepts only POST.', async (at) => {
      const { id, secret = '' } = await at.client('service')
      const url = `${at.endpoint('introspection')}?token=${(await someTokens(at)).access}`
      isRefused(await call(url, { headers: basic(id, secret) }))
    }),
    must('2.1', 'wrong-hint', 'A wrong token_type_hint does no harm.', async (at) => {
      const { access } = await someTokens(at)
      assert.equal((await introspect(at, access, { token_type_hint: 'refresh_token' })).json.active, true)
    }),
    must('2.2', 'json', 'The introspection answer is JSON.', async (at) => isJson(await introspect(at, 'made-up'))),
    must('4', 'not-cached', 'No cache may store the introspection answer.', async (at) => {
      isNotCached(await introspect(at, (await someTokens(at)).access))
    }),
    notApplicable(
      '2.2',
      'username',
      "The answer may have the person's name for display.",
      'an option that Damson leaves out: tokens hold no names',
    ),
  ],
}
