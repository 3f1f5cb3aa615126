/** OWASP ASVS 5.0 V7: sessions, where no other row has it already. */
import assert from 'node:assert/strict'
import { type Browser, createBrowser, type Visit } from '../browser.ts'
import { isOk, isRefused, isSentBack } from '../expect.ts'
import { ask, callbackOf, granted, redeem, refresh, requestOf, userinfo } from '../flow.ts'
import { type Answer, call } from '../http.ts'
import { claimsOf } from '../jwt.ts'
import { type Check, type Requirement, rowsOf } from '../requirement.ts'
import { setProject, tokenWith, withSecondFactor } from '../second-factor-flow.ts'
import { CALLBACK, type Damson, type Person } from '../server/server.ts'

const rows = rowsOf('OWASP ASVS 5.0', 'asvs')

const must = (section: string, name: string, says: string, check: Check<Damson>): Requirement =>
  rows.mustHere(section, name, says, 'not part of OAuth: its deployer decides how people sign in', check)

async function signedIn(at: Damson, { email, password }: Person, browser: Browser): Promise<Visit> {
  const page = await browser.open(at.url('account'))
  await browser.post(at.url('account/sign-in'), { form: page.hidden('form'), email, password })
  return browser.open(at.url('account'))
}

export const sessionRows = [
  must('7.2.2', 'dynamic-tokens', 'Each sign-in gets tokens of its own.', async (at) => {
    const person = await at.newMember()
    const [one, two] = [await at.passwordTokens(person), await at.passwordTokens(person)]
    assert.notEqual(one.access, two.access)
    assert.notEqual(one.refresh, two.refresh)
  }),
  must(
    '7.2.4',
    'new-after-factor',
    'A second factor gives the browser a new session token, and ends the earlier one.',
    async (at) => {
      const { owner, code } = await withSecondFactor(at)
      const browser = createBrowser()
      const asked = await signedIn(at, owner, browser)
      const stolen = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
      const fields = { form: asked.hidden('form'), next: '/account', way: 'app', do: 'prove', code: code(1) }
      assert.equal((await browser.post(at.url('account/code'), fields)).status, 303)
      assert.match((await browser.open(at.url('account'))).text, new RegExp(owner.email))
      const { text } = await call(at.url('account'), { headers: { Cookie: stolen } })
      assert.doesNotMatch(text, new RegExp(owner.email))
      assert.match(text, /name="email"/)
    },
  ),
  must('7.3.1', 'idle-end', 'A sign-in ends when it is not used, and says when.', async (at) => {
    const { access } = await at.passwordTokens(await at.newMember(), 'openid')
    const { json } = await at.api('auth/session', { bearer: access })
    const idle = Date.parse(String(json['idleUntil'])) - Date.parse(String(json['now']))
    assert.ok(idle > 0 && idle <= 12 * 3_600_000, `${idle} ms`)
  }),
  must('7.3.2', 'absolute-end', 'A sign-in ends at the latest at a time that use does not put off.', async (at) => {
    const { access } = await at.passwordTokens(await at.newMember(), 'openid')
    const endOf = async (method: string): Promise<string> =>
      String((await at.api('auth/session', { method, bearer: access })).json['endsAt'])
    const before = await endOf('GET')
    assert.ok(Date.parse(before) - Date.now() <= 24 * 3_600_000)
    assert.equal(await endOf('POST'), before)
  }),
  must('7.4.2', 'membership-off', 'A person whose membership is switched off loses access at once.', async (at) => {
    const { token } = await at.owner()
    const { access } = await at.passwordTokens(await at.newMember())
    const found = await call(`${at.fhirUrl}ProjectMembership?profile=${String(claimsOf(access)['profile'])}`, {
      bearer: token,
    })
    const [, id = ''] = /"fullUrl":\s*"[^"]*\/ProjectMembership\/([^"]+)"/.exec(found.text) ?? []
    const url = `${at.fhirUrl}ProjectMembership/${id}`
    const { json } = await call(url, { bearer: token })
    isOk(await call(url, { method: 'PUT', json: { ...json, active: false }, bearer: token }))
    isRefused(await userinfo(at, access))
  }),
  must('7.4.4', 'sign-out-in-sight', 'The own page has a button to sign out.', async (at) => {
    const page = await signedIn(at, await at.newOwner(), createBrowser())
    assert.match(page.text, /<button[^>]* id="end-\d+"[^>]*>Sign out<\/button>/)
  }),
  must('7.4.5', 'ended-by-administrator', 'An administrator ends all sign-ins of a member.', async (at) => {
    const { token, project } = await at.owner()
    const { access } = await at.passwordTokens(await at.newMember())
    const found = await call(`${at.fhirUrl}ProjectMembership?profile=${String(claimsOf(access)['profile'])}`, {
      bearer: token,
    })
    const [, id = ''] = /"fullUrl":\s*"[^"]*\/ProjectMembership\/([^"]+)"/.exec(found.text) ?? []
    isOk(await at.api(`admin/projects/${project}/members/${id}/sign-ins`, { method: 'DELETE', bearer: token }))
    assert.equal((await userinfo(at, access)).status, 401)
  }),
  must(
    '7.5.1',
    'step-up',
    'Factors are changed only by somebody who has just proven a factor that they have.',
    async (at) => {
      const { owner, code } = await withSecondFactor(at)
      const setting = [{ name: 'allowedMfaMethods', valueString: 'totp,email' }]
      await setProject(at, owner, setting)
      const enroll = (json: object) =>
        at.api('auth/mfa/enroll', { json: { method: 'email', ...json }, bearer: owner.token })
      isRefused(await enroll({}))
      isRefused(await enroll({ token: '000000' }))
      isOk(await enroll({ token: code(1) }))
    },
  ),
  must(
    '7.5.3',
    'sensitive',
    'A copy of all that an account holds is given after a proof of its second factor (for administrators’ changes: the setting adminStepUp).',
    async (at) => {
      const { owner, code } = await withSecondFactor(at)
      const copy = (bearer: string): Promise<Answer> => at.api('auth/account/export', { bearer })
      isRefused(await copy(owner.token))
      isOk(await copy(await tokenWith(at, owner, code(1))))
    },
  ),
  must('7.6.1', 'ends-with-session', 'What apps may do ends when their person signs out at Damson.', async (at) => {
    const client = await at.client('app')
    const refreshTokens: string[] = []
    for (const scope of ['online_access', 'offline_access']) {
      const browser = createBrowser()
      const callback = await callbackOf(at, requestOf(client, { scope: `openid ${scope}`, prompt: 'consent' }), browser)
      const first = granted(await redeem(at, callback)).refresh
      refreshTokens.push(granted(await refresh(at, client, first)).refresh)
      await at.signOut(browser, await browser.open(at.endpoint('end_session')))
    }
    for (const token of refreshTokens) isRefused(await refresh(at, client, token))
  }),
  must(
    '7.6.2',
    'not-silently',
    'No app gets a sign-in without its person’s doing: it is allowed first.',
    async (at) => {
      const browser = createBrowser()
      await callbackOf(at, requestOf(await at.client('app')), browser)
      const fields = { kind: 'app', tokenEndpointAuthMethod: 'none', redirectUris: [CALLBACK], firstParty: false }
      const request = requestOf(await at.newClient(fields), { prompt: 'none' })
      isSentBack(await ask(at, request, browser), CALLBACK, ['consent_required', 'interaction_required'])
    },
  ),
]
