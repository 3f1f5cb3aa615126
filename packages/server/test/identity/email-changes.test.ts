/** Changes of people's addresses: their own, those that administrators ask for, and how the owner of the old one undoes them. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from '../signin/hosted.ts'
import { freshEmail, must, verdict } from './steps.ts'

const PATH = '/account/email'
const DAY = 86_400_000
const NEW_PASSWORD = 'another quiet garden path'

describe.each(storesForWalks())('an address on %s', (store) => {
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
  const mails = (email: string) => hosted.world.inbox.to(email)
  const textTo = async (email: string, subject: RegExp): Promise<string> => {
    await expect.poll(() => mails(email).some((mail) => subject.test(mail.subject))).toBe(true)
    return mails(email).findLast((mail) => subject.test(mail.subject))?.text ?? ''
  }
  const codeTo = async (email: string): Promise<string> =>
    /\b\d{6}\b/.exec(await textTo(email, /confirms your new/))?.[0] ?? ''
  const undoTo = async (email: string): Promise<string> =>
    new URL(/http\S+undoemail\S+/.exec(await textTo(email, /was changed/))?.[0] ?? '').pathname
  const signsIn = async (person: Person): Promise<boolean> =>
    (await hosted.signIn(hosted.browser(), app, person)).location.startsWith('https://diary.example')
  const press = async (browser: CookieBrowser, what: string, fields: Record<string, string> = {}): Promise<Visit> =>
    browser.post(PATH, { form: (await browser.open(PATH)).hidden('form'), do: what, ...fields })

  /** Somebody who has just signed in, in a browser of theirs. */
  async function member(...roles: readonly ('Practitioner' | 'Patient')[]) {
    const person = await hosted.member(...(roles.length === 0 ? (['Practitioner'] as const) : roles))
    const browser = hosted.browser()
    await hosted.signIn(browser, app, person)
    return { person, browser, password: person.password }
  }
  /** The same, with another address. */
  async function moved() {
    const made = await member()
    const email = freshEmail()
    await press(made.browser, 'ask', { email })
    expect((await press(made.browser, 'confirm', { code: await codeTo(email) })).location).toBe('/account?done=email')
    return { ...made, old: made.person.email, email }
  }
  const audited = async (kind: string, user: string): Promise<number> => {
    const { body } = await hosted.world.call(`fhir/R4/AuditEvent?subtype=${kind}&entity=User/${user}&_count=100`, {
      token: hosted.clinic.token,
    })
    return body.entry?.length ?? 0
  }
  const admin = (path: string, json: object, token = hosted.clinic.token): Promise<Answer> =>
    hosted.world.call(`fhir/R4/${path}`, { json, token })
  async function userOf({ email }: Pick<Person, 'email'>): Promise<{ id: string; profile: string }> {
    const { token } = hosted.clinic
    const found = must(await hosted.world.call(`fhir/R4/User?email=${email}`, { token })).body.entry[0].resource
    const at = `fhir/R4/ProjectMembership?user=User/${found.id}`
    const membership = must(await hosted.world.call(at, { token })).body.entry[0].resource
    return { id: found.id, profile: membership.profile.reference }
  }

  describe('that its owner changes', () => {
    test('is theirs with the code that was sent there; both addresses are told', async () => {
      const { browser, person, password } = await member()
      const { id } = await userOf(person)
      const email = freshEmail()
      const page = await browser.open(PATH)
      expect(page).toMatchObject({ status: 200, heading: 'Change your e-mail address' })
      expect(page.text).toContain(person.email)
      const asked = await browser.follow(await press(browser, 'ask', { email: ` ${email.toUpperCase()}` }))
      expect(asked.text).toContain(`We sent a code to <strong>${email}</strong>`)
      expect(asked.text).toMatch(/autocomplete="one-time-code" inputmode="numeric"/)
      expect(await signsIn(person)).toBe(true)
      expect(await signsIn({ email, password })).toBe(false)
      const code = await codeTo(email)
      const arabic = code.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))
      const done = await browser.follow(
        await press(browser, 'confirm', { code: `${arabic.slice(0, 3)} ${arabic.slice(3)}` }),
      )
      expect(done.text).toContain('Your e-mail address is changed')
      expect(done.text).toContain(email)
      expect(await signsIn({ email, password })).toBe(true)
      expect(await signsIn(person)).toBe(false)
      expect(await textTo(person.email, /was changed/)).toContain(email)
      expect(await textTo(email, /was changed/)).toContain(email)
      const { body } = await hosted.world.call(`fhir/R4/User/${id}`, { token: hosted.clinic.token })
      expect(body).toMatchObject({ email, emailVerified: true })
      expect([await audited('email.change_asked', id), await audited('email.changed', id)]).toEqual([1, 1])
    })

    test('needs a proof from the last ten minutes', async () => {
      const { browser, person, password } = await member()
      await travel(11 * 60_000)
      const page = await browser.open(PATH)
      expect(page.heading).toBe('Confirm that it is you')
      expect(page.text).not.toContain('name="email"')
      const form = page.hidden('form')
      const back = await browser.follow(await browser.post('/account/sign-in', { form, password }))
      expect(back.heading).toBe('Change your e-mail address')
      expect(person.email).not.toBe('')
    })

    test.each(['000000', 'x', ''])('does not change by the code %j', async (code) => {
      const { browser, person } = await member()
      const email = freshEmail()
      await press(browser, 'ask', { email })
      if ((await codeTo(email)) === code) return
      expect(await press(browser, 'confirm', { code })).toMatchObject({
        status: 400,
        heading: 'Change your e-mail address',
      })
      expect(await signsIn(person)).toBe(true)
    })

    test('does not change by a code that is late, of another change, or of another person', async () => {
      const one = await member()
      const other = await member()
      const [email, later] = [freshEmail(), freshEmail()]
      await press(one.browser, 'ask', { email })
      const code = await codeTo(email)
      await press(other.browser, 'ask', { email: freshEmail() })
      expect((await press(other.browser, 'confirm', { code })).status).toBe(400)
      await press(one.browser, 'cancel')
      await press(one.browser, 'ask', { email: later })
      const second = await codeTo(later)
      if (second !== code) expect((await press(one.browser, 'confirm', { code })).status).toBe(400)
      await travel(10 * 60_000 + 1_000)
      const again = hosted.browser()
      await hosted.signIn(again, app, one.person)
      const page = await again.open(PATH)
      expect(page.text).not.toContain('name="code"')
      const form = page.hidden('form')
      expect((await again.post(PATH, { form, do: 'confirm', code: second })).status).toBe(400)
      expect(await signsIn(one.person)).toBe(true)
    })

    test('is told as changed in the language of its owner, whatever language a thief chooses', async () => {
      const [{ browser, person }, other] = [await member(), await member()]
      await browser.post('/signin/language', { language: 'es', to: '' })
      expect((await browser.open(PATH)).heading).toBe('Cambiar su dirección de correo')
      await press(browser, 'ask', { email: other.person.email })
      await textTo(other.person.email, /already have an account/)
      await press(browser, 'cancel')
      const email = freshEmail()
      await press(browser, 'ask', { email })
      await press(browser, 'confirm', { code: await codeTo(email) })
      expect(await textTo(person.email, /was changed/)).toContain(email)
      expect(await textTo(email, /was changed/)).toContain(email)
      // So are the warnings of a deletion.
      await browser.post('/account/data', { form: (await browser.open('/account/data')).hidden('form'), do: 'delete' })
      expect(await textTo(person.email, /will be deleted/)).not.toContain('cuenta')
      // And what the undoing of it leads to.
      await browser.post(await undoTo(person.email), { do: 'undo' })
      await textTo(person.email, /is locked/)
      await textTo(person.email, /keeping your account/)
    })

    test('does not change in a sign-in that ends meanwhile', async () => {
      const { browser, person } = await member()
      const email = freshEmail()
      await press(browser, 'ask', { email })
      const code = await codeTo(email)
      const { db } = hosted.world.store
      await db.exec(`create function end_meanwhile() returns trigger language plpgsql as $$
        begin
          update login_roots set revoked_at = now(), revoked_why = 'recovered' where user_id = new.user_id;
          return null;
        end $$;
        create trigger end_meanwhile after update on mailed_codes for each row execute function end_meanwhile()`)
      const refused = await press(browser, 'confirm', { code })
      await db.exec('drop trigger end_meanwhile on mailed_codes; drop function end_meanwhile')
      expect([refused.status, refused.location]).toEqual([303, PATH])
      expect(await signsIn(person)).toBe(true)
    })

    test('does not change by a recovery code', async () => {
      const { browser, person } = await member()
      await browser.open('/account/factors')
      const add = await browser.open('/account/factors/add')
      const secret = (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(add.text)?.[1] ?? '').replaceAll(' ', '')
      const code = generateSync({ secret, epoch: Math.floor((Date.now() + travelled) / 1000) })
      const codes = await browser.post('/account/factors/add', { form: add.hidden('form'), code })
      const recovery = /<li><code>([0-9A-Z-]{29})<\/code>/.exec(codes.text)?.[1] ?? ''
      expect(recovery).not.toBe('')
      await press(browser, 'ask', { email: freshEmail() })
      expect((await press(browser, 'confirm', { code: recovery })).status).toBe(400)
      expect((await userOf(person)).id).not.toBe('')
    })

    test('of another account is asked for alike, and its owner is told', async () => {
      const [{ browser, person }, owner] = [await member(), await member()]
      const page = await browser.follow(await press(browser, 'ask', { email: owner.person.email }))
      expect(page.text).toContain(`We sent a code to <strong>${owner.person.email}</strong>`)
      await textTo(owner.person.email, /already have an account/)
      expect(mails(owner.person.email).filter(({ subject }) => /confirms/.test(subject))).toEqual([])
      expect(await signsIn(person)).toBe(true)
    })

    test.each(['', 'nobody', 'a@b@c', 'ada@example.org\nBcc: eve@example.org'])(
      'is refused if it is none: %j',
      async (email) => {
        const { browser } = await member()
        expect(await press(browser, 'ask', { email })).toMatchObject({
          status: 400,
          title: expect.stringMatching(/^Error: /),
        })
      },
    )

    test('is asked for by no form from elsewhere', async () => {
      const { browser } = await member()
      const form = (await browser.open(PATH)).hidden('form')
      const email = freshEmail()
      const foreign = await browser.post(PATH, { form, do: 'ask', email }, { Origin: 'https://evil.example' })
      expect(foreign.status).toBe(403)
      expect((await browser.post(PATH, { form: 'x', do: 'ask', email })).status).toBe(403)
      expect(mails(email)).toEqual([])
    })
  })

  describe('that was changed by somebody else', () => {
    test('comes back to its owner, who alone opens the frozen account again', async () => {
      const { browser, person, old, email, password } = await moved()
      const other = await moved()
      // What a thief sets up, to stay.
      const add = await browser.open('/account/factors/add')
      const secret = (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(add.text)?.[1] ?? '').replaceAll(' ', '')
      const epoch = Math.floor((Date.now() + travelled) / 1000)
      await browser.post('/account/factors/add', { form: add.hidden('form'), code: generateSync({ secret, epoch }) })
      const undo = await undoTo(old)
      const owner = hosted.browser()
      for (let scan = 0; scan < 3; scan += 1) {
        const page = await owner.open(undo)
        expect(page).toMatchObject({ status: 200, heading: 'Was this not you?' })
        expect(page.text).toContain(email)
      }
      expect((await browser.open('/account')).heading).toBe('Your account')
      const undone = await owner.post(undo, { do: 'undo' })
      expect(undone).toMatchObject({ status: 303, location: expect.stringMatching(/^\/auth\/setpassword\//) })
      // Nobody is signed in, and nobody signs in.
      expect((await browser.open('/account')).heading).toBe('Sign in')
      expect(await signsIn({ email: old, password })).toBe(false)
      expect(await signsIn({ email, password })).toBe(false)
      const silent = await browser.open(`/oauth2/authorize?${app.query({ prompt: 'none' })}`)
      expect(silent.location).toContain('login_required')
      const before = mails(email).length
      await hosted.browser().post(`/signin/forgot?${app.query()}`, { email })
      expect((await textTo(old, /is locked/)).includes('/auth/setpassword/')).toBe(true)
      const set = await owner.follow(await owner.post(undone.location, { password: NEW_PASSWORD }))
      expect(set.heading).toBe('Your password is set')
      expect(mails(email)).toHaveLength(before)
      // The thief's second step is gone with the rest.
      expect(await signsIn({ email: old, password: NEW_PASSWORD })).toBe(true)
      expect(await signsIn({ email: old, password })).toBe(false)
      const { id } = await userOf({ email: old })
      expect(await audited('email.change_undone', id)).toBe(1)
      expect(await signsIn({ email: other.email, password: other.password })).toBe(true)
      expect(person.email).toBe(old)
    })

    test('comes back once, whoever sends the link at once', async () => {
      const { old } = await moved()
      const undo = await undoTo(old)
      const answers = await Promise.all([1, 2].map(() => hosted.browser().post(undo, { do: 'undo' })))
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 404])
      expect((await hosted.browser().open(undo)).status).toBe(404)
    })

    test('comes back after a second change too, and what came later is void', async () => {
      const { browser, old, email, password } = await moved()
      const third = freshEmail()
      await press(browser, 'ask', { email: third })
      await press(browser, 'confirm', { code: await codeTo(third) })
      const [first, second] = [await undoTo(old), await undoTo(email)]
      expect((await hosted.browser().open(second)).status).toBe(200)
      const owner = hosted.browser()
      const set = await owner.post(first, { do: 'undo' })
      expect((await hosted.browser().open(second)).status).toBe(404)
      await owner.post(set.location, { password: NEW_PASSWORD })
      expect(await signsIn({ email: old, password: NEW_PASSWORD })).toBe(true)
      expect(await signsIn({ email: third, password })).toBe(false)
    })

    test('stays as it is after seven days, or with half a link', async () => {
      const { old, email, password } = await moved()
      const undo = await undoTo(old)
      expect((await hosted.browser().open(undo.slice(0, -5))).status).toBe(404)
      expect((await hosted.browser().post(`${undo.slice(0, -43)}${'x'.repeat(43)}`, { do: 'undo' })).status).toBe(404)
      const forged = await hosted.browser().post(undo, { do: 'undo' }, { Origin: 'https://evil.example' })
      expect(forged.status).toBe(403)
      await travel(7 * DAY + 1_000)
      expect((await hosted.browser().post(undo, { do: 'undo' })).status).toBe(404)
      expect(await signsIn({ email, password })).toBe(true)
    })

    test('stays frozen if another account has the address meanwhile', async () => {
      const { old, email, password } = await moved()
      await hosted.invite(old)
      const { id, secret } = hosted.world.inbox.link(old)
      must(await hosted.world.call('auth/setpassword', { json: { id, secret, password: NEW_PASSWORD } }))
      const page = await hosted.browser().follow(await hosted.browser().post(await undoTo(old), { do: 'undo' }))
      expect(page.heading).toBe('Your account is locked')
      expect(await signsIn({ email, password })).toBe(false)
      expect(await signsIn({ email: old, password: NEW_PASSWORD })).toBe(true)
      await hosted.browser().post(`/signin/forgot?${app.query()}`, { email })
      expect(mails(email).filter(({ subject }) => /new password/.test(subject))).toEqual([])
    })
  })

  describe('that an administrator changes', () => {
    test('changes when its owner agrees, with a code sent there; both addresses are told', async () => {
      const { browser, person, password } = await member('Patient')
      const { id, profile } = await userOf(person)
      const email = freshEmail()
      const asked = await admin(`User/${id}/$update-email`, { email, updateProfileTelecom: true })
      expect(asked).toMatchObject({ status: 200, body: { resourceType: 'User', id, email: person.email } })
      expect(await textTo(email, /Confirm your new e-mail address/)).not.toContain(person.email)
      expect(await textTo(person.email, /wants to change/)).toContain(email)
      expect(mails(email).filter(({ text }) => /\b\d{6}\b/.test(text))).toEqual([])
      expect(await signsIn(person)).toBe(true)
      const page = await browser.open(PATH)
      expect(page.text).toContain(`An administrator wants to change your address to <strong>${email}</strong>`)
      await press(browser, 'mail')
      expect((await press(browser, 'confirm', { code: await codeTo(email) })).location).toBe('/account?done=email')
      expect(await signsIn({ email, password })).toBe(true)
      expect((await hosted.browser().open(await undoTo(person.email))).status).toBe(200)
      const { body } = must(await hosted.world.call(`fhir/R4/${profile}`, { token: hosted.clinic.token }))
      expect(body.telecom.filter(({ system }: { system: string }) => system === 'email')).toEqual([
        expect.objectContaining({ value: email }),
      ])
    })

    test('is asked for by Parameters too, and can be declined', async () => {
      const { browser, person } = await member()
      const { id } = await userOf(person)
      const parameter = [{ name: 'email', valueString: freshEmail() }]
      must(await admin(`User/${id}/$update-email`, { resourceType: 'Parameters', parameter }))
      await press(browser, 'cancel')
      expect((await browser.open(PATH)).text).toContain('New e-mail address')
    })

    test('of an invitation that nobody took up gets a new link, and the old one is void', async () => {
      const [wrong, email] = [freshEmail(), freshEmail()]
      await hosted.invite(wrong)
      const stale = new URL(hosted.world.inbox.link(wrong).url).pathname
      const { id } = await userOf({ email: wrong })
      const answer = must(await admin(`User/${id}/$update-email`, { email }))
      expect(answer.body).toMatchObject({ email, emailVerified: false })
      expect((await hosted.browser().open(stale)).status).toBe(404)
      // The old mailbox is told, without the new address: it may be a stranger's.
      expect(await textTo(wrong, /sent to another address/)).not.toContain(email)
      const link = hosted.world.inbox.link(email)
      must(await hosted.world.call('auth/setpassword', { json: { ...link, password: NEW_PASSWORD } }))
      expect(await signsIn({ email, password: NEW_PASSWORD })).toBe(true)
    })

    test.each([
      ['nothing', {}, '400 invalid_email'],
      ['no address', { email: 'x' }, '400 invalid_email'],
      ['an unknown member', { email: 'a@example.org', emial: 'x' }, '400 not_parameters'],
      ['a wrong type', { email: 7 }, '400 not_parameters'],
      ['a list', [], '400 not_parameters'],
      ['an address that it vouches for', { email: 'a@example.org', skipEmailVerification: true }, '400 cannot_skip'],
    ])('is refused with %s', async (_, json, expected) => {
      const { person } = await member()
      const { id } = await userOf(person)
      expect(verdict(await admin(`User/${id}/$update-email`, json))).toBe(expected)
    })

    test('is refused for the same address, one that is taken, a frozen account, and their own', async () => {
      const [{ person }, other, frozen] = [await member(), await member(), await moved()]
      const { id } = await userOf(person)
      expect(verdict(await admin(`User/${id}/$update-email`, { email: person.email }))).toBe('400 same_email')
      expect(verdict(await admin(`User/${id}/$update-email`, { email: other.person.email }))).toBe('409 email_taken')
      await hosted.browser().post(await undoTo(frozen.old), { do: 'undo' })
      const locked = await userOf({ email: frozen.old })
      expect(verdict(await admin(`User/${locked.id}/$update-email`, { email: freshEmail() }))).toBe('409 inactive')
      const own = (await hosted.world.call('auth/me', { token: hosted.clinic.token })).body.user.id
      expect(verdict(await admin(`User/${own}/$update-email`, { email: freshEmail() }))).toBe('403 own_account')
    })
  })

  describe('$rescope', () => {
    test('makes an account the server’s, and a project’s again; its sign-ins end', async () => {
      const { browser, person } = await member()
      const { id } = await userOf(person)
      const at = `User/${id}/$rescope`
      const moved = must(await admin(at, { scope: 'server' }))
      expect(moved.body.project).toBeUndefined()
      expect((await browser.open('/account')).heading).toBe('Sign in')
      expect(await signsIn(person)).toBe(true)
      expect(verdict(await admin(at, { scope: 'server' }))).toBe('409 same_scope')
      const parameter = [
        { name: 'scope', valueCode: 'project' },
        { name: 'project', valueString: hosted.clinic.project },
      ]
      const back = must(await admin(at, { resourceType: 'Parameters', parameter }))
      expect(back.body.project.reference).toBe(`Project/${hosted.clinic.project}`)
      expect(await signsIn(person)).toBe(true)
    })

    test('is for owners of the server’s project: no policy allows it, nor new projects, nor other people’s addresses', async () => {
      const { person } = await member()
      const { id } = await userOf(person)
      must(await admin(`User/${id}/$rescope`, { scope: 'server' }))
      const { project } = hosted.clinic
      const resource = [{ resourceType: 'Practitioner' }, { resourceType: 'ProjectMembership' }]
      const policy = must(await admin('AccessPolicy', { resourceType: 'AccessPolicy', name: 'Some', resource })).body.id
      const email = freshEmail()
      await hosted.invite(email, { admin: true, accessPolicy: { reference: `AccessPolicy/${policy}` } })
      const link = hosted.world.inbox.link(email)
      must(await hosted.world.call('auth/setpassword', { json: { ...link, password: NEW_PASSWORD } }))
      const limited = must(await hosted.world.actors.signIn(email, NEW_PASSWORD, { projectId: project })).body
      const asked = (path: string, json: object) => admin(path, json, limited.access_token)
      const to = { scope: 'project', project }
      const parameter = [{ name: 'name', valueString: 'Mine' }]
      expect(verdict(await asked(`User/${id}/$rescope`, to))).toBe('403 needs_super_admin')
      expect(verdict(await asked('Project/$init', { resourceType: 'Parameters', parameter }))).toBe(
        '403 needs_super_admin',
      )
      expect((await asked(`User/${id}/$update-email`, { email: freshEmail() })).status).toBe(403)
    })

    test.each([
      [{}, '400 invalid_scope'],
      [{ scope: 'global' }, '400 invalid_scope'],
      [{ scope: 'project' }, '400 invalid_scope'],
      [{ scope: 'project', project: '11111111-1111-4111-8111-111111111111' }, '400 unknown_project'],
    ])('refuses %j', async (json, expected) => {
      const { person } = await member()
      const { id } = await userOf(person)
      expect(verdict(await admin(`User/${id}/$rescope`, json))).toBe(expected)
    })

    test('refuses accounts with memberships elsewhere', async () => {
      const shared = await member()
      const { id } = await userOf(shared.person)
      must(await admin(`User/${id}/$rescope`, { scope: 'server' }))
      const other = must(
        await admin('Project/$init', {
          resourceType: 'Parameters',
          parameter: [
            { name: 'name', valueString: 'Elsewhere' },
            { name: 'ownerEmail', valueString: shared.person.email },
          ],
        }),
      )
      const back = { scope: 'project', project: hosted.clinic.project }
      expect(verdict(await admin(`User/${id}/$rescope`, back))).toBe('409 other_projects')
      expect(other.body.id).not.toBe(hosted.clinic.project)
    })
  })
})
