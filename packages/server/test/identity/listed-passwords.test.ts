/** Passwords that people have, and that are on the list of common ones: such as one that was imported. */
import { pbkdf2Sync } from 'node:crypto'
import { type Answer, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importUsers } from './importing.ts'
import { begin, type Clinic, freshEmail, must, PASSWORD, redeem, startClinic, verdict } from './steps.ts'

const LISTED = 'passwordpassword'
/** bcrypt of it. */
const HASH = '$2b$04$XPLnUqQisPyN9cn9p9dyTum8pQrSTCbRYglhv5x.0YdN4U07SCWx6'
const OTHER = 'another quiet garden path'
const MONTH_MS = 30 * 86_400_000

describe.each(storesForWalks())('a listed password that somebody has, on %s,', (store) => {
  let clinic: Clinic
  let world: World
  beforeAll(async () => {
    clinic = await startClinic({ store })
    world = clinic.world
  })
  afterAll(() => world.close())

  async function person(): Promise<string> {
    const email = freshEmail()
    const profile = { firstName: 'Julius', lastName: 'Hibbert', resourceType: 'Practitioner' }
    const line = { id: email, email, emailVerified: true, ...profile, passwordHash: HASH }
    const { reports } = await importUsers(world.call, clinic.project, clinic.admin.token, [line])
    expect(reports.map(({ status }) => status)).toEqual(['created'])
    return email
  }
  const signIn = (email: string, password = LISTED) => begin(world.call, { email, password, projectId: clinic.project })
  const mailedTo = (email: string): string =>
    /\b\d{6}\b/.exec(world.inbox.to(email).findLast(({ text }) => /\b\d{6}\b/.test(text))?.text ?? '')?.[0] ?? ''
  /** A token from before the password was on the list: a sign-in gives none any more. */
  const tokenOf = async (email: string): Promise<string> => {
    const begun = await signIn(email)
    const params = [email]
    await world.store.db.query({ sql: 'update users set password_listed_at = null where email = $1', params })
    const again = await world.call(`auth/login/${begun.handle}`)
    return must(await redeem(world.call, { ...begun, code: again.body.code })).body.access_token
  }
  const change = (token: string, oldPassword = LISTED): Promise<Answer> =>
    world.call('auth/changepassword', { json: { oldPassword, newPassword: OTHER }, token })
  const notices = (email: string) =>
    world.inbox.to(email).filter(({ subject }) => subject.startsWith('Your password is easy to guess'))

  test('is told to its owner once a month, with a link to choose another one', async () => {
    const email = await person()
    for (let times = 0; times < 2; times += 1) expect((await signIn(email)).answer.status).toBe(200)
    expect(notices(email)).toHaveLength(1)
    await world.travel(MONTH_MS + 1_000)
    await clinic.adminToken()
    expect((await signIn(email)).answer.status).toBe(200)
    await expect.poll(() => notices(email)).toHaveLength(2)
    must(await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: OTHER } }))
    expect(verdict((await signIn(email)).answer)).toBe('400 wrong_credentials')
    expect((await signIn(email, OTHER)).answer.status).toBe(200)
    const { rows } = await world.store.db.query({
      sql: `select count(*)::int as told from audit_events where kind = 'password.listed'`,
      params: [],
    })
    expect(rows[0]?.['told']).toBe(2)
  })

  test('is changed by nobody who knows it alone, only with the mailed link', async () => {
    const email = await person()
    const token = await tokenOf(email)
    expect(verdict(await change(token))).toBe('400 listed_password')
    expect(verdict(await change(token, 'a wrong one of mine'))).toBe('400 wrong_password')
    expect((await signIn(email)).answer.status, 'it is still the password').toBe(200)
    must(await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: OTHER } }))
    expect(verdict(await world.call('auth/me', { token }))).toBe('401 revoked_login')
  })

  test('is changed by a person who proved a second factor, too', async () => {
    const email = await person()
    const token = await tokenOf(email)
    await world.store.db.query({
      sql: `update login_roots set factors = factors || 'totp'::text
        where user_id = (select id from users where email = $1)`,
      params: [email],
    })
    expect(verdict(await change(token))).toBe('200')
  })

  test('is also one of fewer than eight characters, on no list', async () => {
    const [email, password] = [freshEmail(), 'q7#xW!z']
    const hash = pbkdf2Sync(password, 'a text', 1_000, 32, 'sha256').toString('hex')
    const passwordHash = { algorithm: 'pbkdf2', digest: 'SHA-256', iterations: 1_000, hash, hashEncoding: 'hex' }
    const name = { firstName: 'Julius', lastName: 'Hibbert', resourceType: 'Practitioner' }
    const line = {
      id: email,
      email,
      emailVerified: true,
      ...name,
      passwordHash: { ...passwordHash, salt: 'a text', saltEncoding: 'utf8' },
    }
    const { reports } = await importUsers(world.call, clinic.project, clinic.admin.token, [line])
    expect(reports.map(({ status }) => status)).toEqual(['created'])
    const begun = await signIn(email, password)
    expect(begun.answer.body).toMatchObject({ mfaRequired: true, mfaMethods: ['email'] })
    const answer = { login: begun.handle, token: mailedTo(email) }
    expect(verdict(await world.call('auth/mfa/verify', { json: answer }))).toBe('400 password_change_required')
  })

  test('is told to nobody whose password is another one, or was typed wrong', async () => {
    const [email, { email: usual }] = [await person(), await clinic.member()]
    expect(verdict((await signIn(email, `${LISTED}1`)).answer)).toBe('400 wrong_credentials')
    expect(verdict((await signIn(usual)).answer)).toBe('400 wrong_credentials')
    expect((await signIn(usual, PASSWORD)).answer.status).toBe(200)
    expect([...notices(email), ...notices(usual)]).toEqual([])
  })

  test('gives no code: a code by e-mail comes first, and then another password, which only a page takes', async () => {
    const email = await person()
    const begun = await signIn(email)
    expect(begun.answer.body).toMatchObject({ mfaRequired: true, mfaMethods: ['email'] })
    expect(begun.answer.body.code).toBeUndefined()
    const answer = { login: begun.handle, token: mailedTo(email) }
    expect(verdict(await world.call('auth/mfa/verify', { json: answer }))).toBe('400 password_change_required')
    expect(verdict(await world.call(`auth/login/${begun.handle}`))).toBe('400 password_change_required')
  })
})
