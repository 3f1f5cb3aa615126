/** Tokens of other issuers that represent a client: as a grant, and as client authentication. */
import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { decodeJwt, generateKeyPair, SignJWT } from 'jose'
import { ASSERTION_TYPE, seconds } from '../assertion-flow.ts'
import { isError, isJson, isOk, strings } from '../expect.ts'
import { call } from '../http.ts'
import { type Requirement, rowsOf, type Suite } from '../requirement.ts'
import { AUDIENCE, JWT_BEARER_GRANT, withForge } from '../workload-flow.ts'

const { mustHere } = rowsOf('RFC 7523', 'rfc7523')
const NO_WORKLOADS = 'it knows no workloads of other issuers'

const refuses = (section: string, name: string, says: string, claims: () => object, header: object = {}): Requirement =>
  mustHere(section, name, says, NO_WORKLOADS, (at) =>
    withForge(at, async ({ grant, token }) => {
      isError(await grant(await token(claims(), header)), ['invalid_client', 'invalid_grant'], [400, 401])
      // The correct one succeeds, so that the difference is the reason for the refusal.
      isOk(await grant(await token()))
    }),
  )

export const rfc7523Workload: Suite = {
  source: 'RFC 7523',
  file: 'rfc7523-workload.ts',
  rows: [
    mustHere(
      '2.1',
      'workload-grant',
      "A pipeline's token is a grant, and the metadata list the grant type.",
      NO_WORKLOADS,
      (at) =>
        withForge(at, async ({ grant, token }) => {
          const answer = await grant(await token())
          isOk(answer)
          assert.equal(answer.json.refresh_token, undefined)
          assert.ok(strings(at.metadata.grant_types_supported).includes(JWT_BEARER_GRANT))
        }),
    ),
    mustHere('2.2', 'workload-proof', "A pipeline's token authenticates a client.", NO_WORKLOADS, (at) =>
      withForge(at, async ({ id, token }) => {
        const proof = { client_assertion_type: ASSERTION_TYPE, client_assertion: await token() }
        isOk(await call(at.endpoint('token'), { form: { grant_type: 'client_credentials', client_id: id, ...proof } }))
      }),
    ),
    mustHere('2.1', 'workload-other-client', "A pipeline's token authenticates no other client.", NO_WORKLOADS, (at) =>
      withForge(at, async (forge) =>
        withForge(
          at,
          async ({ id }) => {
            isError(await forge.grant(await forge.token(), { client_id: id }), 'invalid_client', 401)
          },
          'repo:acme/other',
        ),
      ),
    ),
    refuses('3', 'workload-issuer', 'A workload’s token must have the issuer that the client trusts.', () => ({
      iss: 'https://other.example',
    })),
    refuses('3', 'workload-subject', 'A workload’s token must have a whole subject that the client lists.', () => ({
      sub: 'repo:acme/lab:ref:refs/heads/main-2',
    })),
    ...['iss', 'sub', 'aud', 'exp'].map((name) =>
      refuses('3', `workload-no-${name}`, `A workload’s token must have the claim ${name}.`, () => ({
        [name]: undefined,
      })),
    ),
    refuses('3', 'workload-audience', 'A workload’s token must have the audience that the client lists.', () => ({
      aud: 'https://other.example',
    })),
    refuses('3', 'workload-audiences', 'A workload’s token must have no other audience.', () => ({
      aud: [AUDIENCE, 'https://other.example'],
    })),
    refuses('3', 'workload-expired', 'An expired token of a workload is refused.', () => ({ exp: seconds() - 120 })),
    refuses('3', 'workload-long', 'A workload’s token that lives too long is refused.', () => ({
      exp: seconds() + 7_200,
    })),
    refuses('3', 'workload-not-yet', 'A workload’s token that is not valid yet is refused.', () => ({
      nbf: seconds() + 120,
    })),
    refuses('3', 'workload-kind', 'A workload’s token of another kind is refused.', () => ({}), { typ: 'at+jwt' }),
    mustHere('3', 'workload-signature', 'A workload’s token that another key signed is refused.', NO_WORKLOADS, (at) =>
      withForge(at, async ({ grant, token }) => {
        const { privateKey } = await generateKeyPair('RS256')
        isError(await grant(await token({}, {}, privateKey)), 'invalid_client', 401)
      }),
    ),
    mustHere(
      '3',
      'workload-algorithm',
      'A workload’s token without a signature, or with an HMAC, is refused.',
      NO_WORKLOADS,
      (at) =>
        withForge(at, async ({ grant, token }) => {
          const [, claims = ''] = (await token()).split('.')
          const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`
          const secret = createSecretKey(Buffer.from('what is public is no secret, however long it is'))
          const mac = await new SignJWT(decodeJwt(await token()))
            .setProtectedHeader({ alg: 'HS256', kid: 'forge' })
            .sign(secret)
          for (const one of [unsigned, mac]) isError(await grant(one), ['invalid_client', 'invalid_grant'], [400, 401])
          isOk(await grant(await token()))
        }),
    ),
    mustHere('3', 'workload-other-claims', 'A workload’s token may have other claims.', NO_WORKLOADS, (at) =>
      withForge(at, async ({ grant, token }) => {
        isOk(await grant(await token({ repository: 'acme/lab', run_attempt: 1, list: ['a'], deep: { a: null } })))
      }),
    ),
    mustHere('3', 'workload-no-id', 'A workload’s token need not have a jti.', NO_WORKLOADS, (at) =>
      withForge(at, async ({ grant, token }) => isOk(await grant(await token({ jti: undefined })))),
    ),
    mustHere('3.1', 'workload-error', 'A refusal is JSON, with an error and a sentence.', NO_WORKLOADS, (at) =>
      withForge(at, async ({ grant }) => {
        const refused = await grant('no token at all')
        isError(refused, ['invalid_client', 'invalid_grant'], [400, 401])
        isJson(refused)
        assert.ok(String(refused.json.error_description).length > 10)
      }),
    ),
    mustHere('3', 'workload-once', 'A workload’s token with a jti gives only one access token.', NO_WORKLOADS, (at) =>
      withForge(at, async ({ grant, token }) => {
        const once = await token()
        isOk(await grant(once))
        isError(await grant(once), ['invalid_client', 'invalid_grant'], [400, 401])
      }),
    ),
  ],
}
