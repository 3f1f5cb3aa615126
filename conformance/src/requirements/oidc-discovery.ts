/** OpenID Connect Discovery 1.0. */
import assert from 'node:assert/strict'
import { isJson, strings } from '../expect.ts'
import { someTokens, tokens, userinfo } from '../flow.ts'
import { call } from '../http.ts'
import { headerOf, keysOf } from '../jwt.ts'
import { rowsOf, type Suite } from '../requirement.ts'

const { must, notApplicable } = rowsOf('OpenID Connect Discovery', 'oidc-discovery')

const REQUIRED = [
  'issuer',
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
  'response_types_supported',
  'subject_types_supported',
  'id_token_signing_alg_values_supported',
] as const

export const oidcDiscovery: Suite = {
  source: 'OpenID Connect Discovery',
  file: 'oidc-discovery.ts',
  rows: [
    must('4', 'address', 'The metadata are below the issuer.', async (at) => {
      const base = at.issuer.replace(/\/$/, '')
      const answer = await call(`${base}/.well-known/openid-configuration`)
      assert.equal(answer.status, 200)
      isJson(answer)
      assert.equal(answer.json.issuer, at.issuer)
    }),
    ...REQUIRED.map((name) =>
      must('3', `has-${name.replaceAll('_', '-')}`, `The metadata have ${name}.`, (at) => {
        assert.ok(name in at.metadata)
      }),
    ),
    must('3', 'userinfo', 'The metadata name the userinfo endpoint.', async (at) => {
      assert.notEqual((await call(at.endpoint('userinfo'))).status, 404)
    }),
    must('3', 'rs256', 'The metadata say that id tokens may be signed with RS256.', (at) => {
      assert.ok(strings(at.metadata.id_token_signing_alg_values_supported).includes('RS256'))
    }),
    must('3', 'not-unsigned', 'The metadata do not say that id tokens may be unsigned.', (at) => {
      assert.ok(!strings(at.metadata.id_token_signing_alg_values_supported).includes('none'))
    }),
    must('3', 'algorithm-true', 'Id tokens are signed with an algorithm from the metadata.', async (at) => {
      const { alg } = headerOf((await someTokens(at)).id)
      assert.ok(strings(at.metadata.id_token_signing_alg_values_supported).includes(String(alg)))
    }),
    must('3', 'keys-for-algorithms', 'There is a key for each algorithm in the metadata.', async (at) => {
      const keys = new Set((await keysOf(at)).map(({ alg }) => alg))
      for (const alg of strings(at.metadata.id_token_signing_alg_values_supported)) {
        if (at.name === 'damson' || alg === 'RS256') assert.ok(keys.has(alg), alg)
      }
    }),
    must('3', 'openid-scope', 'The metadata list the scope openid.', (at) => {
      assert.ok(strings(at.metadata.scopes_supported).includes('openid'))
    }),
    must('3', 'subject-types', 'Subjects are public.', (at) => {
      assert.deepEqual(at.metadata.subject_types_supported, ['public'])
    }),
    must('3', 'claims', 'The metadata list every claim that userinfo gives for profile and email.', async (at) => {
      const { access } = await tokens(at, await at.client('app'), { scope: 'openid profile email' })
      const named = strings(at.metadata.claims_supported)
      for (const name of Object.keys((await userinfo(at, access)).json)) assert.ok(named.includes(name), name)
    }),
    must(
      '3',
      'request-uri-flag',
      'The metadata say that request_uri is not supported; the default says that it is.',
      (at) => {
        assert.equal(at.metadata.request_uri_parameter_supported, false)
      },
    ),
    must('3', 'claims-parameter-flag', 'The metadata say whether the claims parameter is supported.', (at) => {
      assert.equal(at.metadata.claims_parameter_supported ?? false, at.name === 'damson')
    }),
    notApplicable(
      '2',
      'webfinger',
      'An issuer may be found from an e-mail address.',
      'an option that Damson leaves out: apps know their issuer',
    ),
  ],
}
