/** OWASP Application Security Verification Standard 5.0: what no RFC requires already. */
import assert from 'node:assert/strict'
import { createBrowser } from '../browser.ts'
import { isOk, isRefused } from '../expect.ts'
import {
  ask,
  granted,
  isActive,
  OFFLINE,
  refresh,
  requestOf,
  someServiceAnswer,
  someTokens,
  tokens,
  userinfo,
} from '../flow.ts'
import { type Answer, call } from '../http.ts'
import { claimsOf } from '../jwt.ts'
import { type Check, type Requirement, rowsOf, type Suite } from '../requirement.ts'
import { newPerson } from '../server/damson.ts'
import type { Damson } from '../server/server.ts'
import { consent } from './asvs-consent.ts'
import { documentedRows } from './asvs-documented.ts'
import { factorRows } from './asvs-factors.ts'
import { pageRows } from './asvs-pages.ts'
import { passwordRows } from './asvs-passwords.ts'
import { providerRows } from './asvs-providers.ts'
import { sessionRows } from './asvs-sessions.ts'
import { traceRows } from './asvs-traces.ts'

const rows = rowsOf('OWASP ASVS 5.0', 'asvs')
const { notApplicable } = rows

const must = (section: string, name: string, says: string, check: Check<Damson>): Requirement =>
  rows.mustHere(section, name, says, 'not part of OAuth', check)

const shown = async (at: Damson): Promise<Answer> => ask(at, requestOf(await at.client('app')))

const web = [
  must('3.4.3', 'content-policy', 'Pages load and run only their own files.', async (at) => {
    const policy = (await shown(at)).headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'/)
    assert.doesNotMatch(policy, /unsafe-/)
    const [, scripts = ''] = /script-src ([^;]*)/.exec(policy) ?? []
    for (const source of scripts.split(' ').filter((one) => one !== ''))
      assert.ok(source.startsWith(at.url('assets/')) && source.endsWith('.js'), source)
  }),
  must('3.4.4', 'no-sniffing', 'Every answer forbids guessing at its type.', async (at) => {
    for (const { headers } of [await shown(at), await userinfo(at, undefined), await call(at.url('nowhere'))])
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
  }),
  must('3.4.2', 'cors-unknown-origin', 'A script of an unknown origin cannot read the API.', async (at) => {
    const { access } = await someTokens(at)
    const answer = await call(`${at.fhirUrl}Patient`, { bearer: access, headers: { Origin: 'https://evil.example' } })
    assert.equal(answer.headers.get('access-control-allow-origin'), null)
  }),
  must('3.4.2', 'cors-null', 'The origin null is unknown.', async (at) => {
    const { headers } = await call(`${at.fhirUrl}Patient`, { headers: { Origin: 'null' } })
    assert.equal(headers.get('access-control-allow-origin'), null)
  }),
  must('3.4.2', 'cors-no-credentials', 'An answer for any origin never allows credentials.', async (at) => {
    const { headers } = await call(String(at.metadata.jwks_uri), { headers: { Origin: 'https://evil.example' } })
    assert.equal(headers.get('access-control-allow-origin'), '*')
    assert.equal(headers.get('access-control-allow-credentials'), null)
  }),
  must('3.5.1', 'foreign-form', "A form sent from another site's page is refused.", async (at) => {
    const [browser, { email, password }] = [createBrowser(), await at.owner()]
    const page = await ask(at, requestOf(await at.client('app')), browser)
    const fields = { request: page.hidden('request'), email, password }
    isRefused(await browser.post(at.url('signin'), fields, { Origin: 'https://evil.example' }))
    isRefused(await browser.post(at.url('signin'), fields, { 'Sec-Fetch-Site': 'cross-site' }))
  }),
  must('3.3.1', 'cookies-open-no-api', 'Cookies give no access to the API.', async (at) => {
    const browser = createBrowser()
    await at.signIn(browser, await ask(at, requestOf(await at.client('app')), browser))
    assert.ok(browser.cookies.size > 0)
    assert.equal((await browser.open(`${at.fhirUrl}Patient`)).status, 401)
  }),
  must('4.1.4', 'unused-methods', 'Methods that an endpoint does not need are refused.', async (at) => {
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      isRefused(await call(at.endpoint('token'), { method, form: { grant_type: 'client_credentials' } }))
  }),
  must('4.1.1', 'charset', 'Every body names its type and its character encoding.', async (at) => {
    for (const { headers } of [await shown(at), await someServiceAnswer(at), await call(`${at.fhirUrl}metadata`)])
      assert.match(headers.get('content-type') ?? '', /charset=utf-8/i)
  }),
  must('13.4.6', 'no-versions', "Headers do not reveal the server's software.", async (at) => {
    const { headers } = await shown(at)
    for (const name of ['server', 'x-powered-by']) assert.equal(headers.get(name), null)
  }),
  must('13.4.2', 'no-stack', 'An error shows no code, no statement and no path.', async (at) => {
    const broken = await call(at.endpoint('token'), { form: 'grant_type=%ff%fe&code=%00' })
    const malformed = await call(`${at.fhirUrl}Patient`, { form: '{', headers: { 'Content-Type': 'application/json' } })
    for (const { text } of [broken, malformed, await call(at.url('%ff'))])
      assert.doesNotMatch(text, /node_modules|\.ts:\d|select |at Object\./i)
  }),
  must('14.3.2', 'records-not-cached', 'No cache may store records.', async (at) => {
    const { access } = granted(await someServiceAnswer(at))
    const { headers } = await call(`${at.fhirUrl}Patient`, { bearer: access })
    assert.match(headers.get('cache-control') ?? '', /no-store/)
  }),
]

const authentication = [
  must('6.2.3', 'change-wants-password', 'A password cannot be changed without the current one.', async (at) => {
    const owner = await at.newOwner()
    const change = (oldPassword: string): Promise<Answer> =>
      at.api('auth/changepassword', { json: { oldPassword, newPassword: newPerson().password }, bearer: owner.token })
    isRefused(await change('a wrong one of mine'))
    isOk(await change(owner.password))
  }),
  must('6.2.6', 'masked', 'A password is typed into a field that masks it.', async (at) => {
    assert.match((await shown(at)).text, /<input[^>]*name="password"[^>]*type="password"/)
  }),
  must('6.2.7', 'managers', 'Password managers recognise the fields, and pasting works.', async (at) => {
    const { text } = await shown(at)
    assert.match(text, /<input[^>]*name="email"[^>]*autocomplete="username/)
    assert.match(text, /<input[^>]*name="password"[^>]*autocomplete="current-password"/)
    assert.doesNotMatch(text, /onpaste|autocomplete="off"/)
  }),
  must(
    '6.3.8',
    'no-enumeration-page',
    'The page asks for the password in the same words for every address.',
    async (at) => {
      const request = requestOf(await at.client('app'))
      const textFor = async (email: string): Promise<string> => {
        const browser = createBrowser()
        const page = await ask(at, request, browser)
        const fields = { request: page.hidden('request'), step: 'email', email, password: '' }
        const next = await browser.post(at.url('signin'), fields)
        assert.equal(next.status, 200)
        return next.text.replaceAll(
          /name="(request|to)" value="[^"]*"|value="[^"]*@[^"]*"|(login_hint|carried)=[^&"]*|challenge&quot;:&quot;[^&]*/g,
          '',
        )
      }
      assert.equal(await textFor((await at.newMember()).email), await textFor(newPerson().email))
    },
  ),
  must('6.3.2', 'no-default-accounts', 'There are no default accounts.', async (at) => {
    for (const password of ['medplum_admin_password', 'administrator', 'changeme changeme'])
      isRefused(await at.passwordAnswer({ email: 'admin@example.com', password }))
  }),
  must('6.3.8', 'no-enumeration-sign-in', 'A wrong password and an unknown address are answered alike.', async (at) => {
    const { email } = await at.newOwner()
    const known = await at.passwordAnswer({ email, password: 'a wrong one of mine' })
    const unknown = await at.passwordAnswer({ ...newPerson(), password: 'a wrong one of mine' })
    assert.equal(withoutIds(known), withoutIds(unknown))
    assert.equal(known.status, unknown.status)
  }),
  must(
    '6.3.8',
    'no-enumeration-reset',
    'Asking for a new password does not reveal whether there is an account.',
    async (at) => {
      const known = await at.api('auth/resetpassword', { json: { email: (await at.newMember()).email } })
      const unknown = await at.api('auth/resetpassword', { json: { email: newPerson().email } })
      assert.equal(withoutIds(known), withoutIds(unknown))
      assert.equal(known.status, unknown.status)
    },
  ),
  must('6.4.6', 'administrator-sets-none', "An administrator cannot choose another person's password.", async (at) => {
    const { token, project } = await at.owner()
    const { email, password } = newPerson()
    const json = { resourceType: 'Practitioner', firstName: 'Grace', lastName: 'Hopper', email, password }
    await at.api(`admin/projects/${project}/invite`, { json, bearer: token })
    isRefused(await at.passwordAnswer({ email, password }))
  }),
]

const sessions = [
  must('7.2.1', 'checked-by-server', 'The server checks a token at each request.', async (at) => {
    const person = await at.newMember()
    const { access } = await at.passwordTokens(person)
    isOk(await call(at.endpoint('userinfo'), { bearer: access }))
    isOk(await call(at.url('oauth2/logout'), { method: 'POST', bearer: access }))
    assert.equal((await call(at.endpoint('userinfo'), { bearer: access })).status, 401)
  }),
  must('7.2.4', 'new-session', 'Each sign-in is a separate session.', async (at) => {
    const client = await at.client('app')
    const [one, two] = [await tokens(at, client), await tokens(at, client)]
    assert.notEqual(claimsOf(one.access).login_id, claimsOf(two.access).login_id)
  }),
  must('7.4.1', 'sign-out', 'Signing out ends access and refresh tokens.', async (at) => {
    const { access, refresh: token } = await at.passwordTokens(await at.newMember())
    isOk(await call(at.url('oauth2/logout'), { method: 'POST', bearer: access }))
    assert.equal((await userinfo(at, access)).status, 401)
    const form = { grant_type: 'refresh_token', refresh_token: token }
    isRefused(await call(at.endpoint('token'), { form }))
  }),
  must('7.4.1', 'sign-out-own', 'Signing out does not affect other sign-ins.', async (at) => {
    const person = await at.newMember()
    const [one, two] = [await at.passwordTokens(person), await at.passwordTokens(person)]
    isOk(await call(at.url('oauth2/logout'), { method: 'POST', bearer: one.access }))
    isOk(await userinfo(at, two.access))
  }),
  must('7.4.2', 'membership-ended', 'A person whose membership is removed loses access at once.', async (at) => {
    const { token } = await at.owner()
    const { access } = await at.passwordTokens(await at.newMember())
    const { profile } = claimsOf(access)
    const found = await call(`${at.fhirUrl}ProjectMembership?profile=${String(profile)}`, { bearer: token })
    const [, id = ''] = /"fullUrl":\s*"[^"]*\/ProjectMembership\/([^"]+)"/.exec(found.text) ?? []
    isOk(await call(`${at.fhirUrl}ProjectMembership/${id}`, { method: 'DELETE', bearer: token }))
    isRefused(await userinfo(at, access))
  }),
  must(
    '7.4.3',
    'password-change-ends-others',
    'A changed password ends the other sign-ins, but not this one.',
    async (at) => {
      const owner = await at.newOwner()
      const other = await at.passwordTokens(owner)
      const json = { oldPassword: owner.password, newPassword: newPerson().password }
      isOk(await at.api('auth/changepassword', { json, bearer: owner.token }))
      assert.equal((await userinfo(at, other.access)).status, 401)
      isOk(await userinfo(at, owner.token))
    },
  ),
  must('7.2.3', 'refresh-unguessable', 'Refresh tokens have 128 random bits or more.', async (at) => {
    const client = await at.client('app')
    const [one, two] = [await tokens(at, client, OFFLINE), await tokens(at, client, OFFLINE)]
    assert.ok(one.refresh.length >= 43)
    assert.notEqual(one.refresh.slice(-22), two.refresh.slice(-22))
  }),
  must('10.4.8', 'refresh-ends', 'A refresh token has an expiry, and the client learns it.', async (at) => {
    const { client, refresh: token } = await tokens(at, await at.client('app'), OFFLINE)
    const { refresh: next } = granted(await refresh(at, client, token))
    assert.ok(await isActive(at, next))
    const { json } = await call(at.endpoint('introspection'), {
      form: {
        token: next,
        client_id: (await at.client('service')).id,
        client_secret: (await at.client('service')).secret ?? '',
      },
    })
    assert.ok(Number(json.exp) < Date.now() / 1000 + 366 * 86_400)
  }),
]

const access = [
  must('8.2.1', 'function', 'A machine can do what its policy allows, and nothing else.', async (at) => {
    const { access: token } = granted(await someServiceAnswer(at))
    isOk(await call(`${at.fhirUrl}Patient`, { bearer: token }))
    assert.equal((await call(`${at.fhirUrl}Observation`, { bearer: token })).status, 403)
  }),
  must('8.2.1', 'not-administrator', "A machine has no administrator's rights.", async (at) => {
    const { access: token } = granted(await someServiceAnswer(at))
    const { project } = await at.owner()
    const json = { name: 'mine', kind: 'server' }
    isRefused(await call(at.url(`admin/projects/${project}/client`), { json, bearer: token }))
  }),
  must('8.3.2', 'rights-at-once', 'A removed right is gone at once, also for existing tokens.', async (at) => {
    const { token } = await at.owner()
    const client = await at.newClient()
    const { access: given } = granted(await tokenOf(at, client))
    isOk(await call(`${at.fhirUrl}Patient`, { bearer: given }))
    const memberships = await call(`${at.fhirUrl}ProjectMembership?profile=ClientApplication/${client.id}`, {
      bearer: token,
    })
    const [, policy = ''] = /"AccessPolicy\/([^"]+)"/.exec(memberships.text) ?? []
    const json = { resourceType: 'AccessPolicy', id: policy, name: 'nothing', resource: [{ resourceType: 'Basic' }] }
    isOk(await call(`${at.fhirUrl}AccessPolicy/${policy}`, { method: 'PUT', json, bearer: token }))
    assert.equal((await call(`${at.fhirUrl}Patient`, { bearer: given })).status, 403)
  }),
  must('8.4.1', 'other-project-read', "Another project's records cannot be read.", async (at) => {
    const [{ token }, stranger] = [await at.owner(), await at.newOwner()]
    const made = await call(`${at.fhirUrl}Patient`, { json: { resourceType: 'Patient' }, bearer: token })
    isOk(made)
    const url = `${at.fhirUrl}Patient/${String(made.json.id)}`
    isOk(await call(url, { bearer: token }))
    assert.equal((await call(url, { bearer: stranger.token })).status, 404)
  }),
  must('8.4.1', 'other-project-search', "No search finds another project's records.", async (at) => {
    const [{ token }, stranger] = [await at.owner(), await at.newOwner()]
    const json = { resourceType: 'Patient', name: [{ family: 'Zanzibar' }] }
    isOk(await call(`${at.fhirUrl}Patient`, { json, bearer: token }))
    const found = await call(`${at.fhirUrl}Patient?family=Zanzibar`, { bearer: stranger.token })
    isOk(found)
    assert.ok(!('entry' in found.json))
  }),
  must('8.4.1', 'other-project-administer', 'Another project cannot be administered.', async (at) => {
    const [{ project }, stranger] = [await at.owner(), await at.newOwner()]
    const json = { name: 'mine', kind: 'server' }
    isRefused(await call(at.url(`admin/projects/${project}/client`), { json, bearer: stranger.token }))
    assert.equal((await call(`${at.fhirUrl}Project/${project}`, { bearer: stranger.token })).status, 404)
  }),
  must('8.1.1', 'no-policy-nothing', 'A machine without a policy may do nothing.', async (at) => {
    const client = await at.newClient({ kind: 'server', accessPolicy: undefined })
    const { access: token } = granted(await tokenOf(at, client))
    assert.equal((await call(`${at.fhirUrl}Patient`, { bearer: token })).status, 403)
  }),
]

const others = [
  must('16.3.1', 'audit-sign-in', 'Each sign-in is in the audit.', async (at) => {
    const owner = await at.newOwner()
    isOk(await at.passwordAnswer(owner))
    assert.match(await auditOf(at, owner.token), /"login\.succeeded"/)
  }),
  must('16.3.1', 'audit-failed-sign-in', 'Each failed sign-in is in the audit.', async (at) => {
    const { email, token } = await at.newOwner()
    isRefused(await at.passwordAnswer({ email, password: 'a wrong one of mine' }))
    assert.match(await auditOf(at, token), /"login\.failed"/)
  }),
  must('16.3.2', 'audit-refused', 'Each refused access is in the audit.', async (at) => {
    const owner = await at.newOwner()
    const client = await at.newClient({ kind: 'server' }, owner)
    const { access: token } = granted(await tokenOf(at, client))
    assert.equal((await call(`${at.fhirUrl}Observation`, { bearer: token })).status, 403)
    assert.match(await auditOf(at, owner.token), new RegExp(`"outcome":\\s*"4"[^]*ClientApplication/${client.id}`))
  }),
  must('16.4.2', 'audit-not-changed', 'Nobody can change or delete the audit.', async (at) => {
    const { token } = await at.owner()
    const [, id = ''] = /"resourceType":\s*"AuditEvent",\s*"id":\s*"([^"]+)"/.exec(await auditOf(at, token)) ?? []
    assert.notEqual(id, '')
    const url = `${at.fhirUrl}AuditEvent/${id}`
    const { json } = await call(url, { bearer: token })
    isRefused(await call(url, { method: 'PUT', json, bearer: token }))
    isRefused(await call(url, { method: 'DELETE', bearer: token }))
  }),
  must('16.2.5', 'audit-no-secrets', 'The audit holds no token and no secret.', async (at) => {
    const { token } = await at.owner()
    const client = await at.client('service')
    const { access: given } = granted(await someServiceAnswer(at))
    const text = await auditOf(at, token)
    for (const secret of [token, given, client.secret ?? '']) assert.ok(!text.includes(secret))
  }),
  must('2.2.1', 'malformed', 'A body that is not JSON is refused.', async (at) => {
    const { token } = await at.owner()
    const headers = { 'Content-Type': 'application/fhir+json' }
    isRefused(await call(`${at.fhirUrl}Patient`, { form: '{"resourceType":', headers, bearer: token }))
  }),
  must('15.2.2', 'too-large', 'A body that is too large is refused.', async (at) => {
    const { token } = await at.owner()
    const json = { resourceType: 'Patient', name: [{ text: 'A'.repeat(2 * 1_048_576) }] }
    assert.equal((await call(`${at.fhirUrl}Patient`, { json, bearer: token })).status, 413)
  }),
  notApplicable('12.2.1', 'tls', 'All traffic uses TLS.', 'a proxy in front speaks TLS: docs/operate.md says how'),
  notApplicable(
    '5.2.1',
    'uploads',
    'Uploaded files are checked.',
    'Binary keeps bytes as they are and serves them as attachments that run nothing',
  ),
]

async function tokenOf(at: Damson, { id, secret = '' }: { readonly id: string; readonly secret: string | undefined }) {
  return call(at.endpoint('token'), {
    form: { grant_type: 'client_credentials', client_id: id, client_secret: secret },
  })
}

async function auditOf(at: Damson, bearer: string): Promise<string> {
  const answer = await call(`${at.fhirUrl}AuditEvent?_count=200&_sort=-_lastUpdated`, { bearer })
  isOk(answer)
  return answer.text
}

/** Answers differ in the id that finds them in the log. */
function withoutIds({ text }: Answer): string {
  return text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')
}

export const asvs: Suite = {
  source: 'OWASP ASVS 5.0',
  file: 'asvs.ts',
  rows: [
    ...web,
    ...documentedRows,
    ...authentication,
    ...passwordRows,
    ...factorRows,
    ...sessions,
    ...sessionRows,
    ...access,
    ...consent,
    ...pageRows,
    ...traceRows,
    ...providerRows,
    ...others,
  ],
}
