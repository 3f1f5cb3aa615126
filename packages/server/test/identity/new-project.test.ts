/** The page on which somebody makes a project and its administrator, on a server in development. */
import { startWorld, storesUnderTest, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CookieBrowser, createCookieBrowser, type Visit } from '../signin/cookie-browser.ts'
import { begin, freshEmail, must } from './steps.ts'

const PASSWORD = 'a harbour in the morning fog'
const PATH = '/dev/new-project'

describe.each(storesUnderTest())('the page for new projects, on %s', (store) => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
  })
  afterAll(() => world.close())

  const open = (): CookieBrowser => createCookieBrowser(world.baseUrl, world.baseUrl)
  const rows = async (sql: string, ...params: readonly unknown[]): Promise<readonly Record<string, unknown>[]> =>
    (await world.store.db.query({ sql, params: [...params] })).rows
  const counts = (): Promise<readonly object[]> =>
    rows(`select (select count(*) from users)::int as users, (select count(*) from projects)::int as projects,
      (select count(*) from login_roots)::int as roots, (select count(*) from resources)::int as resources`)
  const valid = (fields: Record<string, string> = {}): Record<string, string> => ({
    name: 'Harbour Clinic',
    app: 'http://localhost:5173/',
    first: 'Grace',
    last: 'Hopper',
    email: freshEmail(),
    password: PASSWORD,
    ...fields,
  })
  const send = (fields: Record<string, string>, browser = open()): Promise<Visit> => browser.post(PATH, fields)

  test('makes a project, an administrator and a sign-in, and leads to the first lines of an app', async () => {
    const browser = open()
    const fields = valid({ name: 'Harbour <b>', email: ' Grace@Clinic.Example ' })
    expect((await browser.open('/')).text).toContain(`href="${PATH}"`)
    const sent = await send(fields, browser)
    expect([sent.status, sent.text]).toEqual([303, expect.not.stringContaining('Grace')])
    const ready = await browser.follow(sent)
    expect([ready.status, ready.heading]).toEqual([200, 'Your project is ready'])
    const id = /client=([0-9a-f-]{36})$/.exec(sent.location)?.[1] ?? ''
    expect(ready.text).toContain(id)
    expect(ready.text).toContain('Harbour &lt;b&gt;')
    expect((await browser.open('/account')).heading).toBe('Your account')
    const [client] = await rows('select project::text as project from clients where id = $1', id)
    const { answer } = await begin(world.call, { email: 'grace@clinic.example', password: PASSWORD })
    expect(must(answer).body.code).toBeDefined()
    const [member] = await rows(
      'select m.admin, m.active from memberships m where m.project = $1 and user_type = $2',
      client?.['project'],
      'User',
    )
    expect(member).toEqual({ admin: true, active: true })
    const kinds = await rows(
      `select distinct kind from audit_events where kind in ('user.registered', 'project.created')
        and (project = $1 or kind = 'user.registered') order by 1`,
      client?.['project'],
    )
    expect(kinds.map(({ kind }) => kind)).toEqual(['project.created', 'user.registered'])
    // Nobody else is told which app it is.
    const other = open()
    await other.follow(await send(valid(), other))
    expect((await other.open(`${PATH}/ready?client=${id}`)).status).toBe(404)
    expect((await other.open(`${PATH}/ready?client=x`)).status).toBe(404)
    expect((await open().open(`${PATH}/ready?client=${id}`)).location).toBe('/account')
  })

  test.each<[string, Record<string, string>, string]>([
    ['no name', { name: ' ' }, 'name'],
    ['a long name', { name: 'x'.repeat(200) }, 'name'],
    ['no address of an app', { app: 'somewhere' }, 'app'],
    ['an address that no browser may be sent to', { app: 'javascript:alert(1)' }, 'app'],
    ['no first name', { first: '' }, 'first'],
    ['a last name with a control character', { last: 'a\u0000b' }, 'last'],
    ['no e-mail address', { email: 'grace' }, 'email'],
    ['a short password', { password: 'short' }, 'password'],
    ['a common password', { password: 'passwordpassword' }, 'password'],
    ['a password that is the name of the person', { password: 'grace hopper grace' }, 'password'],
  ])('refuses %s at its field, and makes nothing', async (_what, fields, field) => {
    const before = await counts()
    const visit = await send(valid(fields))
    expect([visit.status, visit.title.startsWith('Error')]).toEqual([400, true])
    expect(visit.text).toMatch(new RegExp(`<input id="${field}"[^>]*aria-invalid="true"`))
    expect(visit.text).not.toContain(fields['password'] ?? PASSWORD)
    expect(await counts()).toEqual(before)
  })

  test('makes one project of two forms with one address, and nothing of the other', async () => {
    const email = freshEmail()
    const [before] = await counts()
    const visits = await Promise.all([1, 2].map(() => send(valid({ email }))))
    expect(visits.map(({ status }) => String(status)).toSorted()).toEqual(['303', '400'])
    expect(visits.find(({ status }) => status === 400)?.text).toContain('already has an account')
    const [after] = await counts()
    const made = ['users', 'projects', 'roots'].map(
      (what) => Number((after as Record<string, unknown>)[what]) - Number((before as Record<string, unknown>)[what]),
    )
    expect(made).toEqual([1, 1, 1])
    expect((await send(valid({ email: email.toUpperCase() }))).status).toBe(400)
  })

  test('takes no form of another site, and is at the address of no project', async () => {
    const before = await counts()
    const foreign = await open().post(PATH, valid(), { Origin: 'https://evil.example' })
    expect(foreign.status).toBe(403)
    expect(await counts()).toEqual(before)
    const [project] = await rows('select id::text as id from projects limit 1')
    expect((await open().open(`/projects/${String(project?.['id'])}${PATH}`)).status).toBe(404)
    const there = await open().post(`/projects/${String(project?.['id'])}${PATH}`, valid())
    expect(there.status).toBe(404)
  })

  test('does not exist in production, and nothing leads to it', async () => {
    const production = await startWorld({ store, development: false })
    const browser = createCookieBrowser(production.baseUrl, production.baseUrl)
    for (const path of [PATH, `${PATH}/ready`]) expect((await browser.open(path)).status, path).toBe(404)
    expect((await browser.post(PATH, valid())).status).toBe(404)
    for (const path of ['/', '/account']) expect((await browser.open(path)).text, path).not.toContain(PATH)
    const routes = production.app.routes.map(({ url }) => url)
    expect(routes.filter((url) => url.includes('new-project'))).toEqual([])
    await production.close()
  })
})
