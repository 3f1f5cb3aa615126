/** OWASP ASVS 5.0, about identity providers: whom they authenticate, and which of their claims are trusted. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { UnsecuredJWT } from 'jose'
import { seconds } from '../assertion-flow.ts'
import { createBrowser } from '../browser.ts'
import { withProvider } from '../exchange-flow.ts'
import { isError, isOk } from '../expect.ts'
import { AT_PROVIDER, asRelyingParty, isSignedIn, provesNobody } from '../relying-party.ts'
import { type Requirement, rowsOf } from '../requirement.ts'
import { NO_PROVIDERS } from './oidc-rp.ts'

const { mustHere, notApplicable } = rowsOf('OWASP ASVS 5.0', 'asvs')

export const providerRows: readonly Requirement[] = [
  mustHere(
    '6.8.1',
    'identity-providers',
    'Several identity providers are kept apart: an id at one identifies nobody at another.',
    NO_PROVIDERS,
    async (at) => {
      const subject = randomUUID()
      await asRelyingParty(
        at,
        async (known) => {
          isSignedIn(await known.signIn())
          await asRelyingParty(at, async (other) => provesNobody(await other.signIn()), { subject, strangers: true })
          isSignedIn(await known.signIn())
        },
        { subject },
      )
    },
  ),
  mustHere(
    '6.8.2',
    'signed-assertions',
    'Every proof of identity is signed, whichever way it comes.',
    NO_PROVIDERS,
    async (at) => {
      await asRelyingParty(at, async ({ signIn, keys }) => {
        isSignedIn(await signIn())
        provesNobody(await signIn({ idToken: (honest) => new UnsecuredJWT({ ...honest }).encode() }))
        provesNobody(await signIn({ key: keys[1].privateKey }))
      })
      await withProvider(at, async ({ exchange, token }) => {
        const honest = await token()
        const [header, claims, signature = ''] = honest.split('.')
        const [first] = signature
        const other = `${first === 'A' ? 'B' : 'A'}${signature.slice(1)}`
        for (const one of [`${header}.${claims}.`, `${header}.${claims}.${other}`])
          isError(await exchange(one), 'invalid_request')
        isOk(await exchange(honest))
      })
    },
  ),
  notApplicable(
    '6.8.3',
    'saml-replay',
    'A SAML assertion is used once.',
    'Damson accepts none; rfc9700-4.7.1-round-trip-once and oidc-rp-3.1.3.7-nonce-replayed test that an answer of ' +
      'OpenID Connect works once',
  ),
  mustHere(
    '6.8.4',
    'strength-and-age',
    'The strength and age of a sign-in come from the provider; without them, the least is assumed.',
    NO_PROVIDERS,
    (at) =>
      asRelyingParty(at, async ({ signIn }) => {
        isSignedIn(await signIn({ claims: { auth_time: seconds() - 30 } }, createBrowser(), { max_age: '600' }))
        for (const auth_time of [seconds() - 3_600, undefined, 'now'])
          provesNobody(await signIn({ claims: { auth_time } }, createBrowser(), { max_age: '600' }))
      }),
  ),
  mustHere(
    '10.5.1',
    'relying-party',
    'An id token of another sign-in is refused, because its nonce differs.',
    NO_PROVIDERS,
    (at) =>
      asRelyingParty(at, async ({ signIn }) => {
        isSignedIn(await signIn())
        for (const nonce of ['of-another-sign-in', undefined]) provesNobody(await signIn({ claims: { nonce } }))
      }),
  ),
  mustHere(
    '10.5.2',
    'known-by-subject',
    'A linked person is identified by issuer and subject, never by an address.',
    NO_PROVIDERS,
    async (at) => {
      const { email } = await at.owner()
      await asRelyingParty(at, async ({ signIn }) => {
        isSignedIn(await signIn())
        isSignedIn(await signIn({ claims: { email, email_verified: true } }))
        provesNobody(await signIn({ claims: { sub: randomUUID(), email, email_verified: true }, userinfo: {} }))
      })
    },
  ),
  mustHere(
    '10.5.3',
    'metadata-issuer',
    'A provider whose metadata name another issuer is refused.',
    NO_PROVIDERS,
    (at) =>
      asRelyingParty(
        at,
        async ({ signIn, asked }) => {
          provesNobody(await signIn())
          assert.equal(asked.count('/token'), 0)
        },
        { claimedIssuer: 'https://other.example' },
      ),
  ),
  mustHere('10.5.4', 'intended-client', 'An id token is for the client that asked for it.', NO_PROVIDERS, (at) =>
    asRelyingParty(at, async ({ signIn }) => {
      isSignedIn(await signIn({ claims: { aud: [AT_PROVIDER] } }))
      for (const aud of ['another-client', `${AT_PROVIDER}-2`]) provesNobody(await signIn({ claims: { aud } }))
    }),
  ),
  notApplicable(
    '10.5.5',
    'logout-tokens',
    "The type of a provider's logout token is checked.",
    'Damson accepts none: a provider’s sign-in ends at its own limits, or when it is ended here',
  ),
]
