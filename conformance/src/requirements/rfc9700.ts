/** Best Current Practice for OAuth 2.0 Security. */
import assert from 'node:assert/strict'
import { createBrowser } from '../browser.ts'
import { isError, isOk, isPage, isSentBack } from '../expect.ts'
import { ask, askToken, granted, isActive, OFFLINE, refresh, requestOf, signIn, tokens } from '../flow.ts'
import { call } from '../http.ts'
import { type Requirement, rowsOf, type Suite } from '../requirement.ts'

const { must, mustHere, notApplicable } = rowsOf('RFC 9700', 'rfc9700')

/** Addresses that a careless comparison would mistake for the registered one. */
const LOOKALIKES: readonly (readonly [name: string, says: string, uri: string])[] = [
  ['slash', 'with a slash at its end', 'https://app.example/callback/'],
  ['longer-path', 'with more path', 'https://app.example/callback/more'],
  ['longer-name', 'that goes on without a slash', 'https://app.example/callbackish'],
  ['shorter', 'that is only its beginning', 'https://app.example/'],
  ['query', 'with a query of its own', 'https://app.example/callback?next=https://evil.example'],
  ['other-query', 'with another value in its query', 'https://app.example/callback?tenant=8'],
  ['fragment', 'with a fragment', 'https://app.example/callback#evil'],
  ['scheme', 'without TLS', 'http://app.example/callback'],
  ['port', 'on another port', 'https://app.example:8443/callback'],
  ['default-port', 'with its port written out', 'https://app.example:443/callback'],
  ['host-case', 'in capitals', 'https://APP.EXAMPLE/callback'],
  ['path-case', 'with its path in capitals', 'https://app.example/Callback'],
  ['subdomain', 'on a host below it', 'https://sub.app.example/callback'],
  ['suffix', 'on a host that ends alike', 'https://evilapp.example/callback'],
  ['prefix', 'on a host that begins alike', 'https://app.example.evil.example/callback'],
  ['user', 'as the user name of another host', 'https://app.example%2Fcallback@evil.example/callback'],
  ['dots', 'with dots that lead elsewhere', 'https://app.example/callback/../evil'],
  ['encoded-dots', 'with encoded dots', 'https://app.example/callback/%2e%2e/evil'],
  ['encoded-path', 'with an encoded letter', 'https://app.example/c%61llback'],
  ['backslash', 'with a backslash', 'https://app.example\\@evil.example/callback'],
  ['space', 'with a space at its end', 'https://app.example/callback '],
  ['loopback-path', 'on loopback with another path', 'http://127.0.0.1/other'],
  ['loopback-name', 'on localhost for 127.0.0.1', 'http://localhost/native'],
]

const redirects: readonly Requirement[] = LOOKALIKES.map(([name, says, uri]) =>
  must('2.1', `redirect-${name}`, `Nobody is sent to the registered address ${says}.`, async (at) => {
    isPage(await ask(at, requestOf(await at.client('app'), { redirect_uri: uri })))
  }),
)

const grants: readonly Requirement[] = [
  must(
    '4.1.3',
    'redirect-loopback-port',
    'A native app listens on any port of its loopback address (RFC 8252 §7.3).',
    async (at) => {
      const { code } = await signIn(at, await at.client('app'), { redirect_uri: 'http://127.0.0.1:51004/native' })
      assert.notEqual(code, '')
    },
  ),
  ...(['token', 'id_token', 'code token', 'id_token token', 'code id_token'] as const).map((type) =>
    must(
      '2.1.2',
      `no-${type.replaceAll(/[ _]/g, '-')}`,
      `No token comes from the authorization endpoint: ${type} is refused.`,
      async (at) => {
        const request = requestOf(await at.client('app'), { response_type: type })
        const visit = await ask(at, request)
        assert.doesNotMatch(visit.location, /(?:access_token|id_token|code)=/)
        // Errors of these types may come in the fragment.
        assert.match(visit.location, /error=(?:unsupported_response_type|unauthorized_client)/)
      },
    ),
  ),
  must('2.4', 'no-password-grant', 'The token endpoint accepts no password.', async (at) => {
    const fields = { grant_type: 'password', username: 'ada@example.org', password: 'correct horse battery staple' }
    isError(await askToken(at, await at.client('app'), fields), ['unsupported_grant_type', 'unauthorized_client'])
  }),
  must('2.1.1', 'pkce-advertised', 'The metadata list S256, and no other method.', (at) => {
    assert.deepEqual(at.metadata.code_challenge_methods_supported, ['S256'])
  }),
]

const refreshing: readonly Requirement[] = [
  must('2.2.2', 'refresh-rotates', 'A refresh of a public client gives a new refresh token.', async (at) => {
    const { client, refresh: first } = await tokens(at, await at.client('app'), OFFLINE)
    const second = granted(await refresh(at, client, first)).refresh
    assert.notEqual(second, '')
    assert.notEqual(second, first)
  }),
  must('4.14.2', 'refresh-goes-on', 'Each new refresh token works in turn.', async (at) => {
    const { client, refresh: first } = await tokens(at, await at.client('app'), OFFLINE)
    const second = granted(await refresh(at, client, first)).refresh
    const third = granted(await refresh(at, client, second)).refresh
    isOk(await refresh(at, client, third))
  }),
  must('4.14.2', 'refresh-reuse-refused', 'A refresh token older than the previous one is refused.', async (at) => {
    const { client, refresh: first } = await tokens(at, await at.client('app'), OFFLINE)
    const second = granted(await refresh(at, client, first)).refresh
    isOk(await refresh(at, client, second))
    isError(await refresh(at, client, first), 'invalid_grant')
  }),
  must(
    '4.14.2',
    'refresh-reuse-ends-family',
    'The reuse of an old refresh token ends the newest one too.',
    async (at) => {
      const { client, refresh: first } = await tokens(at, await at.client('app'), OFFLINE)
      const second = granted(await refresh(at, client, first)).refresh
      const third = granted(await refresh(at, client, second)).refresh
      await refresh(at, client, first)
      isError(await refresh(at, client, third), 'invalid_grant')
    },
  ),
  must(
    '4.14.2',
    'refresh-reuse-ends-access',
    'The reuse of an old refresh token ends the access tokens too.',
    async (at) => {
      const { client, refresh: first } = await tokens(at, await at.client('app'), OFFLINE)
      const { refresh: second } = granted(await refresh(at, client, first))
      const { access } = granted(await refresh(at, client, second))
      assert.ok(await isActive(at, access))
      await refresh(at, client, first)
      assert.ok(!(await isActive(at, access)))
    },
  ),
  must(
    '4.14.2',
    'refresh-late-reuse',
    'After 11 seconds the previous refresh token is refused, and its use ends the newest one.',
    async (at) => {
      const { client, refresh: first } = await tokens(at, await at.client('app'), OFFLINE)
      const second = granted(await refresh(at, client, first)).refresh
      await new Promise((resolve) => setTimeout(resolve, 11_000))
      isError(await refresh(at, client, first), 'invalid_grant')
      isError(await refresh(at, client, second), 'invalid_grant')
    },
    { waits: true },
  ),
  mustHere(
    '4.14.2',
    'refresh-lost-answer',
    'A client that lost the answer gets the same refresh token again.',
    'it treats the retry as theft',
    async (at) => {
      const { client, refresh: first } = await tokens(at, await at.client('app'), OFFLINE)
      const [one, two] = [granted(await refresh(at, client, first)), granted(await refresh(at, client, first))]
      assert.equal(two.refresh, one.refresh)
    },
  ),
  mustHere(
    '4.14.2',
    'refresh-at-once',
    'Twenty refreshes at once agree on one next token.',
    'it treats all but one as theft',
    async (at) => {
      const { client, refresh: first } = await tokens(at, await at.client('app'), OFFLINE)
      const all = await Promise.all(Array.from({ length: 20 }, () => refresh(at, client, first)))
      assert.equal(new Set(all.map((answer) => granted(answer).refresh)).size, 1)
    },
  ),
  must(
    '4.14.2',
    'refresh-after-sign-in-anew',
    'A new sign-in does not affect the refresh token of another.',
    async (at) => {
      const client = await at.client('app')
      const { refresh: first } = await tokens(at, client, OFFLINE)
      await tokens(at, client, OFFLINE)
      isOk(await refresh(at, client, first))
    },
  ),
]

const pages: readonly Requirement[] = [
  must('4.11.1', 'no-open-redirector', 'prompt=none sends nobody to an address that is not registered.', async (at) => {
    const changes = { prompt: 'none', redirect_uri: 'https://evil.example/' }
    isPage(await ask(at, requestOf(await at.client('app'), changes)))
  }),
  must(
    '4.11.1',
    'no-open-redirector-by-error',
    'A bad request sends nobody to an address that is not registered.',
    async (at) => {
      const changes = { response_type: 'everything', redirect_uri: 'https://evil.example/' }
      isPage(await ask(at, requestOf(await at.client('app'), changes)))
    },
  ),
  must(
    '4.12',
    'see-other',
    'After a form with credentials the browser is redirected with 303, never 307.',
    async (at) => {
      const { visit } = await signIn(at, await at.client('app'))
      assert.ok([302, 303].includes(visit.status), `status ${visit.status}`)
    },
  ),
  mustHere(
    '4.12',
    'see-other-after-password',
    'The answer to the password itself is a 303.',
    'its pages are not driven',
    async (at) => {
      const [browser, { email, password }] = [createBrowser(), await at.owner()]
      const page = await ask(at, requestOf(await at.client('app')), browser)
      const sent = await browser.post(at.url('signin'), { request: page.hidden('request'), email, password })
      assert.equal(sent.status, 303)
    },
  ),
  mustHere('4.16', 'no-frames', 'Pages cannot be framed.', 'its pages are the deployer’s own', async (at) => {
    for (const client_id of [(await at.client('app')).id, 'unknown']) {
      const { headers } = await ask(at, requestOf(await at.client('app'), { client_id }))
      assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
      assert.equal(headers.get('x-frame-options'), 'DENY')
    }
  }),
  mustHere('4.2.4', 'no-referrer', 'Pages send no referrer.', 'its pages are not driven', async (at) => {
    const page = await ask(at, requestOf(await at.client('app')))
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer')
  }),
  mustHere(
    '4.2.4',
    'no-foreign-content',
    'The sign-in page loads nothing from elsewhere.',
    'its pages are not driven',
    async (at) => {
      const page = await ask(at, requestOf(await at.client('app')))
      assert.doesNotMatch(page.text, /(?:src|href)="(?:https?:)?\/\//)
      assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/)
    },
  ),
  must('4.2.4', 'callback-not-cached', 'No cache may store the redirect with the code.', async (at) => {
    const { visit } = await signIn(at, await at.client('app'))
    assert.match(visit.headers.get('cache-control') ?? '', /no-store/)
  }),
  must('2.6', 'no-cors-at-authorize', 'The authorization endpoint answers no script of another origin.', async (at) => {
    const { parameters } = requestOf(await at.client('app'))
    const url = `${at.endpoint('authorization')}?${parameters.toString()}`
    const { headers } = await call(url, { headers: { Origin: 'https://evil.example' } })
    assert.equal(headers.get('access-control-allow-origin'), null)
  }),
  mustHere(
    '2.3',
    'audience-elsewhere',
    'A request for the records of another server is refused.',
    'it has no such parameter',
    async (at) => {
      const request = requestOf(await at.client('app'), { aud: 'https://records.elsewhere.example/fhir' })
      isSentBack(await ask(at, request), request.redirectUri, 'invalid_request')
    },
  ),
  notApplicable(
    '2.2.1',
    'sender-constrained',
    'Access tokens are bound to a key of their client.',
    'DPoP and mutual TLS are not built yet; refresh tokens are rotated, as §2.2.2 asks',
  ),
  notApplicable(
    '4.15',
    'client-as-person',
    'A client cannot choose an id that is a person’s.',
    'the server makes client ids, as random as those of people',
  ),
]

export const rfc9700: Suite = {
  source: 'RFC 9700',
  file: 'rfc9700.ts',
  rows: [...redirects, ...grants, ...refreshing, ...pages],
}
