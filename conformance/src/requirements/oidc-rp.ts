/** OpenID Connect as a relying party: what the server asks a provider, and which answers it trusts. */
import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { exportSPKI, importJWK, UnsecuredJWT } from 'jose'
import { seconds } from '../assertion-flow.ts'
import { createBrowser } from '../browser.ts'
import { TOKEN_TYPE, withProvider } from '../exchange-flow.ts'
import { isError, isOk } from '../expect.ts'
import {
  AT_PROVIDER,
  asRelyingParty,
  type Claims,
  isSignedIn,
  provesNobody,
  type RelyingParty,
  type Says,
  signed,
} from '../relying-party.ts'
import { type Requirement, rowsOf, type Suite } from '../requirement.ts'

const STANDARD = 'OpenID Connect Core, relying party'
const { mustHere } = rowsOf(STANDARD, 'oidc-rp')
export const NO_PROVIDERS = 'it signs nobody in with another identity provider'

/** A sign-in that must be refused, after one that must succeed, so that the difference is the reason. */
export const refusesRoundTrip = (
  { mustHere: row }: Pick<ReturnType<typeof rowsOf>, 'mustHere'>,
  section: string,
  name: string,
  says: string,
  ...deceits: readonly ((party: RelyingParty) => Says | Promise<Says>)[]
): Requirement =>
  row(section, name, says, NO_PROVIDERS, (at) =>
    asRelyingParty(at, async (party) => {
      isSignedIn(await party.signIn())
      for (const deceit of deceits) provesNobody(await party.signIn(await deceit(party)))
    }),
  )
const refuses = (
  section: string,
  name: string,
  says: string,
  ...deceits: readonly ((party: RelyingParty) => Says | Promise<Says>)[]
): Requirement => refusesRoundTrip({ mustHere }, section, name, says, ...deceits)
const claiming =
  (claims: () => Claims): (() => Says) =>
  () => ({ claims: claims() })

const request: readonly Requirement[] = [
  mustHere(
    '3.1.2.1',
    'request',
    'The request to a provider asks for a code, with openid, state and nonce.',
    NO_PROVIDERS,
    (at) =>
      asRelyingParty(at, async ({ begin, callback }) => {
        const [{ asked }, second] = [await begin(createBrowser()), await begin(createBrowser())]
        assert.equal(asked.get('response_type'), 'code')
        assert.equal(asked.get('client_id'), AT_PROVIDER)
        assert.equal(asked.get('redirect_uri'), callback)
        assert.ok(asked.get('scope')?.split(' ').includes('openid'))
        for (const name of ['state', 'nonce']) {
          assert.ok((asked.get(name) ?? '').length >= 22, `${name} can be guessed`)
          assert.notEqual(asked.get(name), second.asked.get(name))
        }
      }),
  ),
  refuses('3.1.2.6', 'declined', 'A person who comes back from the provider with an error is not signed in.', () => ({
    answer: { code: undefined, error: 'access_denied', error_description: 'no' },
  })),
  mustHere(
    '3.1.2.1',
    'max-age',
    'If an app limits the age of a sign-in, the provider gets the limit and must prove that it is met.',
    NO_PROVIDERS,
    (at) =>
      asRelyingParty(at, async ({ begin, signIn }) => {
        const age = { max_age: '300' }
        assert.equal((await begin(createBrowser(), age)).asked.get('max_age'), '300')
        isSignedIn(await signIn({}, createBrowser(), age))
        for (const auth_time of [undefined, seconds() - 400])
          provesNobody(await signIn({ claims: { auth_time } }, createBrowser(), age))
      }),
  ),
]

const idToken: readonly Requirement[] = [
  refuses(
    '3.1.3.7',
    'issuer',
    'An id token whose issuer differs in one character is refused.',
    claiming(() => ({ iss: 'https://other.example' })),
    ({ issuer }) => ({ claims: { iss: `${issuer}/` } }),
    claiming(() => ({ iss: undefined })),
  ),
  refuses(
    '3.1.3.7',
    'audience',
    'An id token for another client, or for none, is refused.',
    claiming(() => ({ aud: 'another-client' })),
    claiming(() => ({ aud: undefined })),
  ),
  mustHere(
    '3.1.3.7',
    'azp-of-round-trip',
    'An id token for several audiences must have this client as the authorized party.',
    NO_PROVIDERS,
    (at) =>
      asRelyingParty(at, async ({ signIn }) => {
        const aud = [AT_PROVIDER, 'another-client']
        provesNobody(await signIn({ claims: { aud } }))
        provesNobody(await signIn({ claims: { aud, azp: 'another-client' } }))
        provesNobody(await signIn({ claims: { azp: 'another-client' } }))
        isSignedIn(await signIn({ claims: { aud, azp: AT_PROVIDER } }))
      }),
  ),
  refuses(
    '3.1.3.7',
    'expiry',
    'An id token that has expired, or has no expiry, is refused.',
    claiming(() => ({ exp: seconds() - 120 })),
    claiming(() => ({ exp: undefined })),
  ),
  refuses(
    '3.1.3.7',
    'issued-at',
    'An id token from the future is refused.',
    claiming(() => ({ iat: seconds() + 600, exp: seconds() + 900 })),
  ),
  refuses(
    '3.1.3.7',
    'nonce',
    'An id token must have the nonce of the request to the provider.',
    claiming(() => ({ nonce: undefined })),
    claiming(() => ({ nonce: 'of-another-sign-in' })),
  ),
  mustHere('3.1.3.7', 'nonce-replayed', 'The id token of one sign-in does not work in another.', NO_PROVIDERS, (at) =>
    asRelyingParty(at, async ({ keys, signIn }) => {
      let first = ''
      const keep = async (honest: Claims): Promise<string> => {
        first = await signed(keys[0], { ...honest, at_hash: undefined })
        return first
      }
      isSignedIn(await signIn({ idToken: keep }))
      provesNobody(await signIn({ idToken: () => first }))
    }),
  ),
  refuses(
    '3.1.3.6',
    'at-hash-of-round-trip',
    'The id token has the hash of the access token beside it.',
    claiming(() => ({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })),
  ),
  refuses(
    '2',
    'subject',
    'An id token must have a subject of at most 255 characters.',
    claiming(() => ({ sub: undefined })),
    claiming(() => ({ sub: '' })),
    claiming(() => ({ sub: 'a'.repeat(256) })),
  ),
]

const signatures: readonly Requirement[] = [
  refuses('3.1.3.7', 'unsigned', 'An unsigned id token is refused.', () => ({
    idToken: (honest) => new UnsecuredJWT({ ...honest }).encode(),
  })),
  refuses(
    '3.1.3.7',
    'symmetric',
    "An id token with an HMAC is refused, with a public key or with the client's secret.",
    async ({ keys }) => ({
      header: { alg: 'HS256' },
      key: new TextEncoder().encode(await exportSPKI((await importJWK(keys[0].jwk, 'RS256')) as CryptoKey)),
    }),
    ({ keys }) => ({ header: { alg: 'HS256' }, key: new TextEncoder().encode(keys[0].jwk.n ?? '') }),
    ({ clientSecret }) => ({
      header: { alg: 'HS256' },
      key: createSecretKey(Buffer.from(clientSecret)).export(),
    }),
  ),
  refuses(
    '3.1.3.7',
    'foreign-key',
    'An id token that another key signed is refused, even if it contains that key.',
    ({ keys }) => ({ key: keys[1].privateKey }),
    ({ keys }) => ({ key: keys[1].privateKey, header: { jwk: keys[1].jwk } }),
    ({ keys, issuer }) => ({ key: keys[1].privateKey, header: { jku: `${issuer}/keys` } }),
  ),
  refuses('3.1.3.7', 'changed', 'An id token that was changed is refused.', ({ keys }) => ({
    async idToken(honest) {
      const [header, , signature] = (await signed(keys[0], honest)).split('.')
      const claims = JSON.stringify({ ...honest, email: 'somebody@clinic.example' })
      return [header, Buffer.from(claims).toString('base64url'), signature].join('.')
    },
  })),
]

/** For an unknown kid, keys are not fetched again within five seconds. */
const SETTLED_SECONDS = 5
const SETTLED_MS = SETTLED_SECONDS * 1_000 + 1_000

const keyRows: readonly Requirement[] = [
  mustHere(
    '10.1.1',
    'new-key',
    'If a provider signs with a new key, its keys are fetched again, and nobody is refused.',
    NO_PROVIDERS,
    (at) =>
      asRelyingParty(at, async ({ keys, publish, signIn }) => {
        isSignedIn(await signIn())
        publish(...keys)
        await sleep(SETTLED_MS)
        isSignedIn(await signIn({ header: { kid: keys[1].kid }, key: keys[1].privateKey }))
        isSignedIn(await signIn())
      }),
    { waits: true },
  ),
  mustHere(
    '10.1.1',
    'old-key',
    'A withdrawn key of a provider is refused once its successor is known.',
    NO_PROVIDERS,
    (at) =>
      asRelyingParty(at, async ({ keys, publish, signIn }) => {
        isSignedIn(await signIn())
        publish(keys[1])
        await sleep(SETTLED_MS)
        isSignedIn(await signIn({ header: { kid: keys[1].kid }, key: keys[1].privateKey }))
        provesNobody(await signIn())
      }),
    { waits: true },
  ),
  mustHere(
    '10.1.1',
    'unknown-key',
    "Tokens with unknown keys cannot make the server fetch a provider's keys without end.",
    NO_PROVIDERS,
    (at) =>
      asRelyingParty(at, async ({ asked, signIn, keys }) => {
        isSignedIn(await signIn())
        const [before, began] = [asked.count('/keys'), performance.now()]
        for (let n = 0; n < 6; n += 1)
          provesNobody(await signIn({ header: { kid: `unknown-${n}` }, key: keys[1].privateKey }))
        const most = 1 + Math.floor((performance.now() - began) / (SETTLED_SECONDS * 1_000))
        const fetched = asked.count('/keys') - before
        assert.ok(fetched <= most, `the keys were fetched ${fetched} times, where ${most} would do`)
      }),
  ),
]

const presented: readonly Requirement[] = [
  mustHere(
    '3.1.3.7',
    'azp',
    'In an exchange, an id token for several audiences must have this client as the authorized party.',
    NO_PROVIDERS,
    (at) =>
      withProvider(at, async ({ exchange, token }) => {
        const aud = ['damson-at-idp', 'another-client']
        isError(await exchange(await token({ aud })), 'invalid_request')
        isError(await exchange(await token({ aud, azp: 'another-client' })), 'invalid_request')
        isOk(await exchange(await token({ aud, azp: 'damson-at-idp' })))
      }),
  ),
  mustHere(
    '3.1.3.6',
    'at-hash',
    'In an exchange, the id token has the hash of the access token beside it.',
    NO_PROVIDERS,
    (at) =>
      withProvider(at, async ({ exchange, token }) => {
        const type = { subject_token_type: `${TOKEN_TYPE}access_token` }
        isError(await exchange('opaque', { ...type, id_token: await token() }), 'invalid_request')
        const other = await token({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })
        isError(await exchange('opaque', { ...type, id_token: other }), 'invalid_request')
      }),
  ),
  mustHere('5.3', 'opaque', 'An opaque token is refused if nothing shows for whom it was issued.', NO_PROVIDERS, (at) =>
    withProvider(at, async ({ exchange }) => {
      isError(await exchange('opaque', { subject_token_type: `${TOKEN_TYPE}access_token` }), 'invalid_request')
    }),
  ),
]

export const oidcRp: Suite = {
  source: STANDARD,
  file: 'oidc-rp.ts',
  rows: [
    ...request,
    ...idToken,
    ...signatures,
    ...keyRows,
    refuses(
      '5.3.2',
      'userinfo-subject',
      "Userinfo about another subject than the id token's is not used.",
      () => ({ userinfo: { sub: 'somebody-else' } }),
      () => ({ userinfo: { sub: undefined } }),
    ),
    ...presented,
  ],
}
