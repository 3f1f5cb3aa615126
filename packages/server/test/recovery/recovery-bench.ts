import { type Answer, type Owner, startWorld, type World, type WorldOptions } from '@damson/testkit'
import { generateSync } from 'otplib'
import { begin, freshEmail, must, PASSWORD, redeem } from '../identity/steps.ts'
import { type CookieBrowser, createCookieBrowser, type Visit } from '../signin/cookie-browser.ts'

/** A member with an authenticator app, and their recovery codes. */
export interface Patient {
  readonly email: string
  readonly userId: string
  readonly membership: string
  readonly secret: string
  readonly codes: readonly string[]
  readonly token: string
  /** Of a sign-in from before the factor was set up. */
  readonly refreshToken: string
}

/** Who administers the project of the bench. */
export type Role = 'owner' | 'second' | 'third' | 'identity' | 'helpDesk'

export const DAY = 24 * 60 * 60_000
export const CHECKED = 'Video call, compared with the passport on file.'

/** A project with administrators, whose members lose their phones. */
export interface RecoveryBench {
  readonly world: World
  readonly owner: Owner
  readonly people: Readonly<Record<Role, { readonly email: string; readonly membership: string }>>
  code(secret: string): string
  travel(ms: number): Promise<void>
  browser(): CookieBrowser
  invite(fields?: object): Promise<{ readonly email: string; readonly userId: string; readonly membership: string }>
  patient(fields?: object): Promise<Patient>
  /** A token of a sign-in from just now. */
  token(role: Role): Promise<string>
  admin(role: Role, method: string, path: string, json?: unknown): Promise<Answer>
  /** The path of the newest link mailed to an address, once there is one that is not the given one. */
  linkTo(email: string, kind?: 'start' | 'stop', unlike?: string): Promise<string>
  subjects(email: string): string
  /** Asks for a link on the page, and opens it: the browser of a recovery that has begun. */
  begun(email: string, browser?: CookieBrowser): Promise<CookieBrowser>
  /** The recovery of a member, as administrators see it. */
  seen(membership: string, role?: Role): Promise<{ readonly id: string; readonly [name: string]: unknown } | undefined>
  confirm(role: Role, membership: string, browser: CookieBrowser, fields?: object): Promise<Answer>
  /** Enters the password and the first code of a new app. */
  complete(browser: CookieBrowser): Promise<{ readonly visit: Visit; readonly secret: string }>
  /** Whether the password and a code of this secret still sign in. */
  signsIn(email: string, secret: string): Promise<boolean>
  count(table: string): Promise<number>
}

export async function startRecoveryBench(options: WorldOptions): Promise<RecoveryBench> {
  const world = await startWorld(options)
  const owner = await world.actors.owner()
  let travelled = 0
  const { project } = owner
  const code = (secret: string): string => generateSync({ secret, epoch: Math.floor((Date.now() + travelled) / 1000) })
  const tokenOf = async (email: string, password: string): Promise<string> =>
    must(await world.actors.signIn(email, password, { projectId: project })).body.access_token
  const fresh = (role: Role): Promise<string> =>
    role === 'owner' ? tokenOf(owner.email, owner.password) : tokenOf(bench.people[role].email, PASSWORD)

  const invite: RecoveryBench['invite'] = async (fields = {}) => {
    const email = freshEmail()
    const token = await tokenOf(owner.email, owner.password)
    const json = { resourceType: 'Practitioner', firstName: 'Ada', lastName: 'Byron', email, ...fields }
    const { body } = must(await world.call(`admin/projects/${project}/invite`, { json, token }))
    must(await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: PASSWORD } }))
    return { email, userId: body.user.reference.split('/')[1], membership: body.id }
  }

  const bench: RecoveryBench & { people: Record<Role, { email: string; membership: string }> } = {
    world,
    owner,
    people: {} as Record<Role, { email: string; membership: string }>,
    code,
    async travel(ms) {
      travelled += ms
      await world.travel(ms)
    },
    browser: () => createCookieBrowser(world.baseUrl, world.baseUrl),
    invite,
    async patient(fields = {}) {
      const person = await invite(fields)
      const scope = 'openid offline_access'
      const signedIn = must(await world.actors.signIn(person.email, PASSWORD, { projectId: project, scope })).body
      const token: string = signedIn.access_token
      const status = must(await world.call('auth/mfa/status', { token }))
      const secret = new URL(status.body.enrollUri).searchParams.get('secret') ?? ''
      must(await world.call('auth/mfa/enroll', { json: { method: 'totp', token: code(secret) }, token }))
      await bench.travel(30_000)
      const made = must(await world.call('auth/mfa/recovery-codes', { json: { token: code(secret) }, token }))
      await bench.travel(30_000)
      return { ...person, secret, token, refreshToken: signedIn.refresh_token, codes: made.body.recoveryCodes }
    },
    token: fresh,
    admin: async (role, method, path, json) =>
      world.call(`admin/projects/${project}/${path}`, { method, json, token: await fresh(role) }),
    async linkTo(email, kind = 'start', unlike) {
      const pattern = new RegExp(`https?://\\S+(/signin/recovery/${kind}/[^/\\s]+/[A-Za-z0-9_-]+)`)
      // E-mails are not awaited by the requests that send them.
      for (let tries = 0; tries < 1_000; tries += 1) {
        const links = world.inbox.to(email).map(({ text }) => pattern.exec(text)?.[1])
        const found = links.findLast((one) => one !== undefined)
        if (found !== undefined && found !== unlike) return found
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      throw new Error(`no link to ${kind} was mailed to ${email}`)
    },
    subjects: (email) =>
      world.inbox
        .to(email)
        .map(({ subject }) => subject)
        .join('\n'),
    async begun(email, browser = bench.browser()) {
      const earlier = world.inbox.to(email).some(({ text }) => text.includes('/signin/recovery/start/'))
        ? await bench.linkTo(email)
        : undefined
      await browser.post('/signin/recover', { email })
      const sent = await browser.post(await bench.linkTo(email, 'start', earlier), {})
      if (sent.location !== '/signin/recovery') throw new Error(`the link did not work: ${sent.status} ${sent.heading}`)
      return browser
    },
    async seen(membership, role = 'owner') {
      const { body } = must(await bench.admin(role, 'GET', 'recoveries'))
      return body.recoveries.find(
        (one: { member: { reference: string } }) => one.member.reference === `ProjectMembership/${membership}`,
      )
    },
    async confirm(role, membership, browser, fields = {}) {
      const { id } = (await bench.seen(membership)) ?? { id: 'none' }
      const number = numberOn(await browser.open('/signin/recovery'))
      return bench.admin(role, 'POST', `recoveries/${id}/confirm`, { number, identityCheck: CHECKED, ...fields })
    },
    async complete(browser) {
      const asked = await browser.post('/signin/recovery', { do: 'password', password: PASSWORD })
      const secret = secretOn(asked)
      if (secret === '') return { visit: asked, secret }
      const fields = { do: 'complete', proof: asked.hidden('proof'), code: code(secret) }
      return { visit: await browser.post('/signin/recovery', fields), secret }
    },
    async signsIn(email, secret) {
      await bench.travel(30_000)
      const begun = await begin(world.call, { email, projectId: project })
      const answer =
        begun.answer.body.mfaRequired === true
          ? await world.call('auth/mfa/verify', { json: { login: begun.handle, token: code(secret) } })
          : begun.answer
      if (answer.body.code === undefined) return false
      return (await redeem(world.call, { code: answer.body.code, verifier: begun.verifier })).status === 200
    },
    async count(table) {
      const { rows } = await world.store.db.query({ sql: `select count(*)::integer as n from ${table}`, params: [] })
      return Number(rows[0]?.['n'])
    },
  }
  const { body: me } = must(await world.call('auth/me', { token: owner.token }))
  bench.people.owner = { email: owner.email, membership: me.membership.id }
  const policy = me.membership.accessPolicy ?? undefined
  bench.people.second = await invite({ admin: true, adminRole: 'owner', accessPolicy: policy })
  bench.people.third = await invite({ admin: true, adminRole: 'owner', accessPolicy: policy })
  bench.people.identity = await invite({ adminRole: 'identity-administrator' })
  bench.people.helpDesk = await invite({ adminRole: 'help-desk' })
  return bench
}

export const numberOn = ({ text }: Visit): string =>
  (/<bdi dir="ltr">(\d{3} \d{3})<\/bdi>/.exec(text)?.[1] ?? '').replace(' ', '')

export const secretOn = ({ text }: Visit): string =>
  (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(text)?.[1] ?? '').replaceAll(' ', '')

export const codesOn = ({ text }: Visit): readonly string[] =>
  [...text.matchAll(/<li><code>([0-9A-Z-]{29})<\/code><\/li>/g)].map(([, one = '']) => one)
