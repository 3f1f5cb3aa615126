/** SMART App Launch 2.2: asking for a code, redeeming it, refreshing. Ids are the statements' own. */
import assert from 'node:assert/strict'
import { createBrowser } from '../browser.ts'
import { isError, isNotCached, isOk, isPage, isRefused, isSentBack } from '../expect.ts'
import { ask, granted, redeem, refresh, requestOf } from '../flow.ts'
import { call } from '../http.ts'
import { claimsOf, forged } from '../jwt.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import type { Damson } from '../server/server.ts'
import {
  callbackFor,
  configuration,
  ehrLaunched,
  fhir,
  launchable,
  launched,
  launchRequest,
  launchValue,
  patientOf,
  someLaunch,
  visitOf,
} from '../smart-flow.ts'

const SOURCE = 'SMART App Launch 2.2'
const { mustHere } = rowsOf(SOURCE, 'smart')
const NO_SMART = 'it has no FHIR API and no SMART configuration'
const must = (id: string, name: string, says: string, check: (at: Damson) => unknown) =>
  mustHere(id, name, says, NO_SMART, check)

const APP = 'https://app.example'

/** What a page of another origin may read, and whether with credentials. */
async function cors(at: Damson, path: string, method: string, origin = APP): Promise<Headers> {
  const headers = { Origin: origin, 'Access-Control-Request-Method': method }
  return (await call(at.url(path), { method: 'OPTIONS', headers })).headers
}

const asking = [
  must('14', 'pkce-s256', 'PKCE with S256 is accepted.', async (at) => {
    isOk(await someLaunch(at))
  }),
  must('15', 'pkce-plain', 'PKCE with plain is refused.', async (at) => {
    const request = requestOf(await launchable(at), { code_challenge_method: 'plain' })
    isSentBack(await ask(at, request), request.redirectUri, 'invalid_request')
  }),
  must('31', 'verifier', 'A code cannot be redeemed without its verifier.', async (at) => {
    const first = await callbackFor(at, requestOf(await launchable(at)))
    isRefused(await redeem(at, first, { code_verifier: undefined }))
    const second = await callbackFor(at, requestOf(await launchable(at)))
    isError(await redeem(at, second, { code_verifier: 'x'.repeat(43) }), 'invalid_grant')
  }),
  must('18', 'registered-addresses', 'Redirects go only to the registered addresses of an app.', async (at) => {
    isPage(await ask(at, requestOf(await launchable(at), { redirect_uri: `${APP}/elsewhere` })))
    const without = await at.newClient({ kind: 'app', tokenEndpointAuthMethod: 'none', redirectUris: [`${APP}/x`] })
    await assert.rejects(launchValue(at, {}, without))
  }),
  must('24', 'client-id', 'A registered app gets a client_id.', async (at) => {
    assert.match((await at.newClient()).id, /./)
  }),
  must('30', 'configured', 'The configuration is JSON.', async (at) => {
    assert.ok(Array.isArray((await configuration(at)).json.capabilities))
  }),
  must('16', 'cors-metadata', 'A page of any origin may read the CapabilityStatement.', async (at) => {
    const { headers } = await call(at.url('fhir/R4/metadata'), { headers: { Origin: APP } })
    assert.equal(headers.get('access-control-allow-origin'), '*')
  }),
  must('17', 'cors-registered', 'Pages of registered origins can call the token endpoint and the API.', async (at) => {
    await at.newClient({
      kind: 'app',
      tokenEndpointAuthMethod: 'none',
      allowedOrigin: [APP],
      redirectUris: [`${APP}/x`],
    })
    for (const path of ['oauth2/token', 'fhir/R4/Patient'])
      assert.equal((await cors(at, path, 'POST')).get('access-control-allow-origin'), APP, path)
    const other = await cors(at, 'fhir/R4/Patient', 'GET', 'https://unregistered.example')
    assert.equal(other.get('access-control-allow-origin'), null)
  }),
  must('48', 'authorize-get', 'An app can call the authorization endpoint by GET.', async (at) => {
    const page = await ask(at, requestOf(await launchable(at)))
    assert.equal(page.status, 200)
  }),
  must('49', 'authorize-post', 'An app can call the authorization endpoint by POST.', async (at) => {
    const browser = createBrowser()
    const { parameters } = requestOf(await launchable(at))
    const posted = await browser.post(at.endpoint('authorization'), parameters.toString(), { Origin: APP })
    const page = posted.location === '' ? posted : await browser.open(posted.location)
    assert.ok(page.text.includes('name="password"'), page.heading)
  }),
  must('53', 'code-granted', 'If access is granted, the app gets a code.', async (at) => {
    assert.ok((await callbackFor(at, requestOf(await launchable(at)))).code.length >= 22)
  }),
  must('54', 'denied-by-error', 'If access is denied, the app gets an error.', async (at) => {
    const request = requestOf(await launchable(at), { scope: 'openid nonsense' })
    isSentBack(await ask(at, request), request.redirectUri, 'invalid_scope')
  }),
  must('56', 'code-at-redirect', 'The code comes to the redirect_uri.', async (at) => {
    const { visit, redirectUri } = await callbackFor(at, requestOf(await launchable(at)))
    assert.ok(visit.location.startsWith(redirectUri))
  }),
  must('57', 'code-parameter', 'The answer has a code.', async (at) => {
    assert.ok((await callbackFor(at, requestOf(await launchable(at)))).answer.get('code'))
  }),
  must('59', 'state-returned', 'The answer has the state as it was sent.', async (at) => {
    const state = 'a b&c=d%20é'
    const { answer } = await callbackFor(at, requestOf(await launchable(at), { state }))
    assert.equal(answer.get('state'), state)
  }),
  must('96', 'aud-elsewhere', 'A request for another server is refused.', async (at) => {
    const request = await launchRequest(at, {}, { aud: 'https://other.example/fhir' })
    isSentBack(await ask(at, request), request.redirectUri, 'invalid_request')
  }),
  must('96', 'aud-required', 'An app that an EHR launched must name the server.', async (at) => {
    const request = await launchRequest(at, {}, { aud: undefined })
    isSentBack(await ask(at, request), request.redirectUri, 'invalid_request')
  }),
  must('96', 'aud-slash', 'The FHIR base is accepted with and without its last slash.', async (at) => {
    for (const aud of [at.fhirUrl, at.fhirUrl.slice(0, -1)])
      assert.equal((await ask(at, requestOf(await launchable(at), { aud }))).status, 200)
  }),
]

const fromEhr = [
  must('352', 'launch-ehr', 'An EHR can launch an app.', async (at) => {
    const patient = await patientOf(at)
    assert.equal((await ehrLaunched(at, { patient })).json.patient, patient)
  }),
  must('352', 'launch-address', "A launch opens the app's own address, with iss and launch.", async (at) => {
    const url = await launchValue(at, {})
    assert.ok(url.href.startsWith(`${APP}/launch?from=ehr`))
    assert.equal(url.searchParams.get('iss'), at.fhirUrl)
    assert.ok((url.searchParams.get('launch') ?? '').length >= 22)
  }),
  must('352', 'launch-once', 'A launch works only once.', async (at) => {
    const request = await launchRequest(at, {})
    await callbackFor(at, request)
    isSentBack(await visitOf(at, request), request.redirectUri, 'invalid_request')
  }),
  must('352', 'launch-of-another-app', 'A launch works only for its own app.', async (at) => {
    const { parameters } = await launchRequest(at, {})
    const scope = 'openid launch'
    const [launch, aud] = ['launch', 'aud'].map((name) => parameters.get(name) ?? '')
    const request = requestOf(await at.client('app'), { scope, launch, aud })
    isSentBack(await ask(at, request), request.redirectUri, 'invalid_request')
  }),
  must('352', 'launch-unknown', 'A launch that was never made is refused.', async (at) => {
    const request = await launchRequest(at, {}, { launch: 'x'.repeat(43) })
    isSentBack(await ask(at, request), request.redirectUri, 'invalid_request')
  }),
  must('352', 'launch-without-scope', 'The launch and its scope go together.', async (at) => {
    for (const changes of [{ launch: undefined }, { scope: 'openid patient/*.rs' }]) {
      const request = await launchRequest(at, {}, changes)
      isSentBack(await ask(at, request), request.redirectUri, 'invalid_scope')
    }
  }),
  must(
    '352',
    'launch-unreachable-patient',
    'Nobody can launch an app for a patient whom they may not read.',
    async (at) => {
      await assert.rejects(launchValue(at, { patient: 'nobody' }), /404/)
    },
  ),
  must(
    '352',
    'launch-unreachable-context',
    'Nobody can launch an app for any other resource that they may not read.',
    async (at) => {
      const fhirContext = [{ reference: 'ImagingStudy/nobody' }]
      await assert.rejects(launchValue(at, { fhirContext }), /404/)
    },
  ),
  must('352', 'launch-at-another-address', 'A launch works only at the server that made it.', async (at) => {
    const issuer = at.url(`projects/${(await at.owner()).project}/`)
    const { parameters, redirectUri } = await launchRequest(at, {}, { aud: `${issuer}fhir/R4` })
    const { location } = await createBrowser().open(`${issuer}oauth2/authorize?${parameters.toString()}`)
    assert.ok(location.startsWith(redirectUri), location)
    assert.equal(new URL(location).searchParams.get('error'), 'invalid_request')
  }),
]

const redeemed = [
  must('73', 'token-or-error', 'A redemption returns a token or an error, as JSON.', async (at) => {
    assert.ok((await someLaunch(at)).json.access_token)
    const first = await callbackFor(at, requestOf(await launchable(at)))
    const wrong = await redeem(at, first, { code: 'x' })
    assert.ok(wrong.json.error)
  }),
  must('74', 'access-token', 'The answer has the access token.', async (at) => {
    assert.equal(typeof (await someLaunch(at)).json.access_token, 'string')
  }),
  must('75', 'token-type', 'The answer has the token type Bearer.', async (at) => {
    assert.equal((await someLaunch(at)).json.token_type, 'Bearer')
  }),
  must('84', 'in-body', 'The members of the answer are in its body.', async (at) => {
    const { headers, json } = await someLaunch(at)
    assert.match(headers.get('content-type') ?? '', /^application\/json/)
    assert.ok(json.access_token)
  }),
  must('85', 'token-characters', 'An access token has only the characters of RFC 6750.', async (at) => {
    assert.match(String((await someLaunch(at)).json.access_token), /^[A-Za-z0-9\-._~+/]+=*$/)
  }),
  must('86', 'no-store', 'Cache-Control is no-store.', async (at) => {
    isNotCached(await someLaunch(at))
  }),
  must('87', 'no-cache', 'Pragma is no-cache.', async (at) => {
    assert.equal((await someLaunch(at)).headers.get('pragma'), 'no-cache')
  }),
  must('88', 'expires-in', 'The answer says how long the token lives, an hour at most.', async (at) => {
    const { expires_in: seconds } = (await someLaunch(at)).json
    assert.ok(typeof seconds === 'number' && seconds > 0 && seconds <= 3_600)
  }),
  must('89', 'refresh-decided', 'A refresh token is issued only if the scope asks for one.', async (at) => {
    assert.ok((await someLaunch(at)).json.refresh_token)
    assert.equal((await launched(at, 'openid')).json.refresh_token, undefined)
  }),
  must('77', 'expired', 'A token contains its expiry, which cannot be changed.', async (at) => {
    const { json } = await someLaunch(at)
    await refusesChangedTime(at, String(json.access_token), Number(json.expires_in))
  }),
  must('94', 'validated', 'The API accepts no token that the server did not issue.', async (at) => {
    const { json } = await someLaunch(at)
    const bearer = String(json.access_token)
    assert.equal((await fhir(at, 'Patient', bearer)).status, 200)
    for (const wrong of [`${bearer}x`, bearer.slice(0, -8), `x${bearer}`, 'nonsense'])
      assert.equal((await fhir(at, 'Patient', wrong)).status, 401)
  }),
  must('95', 'scope-covers', 'The API gives access to what the scope covers, and to nothing else.', async (at) => {
    const bearer = String((await launched(at, 'openid user/Patient.r')).json.access_token)
    assert.equal((await fhir(at, `Patient/${await patientOf(at)}`, bearer)).status, 200)
    for (const path of ['Patient', 'Observation', 'AuditEvent'])
      assert.equal((await fhir(at, path, bearer)).status, 403)
  }),
]

async function refusesChangedTime(at: Damson, bearer: string, seconds: number): Promise<void> {
  const claims = claimsOf(bearer)
  assert.equal(Number(claims.exp) - Number(claims.iat), seconds)
  const later = forged(bearer, { claims: { exp: Number(claims.exp) + 1 } })
  assert.equal((await fhir(at, 'Patient', later)).status, 401)
}

const OFFLINE = 'openid launch/patient offline_access patient/*.rs'

const refreshed = [
  must('100', 'online', 'An app with online access gets new tokens.', async (at) => {
    const { json } = await launched(at, 'openid online_access')
    isOk(await refresh(at, await launchable(at), String(json.refresh_token)))
  }),
  must('101', 'offline', 'An app with offline access gets new tokens, without the person.', async (at) => {
    const { json } = await launched(at, OFFLINE)
    isOk(await refresh(at, await launchable(at), String(json.refresh_token)))
  }),
  must('103', 'refresh-of-client', 'A refresh token works only for its own client.', async (at) => {
    const { json } = await launched(at, OFFLINE)
    isError(await refresh(at, await at.client('app'), String(json.refresh_token)), 'invalid_grant')
  }),
  must('104', 'refresh-no-more', 'A refresh gives no more than was granted.', async (at) => {
    const { json } = await launched(at, OFFLINE)
    const fields = { scope: `${OFFLINE} user/*.rs` }
    isError(await refresh(at, await launchable(at), String(json.refresh_token), fields), 'invalid_scope')
  }),
  must('109', 'refresh-same', 'Without a scope, a refresh asks for the same scope.', async (at) => {
    const { json } = await launched(at, OFFLINE)
    const again = await refresh(at, await launchable(at), String(json.refresh_token))
    assert.equal(granted(again).scope, json.scope)
  }),
  must('110', 'refresh-access-token', 'A refresh gives another access token.', async (at) => {
    const { first, again } = await refreshedOnce(at)
    assert.ok(again.json.access_token)
    assert.notEqual(again.json.access_token, first.json.access_token)
  }),
  must('111', 'refresh-type', 'The answer to a refresh has the token type Bearer.', async (at) => {
    assert.equal((await refreshedOnce(at)).again.json.token_type, 'Bearer')
  }),
  must('112', 'refresh-expires-in', 'The answer to a refresh says how long the token lives.', async (at) => {
    assert.equal(typeof (await refreshedOnce(at)).again.json.expires_in, 'number')
  }),
  must('113', 'refresh-scope', 'The answer to a refresh names the scope.', async (at) => {
    assert.equal(typeof (await refreshedOnce(at)).again.json.scope, 'string')
  }),
  must('114', 'refresh-original-scope', 'After a refresh the scope is the original one.', async (at) => {
    const { first, again } = await refreshedOnce(at)
    assert.equal(again.json.scope, first.json.scope)
  }),
  must('115', 'refresh-smaller', 'A refresh can ask for less scope; the context stays.', async (at) => {
    const { json } = await launched(at, OFFLINE)
    const fields = { scope: 'openid patient/Patient.r' }
    const again = await refresh(at, await launchable(at), String(json.refresh_token), fields)
    assert.equal(again.json.scope, fields.scope)
    assert.equal(again.json.patient, json.patient)
  }),
]

const refreshedOnce = (at: Damson) =>
  at.once('a refresh', async () => {
    const first = await launched(at, OFFLINE)
    return { first, again: await refresh(at, await launchable(at), String(first.json.refresh_token)) }
  })

export const smartLaunch: Suite = {
  source: SOURCE,
  file: 'smart-launch.ts',
  rows: [...asking, ...fromEhr, ...redeemed, ...refreshed],
}
