/** JSON Web Key: the keys that the server publishes. */
import assert from 'node:assert/strict'
import { isJson } from '../expect.ts'
import { someJwt, someTokens } from '../flow.ts'
import { call } from '../http.ts'
import { headerOf, keysOf } from '../jwt.ts'
import { rowsOf, type Suite } from '../requirement.ts'

const { must, mustHere, notApplicable } = rowsOf('RFC 7517', 'rfc7517')

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

export const rfc7517: Suite = {
  source: 'RFC 7517',
  file: 'rfc7517.ts',
  rows: [
    must('5', 'set', 'The keys are a set: an object with an array.', async (at) => {
      assert.ok((await keysOf(at)).length > 0)
    }),
    must('8.5', 'media-type', 'The set is JSON.', async (at) => isJson(await call(String(at.metadata.jwks_uri)))),
    must('4.1', 'type', 'Each key names its type, and no key is symmetric.', async (at) => {
      for (const { kty } of await keysOf(at)) assert.ok(['RSA', 'EC', 'OKP'].includes(String(kty)))
    }),
    must('4.2', 'use', 'Each key says that it is for signatures.', async (at) => {
      for (const key of await keysOf(at)) assert.equal(key.use, 'sig')
    }),
    must('4.4', 'algorithm', 'Each key names its algorithm.', async (at) => {
      for (const key of await keysOf(at)) assert.match(String(key.alg), /^(?:RS|PS|ES)(?:256|384|512)$|^EdDSA$/)
    }),
    must('4.5', 'kid', 'Each key has an id.', async (at) => {
      for (const key of await keysOf(at)) assert.ok(typeof key.kid === 'string' && key.kid !== '')
    }),
    must('4.5', 'kid-once', 'No two keys have the same id.', async (at) => {
      const ids = (await keysOf(at)).map(({ kid }) => kid)
      assert.equal(new Set(ids).size, ids.length)
    }),
    must('9.2', 'no-private-parts', 'No private part of a key is published.', async (at) => {
      for (const key of await keysOf(at)) for (const name of PRIVATE) assert.ok(!(name in key), `${name} is published`)
    }),
    must('9', 'rsa-2048', 'RSA keys have 2048 bits or more (RFC 7518 §3.3).', async (at) => {
      const keys = (await keysOf(at)).filter(({ kty }) => kty === 'RSA')
      assert.ok(keys.length > 0)
      for (const { n } of keys) assert.ok(Buffer.from(String(n), 'base64url').length >= 256)
    }),
    must('9', 'rsa-exponent', 'RSA keys have the exponent 65537.', async (at) => {
      for (const key of (await keysOf(at)).filter(({ kty }) => kty === 'RSA')) assert.equal(key.e, 'AQAB')
    }),
    must('9', 'ec-curve', 'Elliptic-curve keys use the curve of their algorithm (RFC 7518 §3.4).', async (at) => {
      const keys = (await keysOf(at)).filter(({ alg }) => alg === 'ES256')
      assert.ok(keys.length > 0)
      for (const { crv } of keys) assert.equal(crv, 'P-256')
    }),
    must('4.5', 'access-token-kid', 'The key of an access token is in the published set.', async (at) => {
      const { kid } = headerOf(await someJwt(at))
      assert.ok((await keysOf(at)).some((key) => key.kid === kid))
    }),
    must('4.5', 'id-token-kid', 'The key of an id token is in the published set.', async (at) => {
      const { kid } = headerOf((await someTokens(at)).id)
      assert.ok((await keysOf(at)).some((key) => key.kid === kid))
    }),
    must('5', 'any-origin', 'Scripts of any origin may read the set.', async (at) => {
      const headers = { Origin: 'https://app.example' }
      const answer = await call(String(at.metadata.jwks_uri), { headers })
      assert.ok(['*', 'https://app.example'].includes(answer.headers.get('access-control-allow-origin') ?? ''))
    }),
    mustHere('5', 'caching', 'The set may be cached for a while.', 'it leaves that to a proxy', async (at) => {
      const { headers } = await call(String(at.metadata.jwks_uri))
      assert.match(headers.get('cache-control') ?? '', /max-age=[1-9]/)
    }),
    notApplicable(
      '4.7',
      'x509',
      'A key may come with certificates.',
      'an option that Damson leaves out: its keys are trusted by where they are published',
    ),
  ],
}
