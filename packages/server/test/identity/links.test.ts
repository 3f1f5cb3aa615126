import { calmMs, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  begin,
  type Clinic,
  follow,
  freshEmail,
  must,
  PASSWORD,
  redeem,
  refresh,
  register,
  startClinic,
  verdict,
} from './steps.ts'

const OTHER = 'another quiet garden path'
const EMOJI = '🫐🦔🌿🔑🪁🧵🫖🪴🐌🧭🪶🥁🎈🧊🪵'
/** 256 code points, of which half turn the direction of writing. */
const UNSEEN = Array.from({ length: 128 }, (_, at) => `\u202e${String.fromCodePoint(0x2190 + at)}`).join('')

describe.each(storesForWalks())('a mailed link on %s', (store) => {
  let clinic: Clinic
  let world: World
  beforeAll(async () => {
    clinic = await startClinic({ store })
    world = clinic.world
    await clinic.openForPatients()
  })
  afterAll(() => world.close())

  type Link = { readonly id: string; readonly secret: string }
  const set = ({ id, secret }: Link, password = PASSWORD) =>
    world.call('auth/setpassword', { json: { id, secret, password } })
  const verify = ({ id, secret }: Link, password = PASSWORD) =>
    world.call('auth/verifyemail', { json: { id, secret, password } })
  const reset = (email: string, fields: object = {}) => world.call('auth/resetpassword', { json: { email, ...fields } })
  const invited = async (): Promise<{ email: string; link: Link }> => {
    const email = freshEmail()
    must(await clinic.invite({ email }))
    return { email, link: world.inbox.link(email) }
  }
  const resetLink = async (email: string): Promise<Link> => {
    must(await reset(email))
    await expect.poll(() => world.inbox.to(email).at(-1)?.subject).toMatch(/^Choose a new password/)
    return world.inbox.link(email)
  }

  test('is stored as a keyed hash: the store holds no secret of it', async () => {
    const { link } = await invited()
    const { rows } = await world.store.db.query({
      sql: 'select * from one_time_links where id = $1',
      params: [link.id],
    })
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(link.secret)
  })

  test('works once, also when many come at once', async () => {
    const { email, link } = await invited()
    const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => set(link, `${PASSWORD} ${i}`)))
    expect(answers.map(verdict).sort()).toEqual(['200', ...Array.from({ length: 5 }, () => '400 unusable_link')])
    const winner = answers.findIndex(({ status }) => status === 200)
    for (let i = 0; i < 6; i += 1)
      expect((await begin(world.call, { email, password: `${PASSWORD} ${i}` })).answer.status).toBe(
        i === winner ? 200 : 400,
      )
    expect(verdict(await set(link))).toBe('400 unusable_link')
  })

  test('is not used up by looking at it', async () => {
    const { link } = await invited()
    for (const method of ['GET', 'HEAD', 'GET'])
      expect((await world.call(`auth/setpassword/${link.id}/${link.secret}`, { method })).status).toBe(200)
    expect((await set(link)).status).toBe(200)
  })

  test('is not used up by a password that is refused', async () => {
    const { link } = await invited()
    for (const password of ['short', 'a'.repeat(257)])
      expect(verdict(await set(link, password))).toBe('400 unsuitable_password')
    expect((await set(link)).status).toBe(200)
  })

  test('is useless once there is a newer one of its kind', async () => {
    const { email } = await clinic.member()
    const [older, newer] = [await resetLink(email), await resetLink(email)]
    expect(verdict(await set(older, OTHER))).toBe('400 unusable_link')
    expect((await set(newer, OTHER)).status).toBe(200)
  })

  test('is useless once the password was changed in another way', async () => {
    const { email } = await clinic.member()
    const link = await resetLink(email)
    const begun = await begin(world.call, { email })
    const { access_token: token } = (await redeem(world.call, begun)).body
    must(await world.call('auth/changepassword', { json: { oldPassword: PASSWORD, newPassword: OTHER }, token }))
    expect(verdict(await set(link, 'a password of whoever reads the mail'))).toBe('400 unusable_link')
  })

  test.each<[string, number, () => Promise<{ link: Link; use: (link: Link) => ReturnType<typeof set> }>]>([
    ['an invitation, for seven days', 7 * 86_400, async () => ({ link: (await invited()).link, use: set })],
    [
      'a reset, for an hour',
      3_600,
      async () => ({ link: await resetLink((await clinic.member()).email), use: (link) => set(link, OTHER) }),
    ],
    [
      'a confirmation, for a day',
      86_400,
      async () => {
        const { email } = await register(world.call, { projectId: clinic.project })
        return { link: world.inbox.link(email), use: verify }
      },
    ],
  ])('works: %s, and not a moment longer', async (_, seconds, make) => {
    const [early, late] = [await make(), await make()]
    await world.travel((seconds - 5) * 1_000)
    expect((await early.use(early.link)).status).toBe(200)
    await world.travel(5_000)
    expect(verdict(await late.use(late.link))).toBe('400 unusable_link')
    await clinic.adminToken()
  })

  test('of one kind is refused where another belongs, and is not used up by it', async () => {
    const { link } = await invited()
    const { email } = await register(world.call, { projectId: clinic.project })
    const confirmation = world.inbox.link(email)
    expect(verdict(await verify(link))).toBe('400 unusable_link')
    expect(verdict(await set(confirmation, OTHER))).toBe('400 unusable_link')
    expect((await set(link)).status).toBe(200)
    expect((await verify(confirmation)).status).toBe(200)
  })

  test('is refused in every form that is not exactly its own, and stays of use', async () => {
    const [mine, other] = [(await invited()).link, (await invited()).link]
    const { id, secret } = mine
    for (const wrong of [
      { id, secret: other.secret },
      { id: other.id, secret },
      { id, secret: secret.slice(0, -1) },
      { id, secret: `${secret}A` },
      { id, secret: secret.toUpperCase() },
      { id, secret: ` ${secret}` },
      { id: id.toUpperCase(), secret },
      { id: secret, secret: id },
      { id: '00000000-0000-4000-8000-000000000000', secret },
      { id: "' or true --", secret },
    ])
      expect(verdict(await set(wrong)), JSON.stringify(wrong)).toBe('400 unusable_link')
    for (const wrong of [{ id }, { secret }, { id: [id], secret }, { id, secret: { $ne: '' } }, { id: null, secret }])
      expect((await world.call('auth/setpassword', { json: { ...wrong, password: PASSWORD } })).status).toBe(400)
    expect((await set(mine)).status).toBe(200)
  })

  describe('to reset a password', () => {
    test('ends every sign-in of the person, wherever it is, and the e-mail says so', async () => {
      const { email } = await clinic.member()
      const sessions = await Promise.all(
        [1, 2].map(async () => {
          const begun = await begin(world.call, { email, scope: 'openid offline_access' })
          return (await redeem(world.call, begun)).body
        }),
      )
      const pending = await begin(world.call, { email })
      must(await set(await resetLink(email), OTHER))
      for (const { access_token: token, refresh_token: refreshToken } of sessions) {
        expect(verdict(await world.call('auth/me', { token }))).toBe('401 revoked_login')
        expect(verdict(await refresh(world.call, refreshToken))).toBe('400 invalid_grant')
      }
      expect(verdict(await redeem(world.call, pending))).toBe('400 invalid_grant')
      expect(verdict((await begin(world.call, { email })).answer)).toBe('400 wrong_credentials')
      expect((await begin(world.call, { email, password: OTHER })).answer.status).toBe(200)
      expect(world.inbox.to(email).at(-1)?.subject).toMatch(/^Your password was changed/)
    })

    test('leads to this server and is mailed, or is not made', async () => {
      const { email } = await clinic.member()
      const mails = world.inbox.to(email).length
      expect((await reset(email, { redirectUri: 'https://evil.example/' })).status).toBe(400)
      expect((await reset(email, { sendEmail: false })).status).toBe(400)
      expect(world.inbox.to(email)).toHaveLength(mails)
      expect((await resetLink(email)).id).toMatch(/^[0-9a-f-]{36}$/)
      expect(world.inbox.to(email).at(-1)?.text).toContain(`${world.baseUrl}auth/setpassword/`)
    })

    test('is not put out of use by requests that are beyond the limit of e-mails', async () => {
      const limited = await startClinic({ store, env: { DAMSON_THROTTLE_MAILS_PER_RECIPIENT: '3' } })
      const { email } = await limited.member()
      const ask = () => limited.world.call('auth/resetpassword', { json: { email } })
      must(await ask())
      must(await ask())
      await expect.poll(() => limited.world.inbox.to(email)).toHaveLength(3)
      const { id, secret } = limited.world.inbox.link(email)
      for (let i = 0; i < 3; i += 1) expect((await ask()).status).toBe(200)
      expect(limited.world.inbox.to(email)).toHaveLength(3)
      const json = { id, secret, password: OTHER }
      expect((await limited.world.call('auth/setpassword', { json })).status).toBe(200)
      await limited.world.close()
    })
  })

  describe('changing a password', () => {
    const change = (token: string, json: object) => world.call('auth/changepassword', { json, token })

    test('needs the old one, and ends the other sign-ins, not the one that asks', async () => {
      const { email } = await clinic.member()
      const [mine, other] = await Promise.all(
        [1, 2].map(async () => (await redeem(world.call, await begin(world.call, { email }))).body.access_token),
      )
      const pending = await begin(world.call, { email })
      expect(verdict(await change(mine, { oldPassword: OTHER, newPassword: OTHER }))).toBe('400 wrong_password')
      expect(verdict(await change(mine, { oldPassword: PASSWORD, newPassword: 'short' }))).toBe(
        '400 unsuitable_password',
      )
      expect((await change(mine, { oldPassword: PASSWORD, newPassword: OTHER })).status).toBe(200)
      expect((await world.call('auth/me', { token: mine })).status).toBe(200)
      expect(verdict(await world.call('auth/me', { token: other }))).toBe('401 revoked_login')
      expect(verdict(await redeem(world.call, pending))).toBe('400 invalid_grant')
      expect(verdict(await change(mine, { oldPassword: PASSWORD, newPassword: OTHER }))).toBe('400 wrong_password')
      expect((await begin(world.call, { email, password: OTHER })).answer.status).toBe(200)
    })

    test('is for people with a token, and for their own alone', async () => {
      const machine = await world.actors.machine({ ...clinic.admin, project: clinic.project } as never)
      const token = await world.actors.machineToken(machine)
      expect(verdict(await change(token, { oldPassword: PASSWORD, newPassword: OTHER }))).toBe('403 not_a_person')
      expect(
        (await world.call('auth/changepassword', { json: { oldPassword: PASSWORD, newPassword: OTHER } })).status,
      ).toBe(401)
    })

    test('for somebody else is impossible, for an administrator too', async () => {
      const { email, membership } = await clinic.member()
      const json = { email, password: OTHER }
      expect(verdict(await world.call('admin/projects/setpassword', { json, token: clinic.admin.token }))).toBe(
        '403 password_by_admin',
      )
      expect((await world.call('admin/super/setpassword', { json, token: clinic.admin.token })).status).toBe(404)
      const at = `admin/projects/${clinic.project}/members/${membership}/resetpassword`
      const { body, text } = await world.call(at, { json: { password: OTHER }, token: clinic.admin.token })
      expect(body.id).toBe('ok')
      expect(text).not.toMatch(/setpassword/)
      expect((await begin(world.call, { email, password: OTHER })).answer.status).toBe(400)
    })
  })

  test('composed and decomposed letters are one password, 15 emoji are enough, and no rule of composition is', async () => {
    for (const [chosen, typed] of [
      ['caf\u00e9 au lait matin', 'cafe\u0301 au lait matin'],
      [EMOJI, EMOJI],
      ['letterswithoutend', 'letterswithoutend'],
      ['  spaces  at  ends  ', '  spaces  at  ends  '],
      [UNSEEN, UNSEEN],
    ] as const) {
      const email = freshEmail()
      must(await clinic.invite({ email }))
      await follow(world, email, chosen)
      expect((await begin(world.call, { email, password: typed })).answer.status, chosen).toBe(200)
    }
  })

  test.each([
    ['of a million characters', 'a'.repeat(1_000_000)],
    ['of half a million emoji', '🦔'.repeat(240_000)],
  ])('a password %s is refused fast, wherever one is taken', async (_, password) => {
    const { link } = await invited()
    const { email } = await clinic.member()
    for (const ask of [
      () => set(link, password),
      () => begin(world.call, { email, password }).then(({ answer }) => answer),
      () => register(world.call, { projectId: clinic.project, password }).then(({ answer }) => answer),
    ]) {
      const ms = await calmMs(async () => expect([400, 413]).toContain((await ask()).status))
      expect(ms).toBeLessThan(1_000)
    }
  })
})
