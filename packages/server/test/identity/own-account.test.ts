/** What people do with their account as a whole: the export of what it holds, and its deletion. */
import { type Answer, proveAsIf, storesForWalks } from '@damson/testkit'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { ADMINISTRATOR, CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from '../signin/hosted.ts'
import { follow, freshEmail, must, PASSWORD, verdict } from './steps.ts'

const PATH = '/account/data'
const DAY = 86_400_000

describe.each(storesForWalks())('an account as a whole on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let travelled = 0
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app({ name: 'Our Portal' })
  })
  afterAll(() => hosted.world.close())

  const travel = async (ms: number): Promise<void> => {
    travelled += ms
    await hosted.travel(ms)
  }
  const subjects = (email: string): readonly string[] => hosted.world.inbox.to(email).map(({ subject }) => subject)
  const isBack = ({ location }: Visit): boolean => location.startsWith(`${CALLBACK}?`)
  const signsIn = async (person: Person): Promise<boolean> => isBack(await hosted.signIn(hosted.browser(), app, person))
  const press = async (browser: CookieBrowser, what: string): Promise<Visit> =>
    browser.post(PATH, { form: (await browser.open(PATH)).hidden('form'), do: what })
  const read = (path: string): Promise<Answer> => hosted.world.call(`fhir/R4/${path}`, { token: hosted.clinic.token })
  async function member(role: 'Practitioner' | 'Patient' = 'Patient') {
    const person = await hosted.member(role)
    const browser = hosted.browser()
    const back = await hosted.signIn(browser, app, person)
    const code = new URL(back.location).searchParams.get('code') ?? ''
    const token: string = must(await app.redeem(code)).body.access_token
    const user = must(await read(`User?email=${person.email}`)).body.entry[0].resource.id as string
    const membership = must(await read(`ProjectMembership?user=User/${user}`)).body.entry[0].resource
    return {
      person,
      browser,
      token,
      user,
      membership: membership.id as string,
      profile: membership.profile.reference as string,
    }
  }
  const api = (path: string, token: string, method = 'POST'): Promise<Answer> =>
    hosted.world.call(`auth/account/${path}`, {
      method,
      token,
      ...(method === 'POST' && { json: path === 'delete' ? { confirm: true } : {} }),
    })

  describe('is exported', () => {
    test('with all that it holds, without secrets, and says who has the record', async () => {
      const { browser, person, profile, token } = await member()
      const file = await press(browser, 'export')
      expect(file.headers.get('content-disposition')).toBe('attachment; filename="account.json"')
      expect(file.headers.get('cache-control')).toBe('no-store')
      const held = JSON.parse(file.text)
      expect(held).toMatchObject({
        account: { resourceType: 'User', email: person.email, hasPassword: true, deletionDueAt: null },
        secondFactors: [],
        passkeys: [],
        memberships: [{ project: { name: 'Riverside Clinic' }, profile }],
      })
      expect(held.signIns.length).toBeGreaterThan(0)
      expect(file.text).not.toMatch(/argon2|secretHash|passwordHash|sealed/)
      const { exportedAt: _at, ...byApi } = must(await api('export', token, 'GET')).body
      expect(Object.keys(byApi)).toEqual(Object.keys(held).filter((name) => name !== 'exportedAt'))
    })

    test('for its owner alone, after a proof of the last ten minutes', async () => {
      const { browser, token } = await member()
      await travel(11 * 60_000)
      expect((await browser.open(PATH)).heading).toBe('Confirm that it is you')
      expect(verdict(await api('export', token, 'GET'))).toBe('403 step_up_required')
      expect((await api('export', 'nobody', 'GET')).status).toBe(401)
      expect((await hosted.browser().open(PATH)).location).toBe('/account')
    })
  })

  describe('is deleted', () => {
    test('after two weeks, with every way to sign in; the record and the audit stay', async () => {
      const { browser, person, token, user, membership, profile } = await member()
      const page = await browser.open(PATH)
      expect(page.text).toContain('<strong>Riverside Clinic</strong> must keep your medical record')
      const asked = await browser.follow(await press(browser, 'delete'))
      expect(asked).toMatchObject({ heading: 'Sign in' })
      expect(asked.text).toContain('Your account will be deleted in 14 days')
      // Every sign-in has ended; the owner can still come back.
      expect((await hosted.world.call('fhir/R4/Patient', { token })).status).toBe(401)
      expect(subjects(person.email).at(-1)).toMatch(/Your account will be deleted/)
      expect(await signsIn(person)).toBe(true)
      await travel(14 * DAY - 60_000)
      expect(await signsIn(person)).toBe(true)
      await travel(120_000)
      expect(await signsIn(person)).toBe(false)
      expect(subjects(person.email).at(-1)).toMatch(/Your account has been deleted/)
      const { body } = must(await read(`User/${user}`))
      expect(body).toMatchObject({ firstName: 'Deleted', lastName: 'account' })
      expect(JSON.stringify(body)).not.toContain(person.email)
      const { rows } = await hosted.world.store.db.query({
        sql: "select content from resource_history where type = 'User' and id = $1",
        params: [user],
      })
      expect(JSON.stringify(rows)).not.toContain(person.email)
      expect((await read(`ProjectMembership/${membership}`)).status).toBe(410)
      const kept = must(await read(profile)).body
      expect(kept.name[0].family).toBe('Hopper')
      const events = must(await read(`AuditEvent?subtype=account.deleted&entity=User/${user}`)).body
      expect(events.entry).toHaveLength(1)
      // Nothing brings it back.
      await hosted.browser().post(`/signin/forgot?${app.query()}`, { email: person.email })
      const again = { email: 'other@example.org' }
      const change = await hosted.world.call(`fhir/R4/User/${user}/$update-email`, {
        json: again,
        token: hosted.clinic.token,
      })
      expect(verdict(change)).toBe('409 inactive')
      expect(subjects(person.email).filter((subject) => /new password/.test(subject))).toEqual([])
    })

    test('not if its owner keeps it, and only by whoever is signed in to it', async () => {
      const { browser, person } = await member()
      await press(browser, 'delete')
      const back = hosted.browser()
      await hosted.signIn(back, app, person)
      expect((await back.open(PATH)).text).toContain('Your account will be deleted on')
      await press(back, 'keep')
      expect((await back.open(PATH)).text).not.toContain('Your account will be deleted on')
      await expect.poll(() => subjects(person.email).at(-1)).toMatch(/We are keeping your account/)
      await travel(15 * DAY)
      expect(await signsIn(person)).toBe(true)
    })

    test('not if a thief asked for it with another address, and the owner undid that', async () => {
      const { browser, person, user } = await member()
      const email = freshEmail()
      const at = '/account/email'
      const change = async (fields: Record<string, string>): Promise<Visit> =>
        browser.post(at, { form: (await browser.open(at)).hidden('form'), ...fields })
      const textTo = async (to: string, subject: RegExp): Promise<string> => {
        await expect.poll(() => subjects(to).some((one) => subject.test(one))).toBe(true)
        return hosted.world.inbox.to(to).findLast((mail) => subject.test(mail.subject))?.text ?? ''
      }
      await change({ do: 'ask', email })
      const code = /\b\d{6}\b/.exec(await textTo(email, /confirms your new/))?.[0] ?? ''
      expect((await change({ do: 'confirm', code })).location).toBe('/account?done=email')
      await press(browser, 'delete')
      const again = hosted.browser()
      await hosted.signIn(again, app, { ...person, email })
      expect((await again.open('/account')).text).toContain('Your account will be deleted on')
      // The owner is told too, at the address that can still undo the change.
      expect(await textTo(person.email, /will be deleted/)).toContain('undo')
      const undo = new URL(/http\S+undoemail\S+/.exec(await textTo(person.email, /was changed/))?.[0] ?? '').pathname
      const owner = hosted.browser()
      const undone = await owner.post(undo, { do: 'undo' })
      await textTo(person.email, /We are keeping your account/)
      const password = 'another quiet garden path'
      await owner.post(undone.location, { password })
      await travel(15 * DAY)
      expect(await signsIn({ email: person.email, password })).toBe(true)
      const events = must(await read(`AuditEvent?subtype=account.deletion_cancelled&entity=User/${user}`)).body
      expect(events.entry).toMatchObject([{ resource: { outcomeDesc: 'email_change_undone' } }])
    })

    test('through the API too, by a recent sign-in', async () => {
      const { person, token } = await member()
      expect((await hosted.world.call('auth/account/delete', { json: {}, token })).status).toBe(400)
      expect(must(await api('delete', token)).body.dueAt).toMatch(/^\d{4}-/)
      expect((await api('keep', token)).status).toBe(401)
      const again = await hosted.signIn(hosted.browser(), app, person)
      const code = new URL(again.location).searchParams.get('code') ?? ''
      const fresh: string = must(await app.redeem(code)).body.access_token
      expect(must(await api('keep', fresh)).body).toEqual({ kept: true })
      expect(must(await api('keep', fresh)).body).toEqual({ kept: false })
      await travel(11 * 60_000)
      expect(verdict(await api('delete', fresh))).toBe('403 step_up_required')
    })

    test('only after the second step, where there is one', async () => {
      const { browser, person } = await member()
      const add = await browser.open('/account/factors/add')
      const secret = (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(add.text)?.[1] ?? '').replaceAll(' ', '')
      const code = (): string => generateSync({ secret, epoch: Math.floor((Date.now() + travelled) / 1000) })
      await browser.post('/account/factors/add', { form: add.hidden('form'), code: code() })
      await travel(11 * 60_000)
      const other = hosted.browser()
      const asked = await hosted.signIn(other, app, person)
      expect(asked.heading).toBe('Enter your code')
      expect((await other.open(PATH)).location).toBe('/account')
      const page = await browser.open(PATH)
      expect(page.heading).toBe('Enter your code')
      const proof = { form: page.hidden('form'), next: PATH, way: 'app', do: 'prove', code: code() }
      expect((await browser.follow(await browser.post('/account/code', proof))).heading).toBe('Your data')
    })

    test('not while nobody else administers a project', async () => {
      const browser = hosted.browser()
      await hosted.signIn(browser, app, ADMINISTRATOR)
      const page = await browser.open(PATH)
      expect(page.text).toContain('You are the only administrator of <strong>Riverside Clinic</strong>')
      expect(page.text).not.toContain('value="delete"')
      const { token } = hosted.clinic
      expect(verdict(await api('delete', token))).toBe('409 sole_administrator')
      expect((await press(browser, 'delete')).location).toBe(PATH)
      expect((await browser.open('/account')).heading).toBe('Your account')
    })

    /** Whether nothing of these accounts is left but their rows. */
    async function areGone(...emails: readonly string[]): Promise<boolean> {
      const { rows } = await hosted.world.store.db.query({
        sql: 'select email from users where email = any($1::text[])',
        params: [emails],
      })
      return rows.length === 0
    }

    test('also by the only administrator of a project that is suspended', async () => {
      const email = freshEmail()
      const texts = { name: 'Hillside Practice', ownerEmail: email, ownerFirstName: 'Mary', ownerLastName: 'Seacole' }
      const parameter = Object.entries(texts).map(([name, valueString]) => ({ name, valueString }))
      const init = { resourceType: 'Parameters', parameter }
      const made = must(await hosted.world.call('fhir/R4/Project/$init', { json: init, token: hosted.clinic.token }))
      await follow(hosted.world, email)
      const token: string = must(await hosted.world.actors.signIn(email, PASSWORD)).body.access_token
      await proveAsIf(hosted.world, token)
      const browser = hosted.browser()
      const form = (await browser.open('/account')).hidden('form')
      await browser.post('/account/sign-in', { form, email, password: PASSWORD })
      expect((await browser.open(PATH)).text).toContain('You are the only administrator of')
      const at = `fhir/R4/Project/${made.body.id}`
      const { body: project } = must(await hosted.world.call(at, { token }))
      const json = { ...project, status: 'suspended' }
      must(await hosted.world.call(at, { method: 'PUT', json, token }))
      expect((await press(browser, 'delete')).location).toBe('/account?done=deletion')
      await travel(15 * DAY)
      expect(await areGone(email)).toBe(true)
    })

    test('though another cannot be, which is tried again later', async () => {
      const [broken, other] = [await member(), await member()]
      for (const { browser } of [broken, other]) expect((await press(browser, 'delete')).location).toMatch(/deletion/)
      const { db } = hosted.world.store
      await db.query({ sql: 'delete from resources where id = $1', params: [broken.membership] })
      await travel(14 * DAY + 60_000)
      expect(await areGone(other.person.email)).toBe(true)
      expect(await areGone(broken.person.email)).toBe(false)
      const { rows } = await db.query({
        sql: `select due_at > asked_at + interval '14 days' as later from account_deletions where user_id = $1`,
        params: [broken.user],
      })
      expect(rows).toEqual([{ later: true }])
      await db.query({ sql: 'delete from account_deletions where user_id = $1', params: [broken.user] })
    })

    test('and an owner’s project goes to another administrator', async () => {
      const [owner, deputy] = [
        await hosted.world.actors.signIn(ADMINISTRATOR.email, ADMINISTRATOR.password),
        await member('Practitioner'),
      ]
      const at = `ProjectMembership/${deputy.membership}`
      const { body: before } = must(await read(at))
      const { body: mine } = must(await hosted.world.call('auth/me', { token: owner.body.access_token }))
      const { body: own } = must(await read(`ProjectMembership/${mine.membership.id}`))
      const json = { ...before, admin: true, adminRole: 'owner', accessPolicy: own.accessPolicy, access: own.access }
      must(await hosted.world.call(`fhir/R4/${at}`, { method: 'PUT', json, token: hosted.clinic.token }))
      must(
        await api(
          'delete',
          (await hosted.world.actors.signIn(ADMINISTRATOR.email, ADMINISTRATOR.password)).body.access_token,
        ),
      )
      // Two who leave at once would leave nobody.
      const again = await hosted.signIn(hosted.browser(), app, deputy.person)
      const code = new URL(again.location).searchParams.get('code') ?? ''
      const fresh: string = must(await app.redeem(code)).body.access_token
      expect(verdict(await api('delete', fresh))).toBe('409 sole_administrator')
      await hosted.world.travel(15 * DAY)
      expect(await signsIn(ADMINISTRATOR)).toBe(false)
      const later = await hosted.signIn(hosted.browser(), app, deputy.person)
      const last = new URL(later.location).searchParams.get('code') ?? ''
      const token: string = must(await app.redeem(last)).body.access_token
      const { body: project } = must(await hosted.world.call(`fhir/R4/Project/${hosted.clinic.project}`, { token }))
      if (project.owner !== undefined) expect(project.owner.reference).toBe(`User/${deputy.user}`)
      const members = must(
        await hosted.world.call(`admin/projects/${hosted.clinic.project}/members?_count=100`, { token }),
      )
      const owners = members.body.members.filter((one: { owner: boolean }) => one.owner)
      expect(owners.map((one: { id: string }) => one.id)).toEqual([deputy.membership])
    })
  })
})
