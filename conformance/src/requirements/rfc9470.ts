/** RFC 9470, OAuth 2.0 Step Up Authentication Challenge: at the FHIR API, and at the authorization endpoint. */
import assert from 'node:assert/strict'
import { type Browser, createBrowser, type Visit } from '../browser.ts'
import { isOk, isSentBack } from '../expect.ts'
import { ask, granted, introspect, type Request, redeem, refresh, requestOf } from '../flow.ts'
import { type Answer, call } from '../http.ts'
import { claimsOf } from '../jwt.ts'
import { type Check, type Requirement, rowsOf, type Suite } from '../requirement.ts'
import { CALLBACK, type Client, type Damson, type Owner } from '../server/server.ts'
import { calmStep, totpCode, totpKey } from '../totp.ts'

const rows = rowsOf('RFC 9470', 'rfc9470')
const must = (section: string, name: string, says: string, check: Check<Damson>): Requirement =>
  rows.mustHere(section, name, says, 'it has no API that asks for more', check)

const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'
const APP = {
  name: 'Heart Diary',
  kind: 'app',
  tokenEndpointAuthMethod: 'none',
  redirectUris: [CALLBACK],
  firstParty: true,
}

interface Weak {
  readonly owner: Owner
  readonly client: Client
  readonly browser: Browser
  readonly access: string
  readonly refreshToken: string
  readonly id: string
}

/** A person who signed in with a password alone, and whose project demands a second factor since. */
async function weak(at: Damson): Promise<Weak> {
  const owner = await at.newOwner()
  const client = await at.newClient(APP, owner)
  const browser = createBrowser()
  const request = requestOf(client, { scope: 'openid offline_access' })
  const visit = await signedIn(at, browser, request, owner)
  const { access, refresh: refreshToken, id } = await tokensOf(at, request, visit)
  const url = `${at.fhirUrl}Project/${owner.project}`
  const { json } = await call(url, { bearer: owner.token })
  const setting = [{ name: 'mfaRequired', valueBoolean: true }]
  isOk(await call(url, { method: 'PUT', json: { ...json, setting }, bearer: owner.token }))
  return { owner, client, browser, access, refreshToken, id }
}

async function followed(at: Damson, browser: Browser, from: Visit): Promise<Visit> {
  let visit = from
  while (visit.location.startsWith(at.issuer) || visit.location.startsWith('/'))
    visit = await browser.open(new URL(visit.location, at.issuer).href)
  return visit
}

async function signedIn(at: Damson, browser: Browser, request: Request, { email, password }: Owner): Promise<Visit> {
  const page = await ask(at, request, browser)
  return followed(
    at,
    browser,
    await browser.post(at.url('signin'), { request: page.hidden('request'), email, password }),
  )
}

async function tokensOf(at: Damson, request: Request, visit: Visit): Promise<ReturnType<typeof granted>> {
  assert.ok(visit.location.startsWith(request.redirectUri), visit.location || visit.heading)
  const answer = new URL(visit.location).searchParams
  return granted(await redeem(at, { ...request, visit, answer, code: answer.get('code') ?? '' }))
}

/** Sets up an authenticator app on the page that asks for one. */
async function setUp(at: Damson, browser: Browser, page: Visit): Promise<Visit> {
  const secret = (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(page.text)?.[1] ?? '').replaceAll(' ', '')
  assert.notEqual(secret, '', page.heading)
  const code = totpCode(totpKey(`otpauth://totp/x?secret=${secret}`), await calmStep())
  const action = /action="(\/signin\/[0-9a-f-]+)"/.exec(page.text)?.[1] ?? ''
  const done = await browser.post(new URL(action, at.issuer).href, { code })
  isOk(done)
  return followed(at, browser, await browser.open(new URL(action, at.issuer).href))
}

const challengeOf = ({ headers }: Answer): string => headers.get('www-authenticate') ?? ''
const valueIn = (answer: Answer, name: string): string =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(challengeOf(answer))?.[1] ?? ''
const search = (at: Damson, bearer: string): Promise<Answer> => call(`${at.fhirUrl}Patient`, { bearer })

export const rfc9470: Suite = {
  source: 'RFC 9470',
  file: 'rfc9470.ts',
  rows: [
    must(
      '3',
      'challenge',
      'A token of a sign-in that is too weak is answered with 401 and its own error.',
      async (at) => {
        const answer = await search(at, (await weak(at)).access)
        assert.equal(answer.status, 401)
        assert.match(challengeOf(answer), /^Bearer error="insufficient_user_authentication"/)
      },
    ),
    must('3', 'acr-values', 'The challenge names the acr that is enough.', async (at) => {
      const answer = await search(at, (await weak(at)).access)
      assert.deepEqual(valueIn(answer, 'acr_values').split(' '), [AAL2])
      assert.ok((at.metadata.acr_values_supported as readonly string[]).includes(AAL2))
    }),
    must('3', 'max-age', 'The challenge says how old a proof may be, in seconds.', async (at) => {
      assert.match(valueIn(await search(at, (await weak(at)).access), 'max_age'), /^[1-9]\d*$/)
    }),
    must('4', 'step-up', 'With what the challenge says, the app gets a token that is accepted.', async (at) => {
      const { owner, client, browser, access } = await weak(at)
      const challenge = await search(at, access)
      const [acr_values, max_age] = [valueIn(challenge, 'acr_values'), valueIn(challenge, 'max_age')]
      const request = requestOf(client, { acr_values, max_age })
      const visit = await setUp(at, browser, await followed(at, browser, await ask(at, request, browser)))
      const tokens = await tokensOf(at, request, visit)
      assert.equal(claimsOf(tokens.id).acr, AAL2)
      isOk(await search(at, tokens.access))
      assert.equal((await search(at, access)).status, 401)
      assert.notEqual(owner.project, '')
    }),
    must(
      '4',
      'voluntary',
      'acr_values is a wish: a person who cannot meet it still signs in, and acr is true.',
      async (at) => {
        const owner = await at.newOwner()
        const client = await at.newClient(APP, owner)
        const request = requestOf(client, { acr_values: `urn:example:gold ${AAL2}` })
        const visit = await signedIn(at, createBrowser(), request, owner)
        assert.notEqual(claimsOf((await tokensOf(at, request, visit)).id).acr, AAL2)
      },
    ),
    must('5', 'unmet', 'An essential acr that cannot be reached is an error of its own.', async (at) => {
      const claims = JSON.stringify({ id_token: { acr: { essential: true, values: ['urn:example:gold'] } } })
      const request = requestOf(await at.client('app'), { claims })
      isSentBack(await ask(at, request), request.redirectUri, ['unmet_authentication_requirements'])
    }),
    must('5', 'essential', 'An essential acr that can be reached is asked for before there is a code.', async (at) => {
      const owner = await at.newOwner()
      const client = await at.newClient(APP, owner)
      const claims = JSON.stringify({ id_token: { acr: { essential: true, values: [AAL2] } } })
      const [request, browser] = [requestOf(client, { claims }), createBrowser()]
      const page = await signedIn(at, browser, request, owner)
      assert.ok(!page.location.startsWith(CALLBACK), 'there was a code without a second factor')
      assert.equal(claimsOf((await tokensOf(at, request, await setUp(at, browser, page))).id).acr, AAL2)
    }),
    must('5', 'refresh-keeps', 'A refresh token goes on, and does not raise the acr.', async (at) => {
      const { client, refreshToken, id } = await weak(at)
      const again = granted(await refresh(at, client, refreshToken))
      assert.equal(claimsOf(again.id).acr, claimsOf(id).acr)
      assert.equal((await search(at, again.access)).status, 401)
    }),
    must('6.2', 'introspection', 'Introspection tells acr and auth_time of a person’s token.', async (at) => {
      const { access } = await at.passwordTokens(await at.owner())
      const { acr, auth_time } = (await introspect(at, access)).json
      assert.ok((at.metadata.acr_values_supported as readonly unknown[]).includes(acr))
      assert.equal(typeof auth_time, 'number')
    }),
    must('7', 'metadata', 'The metadata tell which values there are, and that claims is read.', (at) => {
      assert.equal(at.metadata.claims_parameter_supported, true)
      assert.ok(Array.isArray(at.metadata.acr_values_supported))
    }),
    rows.notApplicable(
      '6.1',
      'jwt',
      'A JWT access token may tell acr and auth_time.',
      'an option that Damson leaves out: the API knows the sign-in of each token, and introspection tells it',
    ),
  ],
}
