/** JWT assertions that authenticate clients, with SMART App Launch's requirements. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { decodeJwt, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { ASSERTION_TYPE, type Changes, present, seconds, sign, signer } from '../assertion-flow.ts'
import { isError, isOk, strings } from '../expect.ts'
import { type Requirement, rowsOf, type Suite } from '../requirement.ts'

const RFC = rowsOf('RFC 7523', 'rfc7523')
const SMART = rowsOf('SMART App Launch 2.2', 'smart')
const NO_KEYS = 'its clients are set up with secrets'

/** A JWT with a valid signature and a wrong claim. */
const refuses = (section: string, name: string, says: string, changes: () => Changes): Requirement =>
  RFC.mustHere(section, name, says, NO_KEYS, async (at) => {
    isError(await present(at, await sign(at, await signer(at), changes())), 'invalid_client', [400, 401])
  })

export const rfc7523: Suite = {
  source: 'RFC 7523',
  file: 'rfc7523.ts',
  rows: [
    RFC.mustHere(
      '2.2',
      'authenticates',
      'A signed assertion authenticates a client, without a client_id.',
      NO_KEYS,
      async (at) => {
        isOk(await present(at, await sign(at, await signer(at))))
      },
    ),
    RFC.mustHere(
      '3',
      'issuer-as-audience',
      'The audience of an assertion can be the issuer or the token endpoint.',
      NO_KEYS,
      async (at) => {
        isOk(await present(at, await sign(at, await signer(at), { claims: { aud: at.issuer } })))
      },
    ),
    RFC.mustHere(
      '2.2',
      'other-client-id',
      'A client_id beside the assertion must name the same client.',
      NO_KEYS,
      async (at) => {
        const { id } = await at.client('service')
        isError(await present(at, await sign(at, await signer(at)), { client_id: id }), 'invalid_client', [400, 401])
      },
    ),
    RFC.mustHere('2.2', 'other-type', 'Another kind of assertion is refused.', NO_KEYS, async (at) => {
      const fields = { client_assertion_type: ASSERTION_TYPE.replace('jwt', 'saml2') }
      isError(await present(at, await sign(at, await signer(at)), fields), 'invalid_client', [400, 401])
    }),
    refuses('3', 'no-issuer', 'An assertion must name its issuer.', () => ({ claims: { iss: undefined } })),
    refuses('3', 'no-subject', 'An assertion must name its subject.', () => ({ claims: { sub: undefined } })),
    refuses('3', 'other-subject', 'The subject of an assertion must be the client.', () => ({
      claims: { sub: randomUUID() },
    })),
    refuses('3', 'no-audience', 'An assertion must name its audience.', () => ({ claims: { aud: undefined } })),
    refuses('3', 'other-audience', 'An assertion for another server is refused.', () => ({
      claims: { aud: 'https://other.example/token' },
    })),
    refuses('3', 'no-expiry', 'An assertion must have an expiry.', () => ({ claims: { exp: undefined } })),
    refuses('3', 'expired', 'An expired assertion is refused.', () => ({ claims: { exp: seconds() - 1 } })),
    refuses('3', 'not-yet', 'An assertion that is not valid yet is refused.', () => ({
      claims: { nbf: seconds() + 120 },
    })),
    refuses('3', 'future', 'An assertion issued far in the future is refused.', () => ({
      claims: { iat: seconds() + 120, exp: seconds() + 180 },
    })),
    RFC.mustHere('3', 'wrong-key', 'An assertion that another key signed is refused.', NO_KEYS, async (at) => {
      const { id } = await signer(at)
      const { alg, privateKey } = await at.once('stranger', async () => ({
        alg: 'ES384',
        ...(await generateKeyPair('ES384')),
      }))
      isError(await present(at, await sign(at, { id, alg, privateKey })), 'invalid_client', [400, 401])
    }),
    RFC.mustHere('3', 'unsigned', 'An unsigned assertion is refused.', NO_KEYS, async (at) => {
      const [, claims] = (await sign(at, await signer(at))).split('.')
      const head = Buffer.from('{"alg":"none"}').toString('base64url')
      isError(await present(at, `${head}.${claims}.`), 'invalid_client', [400, 401])
    }),
    RFC.mustHere('3', 'symmetric', 'An assertion with an HMAC of public data is refused.', NO_KEYS, async (at) => {
      const by = await signer(at, 'RS384')
      const claims = decodeJwt(await sign(at, by))
      const { publicKey } = await at.once('key RS384', () => generateKeyPair('RS384'))
      const key = new TextEncoder().encode(await exportSPKI(publicKey))
      const mac = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'own', typ: 'JWT' }).sign(key)
      isError(await present(at, mac), 'invalid_client', [400, 401])
    }),
    RFC.mustHere('3', 'other-claims', 'An assertion may have other claims.', NO_KEYS, async (at) => {
      const claims = { scope: 'x', list: ['a'], deep: { a: null } }
      isOk(await present(at, await sign(at, await signer(at), { claims })))
    }),
    RFC.mustHere('2.2', 'metadata', 'The metadata name the method and its algorithms.', NO_KEYS, async (at) => {
      const { metadata } = await Promise.resolve(at)
      assert.ok(strings(metadata.token_endpoint_auth_methods_supported).includes('private_key_jwt'))
      const algorithms = strings(metadata.token_endpoint_auth_signing_alg_values_supported)
      assert.ok(!algorithms.some((alg) => alg === 'none' || alg.startsWith('HS')))
    }),
    SMART.mustHere('289', 'signing-metadata', 'The metadata list RS384 or ES384.', NO_KEYS, async (at) => {
      const { metadata } = await Promise.resolve(at)
      const algorithms = strings(metadata.token_endpoint_auth_signing_alg_values_supported)
      assert.ok(algorithms.includes('RS384') && algorithms.includes('ES384'))
    }),
    SMART.mustHere('310', 'rs384-and-es384', 'Signatures with RS384 and ES384 are verified.', NO_KEYS, async (at) => {
      for (const alg of ['RS384', 'ES384']) isOk(await present(at, await sign(at, await signer(at, alg))))
    }),
    SMART.mustHere('336', 'jti-once', 'A jti is accepted only once.', NO_KEYS, async (at) => {
      const assertion = await sign(at, await signer(at))
      const answers = await Promise.all([present(at, assertion), present(at, assertion)])
      const taken = answers.filter(({ status }) => status === 200)
      assert.equal(taken.length, 1)
      for (const answer of answers) if (!taken.includes(answer)) isError(answer, 'invalid_client', [400, 401])
    }),
    SMART.mustHere('336', 'jti-required', 'An assertion without a jti is refused.', NO_KEYS, async (at) => {
      const assertion = await sign(at, await signer(at), { claims: { jti: undefined } })
      isError(await present(at, assertion), 'invalid_client', [400, 401])
    }),
    SMART.mustHere('335', 'five-minutes', 'An assertion lives for five minutes at most.', NO_KEYS, async (at) => {
      const assertion = await sign(at, await signer(at), { claims: { exp: seconds() + 600 } })
      isError(await present(at, assertion), 'invalid_client', [400, 401])
    }),
    SMART.mustHere('338', 'jku', 'An unregistered jku is refused.', NO_KEYS, async (at) => {
      const assertion = await sign(at, await signer(at), { header: { jku: 'https://keys.example/' } })
      isError(await present(at, assertion), 'invalid_client', [400, 401])
    }),
  ],
}
