/** The OAuth 2.0 Authorization Framework: the authorization endpoint and the code grant. */
import assert from 'node:assert/strict'
import { createBrowser } from '../browser.ts'
import { isError, isOk, isPage, isRefused, isSentBack } from '../expect.ts'
import { ask, callbackOf, granted, isActive, OFFLINE, redeem, refresh, requestOf, signIn, tokens } from '../flow.ts'
import { formText } from '../http.ts'
import { rowsOf, type Suite } from '../requirement.ts'

const { must, mustHere, notApplicable } = rowsOf('RFC 6749', 'rfc6749')

const authorizationEndpoint = [
  must('3.1', 'authorize-get', 'The authorization endpoint accepts GET.', async (at) => {
    const { code } = await signIn(at, await at.client('app'))
    assert.notEqual(code, '')
  }),
  must('3.1', 'authorize-post', 'The authorization endpoint accepts POST too.', async (at) => {
    const [request, browser] = [requestOf(await at.client('app')), createBrowser()]
    const asked = await browser.post(at.endpoint('authorization'), request.parameters.toString())
    const shown = asked.location.startsWith(at.issuer) ? await browser.open(asked.location) : asked
    const back = await at.signIn(browser, shown)
    assert.ok(new URL(back.location).searchParams.has('code'))
  }),
  must('3.1', 'authorize-unknown-parameter', 'An unknown parameter is ignored.', async (at) => {
    const { code } = await signIn(at, await at.client('app'), { made_up: 'yes' })
    assert.notEqual(code, '')
  }),
  must('3.1', 'authorize-empty-parameter', 'A parameter without a value counts as missing.', async (at) => {
    const { code } = await signIn(at, await at.client('app'), { login_hint: '', nonce: '', prompt: '' })
    assert.notEqual(code, '')
  }),
  must('3.1', 'authorize-repeated-parameter', 'A parameter that is sent twice is refused.', async (at) => {
    const request = requestOf(await at.client('app'))
    request.parameters.append('scope', 'profile')
    isSentBack(await ask(at, request), request.redirectUri, 'invalid_request')
  }),
  must('3.1.1', 'response-type-missing', 'A request without response_type is refused.', async (at) => {
    const request = requestOf(await at.client('app'), { response_type: undefined })
    isSentBack(await ask(at, request), request.redirectUri, 'invalid_request')
  }),
  must('3.1.1', 'response-type-unknown', 'An unsupported response_type is refused.', async (at) => {
    const request = requestOf(await at.client('app'), { response_type: 'everything' })
    isSentBack(await ask(at, request), request.redirectUri, 'unsupported_response_type')
  }),
  must('3.1.2', 'redirect-query-kept', 'The query of a registered redirect URI is kept.', async (at) => {
    const client = await at.client('app')
    const { answer } = await signIn(at, client, { redirect_uri: `${client.redirectUri}?tenant=7` })
    assert.equal(answer.get('tenant'), '7')
    assert.ok(answer.has('code'))
  }),
  must('3.1.2.4', 'redirect-unregistered', 'Nobody is sent to an address that is not registered.', async (at) => {
    isPage(await ask(at, requestOf(await at.client('app'), { redirect_uri: 'https://evil.example/callback' })))
  }),
  must('3.1.2.4', 'redirect-of-other-client', "Nobody is sent to another client's address.", async (at) => {
    isPage(await ask(at, requestOf(await at.client('otherApp'), { redirect_uri: 'http://127.0.0.1/native' })))
  }),
  must('3.1.2.3', 'redirect-missing', 'With several addresses registered, a request must name one.', async (at) => {
    isPage(await ask(at, requestOf(await at.client('app'), { redirect_uri: undefined })))
  }),
  must('4.1.2.1', 'client-unknown', 'A request of an unknown client redirects nowhere.', async (at) => {
    isPage(await ask(at, requestOf(await at.client('app'), { client_id: '6a5ae7f5-6c5e-4d0b-9a43-2b6f3f5c9a00' })))
  }),
  must('4.1.2.1', 'client-missing', 'A request without client_id redirects nowhere.', async (at) => {
    isPage(await ask(at, requestOf(await at.client('app'), { client_id: undefined })))
  }),
  must('4.1.2.1', 'client-machine', 'A client that is not registered for codes cannot ask for one.', async (at) => {
    const visit = await ask(at, requestOf(await at.client('service')))
    assert.ok(!new URL(visit.location || 'about:blank').searchParams.has('code'))
    assert.ok(visit.status >= 400 || visit.location.includes('error='))
  }),
  must('3.3', 'scope-unknown', 'An unsupported scope is refused or left out, never granted.', async (at) => {
    const request = requestOf(await at.client('app'), { scope: 'openid launch_rockets' })
    const visit = await ask(at, request)
    if (visit.location.startsWith(request.redirectUri)) isSentBack(visit, request.redirectUri, 'invalid_scope')
    else {
      const given = await redeem(at, await callbackOf(at, request))
      assert.ok(!granted(given).scope.includes('launch_rockets'))
    }
  }),
  must('4.1.2', 'state-returned', 'The state comes back unchanged.', async (at) => {
    const state = 'a b+c&d=e/f?g%20ü"'
    const { answer } = await signIn(at, await at.client('app'), { state })
    assert.equal(answer.get('state'), state)
  }),
  must('4.1.2.1', 'state-returned-with-error', 'The state comes back with an error too.', async (at) => {
    const request = requestOf(await at.client('app'), { response_type: 'everything', state: 'kept' })
    const answer = isSentBack(await ask(at, request), request.redirectUri, 'unsupported_response_type')
    assert.equal(answer.get('state'), 'kept')
  }),
  must('4.1.2', 'no-state-no-state', 'Without a state in the request, the answer has none.', async (at) => {
    const { answer } = await signIn(at, await at.client('app'), { state: undefined })
    assert.ok(!answer.has('state'))
  }),
  must('4.1.2', 'code-in-query', 'The code comes back in the query; the fragment is empty.', async (at) => {
    const { visit } = await signIn(at, await at.client('app'))
    assert.equal(new URL(visit.location).hash, '')
  }),
  must(
    '4.1.2.1',
    'error-description-charset',
    'An error_description has no quotes or control characters.',
    async (at) => {
      const request = requestOf(await at.client('app'), { scope: 'openid "quoted\\' })
      const visit = await ask(at, request)
      const description = new URL(visit.location).searchParams.get('error_description') ?? ''
      assert.match(description, /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/)
      isSentBack(visit, request.redirectUri, 'invalid_scope')
    },
  ),
  mustHere(
    '4.1.2.1',
    'access-denied',
    'If a person does not allow an app, the app gets access_denied.',
    'its pages are not driven: there everybody allows everything',
    async (at) => {
      const client = await at.newClient({
        kind: 'app',
        redirectUris: ['https://app.example/callback'],
        firstParty: false,
      })
      const [browser, request] = [createBrowser(), requestOf(client)]
      const consent = await at.signIn(browser, await ask(at, request, browser))
      assert.equal(consent.status, 200)
      isSentBack(await browser.post(consent.url, { decision: 'deny' }), request.redirectUri, 'access_denied')
    },
  ),
  notApplicable(
    '4.2',
    'implicit-grant',
    'The implicit grant answers with a token.',
    'left out on purpose (RFC 9700 §2.1.2); a row of RFC 9700 tests its refusal',
  ),
  notApplicable(
    '4.3',
    'password-grant',
    'The token endpoint accepts a password.',
    'left out on purpose (RFC 9700 §2.4); a row of RFC 9700 tests its refusal',
  ),
]

const codes = [
  must('4.1.2', 'code-once', 'A code works once.', async (at) => {
    const callback = await signIn(at, await at.client('app'))
    isOk(await redeem(at, callback))
    isError(await redeem(at, callback), 'invalid_grant')
  }),
  must(
    '4.1.2',
    'code-reuse-revokes-access',
    'A second use of a code ends the access token of the first.',
    async (at) => {
      const callback = await signIn(at, await at.client('app'))
      const { access } = granted(await redeem(at, callback))
      assert.ok(await isActive(at, access))
      await redeem(at, callback)
      assert.ok(!(await isActive(at, access)))
    },
  ),
  must(
    '4.1.2',
    'code-reuse-revokes-refresh',
    'A second use of a code ends the refresh token of the first.',
    async (at) => {
      const callback = await signIn(at, await at.client('app'), OFFLINE)
      const { refresh: token } = granted(await redeem(at, callback))
      await redeem(at, callback)
      isError(await refresh(at, callback.client, token), 'invalid_grant')
    },
  ),
  must('4.1.2', 'code-of-client', 'A code works only for its own client.', async (at) => {
    const callback = await signIn(at, await at.client('app'))
    isError(await redeem(at, { ...callback, client: await at.client('otherApp') }), 'invalid_grant')
  }),
  must(
    '4.1.2',
    'code-expires',
    'A code expires within 60 seconds.',
    async (at) => {
      const callback = await signIn(at, await at.client('app'))
      await new Promise((resolve) => setTimeout(resolve, (at.codeSeconds + 1) * 1_000))
      isError(await redeem(at, callback), 'invalid_grant')
    },
    { waits: true },
  ),
  must('10.10', 'code-unguessable', 'Codes have at least 128 random bits.', async (at) => {
    const client = await at.client('app')
    const [one, two] = [await signIn(at, client), await signIn(at, client)]
    for (const { code } of [one, two]) assert.ok(code.length >= 22, `a code of ${code.length} characters`)
    assert.notEqual(one.code.slice(0, 10), two.code.slice(0, 10))
  }),
  must('4.1.3', 'redirect-uri-again', 'The redirect_uri of the request must be sent again.', async (at) => {
    const callback = await signIn(at, await at.client('app'))
    isError(await redeem(at, callback, { redirect_uri: undefined }), ['invalid_grant', 'invalid_request'])
  }),
  must('4.1.3', 'redirect-uri-same', 'A redirect_uri other than that of the request is refused.', async (at) => {
    const callback = await signIn(at, await at.client('app'))
    const redirect_uri = `${callback.redirectUri}?tenant=7`
    isError(await redeem(at, callback, { redirect_uri }), 'invalid_grant')
  }),
  must('4.1.3', 'code-missing', 'A redemption without a code is refused.', async (at) => {
    const callback = await signIn(at, await at.client('app'))
    isError(await redeem(at, callback, { code: undefined }), 'invalid_request')
  }),
  must('4.1.3', 'code-unknown', 'A made-up code is refused.', async (at) => {
    const callback = await signIn(at, await at.client('app'))
    isError(await redeem(at, callback, { code: 'A'.repeat(43) }), 'invalid_grant')
  }),
  must('4.1.3', 'code-wants-secret', 'A confidential client cannot redeem its code without its secret.', async (at) => {
    const callback = await signIn(at, await at.client('web'))
    const { id, redirectUri } = callback.client
    const bare = { id, secret: undefined, redirectUri }
    isError(await redeem(at, { ...callback, client: bare }), 'invalid_client', [400, 401])
  }),
  must('4.1.3', 'code-confidential', 'A confidential client redeems its code with its secret.', async (at) => {
    const { access } = await tokens(at, await at.client('web'))
    assert.ok(await isActive(at, access))
  }),
]

const form = [
  must('3.2', 'token-post-alone', 'The token endpoint accepts only POST.', async (at) => {
    const { parameters } = requestOf(await at.client('app'))
    const visit = await createBrowser().open(`${at.endpoint('token')}?${formText(parameters.toString())}`)
    isRefused(visit)
    assert.ok(!('access_token' in visit.json))
  }),
  must('10.12', 'sign-in-form-bound', 'A sign-in form works only in the browser that was shown it.', async (at) => {
    const request = requestOf(await at.client('app'))
    const [theirs, browser] = [await ask(at, request), createBrowser()]
    await ask(at, requestOf(request.client), browser)
    const back = await at.signIn(browser, theirs)
    const state = new URL(back.location || 'about:blank').searchParams.get('state')
    assert.notEqual(state, request.state, 'nobody is signed in by a form of somebody else')
  }),
]

export const rfc6749: Suite = {
  source: 'RFC 6749',
  file: 'rfc6749.ts',
  rows: [...authorizationEndpoint, ...codes, ...form],
}
