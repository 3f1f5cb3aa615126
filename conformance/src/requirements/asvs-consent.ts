/** OWASP ASVS 5.0: what people allow apps, and what they can see and revoke themselves. */
import assert from 'node:assert/strict'
import { type Browser, createBrowser, type Visit } from '../browser.ts'
import { isOk, isRefused } from '../expect.ts'
import { ask, granted, isActive, OFFLINE, redeem, refresh, requestOf } from '../flow.ts'
import { type Check, type Requirement, rowsOf } from '../requirement.ts'
import type { Client, Damson, Person } from '../server/server.ts'

const rows = rowsOf('OWASP ASVS 5.0', 'asvs')

const must = (section: string, name: string, says: string, check: Check<Damson>): Requirement =>
  rows.mustHere(section, name, says, 'not part of OAuth', check)

export const consent = [
  must('10.7.2', 'consent-shows', 'Consent names the app, what it may do, and for how long.', async (at) => {
    const { text } = await askFor(at, await foreignApp(at), 'openid email')
    assert.match(text, /Heart Diary/)
    assert.match(text, /e-mail address/)
    assert.match(text, /Keep this access/)
  }),
  must('10.7.1', 'consent-for-more', 'Consent is required for anything not allowed before.', async (at) => {
    const client = await foreignApp(at)
    await allow(at, client, 'openid user/Patient.rs')
    for (const more of [
      'openid user/Patient.rs user/Observation.rs',
      'openid user/Patient.rs email',
      'openid user/*.rs',
    ])
      assert.match((await askFor(at, client, more)).text, /name="decision"/, more)
    // Without resource scopes it may do whatever the person may, once nobody demands them of it.
    await setFields(at, client, { resourceScopesRequired: false })
    assert.match((await askFor(at, client, 'openid')).text, /name="decision"/)
  }),
  must('10.4.11', 'identity-alone', 'An app that asks for no records gets none.', async (at) => {
    for (const fields of [{}, { kind: undefined, tokenEndpointAuthMethod: undefined }]) {
      const { access } = await allow(at, await foreignApp(at, fields), 'openid fhirUser')
      isOk(await at.api('oauth2/userinfo', { bearer: access }))
      for (const path of ['Patient', 'Practitioner', 'AccessPolicy'])
        isRefused(await at.api(`fhir/R4/${path}`, { bearer: access }))
    }
  }),
  must('10.7.1', 'consent-of-native-app', 'A native app needs consent at each sign-in.', async (at) => {
    // At a loopback address it is not, on a developer's machine: only the developer's own programs listen there.
    const redirectUri = 'com.example.step-counter:/callback'
    const client = await foreignApp(at, { redirectUris: [redirectUri] })
    await allow(at, client, 'openid', redirectUri)
    assert.match((await askFor(at, client, 'openid', redirectUri)).text, /name="decision"/)
  }),
  must('10.7.3', 'consent-revoked', "People can see and revoke an app's access, with its tokens.", async (at) => {
    const client = await foreignApp(at, { name: 'Step Counter' })
    const { browser, access, refreshToken } = await allow(at, client, OFFLINE.scope)
    const page = await browser.open(at.url('account'))
    assert.match(page.text, /Step Counter/)
    await browser.post(at.url('account'), formOf(page, 'turn-off', client.id))
    assert.doesNotMatch((await browser.open(at.url('account'))).text, /Step Counter/)
    assert.equal(await isActive(at, access), false)
    isRefused(await refresh(at, client, refreshToken))
    assert.match((await askFor(at, client, OFFLINE.scope)).text, /name="decision"/)
  }),
  must('7.5.2', 'own-sign-ins', 'People see where they are signed in, and can end it.', async (at) => {
    const person = await at.newMember()
    const [here, there] = [await atAccount(at, person), await atAccount(at, person)]
    await here.post(at.url('account'), formOf(await here.open(at.url('account')), 'end-others'))
    assert.match((await there.open(at.url('account'))).text, /type="password"/)
    assert.match((await here.open(at.url('account'))).text, /name="root"/)
  }),
  must('7.5.2', 'own-sign-ins-alone', "Nobody can end another person's sign-in.", async (at) => {
    const [mine, theirs] = [await atAccount(at, await at.newMember()), await atAccount(at, await at.newMember())]
    const { root = '' } = formOf(await mine.open(at.url('account')), 'end')
    await theirs.post(at.url('account'), { ...formOf(await theirs.open(at.url('account')), 'end'), root })
    assert.match((await mine.open(at.url('account'))).text, /name="root"/)
  }),
  must('3.5.1', 'account-form-bound', 'A form of the account page works only in its own browser.', async (at) => {
    const person = await at.newMember()
    const [one, other] = [await atAccount(at, person), await atAccount(at, person)]
    const { form = '' } = formOf(await one.open(at.url('account')), 'end')
    isRefused(await other.post(at.url('account'), { form, do: 'end-all' }))
    isRefused(await other.post(at.url('account'), { do: 'end-all' }))
    assert.match((await one.open(at.url('account'))).text, /name="root"/)
  }),
]

/** An app of another project, which no user has allowed anything yet. */
function foreignApp(at: Damson, fields: object = {}): Promise<Client> {
  const redirectUris = ['https://app.example/callback']
  return at.newClient({ name: 'Heart Diary', kind: 'app', redirectUris, firstParty: false, ...fields })
}

/** Changes a client as the administrator. */
async function setFields(at: Damson, { id }: Client, fields: object): Promise<void> {
  const { token } = await at.owner()
  const path = `fhir/R4/ClientApplication/${id}`
  const { json } = await at.api(path, { bearer: token })
  isOk(await at.api(path, { method: 'PUT', json: { ...json, ...fields }, bearer: token }))
}

/** What a person sees who signs in to an app in a browser without a sign-in. */
async function askFor(at: Damson, client: Client, scope: string, redirect_uri = client.redirectUri): Promise<Visit> {
  const browser = createBrowser()
  return at.signIn(browser, await ask(at, requestOf(client, { scope, redirect_uri }), browser))
}

/** Gives an app everything that it asks for, including its tokens. */
async function allow(at: Damson, client: Client, scope: string, redirect_uri = client.redirectUri) {
  const browser = createBrowser()
  const request = requestOf(client, { scope, redirect_uri })
  const page = await at.signIn(browser, await ask(at, request, browser))
  const boxes = scope.split(' ').filter((word) => word.includes('/'))
  const form = new URLSearchParams([['decision', 'allow'], ...boxes.map((word) => ['scope', word])])
  let visit = await browser.post(page.url, form.toString())
  while (visit.location.startsWith(at.issuer)) visit = await browser.open(visit.location)
  const answer = new URL(visit.location).searchParams
  const redeemed = await redeem(at, { ...request, visit, answer, code: answer.get('code') ?? '' })
  const { access, refresh: refreshToken } = granted(redeemed)
  return { browser, access, refreshToken }
}

/** A browser in which a person is signed in to see their account. */
async function atAccount(at: Damson, { email, password }: Person): Promise<Browser> {
  const browser = createBrowser()
  const page = await browser.open(at.url('account'))
  await browser.post(at.url('account/sign-in'), { form: page.hidden('form'), email, password })
  return browser
}

/** What a form of the account page sends, by what it does, and to what. */
function formOf({ text }: Visit, act: string, about = ''): Readonly<Record<string, string>> {
  const forms = [...text.matchAll(/<form method="post" action="[^"]*\/account">.*?<\/form>/gs)].map(([form]) => form)
  const form = forms.find((one) => one.includes(`value="${act}"`) && one.includes(about)) ?? ''
  const fields = [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)]
  return { ...Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value])), do: act }
}
