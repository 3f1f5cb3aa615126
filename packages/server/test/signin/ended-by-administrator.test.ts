/** The sign-ins of members, as administrators of their project see and end them. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, verdict } from '../identity/steps.ts'
import { actionOf } from '../smart/smart-clinic.ts'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'

const answerIn = (visit: Visit): Record<string, string> => Object.fromEntries(new URL(visit.location).searchParams)

describe.each(storesForWalks())('sign-ins of members on %s', (store) => {
  let hosted: Hosted
  let first: HostedApp
  let second: HostedApp
  let grace: Person
  let at: string
  beforeAll(async () => {
    hosted = await startHosted({ store })
    first = await hosted.app({ defaultScope: ['openid', 'offline_access'] })
    second = await hosted.app({ name: 'Lab Results' })
    grace = await hosted.member('Practitioner')
    at = `members/${await memberOf(grace.email)}/sign-ins`
  })
  afterAll(() => hosted.world.close())

  const admin = (path: string, method = 'GET', token = hosted.clinic.token): Promise<Answer> =>
    hosted.world.call(`admin/projects/${hosted.clinic.project}/${path}`, { method, token })
  /** The account is the server's, and so not shown: the profile has the address too. */
  async function memberOf(email: string): Promise<string> {
    const { body } = must(await admin('members?_count=100'))
    return body.members.find(({ profile }: { profile: { email?: string } }) => profile.email === email).id
  }
  async function signedIn(): Promise<{ browser: CookieBrowser; token: string; refreshToken: string }> {
    const browser = hosted.browser()
    const back = await hosted.signIn(browser, first, grace, { scope: 'openid offline_access' })
    const { body } = must(await first.redeem(answerIn(back).code ?? ''))
    return { browser, token: body.access_token, refreshToken: body.refresh_token }
  }
  const silently = async (browser: CookieBrowser): Promise<Record<string, string>> =>
    answerIn(await browser.open(`/oauth2/authorize?${second.query({ prompt: 'none' })}`))
  const me = (token: string): Promise<Answer> => hosted.world.call('auth/me', { token })

  test('are listed with app, times and browser, without an address', async () => {
    await signedIn()
    const { signIns } = must(await admin(at)).body
    expect(signIns[0]).toEqual({
      id: expect.any(String),
      client: { reference: `ClientApplication/${first.id}`, display: expect.any(String) },
      startedAt: expect.any(String),
      provenAt: expect.any(String),
      lastUsedAt: expect.any(String),
      browser: expect.any(String),
      device: {},
    })
    expect(JSON.stringify(signIns)).not.toContain('127.0.0.1')
    const { body } = must(
      await hosted.world.call(`fhir/R4/AuditEvent?subtype=session.read&_count=1`, { token: hosted.clinic.token }),
    )
    expect(JSON.stringify(body.entry[0])).toContain(`ProjectMembership/${at.split('/')[1]}`)
  })

  test('began when they began, whenever the person proved themselves again', async () => {
    const { browser } = await signedIn()
    type Times = Readonly<Record<'id' | 'startedAt' | 'provenAt' | 'lastUsedAt', string>>
    const listed = async (): Promise<readonly Times[]> => must(await admin(at)).body.signIns
    const before = (await listed()).toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))[0]
    const again = await hosted.signIn(browser, second, grace, { scope: 'openid', prompt: 'login' })
    expect(answerIn(again).code).toBeDefined()
    const after = (await listed()).find(({ id }) => id === before?.id)
    expect(after).toEqual({ ...before, provenAt: expect.any(String) })
    expect(Date.parse(after?.provenAt ?? '')).toBeGreaterThan(Date.parse(before?.provenAt ?? ''))
    expect(Date.parse(after?.lastUsedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(after?.startedAt ?? ''))
  })

  test('go by a password and what else a person has, which is told without the names that they gave', async () => {
    const ways = at.replace('/sign-ins', '/ways-in')
    const sql = (text: string) => hosted.world.store.db.query({ sql: text, params: [grace.email] })
    await sql(`insert into factors (id, user_id, kind, name, sealed_secret, last_step, created_at, confirmed_at)
      select gen_random_uuid(), id, 'totp', 'Phone of Grace', 'x', 0, now(), now() from users where email = $1`)
    const { body, headers } = must(await admin(ways))
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toEqual({
      hasPassword: true,
      isAddressProven: true,
      factors: [{ kind: 'totp', createdAt: expect.any(String) }],
      passkeys: [],
      linked: [],
    })
    await sql(`delete from factors where user_id in (select id from users where email = $1)`)
    const { token, project } = hosted.clinic
    const made = must(
      await hosted.world.call(`admin/projects/${project}/client`, {
        json: { name: 'Exporter', kind: 'server' },
        token,
      }),
    )
    const query = `fhir/R4/ProjectMembership?user=ClientApplication/${made.body.id}`
    const [{ resource }] = must(await hosted.world.call(query, { token })).body.entry
    const answer = await admin(`members/${resource.id}/ways-in`)
    expect([answer.status, answer.body.issue[0].details.text]).toEqual([400, expect.stringContaining('not a person')])
  })

  test('are listed for the whole project, the latest first, each once in pages, with the names of who and of what', async () => {
    const other = await hosted.member('Patient')
    const back = await hosted.signIn(hosted.browser(), second, other, { scope: 'openid' })
    must(await second.redeem(answerIn(back).code ?? ''))
    const { body } = must(await admin('sign-ins'))
    expect(body.signIns[0]).toEqual({
      id: expect.any(String),
      member: expect.any(String),
      profile: { reference: expect.stringMatching(/^Patient\//), display: expect.any(String), email: other.email },
      client: { reference: `ClientApplication/${second.id}`, display: 'Lab Results' },
      startedAt: expect.any(String),
      provenAt: expect.any(String),
      lastUsedAt: expect.any(String),
      browser: expect.any(String),
      device: {},
    })
    // The administrator's own, and nobody else's.
    const listed: readonly { readonly isHere?: boolean; readonly profile: { readonly reference: string } }[] =
      body.signIns
    const here = listed.filter(({ isHere }) => isHere === true).map(({ profile }) => profile.reference)
    expect([new Set(here).size, here.every((one) => one.startsWith('Practitioner/'))]).toEqual([1, true])
    expect(body.signIns.map(({ member }: { member: string }) => member)).toContain(at.split('/')[1])
    expect(body.next).toBeUndefined()
    expect(JSON.stringify(body)).not.toContain('127.0.0.1')
    const ids: string[] = []
    let next: string | undefined = 'sign-ins?_count=1'
    for (let page = 0; next !== undefined; page += 1) {
      expect(page).toBeLessThan(50)
      const { body: one }: Answer = must(await admin(next))
      ids.push(...one.signIns.map(({ id }: { id: string }) => id))
      next = one.next?.split(`/admin/projects/${hosted.clinic.project}/`)[1]
    }
    expect(ids).toEqual(body.signIns.map(({ id }: { id: string }) => id))
    // The patient can see who read the name.
    const told = await hosted.world.call(
      `fhir/R4/AuditEvent?subtype=session.read&patient=${body.signIns[0].profile.reference}&_count=1`,
      { token: hosted.clinic.token },
    )
    expect(must(told).body.entry).toHaveLength(1)
  })

  test.each(['_count=0', '_count=101', '_cursor=x', 'q=x', '_count=1&_count=1'])(
    'are not listed by %s',
    async (query) => {
      expect((await admin(`sign-ins?${query}`)).status).toBe(400)
    },
  )

  test('are listed for administrators of the project alone', async () => {
    const { token } = await signedIn()
    expect(verdict(await admin('sign-ins', 'GET', token))).toMatch(/^403/)
    expect((await admin('sign-ins', 'GET', '')).status).toBe(401)
    const elsewhere = await hosted.world.actors.machine({ ...hosted.clinic } as never)
    expect((await admin('sign-ins', 'GET', await hosted.world.actors.machineToken(elsewhere))).status).toBe(403)
  })

  test('end all at once: tokens, refresh tokens, and what the browser would go on to unasked', async () => {
    const { browser, token, refreshToken } = await signedIn()
    expect(await silently(browser)).toHaveProperty('code')
    must(await admin(at, 'DELETE'))
    expect((await me(token)).status).toBe(401)
    const refreshed = await hosted.world.call('oauth2/token', {
      form: { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: first.id },
    })
    expect(refreshed.body.error).toBe('invalid_grant')
    expect(await silently(browser)).toMatchObject({ error: 'login_required' })
    expect(must(await admin(at)).body.signIns).toEqual([])
    const events = must(
      await hosted.world.call(`fhir/R4/AuditEvent?subtype=login.revoked&_count=50`, { token: hosted.clinic.token }),
    )
    expect(JSON.stringify(events.body)).toContain('by_administrator')
    // Whoever proves anew who they are is signed in, and the browser goes on from there.
    const again = await hosted.signIn(browser, first, grace)
    must(await first.redeem(answerIn(again).code ?? ''))
    expect(await silently(browser)).toHaveProperty('code')
  })

  test('end where the browser was about to choose a role, and what began at the same moment', async () => {
    const both = await hosted.member('Practitioner', 'Patient')
    const memberships = must(await admin('members?_count=100')).body.members.filter(
      ({ profile }: { profile: { email?: string } }) => profile.email === both.email,
    )
    const [, chosen] = memberships.map(({ id }: { id: string }) => id)
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, first, both)
    expect(page.heading).toBe('Which role?')
    must(await admin(`members/${chosen}/sign-ins`, 'DELETE'))
    const late = await browser.follow(await browser.post(actionOf(page), { membership: chosen }))
    expect(late.location).not.toContain('code=')
    // A login that the ending did not see yet, since its transaction was still open.
    const { refreshToken } = await signedIn()
    await hosted.world.store.db.query({
      sql: 'update memberships set signed_out_at = now() where id = $1',
      params: [at.split('/')[1]],
    })
    const refreshed = await hosted.world.call('oauth2/token', {
      form: { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: first.id },
    })
    expect(refreshed.body.error).toBe('invalid_grant')
    expect((await me((await signedIn()).token)).status).toBe(200)
  })

  test('end one by one: the others stay', async () => {
    const [one, other] = [await signedIn(), await signedIn()]
    const { login_id: loginId } = JSON.parse(Buffer.from(one.token.split('.')[1] ?? '', 'base64url').toString()) as {
      login_id: string
    }
    must(await admin(`${at}/${loginId}`, 'DELETE'))
    expect([(await me(one.token)).status, (await me(other.token)).status]).toEqual([401, 200])
    expect(verdict(await admin(`${at}/${loginId}`, 'DELETE'))).toMatch(/^404/)
    expect(verdict(await admin(`${at}/nothing`, 'DELETE'))).toMatch(/^404/)
  })

  test('of another member are not ended by the address of this one', async () => {
    const ada = await hosted.member('Practitioner')
    const browser = hosted.browser()
    const back = await hosted.signIn(browser, first, ada)
    const { body } = must(await first.redeem(answerIn(back).code ?? ''))
    const { login_id: loginId } = JSON.parse(
      Buffer.from(String(body.access_token).split('.')[1] ?? '', 'base64url').toString(),
    ) as { login_id: string }
    expect(verdict(await admin(`${at}/${loginId}`, 'DELETE'))).toMatch(/^404/)
    must(await admin(at, 'DELETE'))
    expect((await me(body.access_token)).status).toBe(200)
    expect(await silently(browser)).toHaveProperty('code')
    expect(verdict(await admin(at, 'DELETE', body.access_token))).toBe('403 needs_admin')
  })
})
