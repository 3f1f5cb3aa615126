/** What a password must not be, on every route that chooses one. */
import { type Answer, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, type Clinic, freshEmail, must, PASSWORD, redeem, register, startClinic, verdict } from './steps.ts'

/** Passwords that nobody called Julius Hibbert may have in the project "Administration", and words of the reason. */
const UNSUITABLE = [
  ['fourteen chars', /at least 15 characters/],
  ['x'.repeat(257), /at most 256 characters/],
  ['PASSWORDpassword', /list of common passwords/],
  ['1qaz2wsx3edc4rfv', /list of common passwords/],
  ['hunter2hunter2hunter2', /over and over/],
  ['!QAZ@WSX#EDC$RFV', /follow each other/],
  ['passwordletmein123', /one after the other/],
  ['Julius Hibbert 1984', /your name, your address/],
  ['hibbert administration', /a name of this place/],
] as const

describe.each(storesForWalks())('a password that is easy to guess, on %s, is refused with the reason', (store) => {
  let clinic: Clinic
  let world: World
  beforeAll(async () => {
    clinic = await startClinic({ store })
    world = clinic.world
    await clinic.openForPatients()
  })
  afterAll(() => world.close())

  const expectUnsuitable = (answer: Answer, why: RegExp, password: string): void => {
    expect(verdict(answer), password).toBe('400 unsuitable_password')
    expect(answer.text, password).toMatch(why)
    expect(answer.text).not.toContain(password)
  }

  test('at registration', async () => {
    const names = { firstName: 'Julius', lastName: 'Hibbert', projectId: clinic.project }
    const email = freshEmail()
    for (const [password, why] of [...UNSUITABLE, [email, /your address/] as const])
      expectUnsuitable((await register(world.call, { ...names, email, password })).answer, why, password)
    expect(verdict((await register(world.call, { ...names, email })).answer)).toBe('200')
  })

  test('by an invitation’s link and a reset’s, which still work then', async () => {
    const email = freshEmail()
    must(await clinic.invite({ email }))
    const use = async (password: string): Promise<Answer> =>
      world.call('auth/setpassword', { json: { ...world.inbox.link(email), password } })
    for (const [password, why] of UNSUITABLE) expectUnsuitable(await use(password), why, password)
    must(await use(PASSWORD))
    must(await world.call('auth/resetpassword', { json: { email } }))
    await expect.poll(() => world.inbox.to(email).at(-1)?.subject).toMatch(/^Choose a new password/)
    for (const [password, why] of UNSUITABLE) expectUnsuitable(await use(password), why, password)
    must(await use('another quiet garden path'))
  })

  test('at a change, whose old password stays', async () => {
    const { email } = await clinic.member()
    const { access_token: token } = (await redeem(world.call, await begin(world.call, { email }))).body
    const change = (newPassword: string, oldPassword = PASSWORD): Promise<Answer> =>
      world.call('auth/changepassword', { json: { oldPassword, newPassword }, token })
    for (const [password, why] of UNSUITABLE) expectUnsuitable(await change(password), why, password)
    // Whether the old one is right is not told by a new one that cannot be.
    expectUnsuitable(
      await change('passwordletmein123', 'a wrong one of mine'),
      /one after the other/,
      'passwordletmein123',
    )
    expect(verdict((await begin(world.call, { email })).answer)).toBe('200')
    expect(verdict(await change('another quiet garden path'))).toBe('200')
  })

  test('by nobody’s link not at all: an unusable one says only that', async () => {
    const json = { id: '00000000-0000-4000-8000-000000000000', secret: 'x'.repeat(43), password: 'passwordpassword' }
    expect(verdict(await world.call('auth/setpassword', { json }))).toBe('400 unusable_link')
  })
})
