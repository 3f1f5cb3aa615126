/** The round trip to a provider: the right provider, the right browser, and only once. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createBrowser } from '../browser.ts'
import { asRelyingParty, isSignedIn, provesNobody } from '../relying-party.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import { NO_PROVIDERS, refusesRoundTrip } from './oidc-rp.ts'

const DISCOVERY = rowsOf('OpenID Connect Discovery', 'oidc-discovery')
const ISSUER = rowsOf('RFC 9207', 'rfc9207')
const SECURITY = rowsOf('RFC 9700', 'rfc9700')

export const providerMetadata: Suite = {
  source: 'OpenID Connect Discovery',
  file: 'provider-round-trips.ts',
  rows: [
    DISCOVERY.mustHere(
      '4.3',
      'other-issuer',
      'A provider whose metadata name another issuer is not used.',
      NO_PROVIDERS,
      async (at) => {
        await asRelyingParty(at, async ({ signIn }) => isSignedIn(await signIn()))
        // In all else it behaves as the provider that it claims to be.
        const claimedIssuer = 'https://other.example'
        await asRelyingParty(
          at,
          async ({ asked, signIn }) => {
            provesNobody(await signIn())
            assert.equal(asked.count('/token'), 0)
          },
          { claimedIssuer },
        )
      },
    ),
  ],
}

export const providerIssuer: Suite = {
  source: 'RFC 9207',
  file: 'provider-round-trips.ts',
  rows: [
    refusesRoundTrip(
      ISSUER,
      '2.4',
      'other-iss',
      "A provider's answer that names another issuer is refused.",
      ({ issuer }) => ({ answer: { iss: `${issuer}/` } }),
      () => ({ answer: { iss: 'https://other.example' } }),
    ),
    refusesRoundTrip(
      ISSUER,
      '2.4',
      'missing-iss',
      'If a provider promises to name its issuer, an answer without it is refused.',
      () => ({ answer: { iss: undefined } }),
    ),
    ISSUER.mustHere(
      '2.4',
      'iss-before-code',
      'If an answer names another issuer, its code is not redeemed.',
      NO_PROVIDERS,
      (at) =>
        asRelyingParty(at, async ({ asked, signIn }) => {
          provesNobody(await signIn({ answer: { iss: 'https://other.example' } }))
          assert.equal(asked.count('/token'), 0)
        }),
    ),
  ],
}

export const providerRoundTrips: Suite = {
  source: 'RFC 9700',
  file: 'provider-round-trips.ts',
  rows: [
    SECURITY.mustHere(
      '4.4.2.2',
      'callback-of-provider',
      "Each provider has its own callback, and an answer at another provider's callback is refused.",
      NO_PROVIDERS,
      (at) =>
        asRelyingParty(at, async (honest) =>
          asRelyingParty(at, async (other) => {
            assert.notEqual(honest.callback, other.callback)
            const browser = createBrowser()
            const roundTrip = await honest.begin(browser)
            const answer = honest.answerTo(roundTrip)
            provesNobody(await browser.open(answer.replace(honest.callback, other.callback)))
            assert.equal(honest.asked.count('/token') + other.asked.count('/token'), 0)
            // It used nothing up: the right answer still works.
            isSignedIn(await browser.open(answer))
          }),
        ),
    ),
    SECURITY.mustHere(
      '4.7.1',
      'round-trip-of-browser',
      'An answer in another browser is refused.',
      NO_PROVIDERS,
      (at) =>
        asRelyingParty(at, async ({ answerTo, asked, begin }) => {
          const browser = createBrowser()
          const answer = answerTo(await begin(browser))
          const other = createBrowser()
          await begin(other)
          provesNobody(await other.open(answer))
          provesNobody(await createBrowser().open(answer))
          assert.equal(asked.count('/token'), 0)
          isSignedIn(await browser.open(answer))
        }),
    ),
    SECURITY.mustHere('4.7.1', 'round-trip-once', 'A state is good for one answer only.', NO_PROVIDERS, (at) =>
      asRelyingParty(at, async ({ answerTo, asked, begin }) => {
        const browser = createBrowser()
        const roundTrip = await begin(browser)
        isSignedIn(await browser.open(answerTo(roundTrip)))
        provesNobody(await browser.open(answerTo(roundTrip)))
        assert.equal(asked.count('/token'), 1)
      }),
    ),
    SECURITY.mustHere(
      '4.7.1',
      'round-trip-state',
      'An answer with another state, or without one, is refused.',
      NO_PROVIDERS,
      (at) =>
        asRelyingParty(at, async ({ asked, signIn }) => {
          for (const state of ['of-another-sign-in', undefined]) provesNobody(await signIn({ answer: { state } }))
          assert.equal(asked.count('/token'), 0)
        }),
    ),
    SECURITY.mustHere(
      '2.1.1',
      'pkce-at-provider',
      "A request to a provider has an S256 challenge; its verifier goes only to the provider's token endpoint.",
      NO_PROVIDERS,
      (at) =>
        asRelyingParty(at, async ({ answerTo, asked, begin }) => {
          const browser = createBrowser()
          const roundTrip = await begin(browser)
          assert.equal(roundTrip.asked.get('code_challenge_method'), 'S256')
          isSignedIn(await browser.open(answerTo(roundTrip)))
          const verifier = asked.last('/token').get('code_verifier') ?? ''
          assert.ok(verifier.length >= 43)
          assert.equal(createHash('sha256').update(verifier).digest('base64url'), roundTrip.asked.get('code_challenge'))
          assert.notEqual(roundTrip.asked.get('code_challenge'), (await begin(browser)).asked.get('code_challenge'))
        }),
    ),
    SECURITY.mustHere(
      '4.5.3',
      'injected-code',
      'A code from another sign-in at the same provider signs nobody in.',
      NO_PROVIDERS,
      (at) =>
        asRelyingParty(at, async ({ answerTo, begin }) => {
          const [victim, attacker] = [createBrowser(), createBrowser()]
          const stolen = new URL(answerTo(await begin(victim))).searchParams.get('code') ?? ''
          provesNobody(await attacker.open(answerTo(await begin(attacker), { answer: { code: stolen } })))
        }),
    ),
  ],
}
