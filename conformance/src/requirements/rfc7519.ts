/** JSON Web Token, with RFC 7515 (signatures) and RFC 8725 (best practice): what is presented to the FHIR API. */
import assert from 'node:assert/strict'
import { createHmac, createPublicKey, type JsonWebKey } from 'node:crypto'
import { CompactSign, exportJWK, generateKeyPair } from 'jose'
import { granted, OFFLINE, serviceAnswer, signIn, someJwt, someTokens, tokens } from '../flow.ts'
import { basic, call } from '../http.ts'
import { claimsOf, forged, headerOf, keysOf, signedAnew, verified } from '../jwt.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import type { Damson } from '../server/server.ts'

const { must, mustHere, notApplicable } = rowsOf('RFC 7519', 'rfc7519')
const WHY = 'its JWTs are for other resource servers; it accepts none itself'

/** Checks that the FHIR API accepts the token as it is, but not the changed one. */
async function opensOnlyFor(at: Damson, token: string, made: string): Promise<void> {
  const url = `${at.fhirUrl}Patient`
  assert.equal((await call(url, { bearer: token })).status, 200, 'the token itself is taken')
  assert.equal((await call(url, { bearer: made })).status, 401, 'the forged token is refused')
}

async function opensNothing(at: Damson, token: string): Promise<void> {
  assert.notEqual(token, '')
  assert.equal((await call(`${at.fhirUrl}Patient`, { bearer: token })).status, 401)
}

const b64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64url')

const forgeries = [
  mustHere('6', 'alg-none', 'A token without a signature is refused (RFC 8725 §3.2).', WHY, async (at) => {
    const token = await someJwt(at)
    const [head = '', body = ''] = forged(token, { header: { alg: 'none' } }).split('.')
    await opensOnlyFor(at, token, `${head}.${body}.`)
  }),
  mustHere('7.2', 'alg-none-with-signature', 'A token that says it has no signature is refused.', WHY, async (at) => {
    const token = await someJwt(at)
    await opensOnlyFor(at, token, forged(token, { header: { alg: 'None' } }))
  }),
  mustHere('7.2', 'claims-changed', 'A token whose claims were changed is refused.', WHY, async (at) => {
    const token = await someJwt(at)
    await opensOnlyFor(at, token, forged(token, { claims: { scope: 'openid profile' } }))
  }),
  mustHere('7.2', 'expiry-changed', 'A token whose expiry was changed is refused.', WHY, async (at) => {
    const token = await someJwt(at)
    await opensOnlyFor(at, token, forged(token, { claims: { exp: Math.floor(Date.now() / 1000) + 86_400 } }))
  }),
  mustHere('7.2', 'login-changed', 'A token that names another sign-in is refused.', WHY, async (at) => {
    const [token, other] = [await someJwt(at), granted(await serviceAnswer(at)).access]
    const claims = { login_id: claimsOf(other).login_id }
    await opensOnlyFor(at, token, forged(token, { claims }))
  }),
  mustHere('7.2', 'signature-changed', 'A token with one bit of its signature changed is refused.', WHY, async (at) => {
    const token = await someJwt(at)
    const [head = '', body = '', signature = ''] = token.split('.')
    const bytes = Buffer.from(signature, 'base64url')
    bytes[10] = (bytes[10] ?? 0) ^ 1
    await opensOnlyFor(at, token, [head, body, b64(bytes)].join('.'))
  }),
  mustHere('7.2', 'signature-missing', 'A token with an empty signature is refused.', WHY, async (at) => {
    const token = await someJwt(at)
    await opensOnlyFor(at, token, `${token.split('.').slice(0, 2).join('.')}.`)
  }),
  mustHere('7.2', 'signature-zero', 'A token with a signature of zeros is refused.', WHY, async (at) => {
    const token = await someJwt(at)
    const [head = '', body = ''] = token.split('.')
    await opensOnlyFor(at, token, [head, body, b64(new Uint8Array(64))].join('.'))
  }),
  mustHere(
    '7.2',
    'signature-of-another',
    'A token with the signature of another token is refused.',
    WHY,
    async (at) => {
      const [token, other] = [await someJwt(at), granted(await serviceAnswer(at)).access]
      await opensOnlyFor(at, token, [...token.split('.').slice(0, 2), other.split('.')[2]].join('.'))
    },
  ),
  mustHere('7.2', 'foreign-key', 'A token that a foreign key signed is refused.', WHY, async (at) => {
    const token = await someJwt(at)
    await opensOnlyFor(at, token, await signedByStranger(token, {}))
  }),
  mustHere('7.2', 'unknown-kid', 'A token that names an unknown key is refused.', WHY, async (at) => {
    const token = await someJwt(at)
    await opensOnlyFor(at, token, await signedByStranger(token, { kid: 'strange' }))
  }),
  mustHere('7.2', 'no-kid', 'A token that names no key is refused.', WHY, async (at) => {
    const token = await someJwt(at)
    await opensOnlyFor(at, token, await signedByStranger(token, { kid: undefined }))
  }),
  mustHere(
    '7.2',
    'key-in-header',
    "A key inside a token's header is not trusted (RFC 8725 §3.10).",
    WHY,
    async (at) => {
      const token = await someJwt(at)
      const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
      const made = await new CompactSign(new TextEncoder().encode(JSON.stringify(claimsOf(token))))
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', jwk: await exportJWK(publicKey) })
        .sign(privateKey)
      await opensOnlyFor(at, token, made)
    },
  ),
  mustHere('7.2', 'key-by-address', 'A key that a token names by address is not fetched.', WHY, async (at) => {
    const token = await someJwt(at)
    await opensOnlyFor(at, token, await signedByStranger(token, { jku: 'https://evil.example/jwks.json' }))
  }),
  mustHere(
    '7.2',
    'hmac-with-public-key',
    'An HMAC with the public key is refused (RFC 8725 §2.1).',
    WHY,
    async (at) => {
      const token = await someJwt(at)
      const { kid } = headerOf(token)
      const jwk = (await keysOf(at)).find((key) => key.kid === kid)
      const pem = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }).export({
        type: 'spki',
        format: 'pem',
      })
      const sign = (input: string): Promise<string> =>
        Promise.resolve(createHmac('sha256', pem).update(input).digest('base64url'))
      await opensOnlyFor(at, token, await signedAnew(token, { alg: 'HS256' }, sign))
    },
  ),
  mustHere('7.2', 'unknown-critical', 'An unknown critical header is refused (RFC 7515 §4.1.11).', WHY, async (at) => {
    const token = await someJwt(at)
    await opensOnlyFor(at, token, forged(token, { header: { crit: ['made-up'], 'made-up': 1 } }))
  }),
  mustHere('7.2', 'other-type', 'A token whose type was changed is refused.', WHY, async (at) => {
    const token = await someJwt(at)
    await opensOnlyFor(at, token, forged(token, { header: { typ: 'JWT' } }))
  }),
  mustHere('7.2', 'five-parts', 'A token with more than three parts is refused.', WHY, async (at) => {
    const token = await someJwt(at)
    await opensOnlyFor(at, token, `${token}.${token.split('.')[2] ?? ''}.x`)
  }),
  mustHere('7.2', 'white-space', 'A token with white space inside is refused.', WHY, async (at) => {
    const token = await someJwt(at)
    await opensOnlyFor(at, token, token.replace('.', ' .'))
  }),
  mustHere('7.2', 'very-long', 'A token that is far too long is refused.', WHY, async (at) => {
    const token = await someJwt(at)
    await opensOnlyFor(at, token, `${token}${'A'.repeat(9_000)}`)
  }),
]

const kinds = [
  mustHere(
    '5.1',
    'id-token-opens-nothing',
    'An id token is not accepted as an access token (RFC 8725 §3.11).',
    WHY,
    async (at) => {
      await opensNothing(at, (await someTokens(at)).id)
    },
  ),
  mustHere(
    '5.1',
    'refresh-token-opens-nothing',
    'A refresh token is not accepted as an access token.',
    WHY,
    async (at) => {
      await opensNothing(at, (await tokens(at, await at.client('app'), OFFLINE)).refresh)
    },
  ),
  mustHere('5.1', 'code-opens-nothing', 'A code is not accepted as an access token.', WHY, async (at) => {
    await opensNothing(at, (await signIn(at, await at.client('app'))).code)
  }),
  mustHere('5.1', 'secret-opens-nothing', "A client's secret is not accepted as an access token.", WHY, async (at) => {
    await opensNothing(at, (await at.client('service')).secret ?? '')
  }),
  mustHere('5.1', 'token-is-no-secret', "An access token is not accepted as a client's secret.", WHY, async (at) => {
    const { id } = await at.client('otherService')
    const headers = basic(id, await someJwt(at))
    const answer = await call(at.endpoint('token'), { form: { grant_type: 'client_credentials' }, headers })
    assert.equal(answer.status, 401)
  }),
]

const claims = [
  must('3', 'three-parts', 'A signed token has three parts of base64url.', async (at) => {
    for (const token of [await someJwt(at), (await someTokens(at)).id]) assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/)
  }),
  must('7.1', 'signature', 'Both kinds of signed token verify with the published keys.', async (at) => {
    for (const token of [await someJwt(at), (await someTokens(at)).id]) assert.ok(await verified(at, token))
  }),
  must('4.1.1', 'issuer', 'The issuer is that of the metadata.', async (at) => {
    for (const token of [await someJwt(at), (await someTokens(at)).id]) assert.equal(claimsOf(token).iss, at.issuer)
  }),
  must('4.1.4', 'expiry', 'The expiry is a number of seconds, and in the future.', async (at) => {
    for (const token of [await someJwt(at), (await someTokens(at)).id]) {
      const { exp = 0 } = claimsOf(token)
      assert.ok(Number.isInteger(exp) && exp > Date.now() / 1000)
    }
  }),
  must('4.1.6', 'issued-at', 'The time of issue is a number of seconds, and is now.', async (at) => {
    const { iat = 0, exp = 0 } = claimsOf(granted(await serviceAnswer(at, at.jwtParameters)).access)
    assert.ok(Number.isInteger(iat) && Math.abs(iat - Date.now() / 1000) < 30 && iat < exp)
  }),
  must('4.1.4', 'lifetime-as-said', 'A token lives as long as its answer says.', async (at) => {
    const answer = await serviceAnswer(at, at.jwtParameters)
    const { iat = 0, exp = 0 } = claimsOf(granted(answer).access)
    assert.equal(exp - iat, answer.json.expires_in)
  }),
  must('4.1.7', 'id-once', 'No two tokens have the same id.', async (at) => {
    const [one, two] = [await serviceAnswer(at, at.jwtParameters), await serviceAnswer(at, at.jwtParameters)]
    const ids = [one, two].map((answer) => claimsOf(granted(answer).access).jti)
    assert.ok(ids[0] !== undefined && ids[0] !== ids[1])
  }),
  notApplicable(
    '4.1.4',
    'expired',
    'An expired token is refused.',
    'no token lives for less than 301 s, too long for a run: packages/server/test/tokens/refresh.test.ts tests it',
  ),
  notApplicable(
    '5.2',
    'encrypted',
    'A token may be encrypted.',
    'an option that Damson leaves out: its tokens hold nothing to hide',
  ),
]

async function signedByStranger(token: string, header: object): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256')
  return signedAnew(token, header, async (input) => {
    const signature = await crypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      privateKey,
      new TextEncoder().encode(input),
    )
    return b64(new Uint8Array(signature))
  })
}

export const rfc7519: Suite = {
  source: 'RFC 7519',
  file: 'rfc7519.ts',
  rows: [...claims, ...forgeries, ...kinds],
}
