/** Token exchange: a token of an identity provider becomes one of ours. */
import assert from 'node:assert/strict'
import { generateKeyPair } from 'jose'
import { seconds } from '../assertion-flow.ts'
import { EXCHANGE_GRANT, TOKEN_TYPE, withProvider } from '../exchange-flow.ts'
import { isError, isJson, isNotCached, isOk, strings } from '../expect.ts'
import { call } from '../http.ts'
import { type Requirement, rowsOf, type Suite } from '../requirement.ts'

const { mustHere, notApplicable } = rowsOf('RFC 8693', 'rfc8693')
const NO_PROVIDERS = 'it has no identity providers of others'

/** A token that must be refused, next to one that must succeed. */
const refuses = (name: string, says: string, claims: () => object, header: object = {}): Requirement =>
  mustHere('2.2.2', name, says, NO_PROVIDERS, (at) =>
    withProvider(at, async ({ exchange, token }) => {
      isError(await exchange(await token(claims(), header)), 'invalid_request')
      isOk(await exchange(await token()))
    }),
  )
const demands = (
  section: string,
  name: string,
  says: string,
  fields: Readonly<Record<string, string>>,
  error = 'invalid_request',
): Requirement =>
  mustHere(section, name, says, NO_PROVIDERS, (at) =>
    withProvider(at, async ({ exchange, token }) => {
      isError(await exchange(await token(), fields), error)
    }),
  )

export const rfc8693: Suite = {
  source: 'RFC 8693',
  file: 'rfc8693.ts',
  rows: [
    mustHere('2.1', 'grant', 'A token is exchanged by the grant type, which is announced.', NO_PROVIDERS, (at) =>
      withProvider(at, async ({ exchange, token }) => {
        isOk(await exchange(await token()))
        assert.ok(strings(at.metadata.grant_types_supported).includes(EXCHANGE_GRANT))
      }),
    ),
    mustHere('2.2.1', 'answer', 'The answer says what kind of token it is, and how it is used.', NO_PROVIDERS, (at) =>
      withProvider(at, async ({ exchange, token }) => {
        const { json } = await exchange(await token(), { scope: 'openid' })
        assert.equal(json.issued_token_type, `${TOKEN_TYPE}access_token`)
        assert.equal(json.token_type, 'Bearer')
        assert.equal(json.scope, 'openid')
        assert.ok(Number(json.expires_in) > 0)
      }),
    ),
    mustHere(
      '2.1',
      'targets',
      'The one resource that there is can be named, and a kind of token that there is.',
      NO_PROVIDERS,
      (at) =>
        withProvider(at, async ({ exchange, token }) => {
          const fields = { resource: at.fhirUrl, audience: at.fhirUrl }
          for (const type of ['access_token', 'jwt'])
            isOk(await exchange(await token(), { ...fields, requested_token_type: `${TOKEN_TYPE}${type}` }))
        }),
    ),
    mustHere(
      '2.2.1',
      'scope',
      'Where another scope is given than was asked for, the answer says which.',
      NO_PROVIDERS,
      (at) =>
        withProvider(at, async ({ exchange, token }) => {
          const { json } = await exchange(await token(), { scope: 'openid system/*.cruds' })
          assert.ok(json.error === 'invalid_scope' || json.scope === 'openid', `granted ${String(json.scope)}`)
        }),
    ),
    mustHere('2.2.1', 'refresh', 'A refresh token is given where it was asked for alone.', NO_PROVIDERS, (at) =>
      withProvider(at, async ({ exchange, token }) => {
        const plain = await exchange(await token(), { scope: 'openid' })
        isOk(plain)
        assert.equal(plain.json.refresh_token, undefined)
        const offline = await exchange(await token(), { scope: 'openid offline_access' })
        assert.equal(typeof offline.json.refresh_token, 'string')
      }),
    ),
    mustHere('2.2.1', 'not-cached', 'The answer is kept by no cache.', NO_PROVIDERS, (at) =>
      withProvider(at, async ({ exchange, token }) => isNotCached(await exchange(await token()))),
    ),
    mustHere('2.2.2', 'error', 'A refusal is JSON, with an error and a sentence.', NO_PROVIDERS, (at) =>
      withProvider(at, async ({ exchange }) => {
        const refused = await exchange('no token at all')
        isError(refused, 'invalid_request')
        isJson(refused)
        isNotCached(refused)
        assert.ok(String(refused.json.error_description).length > 10)
      }),
    ),
    mustHere('3', 'types', 'A token is taken as what it is said to be, where it can be that.', NO_PROVIDERS, (at) =>
      withProvider(at, async ({ exchange, token }) => {
        for (const type of ['id_token', 'jwt'])
          isOk(await exchange(await token(), { subject_token_type: `${TOKEN_TYPE}${type}` }))
        const types = { id_token: { token_use: 'access' }, access_token: { token_use: 'id' } }
        for (const [type, claims] of Object.entries(types))
          isError(
            await exchange(await token(claims), { subject_token_type: `${TOKEN_TYPE}${type}` }),
            'invalid_request',
          )
      }),
    ),
    mustHere('2.1', 'client', 'A confidential client authenticates.', NO_PROVIDERS, (at) =>
      withProvider(at, async ({ token, headers }) => {
        const form = {
          grant_type: EXCHANGE_GRANT,
          subject_token: await token(),
          subject_token_type: `${TOKEN_TYPE}id_token`,
        }
        const wrong = { Authorization: `${headers['Authorization']?.slice(0, -6)}` }
        isError(await call(at.endpoint('token'), { form, headers: wrong }), 'invalid_client', [400, 401])
      }),
    ),
    demands('2.1', 'needs-token', 'There is a token to exchange.', { subject_token: '' }),
    demands('2.1', 'needs-type', 'It is said what the token is.', { subject_token_type: '' }),
    demands('2.1', 'other-type', 'A token of another type is refused.', { subject_token_type: `${TOKEN_TYPE}saml2` }),
    demands('2.1', 'requested-type', 'Another type of token than there is cannot be asked for.', {
      requested_token_type: `${TOKEN_TYPE}saml2`,
    }),
    demands('2.1', 'actor', 'An actor that is not supported is refused, and not left out.', {
      actor_token: 'x',
      actor_token_type: `${TOKEN_TYPE}jwt`,
    }),
    demands('2.1', 'actor-type', 'The type of an actor’s token, without that token, is refused too.', {
      actor_token_type: `${TOKEN_TYPE}jwt`,
    }),
    demands(
      '2.2.2',
      'resource',
      'Another resource is refused as target.',
      { resource: 'https://other.example' },
      'invalid_target',
    ),
    demands(
      '2.2.2',
      'audience',
      'Another audience is refused as target.',
      { audience: 'https://other.example' },
      'invalid_target',
    ),
    refuses('other-client', 'A token of another client is refused.', () => ({ aud: 'another-client' })),
    refuses('no-audience', 'A token for nobody is refused.', () => ({ aud: undefined })),
    refuses('other-issuer', 'A token of another issuer is refused.', () => ({ iss: 'https://other.example' })),
    refuses('no-subject', 'A token that says nothing of whom it stands for is refused.', () => ({ sub: undefined })),
    refuses('bound', 'A token that only the holder of a key may use is refused.', () => ({ cnf: { jkt: 'x' } })),
    refuses('expired', 'A token that has expired is refused.', () => ({ exp: seconds() - 120 })),
    refuses('no-expiry', 'A token without an end is refused.', () => ({ exp: undefined })),
    refuses('not-yet', 'A token that is not valid yet is refused.', () => ({ nbf: seconds() + 120 })),
    refuses('other-kind', 'A token of another kind, such as a logout token, is refused.', () => ({}), {
      typ: 'logout+jwt',
    }),
    refuses('stranger', 'A token of somebody who is not known is refused.', () => ({ sub: 'a-stranger' })),
    mustHere('2.2.2', 'signature', 'A token that somebody else signed is refused.', NO_PROVIDERS, (at) =>
      withProvider(at, async ({ exchange, token }) => {
        const { privateKey } = await generateKeyPair('RS256')
        isError(await exchange(await token({}, {}, privateKey)), 'invalid_request')
      }),
    ),
    notApplicable(
      '4',
      'act',
      'A token says who acts for whom.',
      'Damson gives tokens for the person alone: it takes no actor',
    ),
  ],
}
