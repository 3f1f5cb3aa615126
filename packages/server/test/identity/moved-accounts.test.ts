/** `User/$rescope` of accounts that leave a project: it keeps no way in, and the person does. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from '../signin/hosted.ts'
import { BCRYPT, importUsers, OLD_PASSWORD } from './importing.ts'
import { freshEmail, must, verdict } from './steps.ts'

const NEW_PASSWORD = 'another quiet garden path'
const UNDONE_AFTER_MS = 8 * 86_400_000
const THIRD_PASSWORD = 'a third quiet garden path'

/** As whoever has an account could add them: a passkey, an app for codes, recovery codes, an account of a provider. */
const WAYS_IN = [
  `insert into passkeys (id, user_id, credential_id, public_key, counter, transports, backup_eligible, backed_up, aaguid, name,
    created_at) values (gen_random_uuid(), $1::uuid, gen_random_uuid()::text, 'x', 0, '{}', false, false, $2::uuid, '', now())`,
  `insert into factors (id, user_id, kind, name, created_at, confirmed_at)
    select gen_random_uuid(), $1::uuid, 'totp', '', now(), now() where $2::uuid is not null`,
  `insert into recovery_keys (user_id, sealed_key, made_at) select $1::uuid, 'x', now() where $2::uuid is not null`,
  `insert into recovery_codes (user_id, code_hash) select $1::uuid, 'x' where $2::uuid is not null`,
  `insert into identities (id, project, issuer, subject, user_id, provider_key, how, linked_at)
    values (gen_random_uuid(), $2::uuid, 'https://idp.example', gen_random_uuid()::text, $1::uuid, 'x', 'imported', now())`,
]

describe.each(storesForWalks())('an account that leaves a project on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app({ name: 'Our Portal' })
  })
  afterAll(() => hosted.world.close())

  /** Imports somebody with a password that the importer knows. */
  async function imported(fields: object = {}): Promise<{ readonly id: string; readonly email: string }> {
    const { project, token } = hosted.clinic
    const email = freshEmail()
    const name = { firstName: 'Julius', lastName: 'Hibbert', resourceType: 'Practitioner' }
    const line = { id: email, email, emailVerified: true, ...name, passwordHash: BCRYPT, ...fields }
    const { reports } = await importUsers(hosted.world.call, project, token, [line])
    return { id: reports[0]?.user?.slice('User/'.length) ?? '', email }
  }
  const move = (id: string, to: object = { scope: 'server' }): Promise<Answer> =>
    hosted.world.call(`fhir/R4/User/${id}/$rescope`, { json: to, token: hosted.clinic.token })
  const mails = (email: string) => hosted.world.inbox.to(email)
  const textTo = async (email: string, subject: RegExp): Promise<string> => {
    await expect.poll(() => mails(email).some((mail) => subject.test(mail.subject))).toBe(true)
    return mails(email).findLast((mail) => subject.test(mail.subject))?.text ?? ''
  }
  const signsIn = async (person: Person): Promise<boolean> =>
    (await hosted.signIn(hosted.browser(), app, person)).location.startsWith('https://diary.example')
  const press = async (browser: CookieBrowser, what: string, fields: Record<string, string>): Promise<Visit> =>
    browser.post('/account/email', { form: (await browser.open('/account/email')).hidden('form'), do: what, ...fields })
  /** Chooses a password with the link of an e-mail. */
  async function choosePassword(email: string, password: string): Promise<void> {
    const { project } = hosted.clinic
    const earlier = mails(email).length
    must(await hosted.world.call('auth/resetpassword', { json: { email, projectId: project } }))
    await expect.poll(() => mails(email).length).toBeGreaterThan(earlier)
    must(await hosted.world.call('auth/setpassword', { json: { ...hosted.world.inbox.link(email), password } }))
  }
  /** Changes the password as whoever knows it can. */
  async function changePassword(email: string, oldPassword: string, newPassword: string): Promise<void> {
    const signedIn = await hosted.world.actors.signIn(email, oldPassword, { projectId: hosted.clinic.project })
    const token = must(signedIn).body.access_token
    must(await hosted.world.call('auth/changepassword', { json: { oldPassword, newPassword }, token }))
  }
  /** The person takes another address, with the code that is sent there. */
  async function changeAddress(email: string, password: string): Promise<string> {
    const browser = hosted.browser()
    await hosted.signIn(browser, app, { email, password })
    const theirs = freshEmail()
    await press(browser, 'ask', { email: theirs })
    const code = /\b\d{6}\b/.exec(await textTo(theirs, /confirms your new/))?.[0] ?? ''
    expect((await press(browser, 'confirm', { code })).location).toBe('/account?done=email')
    return theirs
  }
  const run = (sql: string, ...params: readonly string[]) => hosted.world.store.db.query({ sql, params: [...params] })

  /** How many passkeys, factors, recovery codes and links an account has. */
  async function counts(id: string): Promise<readonly number[]> {
    const from = (table: string) => run(`select count(*)::int as n from ${table} where user_id = $1::uuid`, id)
    const found = await Promise.all(['passkeys', 'factors', 'recovery_codes', 'identities'].map(from))
    return found.map(({ rows }) => Number(rows[0]?.['n']))
  }

  test('takes no word of a project for an address: its person confirms it first', async () => {
    const { id, email } = await imported()
    expect(await signsIn({ email, password: OLD_PASSWORD })).toBe(true)
    expect(verdict(await move(id))).toBe('409 email_vouched')
    // A password that is chosen without the mailbox confirms nothing.
    await changePassword(email, OLD_PASSWORD, NEW_PASSWORD)
    expect(verdict(await move(id))).toBe('409 email_vouched')
    await choosePassword(email, THIRD_PASSWORD)
    expect((await move(id)).status).toBe(200)
    expect(await signsIn({ email, password: THIRD_PASSWORD })).toBe(true)
  })

  test('keeps a password that its person chose with a link, and changed since', async () => {
    const { id, email } = await imported()
    await choosePassword(email, NEW_PASSWORD)
    await changePassword(email, NEW_PASSWORD, THIRD_PASSWORD)
    must(await move(id))
    expect(await signsIn({ email, password: THIRD_PASSWORD })).toBe(true)
    expect(mails(email).filter(({ subject }) => /no longer works/.test(subject))).toEqual([])
  })

  test.each([
    ['that the importer brought', () => Promise.resolve(OLD_PASSWORD)],
    [
      'that the importer changed',
      async (email: string) => {
        await changePassword(email, OLD_PASSWORD, NEW_PASSWORD)
        return NEW_PASSWORD
      },
    ],
    [
      'that was chosen with a link to an earlier address',
      async (email: string) => {
        await choosePassword(email, NEW_PASSWORD)
        return NEW_PASSWORD
      },
    ],
    [
      'that came by an invitation to an earlier address',
      async (email: string) => {
        await choosePassword(email, NEW_PASSWORD)
        await run('delete from imported_people where user_id = (select id from users where email = $1)', email)
        return NEW_PASSWORD
      },
    ],
  ])('loses a password %s, and its person chooses another', async (_, passwordOf) => {
    const { id, email } = await imported()
    const password = await passwordOf(email)
    const theirs = await changeAddress(email, password)
    expect(await signsIn({ email: theirs, password })).toBe(true)
    await hosted.travel(UNDONE_AFTER_MS)
    must(await move(id))
    expect(await signsIn({ email: theirs, password })).toBe(false)
    const told = await textTo(theirs, /no longer works/)
    expect(told).toMatch(/An administrator has just moved your account/)
    expect(told).toMatch(/http\S+signin\/forgot/)
    await choosePassword(theirs, THIRD_PASSWORD)
    expect(await signsIn({ email: theirs, password: THIRD_PASSWORD })).toBe(true)
  })

  test('stays while whoever had its address can get it back, and goes back to none afterwards', async () => {
    const { id, email } = await imported()
    await changeAddress(email, OLD_PASSWORD)
    const undo = new URL(/http\S+undoemail\S+/.exec(await textTo(email, /was changed/))?.[0] ?? '').pathname
    expect(verdict(await move(id))).toBe('409 new_address')
    expect((await hosted.browser().open(undo)).status).toBe(200)
    await hosted.travel(UNDONE_AFTER_MS)
    must(await move(id))
    expect((await hosted.browser().post(undo, { do: 'undo' })).status).toBe(404)
    expect((await run('select active from users where id = $1::uuid', id)).rows).toEqual([{ active: true }])
  })

  test.each([
    ['without any', { email: undefined, emailVerified: undefined, passwordHash: undefined }],
    ['that nobody says is confirmed', { emailVerified: false, passwordHash: undefined }],
  ])('is refused without a confirmed address: its person could not sign in any more (%s)', async (_, fields) => {
    const identities = [{ issuer: 'https://idp.example/', sub: freshEmail() }]
    const { id } = await imported({ ...fields, identities })
    expect(verdict(await move(id))).toBe('409 no_confirmed_address')
    expect((await run('select how from identities where user_id = $1::uuid', id)).rows).toHaveLength(1)
  })

  test('leaves once its person has confirmed a first address: nobody could get an earlier one back', async () => {
    const { id, email } = await imported()
    const confirmed = (oldEmail: string) =>
      run(
        `insert into email_changes (id, user_id, old_email, new_email, created_at, expires_at, confirmed_at, undo_until)
          values (gen_random_uuid(), $1::uuid, nullif($2, ''), $3, now(), now(), now(), now() + interval '9 years')`,
        id,
        oldEmail,
        email,
      )
    await run('update users set email_proven_at = null, email_vouched = false where id = $1::uuid', id)
    expect(verdict(await move(id))).toBe('409 no_confirmed_address')
    await run('update users set email_proven_at = now() where id = $1::uuid', id)
    await confirmed(email)
    expect(verdict(await move(id))).toBe('409 new_address')
    await run('delete from email_changes where user_id = $1::uuid', id)
    await confirmed('')
    must(await move(id))
  })

  test('leaves the project no way into the account', async () => {
    const { id, email } = await imported()
    const { project } = hosted.clinic
    await choosePassword(email, NEW_PASSWORD)
    for (const sql of WAYS_IN) await run(sql, id, project)
    expect(await counts(id)).toEqual([1, 1, 1, 1])
    must(await move(id))
    expect(await counts(id)).toEqual([0, 0, 0, 0])
    expect(await signsIn({ email, password: NEW_PASSWORD })).toBe(true)
    // What ended is in the audit of the project, and in the person's mailbox.
    const { rows } = await run(
      `select kind, event::jsonb->>'reason' as reason from audit_events where project = $1::uuid and entity = $2
        and kind in ('factor.removed', 'identity.unlinked') order by kind, reason`,
      project,
      `User/${id}`,
    )
    expect(rows).toEqual([
      { kind: 'factor.removed', reason: 'passkey' },
      { kind: 'factor.removed', reason: 'totp' },
      { kind: 'identity.unlinked', reason: 'rescoped' },
    ])
    for (const subject of [/A passkey was removed/, /A second step was removed/])
      expect(await textTo(email, subject)).toContain('account')
  })

  test('leaves none each time, for a project may open what belongs to it', async () => {
    const { id, email } = await imported()
    const { project } = hosted.clinic
    await choosePassword(email, NEW_PASSWORD)
    must(await move(id))
    for (const sql of WAYS_IN) await run(sql, id, project)
    must(await move(id, { scope: 'project', project }))
    expect(await counts(id)).toEqual([1, 1, 1, 1])
    must(await move(id))
    expect(await counts(id)).toEqual([0, 0, 0, 0])
  })
})
