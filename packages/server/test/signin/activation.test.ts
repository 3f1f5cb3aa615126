/** Activation codes: staff give one to a patient, whose account then opens their record. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshEmail, reasonOf } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { ADMINISTRATOR, CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'

const PASSWORD = 'a quiet garden path'
const ON = { name: 'activationCodes', valueBoolean: true }
const DAY = 86_400_000
const BORN = '1936-08-17'

describe.each(storesForWalks())('an activation code on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  beforeAll(async () => {
    const env = { DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '100000', DAMSON_THROTTLE_WRONG_CODES_PER_ACCOUNT: '8' }
    hosted = await startHosted({ store, env })
    app = await hosted.app({ name: 'My Health' })
    await hosted.set(ON)
  })
  afterAll(() => hosted.world.close())

  const isBack = ({ location }: Visit): boolean => location.startsWith(`${CALLBACK}?`)
  async function chart(birthDate: string | null = BORN): Promise<string> {
    const json = {
      resourceType: 'Patient',
      name: [{ given: ['Margaret'], family: 'Hamilton' }],
      ...(birthDate !== null && { birthDate }),
    }
    return (await hosted.world.call('fhir/R4/Patient', { json, token: hosted.clinic.token })).body.id
  }
  const make = (json: object) =>
    hosted.world.call(`admin/projects/${hosted.clinic.project}/activation-codes`, { json, token: hosted.clinic.token })
  async function codeFor(patient: string): Promise<string> {
    const { status, body, text } = await make({ patient: { reference: `Patient/${patient}` } })
    if (status !== 200) throw new Error(text)
    return body.code
  }
  /** Somebody who has registered and confirmed their address, at the page that asks for the code. */
  async function registered(): Promise<{ readonly browser: CookieBrowser; readonly at: string; readonly page: Visit }> {
    const browser = hosted.browser()
    const form = await hosted.signInPage(browser, app, { prompt: 'create' })
    const email = freshEmail()
    const fields = { request: form.hidden('request'), first: 'Margaret', last: 'Hamilton', email, new: PASSWORD }
    const sent = await browser.post('/signin/register', fields)
    expect(sent.status, sent.text).toBe(303)
    const { url } = hosted.world.inbox.link(email)
    const verified = await browser.post(new URL(url).pathname, { password: PASSWORD })
    return { browser, at: sent.location, page: await browser.follow(verified) }
  }
  const type = async (browser: CookieBrowser, at: string, code: string, birthdate = BORN): Promise<Visit> =>
    browser.follow(await browser.post(at, { decision: 'activate', code, birthdate }))
  const changed = (code: string): string => code.replace(/.$/, (last) => (last === '0' ? '1' : '0'))

  test('opens the record it was made for, at the first sign-in, and works once', async () => {
    const patient = await chart()
    const code = await codeFor(patient)
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/)
    const { browser, at, page } = await registered()
    expect(page).toMatchObject({ status: 200, heading: 'Open your record' })
    const back = await type(browser, at, ` ${code.toLowerCase().replaceAll('-', ' ')} `)
    expect(isBack(back), back.text).toBe(true)
    const { body } = await app.redeem(new URL(back.location).searchParams.get('code') ?? '')
    expect(body.profile.reference).toBe(`Patient/${patient}`)
    const seen = await hosted.world.call('fhir/R4/Patient', { token: body.access_token })
    expect(seen.body.entry.map(({ resource }: { resource: { id: string } }) => resource.id)).toEqual([patient])

    const other = await registered()
    expect((await type(other.browser, other.at, code)).text).toContain(
      'We found no record for this code and date of birth',
    )
  })

  test('shows nothing to who guesses, and ends after five wrong secrets, also with the right one', async () => {
    const code = await codeFor(await chart())
    // Each guess is another account's, so that no limit of an account ends it first.
    for (let n = 0; n < 5; n += 1) {
      const { browser, at } = await registered()
      const page = await type(browser, at, changed(code))
      expect(page).toMatchObject({ status: 400, heading: 'Open your record' })
      expect(page.text).toContain('We found no record for this code and date of birth')
      expect(page.text).not.toMatch(/Margaret|Hamilton/)
    }
    const { browser, at } = await registered()
    expect((await type(browser, at, code)).text).toContain('We found no record for this code and date of birth')
  })

  test('of five wrong secrets at once, all count: a sixth try with the right one opens nothing', async () => {
    const code = await codeFor(await chart())
    const people = await Promise.all([1, 2, 3, 4, 5].map(() => registered()))
    await Promise.all(
      people.map(({ browser, at }) => browser.post(at, { decision: 'activate', code: changed(code), birthdate: BORN })),
    )
    const { browser, at } = await registered()
    expect((await type(browser, at, code)).text).toContain('We found no record for this code and date of birth')
  })

  test('of two who type it at once, one gets the record', async () => {
    const code = await codeFor(await chart())
    const people = [await registered(), await registered()]
    const pages = await Promise.all(people.map(({ browser, at }) => type(browser, at, code)))
    expect(pages.filter(isBack)).toHaveLength(1)
  })

  test('with an unknown public part counts against the account', async () => {
    const code = await codeFor(await chart())
    const { browser, at } = await registered()
    let page = await type(browser, at, `0000-0000-${code.slice(10)}`)
    expect(page.status).toBe(400)
    for (let n = 0; n < 10 && page.status === 400; n += 1) page = await type(browser, at, `0000-0000-${code.slice(10)}`)
    expect(page.status).toBe(429)
    expect((await browser.post(at, { decision: 'activate', code, birthdate: BORN })).status).toBe(429)
    // The code itself is as it was.
    const other = await registered()
    expect(isBack(await type(other.browser, other.at, code))).toBe(true)
  })

  test('that is unknown, or wrong, counts against the address that it comes from', async () => {
    const counted = async (): Promise<number> => {
      const sql = "select coalesce(sum(points), 0)::integer as n from rate_limits where key like 'address:%'"
      return Number((await hosted.world.store.db.query({ sql, params: [] })).rows[0]?.['n'])
    }
    const code = await codeFor(await chart())
    const { browser, at } = await registered()
    const before = await counted()
    for (const typed of [`0000-0000-${code.slice(10)}`, changed(code)])
      expect((await type(browser, at, typed)).status).toBe(400)
    expect(await counted()).toBe(before + 2)
  })

  test.each([
    ['on paper for 21 days', undefined, 21 * DAY],
    ['by e-mail for a day', freshEmail(), DAY],
  ])('works %s', async (_, email, life) => {
    const patient = await chart()
    const { body } = await make({ patient: { reference: `Patient/${patient}` }, ...(email !== undefined && { email }) })
    const text = email === undefined ? '' : (hosted.world.inbox.to(email).at(-1)?.text ?? '')
    const code = body.code ?? /([0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(text)?.[0]
    expect(code).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/)
    if (email === undefined) expect(body.qrCode).toMatch(/^data:image\/svg/)
    else expect(JSON.stringify(body)).not.toContain(code)
    expect(text).not.toMatch(/Margaret|Hamilton/)
    await hosted.travel(life + 1_000)
    const { browser, at } = await registered()
    expect((await type(browser, at, code)).text).toContain('We found no record for this code and date of birth')
  })

  test('replaces an earlier one of the patient, and is made for nobody who has an account', async () => {
    const patient = await chart()
    const earlier = await codeFor(patient)
    const code = await codeFor(patient)
    const { browser, at } = await registered()
    expect((await type(browser, at, earlier)).status).toBe(400)
    expect(isBack(await type(browser, at, code))).toBe(true)
    expect(reasonOf(await make({ patient: { reference: `Patient/${patient}` } }))).toBe('patient_has_account')
  })

  test('is typed at /account later, by who has an account, and its link fills it in without using it up', async () => {
    const person = await hosted.member('Practitioner')
    const browser = hosted.browser()
    await hosted.signIn(browser, app, person)
    const patient = await chart()
    const code = await codeFor(patient)
    for (let scan = 0; scan < 3; scan += 1)
      expect((await hosted.browser().open(`/account/activation/${code}`)).heading).toBe('Open your record')
    const words = await hosted.browser().open('/account/activation/Call%20555-0100%20first')
    expect(words).toMatchObject({ status: 404, heading: 'This link does not work' })
    expect(words.text).toContain('ask your clinic for a new code')
    expect(words.text).not.toContain('555-0100')
    expect((await browser.open('/account')).text).toContain('/account/activation')
    const page = await browser.follow(await browser.open(`/account/activation/${code}`))
    expect(page.text).toContain(`value="${code}"`)
    const form = page.hidden('form')
    expect((await browser.post('/account/activation', { form, code: changed(code), birthdate: BORN })).status).toBe(400)
    const done = await browser.follow(await browser.post('/account/activation', { form, code, birthdate: BORN }))
    expect(done.text).toContain('You can see your record now.')
    const sql = 'select count(*)::int as n from memberships where profile = $1'
    const { rows } = await hosted.world.store.db.query({ sql, params: [`Patient/${patient}`] })
    expect(rows).toEqual([{ n: 1 }])
  })

  test('of another project opens nothing here', async () => {
    const code = await codeFor(await chart())
    const json = { resourceType: 'Parameters', parameter: [{ name: 'name', valueString: 'Hillside' }] }
    const made = await hosted.world.call('fhir/R4/Project/$init', { json, token: hosted.clinic.token })
    const sql = 'update activation_codes set project = $1::uuid where public_part = $2'
    await hosted.world.store.db.query({ sql, params: [made.body.id, code.slice(0, 9).replace('-', '')] })
    const { browser, at } = await registered()
    // Nor does a guess here count against it.
    expect((await type(browser, at, changed(code))).status).toBe(400)
    const tried = 'select wrong_secrets as n from activation_codes where public_part = $1'
    const { rows } = await hosted.world.store.db.query({ sql: tried, params: [code.slice(0, 9).replace('-', '')] })
    expect(rows).toEqual([{ n: 0 }])
    const unknown = async (): Promise<unknown> =>
      (
        await hosted.world.store.db.query({
          sql: `select count(*)::integer as count from audit_events
            where kind = 'activation_code.failed' and event like '%unknown_code%'`,
          params: [],
        })
      ).rows[0]?.['count']
    const before = Number(await unknown())
    expect((await type(browser, at, code)).text).toContain('We found no record for this code and date of birth')
    // It was not even tried.
    expect(await unknown()).toBe(before + 1)
  })

  test('is made by who may invite, for a patient whom they may read, where codes are switched on', async () => {
    const patient = { reference: `Patient/${await chart()}` }
    expect((await make({ patient: { reference: 'Patient/unknown' } })).status).toBe(404)
    expect((await make({ patient: { reference: 'Practitioner/x' } })).status).toBe(400)
    const back = await hosted.signIn(hosted.browser(), app, await hosted.member('Practitioner'))
    const token = (await app.redeem(new URL(back.location).searchParams.get('code') ?? '')).body.access_token
    const path = `admin/projects/${hosted.clinic.project}/activation-codes`
    expect((await hosted.world.call(path, { json: { patient }, token })).status).toBe(403)
    await hosted.set()
    expect(reasonOf(await make({ patient }))).toBe('activation_codes_off')
    await hosted.set(ON)
  })

  const reasons = async (): Promise<readonly string[]> => {
    const path = 'fhir/R4/AuditEvent?subtype=activation_code.failed&_sort=-date&_count=1'
    return [JSON.stringify((await hosted.world.call(path, { token: hosted.clinic.token })).body.entry)]
  }
  /** A record is typed open at one's own account. */
  const typeAtAccount = async (person: Person, code: string): Promise<Visit> => {
    const browser = hosted.browser()
    await hosted.signIn(browser, app, person)
    const form = (await browser.open('/account/activation')).hidden('form')
    return browser.follow(await browser.post('/account/activation', { form, code, birthdate: BORN }))
  }
  /** A member of the clinic who administers it in some way, with the policy that is given. */
  async function staff(fields: object, ...resource: readonly object[]): Promise<Person> {
    const email = freshEmail()
    const json = { resourceType: 'AccessPolicy', name: 'Desk', resource }
    const policy = await hosted.world.call('fhir/R4/AccessPolicy', { json, token: hosted.clinic.token })
    await hosted.invite(email, { ...fields, accessPolicy: { reference: `AccessPolicy/${policy.body.id}` } })
    const { id, secret } = hosted.world.inbox.link(email)
    await hosted.world.call('auth/setpassword', { json: { id, secret, password: PASSWORD } })
    return { email, password: PASSWORD }
  }

  const tokensOf = async ({ email, password }: Person) =>
    (await hosted.world.actors.signIn(email, password, { projectId: hosted.clinic.project })).body

  /** What staff may give who have rights on patients only. */
  async function makeAs(token: string): Promise<Answer> {
    const policy = {
      resourceType: 'AccessPolicy',
      name: 'Reads',
      resource: [{ resourceType: 'Patient', readonly: true }],
    }
    const made = await hosted.world.call('fhir/R4/AccessPolicy', { json: policy, token: hosted.clinic.token })
    const accessPolicy = { reference: `AccessPolicy/${made.body.id}` }
    const json = { patient: { reference: `Patient/${await chart()}` }, accessPolicy }
    return hosted.world.call(`admin/projects/${hosted.clinic.project}/activation-codes`, { json, token })
  }

  test('gives no record to whoever made it, nor to who administers the project without owning it', async () => {
    const code = await codeFor(await chart())
    const desk = await staff({ adminRole: 'help-desk' }, { resourceType: 'Patient' })
    const owner = await staff(
      { admin: true, adminRole: 'owner' },
      { resourceType: 'ProjectMembership' },
      { resourceType: 'Patient' },
    )
    const made = await makeAs((await tokensOf(owner)).access_token)
    expect(made.status).toBe(200)
    for (const [person, its] of [
      [ADMINISTRATOR, code],
      [desk, code],
      [owner, made.body.code],
    ] as const) {
      const page = await typeAtAccount(person, its)
      expect(page).toMatchObject({ status: 400, heading: 'Open your record' })
      expect(page.text).toContain('We found no record for this code and date of birth')
      expect(await reasons()).toEqual([expect.stringContaining('own_membership')])
    }
    // The patient can still use it.
    const { browser, at } = await registered()
    expect(isBack(await type(browser, at, code))).toBe(true)
  })

  test('needs the date of birth of the record: five wrong ones end it, also with the right one', async () => {
    const code = await codeFor(await chart())
    const first = await registered()
    const missing = await type(first.browser, first.at, code, '')
    expect(missing).toMatchObject({ status: 400 })
    expect(missing.text).toContain('Enter the patient’s date of birth')
    for (let n = 0; n < 5; n += 1) {
      const { browser, at } = await registered()
      const page = await type(browser, at, code, '1936-08-18')
      expect(page).toMatchObject({ status: 400, heading: 'Open your record' })
      expect(page.text).toContain('We found no record for this code and date of birth')
    }
    expect(await reasons()).toEqual([expect.stringContaining('wrong_birth_date')])
    expect((await type(first.browser, first.at, code)).text).toContain(
      'We found no record for this code and date of birth',
    )
  })

  test.each([
    ['none', '', BORN],
    ['only its year', '1936', BORN],
  ])('asks for a date of birth also where the record has %s', async (_, known, typed) => {
    const code = await codeFor(await chart(known === '' ? null : known))
    const { browser, at, page } = await registered()
    expect(page.text).toMatch(/<input id="birthdate"[^>]*type="date"[^>]*autocomplete="bday"/)
    if (known !== '') expect((await type(browser, at, code, '1937-08-17')).status).toBe(400)
    expect(isBack(await type(browser, at, code, typed))).toBe(true)
  })

  test('is kept in a browser for ten minutes, for one person, until they sign out', async () => {
    const code = await codeFor(await chart())
    const [first, second] = [await hosted.member('Practitioner'), await hosted.member('Practitioner')]
    const shown = async (browser: CookieBrowser): Promise<boolean> =>
      (await browser.open('/account/activation')).text.includes(`value="${code}"`)
    const browser = hosted.browser()
    const opened = await browser.open(`/account/activation/${code}`)
    const kept = opened.setCookies.filter((cookie) => cookie.includes('-activation='))
    expect(kept).toEqual([expect.stringContaining('Max-Age=600;')])
    await hosted.signIn(browser, app, first)
    expect(await shown(browser)).toBe(true)
    // Another person, who did not sign the first one out.
    await hosted.signIn(browser, app, second, { prompt: 'login' })
    expect(await shown(browser)).toBe(false)
    expect([...browser.cookies.keys()].filter((name) => name.includes('activation'))).toEqual([])

    await browser.open(`/account/activation/${code}`)
    expect(await shown(browser)).toBe(true)
    const leave = await browser.open('/oauth2/logout')
    const confirmation = leave.hidden('confirmation')
    await browser.post('/oauth2/logout', { confirmation, decision: 'sign_out' })
    expect([...browser.cookies.keys()].filter((name) => name.includes('activation'))).toEqual([])
  })

  test.each([
    ['of practitioners', 'profile-type=Practitioner', 403],
    ['of all but some person', 'user:not=User/00000000-0000-4000-8000-000000000000', 403],
    ['of patients', 'profile-type=Patient', 200],
  ])('is made within what the policy of its maker says on memberships: %s', async (_, criteria, status) => {
    const Membership = { resourceType: 'ProjectMembership', criteria: `ProjectMembership?${criteria}` }
    const person = await staff({ admin: true }, Membership, { resourceType: 'Patient' })
    const token = (await tokensOf(person)).access_token
    const answer = await makeAs(token)
    expect(answer.status).toBe(status)
    if (status === 403) expect(reasonOf(answer)).toBe('outside_policy')
  })

  test('opens nothing once codes are switched off, once it is withdrawn, and once its maker is gone', async () => {
    const works = async (code: string): Promise<boolean> => {
      const { browser, at } = await registered()
      return isBack(await type(browser, at, code))
    }
    const [off, patient] = [await codeFor(await chart()), await chart()]
    const { browser, at } = await registered()
    await hosted.set()
    await type(browser, at, off)
    expect(await reasons()).toEqual([expect.stringContaining('activation_codes_off')])
    await hosted.set(ON)
    expect(await works(off)).toBe(true)

    const withdrawn = await codeFor(patient)
    const path = (id: string) => `admin/projects/${hosted.clinic.project}/activation-codes/${id}`
    const { token } = hosted.clinic
    expect((await hosted.world.call(path(patient), { method: 'DELETE', token })).status).toBe(200)
    expect(await works(withdrawn)).toBe(false)
    expect((await hosted.world.call(path('unknown'), { method: 'DELETE', token })).status).toBe(404)
    const audit = 'fhir/R4/AuditEvent?subtype=activation_code.withdrawn'
    expect(JSON.stringify((await hosted.world.call(audit, { token })).body)).toContain(`Patient/${patient}`)

    const person = await staff({ admin: true }, { resourceType: 'ProjectMembership' }, { resourceType: 'Patient' })
    const own = await tokensOf(person)
    const { code } = (await makeAs(own.access_token)).body
    expect(code).toBeDefined()
    const at2 = `fhir/R4/ProjectMembership?profile=${own.profile.reference}`
    const { resource } = (await hosted.world.call(at2, { token })).body.entry[0]
    const one = `fhir/R4/ProjectMembership/${resource.id}`
    for (const active of [false, true])
      expect((await hosted.world.call(one, { method: 'PUT', json: { ...resource, active }, token })).status).toBe(200)
    expect(await works(code)).toBe(false)
  })

  test('is not kept as it is, and its making, failing and use are in the audit', async () => {
    const code = await codeFor(await chart())
    const { rows } = await hosted.world.store.db.query({ sql: 'select * from activation_codes', params: [] })
    expect(JSON.stringify(rows)).not.toContain(code.slice(10).replace('-', ''))
    for (const kind of ['made', 'failed', 'used']) {
      const path = `fhir/R4/AuditEvent?subtype=activation_code.${kind}`
      const { body } = await hosted.world.call(path, { token: hosted.clinic.token })
      expect(body.entry?.length, kind).toBeGreaterThan(0)
    }
  })
})
