/** OpenID Connect Core 1.0. */
import assert from 'node:assert/strict'
import { createBrowser } from '../browser.ts'
import { isJson, isOk, isSentBack, strings } from '../expect.ts'
import {
  ask,
  granted,
  OFFLINE,
  refresh,
  requestOf,
  serviceAnswer,
  signIn,
  someServiceAnswer,
  someTokens,
  tokens,
  userinfo,
} from '../flow.ts'
import { call } from '../http.ts'
import { claimsOf, headerOf, verified } from '../jwt.ts'
import { type Requirement, rowsOf, type Suite } from '../requirement.ts'
import { CALLBACK } from '../server/server.ts'

const { must, mustHere, notApplicable } = rowsOf('OpenID Connect Core', 'oidc-core')

const PERSONAL = ['name', 'given_name', 'family_name', 'email', 'email_verified', 'birthdate']
const APP = { kind: 'app', tokenEndpointAuthMethod: 'none', redirectUris: [CALLBACK] }
const NOT_IN_ID_TOKENS = 'none of its clients can ask for it'

const idTokens: readonly Requirement[] = [
  must('3.1.3.3', 'id-token', 'With the scope openid there is an id token.', async (at) => {
    assert.notEqual((await someTokens(at)).id, '')
  }),
  must('3.1.2.1', 'no-id-token', 'Without the scope openid there is no id token.', async (at) => {
    const { id } = await tokens(at, await at.client('app'), { scope: 'profile', nonce: undefined })
    assert.equal(id, '')
  }),
  must('2', 'issuer', 'The id token names the issuer.', async (at) =>
    assert.equal(claimsOf((await someTokens(at)).id).iss, at.issuer),
  ),
  must('2', 'audience', 'The id token is for the client that asked.', async (at) => {
    const { id, client } = await someTokens(at)
    assert.deepEqual([claimsOf(id).aud].flat(), [client.id])
  }),
  must('2', 'subject', "The id token's subject has at most 255 ASCII characters.", async (at) => {
    assert.match(claimsOf((await someTokens(at)).id).sub ?? '', /^[\x21-\x7e]{1,255}$/)
  }),
  must('2', 'times', 'The id token has its time of issue and its expiry.', async (at) => {
    const { iat = 0, exp = 0 } = claimsOf((await someTokens(at)).id)
    assert.ok(Number.isInteger(iat) && Number.isInteger(exp) && iat < exp)
  }),
  must('3.1.3.7', 'signature', 'The id token verifies with the published keys.', async (at) => {
    assert.ok(await verified(at, (await someTokens(at)).id))
  }),
  must('15.1', 'rs256', 'The id token is signed with RS256.', async (at) =>
    assert.equal(headerOf((await someTokens(at)).id).alg, 'RS256'),
  ),
  mustHere(
    '3.1.3.7',
    'algorithm-asked',
    'The id token is signed with the algorithm for which its client is registered.',
    NOT_IN_ID_TOKENS,
    async (at) => {
      for (const algorithm of strings(at.metadata.id_token_signing_alg_values_supported)) {
        const { id } = await tokens(at, await at.newClient({ ...APP, idTokenSignedResponseAlg: algorithm }))
        assert.equal(headerOf(id).alg, algorithm)
        assert.ok(await verified(at, id))
      }
    },
  ),
  mustHere(
    '3.1.3.7',
    'algorithm-unknown',
    'No client can be registered for an algorithm that the metadata do not list.',
    NOT_IN_ID_TOKENS,
    async (at) => {
      for (const algorithm of ['none', 'HS256', 'RS384'])
        await assert.rejects(at.newClient({ ...APP, idTokenSignedResponseAlg: algorithm }))
    },
  ),
  must('3.1.2.1', 'nonce', 'The id token repeats the nonce.', async (at) => {
    const { id } = await tokens(at, await at.client('app'), { nonce: 'n-0S6_WzA2Mj ü' })
    assert.equal(claimsOf(id).nonce, 'n-0S6_WzA2Mj ü')
  }),
  must('2', 'no-nonce', 'Without a nonce in the request, the id token has none.', async (at) => {
    const { id } = await tokens(at, await at.client('app'), { nonce: undefined })
    assert.equal(claimsOf(id).nonce, undefined)
  }),
  must('2', 'auth-time', 'With max_age, the id token says when the person signed in.', async (at) => {
    const { id } = await tokens(at, await at.client('app'), { max_age: '3600' })
    const seconds = Date.now() / 1000 - Number(claimsOf(id).auth_time)
    assert.ok(seconds > -5 && seconds < 60)
  }),
  must('5.4', 'no-claims-inside', 'The id token has no name or address that the scope does not cover.', async (at) => {
    const client = await at.client('app')
    const without = claimsOf((await tokens(at, client, { scope: 'openid' })).id)
    for (const name of PERSONAL) assert.ok(!(name in without), name)
    const named = claimsOf((await tokens(at, client, { scope: 'openid profile' })).id)
    for (const name of ['email', 'email_verified', 'birthdate']) assert.ok(!(name in named), name)
  }),
  // §5.4 puts them into userinfo if there is an access token. Many apps read only the id token, so clients can ask for
  // them there.
  mustHere(
    '5.1',
    'claims-inside',
    'The id token has the claims of the scope, if the client is set to get them.',
    NOT_IN_ID_TOKENS,
    async (at) => {
      const client = await at.newClient({ ...APP, idTokenClaims: true })
      const { id, access } = await tokens(at, client, { scope: 'openid profile email' })
      const [claims, { json }] = [claimsOf(id), await userinfo(at, access)]
      for (const name of ['name', 'given_name', 'family_name']) assert.equal(claims[name], json[name], name)
      // An unverified one appears only in userinfo.
      if (json.email_verified === true) assert.equal(claims.email, json.email)
      else assert.ok(!('email' in claims))
      assert.ok(!('birthdate' in claims))
    },
  ),
  mustHere(
    '5.1',
    'claims-unasked',
    'The id token has none of these claims if the client is not set to get them.',
    NOT_IN_ID_TOKENS,
    async (at) => {
      const client = await at.newClient({ ...APP, idTokenClaims: false })
      const { id } = await tokens(at, client, { scope: 'openid profile email' })
      for (const name of PERSONAL) assert.ok(!(name in claimsOf(id)), name)
    },
  ),
  must('8', 'same-subject', 'Two apps get the same subject for the same person.', async (at) => {
    const [one, two] = [await someTokens(at), await tokens(at, await at.client('otherApp'))]
    assert.equal(claimsOf(one.id).sub, claimsOf(two.id).sub)
  }),
  must('1.3', 'machine-no-id-token', 'A machine gets no id token.', async (at) => {
    assert.ok(!('id_token' in (await someServiceAnswer(at)).json))
  }),
  must('1.3', 'machine-no-id-token-asked', 'A machine that asks for openid gets no id token either.', async (at) => {
    assert.ok(!('id_token' in (await serviceAnswer(at, { scope: 'openid' })).json))
  }),
]

const refreshed: readonly Requirement[] = [
  must('12.2', 'refresh-subject', 'After a refresh the subject and the audience are the same.', async (at) => {
    const { client, id, refresh: token } = await tokens(at, await at.client('app'), OFFLINE)
    const next = claimsOf(granted(await refresh(at, client, token)).id)
    assert.deepEqual([next.iss, next.sub, next.aud], [claimsOf(id).iss, claimsOf(id).sub, claimsOf(id).aud])
  }),
  must('12.2', 'refresh-auth-time', 'After a refresh the time of the sign-in is the same.', async (at) => {
    const { client, id, refresh: token } = await tokens(at, await at.client('app'), { ...OFFLINE, max_age: '3600' })
    const next = claimsOf(granted(await refresh(at, client, token)).id)
    assert.equal(next.auth_time, claimsOf(id).auth_time)
  }),
  must('12.2', 'refresh-no-nonce', 'After a refresh the nonce is not repeated.', async (at) => {
    const { client, refresh: token } = await tokens(at, await at.client('app'), OFFLINE)
    assert.equal(claimsOf(granted(await refresh(at, client, token)).id).nonce, undefined)
  }),
  must('11', 'no-offline-no-refresh', 'Without offline_access there is no refresh token.', async (at) => {
    assert.equal((await someTokens(at)).refresh, '')
  }),
  must('11', 'offline', 'With offline_access and consent there is a refresh token.', async (at) => {
    assert.notEqual((await tokens(at, await at.client('app'), OFFLINE)).refresh, '')
  }),
]

const asking: readonly Requirement[] = [
  must('3.1.2.1', 'prompt-none', 'If nobody is signed in, prompt=none shows no page.', async (at) => {
    const request = requestOf(await at.client('app'), { prompt: 'none' })
    isSentBack(await ask(at, request), request.redirectUri, ['login_required', 'interaction_required'])
  }),
  must('3.1.2.6', 'prompt-none-state', 'The refusal of prompt=none returns the state.', async (at) => {
    const request = requestOf(await at.client('app'), { prompt: 'none' })
    const visit = await ask(at, request)
    assert.equal(new URL(visit.location).searchParams.get('state'), request.state)
  }),
  must('3.1.2.1', 'prompt-none-alone', 'prompt=none with another value is refused.', async (at) => {
    const request = requestOf(await at.client('app'), { prompt: 'none login' })
    isSentBack(await ask(at, request), request.redirectUri, 'invalid_request')
  }),
  must('3.1.2.1', 'prompt-unknown', 'An unknown prompt is refused.', async (at) => {
    const request = requestOf(await at.client('app'), { prompt: 'made_up' })
    isSentBack(await ask(at, request), request.redirectUri, 'invalid_request')
  }),
  must('3.1.2.3', 'prompt-login', 'With prompt=login the person signs in again.', async (at) => {
    assert.notEqual((await signIn(at, await at.client('app'), { prompt: 'login' })).code, '')
  }),
  mustHere(
    '3.1.2.3',
    'sign-in-asked',
    'With prompt=login, even a signed-in person must enter the password.',
    'its pages are not driven',
    async (at) => {
      const browser = createBrowser()
      const client = await at.client('app')
      await at.signIn(browser, await ask(at, requestOf(client), browser))
      assert.match((await ask(at, requestOf(client, { prompt: 'login' }), browser)).text, /type="password"/)
    },
  ),
  must('6.1', 'request-object', 'A request object is refused, as the metadata say.', async (at) => {
    const request = requestOf(await at.client('app'), { request: 'eyJhbGciOiJub25lIn0.e30.' })
    isSentBack(await ask(at, request), request.redirectUri, 'request_not_supported')
  }),
  must('6.2', 'request-uri', 'A request_uri is refused, as the metadata say.', async (at) => {
    const request = requestOf(await at.client('app'), { request_uri: 'https://evil.example/request' })
    isSentBack(await ask(at, request), request.redirectUri, 'request_uri_not_supported')
  }),
  must('3.1.2.1', 'display', 'display, ui_locales and acr_values do no harm.', async (at) => {
    const changes = { display: 'page', ui_locales: 'de fr', acr_values: '' }
    assert.notEqual((await signIn(at, await at.client('app'), changes)).code, '')
  }),
  mustHere('3.1.2.1', 'ui-locales', 'Pages are in the requested language.', 'its pages are not driven', async (at) => {
    const client = await at.client('app')
    const pageIn = async (locales: string): Promise<string> =>
      (await ask(at, requestOf(client, { ui_locales: locales }))).text
    assert.match(await pageIn('tlh es'), /<html lang="es"/)
    assert.match(await pageIn('ar en'), /<html lang="ar" dir="rtl"/)
    assert.match(await pageIn('tlh'), /<html lang="en"/)
  }),
  mustHere('3.1.2.1', 'login-hint', 'login_hint fills in the form.', 'its pages are not driven', async (at) => {
    const page = await ask(at, requestOf(await at.client('app'), { login_hint: 'ada@example.org' }))
    assert.match(page.text, /value="ada@example\.org"/)
  }),
  mustHere(
    '3.1.2.1',
    'login-hint-escaped',
    'login_hint cannot break out of the form.',
    'its pages are not driven',
    async (at) => {
      const page = await ask(at, requestOf(await at.client('app'), { login_hint: '"><script>alert(1)</script>' }))
      assert.doesNotMatch(page.text, /<script(?! src="\/assets\/[a-z-]+\.js" defer>)/)
    },
  ),
  mustHere(
    '3.1.2.4',
    'consent',
    'A third-party app gets no code before the person allows it.',
    'its pages are not driven',
    async (at) => {
      const client = await at.newClient({
        kind: 'app',
        redirectUris: ['https://app.example/callback'],
        firstParty: false,
      })
      const [browser, request] = [createBrowser(), requestOf(client)]
      const page = await at.signIn(browser, await ask(at, request, browser))
      assert.equal(page.status, 200)
      assert.match(page.text, /name="decision"/)
      const back = await at.signIn(browser, await browser.post(page.url, { decision: 'allow' }))
      const target = back.location.startsWith(at.issuer) ? await browser.open(back.location) : back
      assert.ok(new URL(target.location).searchParams.has('code'))
    },
  ),
]

const userinfos: readonly Requirement[] = [
  must('5.3.1', 'get', 'userinfo answers GET.', async (at) => isOk(await userinfo(at, (await someTokens(at)).access))),
  must('5.3.1', 'post', 'userinfo answers POST.', async (at) => {
    isOk(await call(at.endpoint('userinfo'), { method: 'POST', bearer: (await someTokens(at)).access }))
  }),
  must('5.3.2', 'subject', 'The subject of userinfo is that of the id token.', async (at) => {
    const { access, id } = await someTokens(at)
    assert.equal((await userinfo(at, access)).json.sub, claimsOf(id).sub)
  }),
  must('5.3.2', 'json', 'The userinfo answer is JSON.', async (at) =>
    isJson(await userinfo(at, (await someTokens(at)).access)),
  ),
  must('5.4', 'profile', 'With the scope profile, userinfo has the name.', async (at) => {
    const { access } = await tokens(at, await at.client('app'), { scope: 'openid profile' })
    const { name, given_name, family_name } = (await userinfo(at, access)).json
    assert.ok([name, given_name, family_name].every((text) => typeof text === 'string' && text !== ''))
  }),
  must('5.4', 'email', 'With the scope email, userinfo has the address, and whether it is proven.', async (at) => {
    const { access } = await tokens(at, await at.client('app'), { scope: 'openid email' })
    const { email, email_verified } = (await userinfo(at, access)).json
    assert.match(String(email), /@/)
    assert.equal(typeof email_verified, 'boolean')
  }),
  must('5.4', 'no-profile', 'Without the scope profile, userinfo has no name.', async (at) => {
    const claims = (await userinfo(at, (await someTokens(at)).access)).json
    for (const name of ['name', 'given_name', 'family_name']) assert.ok(!(name in claims), name)
  }),
  must('5.4', 'no-email', 'Without the scope email, userinfo has no address.', async (at) => {
    const { access } = await tokens(at, await at.client('app'), { scope: 'openid profile' })
    assert.ok(!('email' in (await userinfo(at, access)).json))
  }),
  must('5.3', 'no-secret', 'A client’s secret gives no access to userinfo.', async (at) => {
    const { secret } = await at.client('service')
    assert.equal((await userinfo(at, secret)).status, 401)
  }),
  must('5.3', 'id-token', 'An id token gives no access to userinfo.', async (at) => {
    assert.equal((await userinfo(at, (await someTokens(at)).id)).status, 401)
  }),
  must('5.3', 'machine', "A machine’s token gives no access to a person's userinfo.", async (at) => {
    const answer = await userinfo(at, granted(await serviceAnswer(at)).access)
    assert.ok(!['name', 'email'].some((name) => name in answer.json))
  }),
  must('5.3', 'cors', 'Scripts of the server’s own pages may call userinfo (§5.3 asks for CORS).', async (at) => {
    const { origin } = new URL(at.issuer)
    const { headers } = await call(at.endpoint('userinfo'), { headers: { Origin: origin } })
    assert.ok(['*', origin].includes(headers.get('access-control-allow-origin') ?? ''))
  }),
  notApplicable(
    '5.6.2',
    'aggregated-claims',
    'Claims may come from other sources.',
    'an option that Damson leaves out',
  ),
  notApplicable(
    '10.2',
    'encryption',
    'Id tokens may be encrypted.',
    'an option that Damson leaves out: the metadata name no algorithm for it',
  ),
  notApplicable(
    '8.1',
    'pairwise',
    'Subjects may differ for each client.',
    'an option that Damson leaves out: apps of one project know their patients by the same id',
  ),
  notApplicable('4', 'third-party-initiated', 'A sign-in may begin elsewhere.', 'a duty of apps, not of the server'),
]

export const oidcCore: Suite = {
  source: 'OpenID Connect Core',
  file: 'oidc-core.ts',
  rows: [...idTokens, ...refreshed, ...asking, ...userinfos],
}
