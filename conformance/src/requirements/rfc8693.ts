/** Token exchange: a token of an identity provider becomes one of ours. */
import assert from 'node:assert/strict'
import { generateKeyPair } from 'jose'
import { seconds } from '../assertion-flow.ts'
import { EXCHANGE_GRANT, TOKEN_TYPE, withProvider } from '../exchange-flow.ts'
import { isError, isJson, isNotCached, isOk, strings } from '../expect.ts'
import { call } from '../http.ts'
import { type Requirement, rowsOf, type Suite } from '../requirement.ts'
import { actorRows } from './rfc8693-actors.ts'

const { mustHere } = rowsOf('RFC 8693', 'rfc8693')
const NO_PROVIDERS = 'it signs nobody in with another identity provider'

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
    mustHere('2.1', 'grant', 'The grant type exchanges a token, and the metadata list it.', NO_PROVIDERS, (at) =>
      withProvider(at, async ({ exchange, token }) => {
        isOk(await exchange(await token()))
        assert.ok(strings(at.metadata.grant_types_supported).includes(EXCHANGE_GRANT))
      }),
    ),
    mustHere('2.2.1', 'answer', 'The answer says which kind of token it has, and how to use it.', NO_PROVIDERS, (at) =>
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
      'A request may name the only resource, and a supported type of token.',
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
      'If the granted scope differs from the requested one, the answer names it.',
      NO_PROVIDERS,
      (at) =>
        withProvider(at, async ({ exchange, token }) => {
          const { json } = await exchange(await token(), { scope: 'openid system/*.cruds' })
          assert.ok(json.error === 'invalid_scope' || json.scope === 'openid', `granted ${String(json.scope)}`)
        }),
    ),
    mustHere(
      '2.2.1',
      'refresh',
      'The answer has a refresh token only if the request asks for one.',
      NO_PROVIDERS,
      (at) =>
        withProvider(at, async ({ exchange, token }) => {
          const plain = await exchange(await token(), { scope: 'openid' })
          isOk(plain)
          assert.equal(plain.json.refresh_token, undefined)
          const offline = await exchange(await token(), { scope: 'openid offline_access' })
          assert.equal(typeof offline.json.refresh_token, 'string')
        }),
    ),
    mustHere('2.2.1', 'not-cached', 'No cache may store the exchange answer.', NO_PROVIDERS, (at) =>
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
    mustHere(
      '3',
      'types',
      'A token is treated as the type that the request names, if it can be that.',
      NO_PROVIDERS,
      (at) =>
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
    mustHere('2.1', 'client', 'A confidential client must authenticate.', NO_PROVIDERS, (at) =>
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
    demands('2.1', 'needs-token', 'A request without a token to exchange is refused.', { subject_token: '' }),
    demands('2.1', 'needs-type', 'A request without the type of the token is refused.', { subject_token_type: '' }),
    demands('2.1', 'other-type', 'A token of another type is refused.', { subject_token_type: `${TOKEN_TYPE}saml2` }),
    demands('2.1', 'requested-type', 'A request for an unsupported type of token is refused.', {
      requested_token_type: `${TOKEN_TYPE}saml2`,
    }),
    demands('2.1', 'actor', 'With a provider’s token an actor is refused, not ignored.', {
      actor_token: 'x',
      actor_token_type: `${TOKEN_TYPE}jwt`,
    }),
    demands('2.1', 'actor-type', 'The type of an actor’s token without that token is refused too.', {
      actor_token_type: `${TOKEN_TYPE}jwt`,
    }),
    demands(
      '2.2.2',
      'resource',
      'Another resource is refused as the target.',
      { resource: 'https://other.example' },
      'invalid_target',
    ),
    demands(
      '2.2.2',
      'audience',
      'Another audience is refused as the target.',
      { audience: 'https://other.example' },
      'invalid_target',
    ),
    refuses('other-client', 'A token of another client is refused.', () => ({ aud: 'another-client' })),
    refuses('no-audience', 'A token without an audience is refused.', () => ({ aud: undefined })),
    refuses('other-issuer', 'A token of another issuer is refused.', () => ({ iss: 'https://other.example' })),
    refuses('no-subject', 'A token without a subject is refused.', () => ({ sub: undefined })),
    refuses('bound', "A token that is bound to its holder's key is refused.", () => ({ cnf: { jkt: 'x' } })),
    refuses('expired', 'An expired token is refused.', () => ({ exp: seconds() - 120 })),
    refuses('no-expiry', 'A token without an expiry is refused.', () => ({ exp: undefined })),
    refuses('not-yet', 'A token that is not valid yet is refused.', () => ({ nbf: seconds() + 120 })),
    refuses('other-kind', 'A token of another kind, such as a logout token, is refused.', () => ({}), {
      typ: 'logout+jwt',
    }),
    refuses('stranger', 'A token of an unknown person is refused.', () => ({ sub: 'a-stranger' })),
    mustHere('2.2.2', 'signature', 'A token that another key signed is refused.', NO_PROVIDERS, (at) =>
      withProvider(at, async ({ exchange, token }) => {
        const { privateKey } = await generateKeyPair('RS256')
        isError(await exchange(await token({}, {}, privateKey)), 'invalid_request')
      }),
    ),
    ...actorRows,
  ],
}
