/** A request is written in one way and read in one way: whatever carries it, it comes back as it was. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Client, RegisteredRedirectUri } from '#domain/clients'
import { type AuthorizeRequest, authorizeQuery, type RequestDeps, readCarriedRequest } from './authorize-request.ts'

const REDIRECT_URI = 'https://app.example/cb?tenant=a&b=%20'
const URL_OF = 'https://id.example/'
const ISSUER = { url: URL_OF, fhirUrl: `${URL_OF}fhir/R4/`, adminUrl: URL_OF, path: '', project: undefined }
const client = {
  id: '6f6f1d6e-6f3a-4b0e-9f43-0d6a2f3c9a11',
  project: 'p',
  active: true,
  kind: 'app',
  authMethod: 'none',
  resource: { resourceType: 'ClientApplication', redirectUris: [REDIRECT_URI] },
} as unknown as Client
// Nothing else is asked of for a request without a launch and without a hint.
const deps = { clients: { find: () => Promise.resolve(client) } } as unknown as RequestDeps

const text = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).filter((one) => !one.includes('\0'))
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })
const request: fc.Arbitrary<AuthorizeRequest> = fc.record({
  client: fc.constant(client),
  redirectUri: fc.constant(REDIRECT_URI as RegisteredRedirectUri),
  scope: fc.constantFrom('openid', 'openid fhirUser patient/*.rs', 'user/Observation.rs?status=final'),
  state: maybe(text),
  nonce: maybe(text),
  codeChallenge: fc.stringMatching(/^[\w-]{43}$/),
  loginHint: maybe(fc.emailAddress()),
  responseMode: fc.constantFrom('query', 'form_post'),
  uiLocales: maybe(fc.constantFrom('es', 'ar en')),
  launch: fc.constant(undefined),
  audience: maybe(fc.constantFrom('https://id.example/fhir/R4', 'https://id.example/fhir/R4/')),
  prompts: fc.constantFrom([], ['none'], ['login'], ['login', 'consent'], ['select_account'], ['create']),
  maxAge: maybe(fc.nat(999_999_999)),
  idTokenHint: fc.constant(undefined),
  expectedUser: fc.constant(undefined),
  acr: maybe(
    fc.record({
      value: fc.constantFrom(
        'http://idmanagement.gov/ns/assurance/aal/1',
        'http://idmanagement.gov/ns/assurance/aal/2',
      ),
      isEssential: fc.boolean(),
    }),
  ),
  subject: fc.constant(undefined),
} as const)

test('what was written is read as it was', async () => {
  await fc.assert(
    fc.asyncProperty(request, async (asked) => {
      const read = await readCarriedRequest(deps, ISSUER, authorizeQuery(asked))
      expect(read).toEqual({ ok: true, value: asked })
    }),
  )
})
