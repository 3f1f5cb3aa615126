/** JWT Profile for Access Tokens. */
import assert from 'node:assert/strict'
import { introspect, serviceAnswer, someJwt, someTokens } from '../flow.ts'
import { claimsOf, headerOf, keysOf } from '../jwt.ts'
import { rowsOf, type Suite } from '../requirement.ts'

const { must, mustHere, notApplicable } = rowsOf('RFC 9068', 'rfc9068')
const OPAQUE = 'the access tokens of people are opaque there, unless they are for another resource server'

export const rfc9068: Suite = {
  source: 'RFC 9068',
  file: 'rfc9068.ts',
  rows: [
    must('2.1', 'type', 'An access token has the type at+jwt.', async (at) => {
      assert.match(String(headerOf(await someJwt(at)).typ), /^(?:application\/)?at\+jwt$/)
    }),
    must('2.1', 'signed', 'An access token is signed with an asymmetric key.', async (at) => {
      assert.match(String(headerOf(await someJwt(at)).alg), /^(?:RS|PS|ES)256$|^EdDSA$/)
    }),
    must('2.1', 'key-fits', 'The algorithm of an access token is that of its key.', async (at) => {
      const { kid, alg } = headerOf(await someJwt(at))
      assert.equal((await keysOf(at)).find((key) => key.kid === kid)?.alg, alg)
    }),
    ...(['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'] as const).map((name) =>
      must('2.2', `has-${name.replace('_', '-')}`, `An access token has the claim ${name}.`, async (at) => {
        assert.ok(![undefined, null, ''].includes(claimsOf(await someJwt(at))[name] as string | undefined))
      }),
    ),
    must('2.2', 'machine-subject', 'Without a person, the subject is the client.', async (at) => {
      assert.equal(claimsOf(await someJwt(at)).sub, (await at.client('service')).id)
    }),
    must('2.2', 'machine-client', "A machine's access token names its client.", async (at) => {
      assert.equal(claimsOf(await someJwt(at)).client_id, (await at.client('service')).id)
    }),
    mustHere('2.2', 'person-subject', 'With a person, the subject is that of the id token.', OPAQUE, async (at) => {
      const { access, id } = await someTokens(at)
      assert.equal(claimsOf(access).sub, claimsOf(id).sub)
    }),
    mustHere('2.2.3', 'scope', 'An access token names the granted scope.', OPAQUE, async (at) => {
      const { access, scope } = await someTokens(at)
      assert.equal(claimsOf(access).scope, scope)
    }),
    mustHere('3', 'audience', 'An access token is only for the FHIR API.', 'it has no FHIR API', async (at) => {
      assert.equal(claimsOf(await someJwt(at)).aud, at.fhirUrl)
    }),
    mustHere(
      '3',
      'audience-introspected',
      'Introspection names the same audience.',
      'it introspects no JWTs',
      async (at) => {
        const token = await someJwt(at)
        assert.equal((await introspect(at, token)).json.aud, claimsOf(token).aud)
      },
    ),
    mustHere(
      '6',
      'no-personal-data',
      'An access token holds no names and no addresses of people.',
      OPAQUE,
      async (at) => {
        const { access } = await someTokens(at)
        for (const name of [
          'name',
          'given_name',
          'family_name',
          'email',
          'phone_number',
          'birthdate',
          'preferred_username',
        ])
          assert.ok(!(name in claimsOf(access)), name)
      },
    ),
    mustHere('6', 'no-handle', 'An access token does not hold the refresh token or the code.', OPAQUE, async (at) => {
      const { access, callback } = await someTokens(at)
      assert.ok(!JSON.stringify(claimsOf(access)).includes(callback.code))
    }),
    mustHere(
      '5',
      'lifetime',
      'A machine’s access token lives for an hour at most.',
      'this run sets the lifetime there',
      async (at) => {
        assert.ok(Number((await serviceAnswer(at)).json.expires_in) <= 3_600)
      },
    ),
    mustHere('5', 'machine-is-nobody', "A machine's subject is never the subject of a person.", OPAQUE, async (at) => {
      assert.notEqual(claimsOf(await someJwt(at)).sub, claimsOf((await someTokens(at)).access).sub)
    }),
    notApplicable(
      '3',
      'resource-parameter',
      'A client may name the resource that a token is for.',
      'there is one resource server: every token is for it',
    ),
    notApplicable(
      '2.2.3.1',
      'groups-and-roles',
      'A token may hold groups and roles.',
      'rights are looked up for each request, so a change counts at once',
    ),
  ],
}
