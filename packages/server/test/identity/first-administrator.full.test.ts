import { type Node, startWorld, storesUnderTest, type World, type WorldOptions } from '@damson/testkit'
import { generateSync } from 'otplib'
import { afterEach, describe, expect, test } from 'vitest'
import { type CookieBrowser, createCookieBrowser, type Visit } from '../signin/cookie-browser.ts'
import { begin, PASSWORD, register, verdict } from './steps.ts'

const GRACE = {
  first: 'Grace',
  last: 'Hopper',
  email: ' Grace@Clinic.Example ',
  password: 'a harbour in the morning fog',
}
const PROJECT = { do: 'project', name: 'Harbour Clinic', app: 'http://localhost:5173/' }

describe.each(storesUnderTest())('the set-up link on %s', (store) => {
  let world: World
  afterEach(() => world.close())

  /** A world on an empty store, and the path of its link. */
  async function start(options: WorldOptions = {}): Promise<string> {
    world = await startWorld({ store, development: false, ...options })
    const made = world.app.firstAdministrator
    return made.made === 'with_link' ? new URL(made.url).pathname : ''
  }
  const open = ({ baseUrl }: Node = world): CookieBrowser => createCookieBrowser(baseUrl, world.baseUrl)
  const codeOn = ({ text }: Visit): string => {
    const secret = /<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(text)?.[1]?.replaceAll(' ', '') ?? ''
    return generateSync({ secret, epoch: Math.floor(Date.now() / 1000) })
  }
  const rows = async (sql: string): Promise<readonly Record<string, unknown>[]> =>
    (await world.store.db.query({ sql, params: [] })).rows
  const projects = (): ReturnType<typeof rows> =>
    rows(`select content::json->>'name' as name from resources where type = 'Project' and not deleted order by 1`)
  /** Sends the answer of a step of the guide. */
  const answer = async (browser: CookieBrowser, fields: Record<string, string>): Promise<Visit> =>
    browser.post('/set-up', { form: (await browser.open('/set-up')).hidden('form'), ...fields })
  /** A browser up to the project. */
  const withFactor = async (path: string): Promise<CookieBrowser> => {
    const browser = open()
    const page = await browser.follow(await browser.post(path, GRACE))
    await browser.post('/set-up', { form: page.hidden('form'), do: 'factor', code: codeOn(page) })
    return browser
  }

  test('leads through name, address, password, second factor and project to what to do next', async () => {
    const path = await start()
    const browser = open()
    expect((await browser.open(path)).heading).toBe('Create your administrator account')
    const factor = await browser.follow(await browser.post(path, GRACE))
    expect(factor.heading).toBe('Protect your account')
    const wrong = await browser.post('/set-up', { form: factor.hidden('form'), do: 'factor', code: '000000' })
    expect([wrong.status, wrong.heading]).toEqual([400, 'Protect your account'])
    const codes = await browser.post('/set-up', { form: wrong.hidden('form'), do: 'factor', code: codeOn(wrong) })
    expect([codes.status, codes.heading]).toEqual([200, 'Save your recovery codes'])
    expect(codes.text).toContain('class="button" href="/set-up"')
    expect((await browser.open('/set-up')).heading).toBe('Create your first project')
    const ready = await browser.follow(await answer(browser, PROJECT))
    expect(ready.heading).toBe('Your server is ready')
    expect(ready.text).toContain('grace@clinic.example')
    const [, clientId = ''] = /clientId: &#39;([0-9a-f-]{36})&#39;/.exec(ready.text) ?? []
    expect(await projects()).toEqual([{ name: 'Administration' }, { name: 'Harbour Clinic' }])
    const [client] = await rows(`select content from resources where id = '${clientId}'`)
    expect(JSON.parse(String(client?.['content']))).toMatchObject({
      redirectUris: ['http://localhost:5173/'],
      allowedOrigin: ['http://localhost:5173'],
    })
    expect(await rows('select email, email_proven_at is not null as proven, mfa_required from users')).toEqual([
      { email: 'grace@clinic.example', proven: true, mfa_required: true },
    ])
    const names = await rows(`select content::json->'name'->0->>'family' as family from resources
      where type = 'Practitioner'`)
    expect(names).toEqual([{ family: 'Hopper' }, { family: 'Hopper' }])
    // In this browser, the console opens with the new project: nobody is asked to choose.
    expect(
      await rows(`select roles.client_id::text as client, roles.issuer, projects.name from chosen_roles roles
        join memberships members on members.id = roles.membership_id
        join (select id, content::json->>'name' as name from resources where type = 'Project') projects
          on projects.id::text = members.project::text`),
    ).toEqual([{ client: '00000000-0000-4000-8000-64616d736f6e', issuer: '', name: 'Harbour Clinic' }])
    // Nothing is unfinished, and the page of what to do next stays.
    expect((await browser.open('/account')).text).not.toContain('href="/set-up"')
    expect((await browser.open('/set-up')).heading).toBe('Your server is ready')
  })

  test('works once, of many that send it at once too; to everyone else it is a page with a way on', async () => {
    const path = await start()
    const browsers = Array.from({ length: 5 }, () => open())
    const sent = await Promise.all(browsers.map((browser, at) => browser.post(path, { ...GRACE, first: `G${at}` })))
    expect(sent.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 404, 404, 404, 404])
    const winner = sent.findIndex(({ status }) => status === 303)
    // Opened again where it was used, the guide goes on.
    expect((await browsers[winner]?.open(path))?.location).toBe('/set-up')
    const stranger = open()
    const late = await stranger.open(path)
    expect([late.status, late.heading]).toEqual([404, 'This set-up link does not work'])
    expect(late.text).toContain('href="/account"')
    expect((await stranger.open('/set-up')).location).toBe('/account')
    const [secret, id] = path.split('/').reverse()
    // A guessed one looks like a used one, but for its own address in the switch of languages.
    const shown = async (word: string): Promise<string> =>
      (await stranger.open(`/set-up/${id}/${word}`)).text.replace(/name="to" value="[^"]*"/, '')
    expect(await shown('A'.repeat(43))).toBe(await shown(secret ?? ''))
  })

  test('is for its own page alone, under the server’s own address, from our own form', async () => {
    const path = await start()
    const [secret, id] = path.split('/').reverse()
    expect(verdict(await world.call('auth/setpassword', { json: { id, secret, password: PASSWORD } }))).toBe(
      '400 unusable_link',
    )
    const browser = open()
    expect((await browser.open(`/auth/setpassword/${id}/${secret}`)).status).toBe(404)
    const [project] = await rows('select id::text as id from projects')
    expect((await browser.open(`/projects/${String(project?.['id'])}${path}`)).status).toBe(404)
    expect((await browser.post(`/projects/${String(project?.['id'])}${path}`, GRACE)).status).toBe(404)
    expect((await browser.post(path, GRACE, { Origin: 'https://evil.example' })).status).toBe(403)
    // "This was not me" is of other links.
    expect((await browser.post(`/auth/notme/${id}/${secret}`, {})).status).toBe(404)
    expect((await browser.open(path)).status).toBe(200)
  })

  test('says what is wrong with an answer, and keeps the others', async () => {
    const path = await start({ development: true })
    const { email } = await register(world.call, { projectId: 'new' })
    const browser = open()
    for (const [fields, fault, said] of [
      [{ first: ' ' }, 'first', 'Enter your first name.'],
      [{ last: 'x'.repeat(61) }, 'last', 'Enter your last name.'],
      [{ email: 'grace' }, 'email', 'address'],
      [{ password: '' }, 'password', 'Enter your password.'],
      [{ password: 'grace hopper' }, 'password', ''],
      [{ email }, 'email', 'Another account on this server already has this address.'],
    ] as const) {
      const refused = await browser.post(path, { ...GRACE, ...fields })
      expect([refused.status, refused.text]).toEqual([400, expect.stringContaining(`id="${fault}-fault" role="alert"`)])
      expect(refused.text).toContain(said)
      if (fault !== 'first') expect(refused.text).toContain('value="Grace"')
    }
    expect((await browser.post(path, GRACE)).status).toBe(303)
  })

  test('once used, it leaves an account that goes on after any interruption, and needs a factor everywhere', async () => {
    const path = await start()
    await open().post(path, GRACE)
    // The browser is lost. The password alone opens no app.
    const email = 'grace@clinic.example'
    const { answer: begun } = await begin(world.call, { email, password: GRACE.password })
    expect(begun.body).not.toHaveProperty('code')
    const browser = open()
    const asked = await browser.open('/account')
    const fields = { form: asked.hidden('form'), email, password: GRACE.password }
    const overview = await browser.follow(await browser.post('/account/sign-in', fields))
    expect(overview.text).toContain('href="/set-up"')
    expect((await browser.open('/set-up')).heading).toBe('Protect your account')
  })

  test('leaves nothing half made where a step fails', async () => {
    await start()
    let broken = 'users.put-password'
    const node = await world.restarted({
      faulty: (db) => ({
        ...db,
        engine: db.engine,
        query: db.query.bind(db),
        tx: (work, options) =>
          db.tx(
            (tx) =>
              work({
                ...tx,
                store: tx.store,
                query: (query) => (query.name === broken ? Promise.reject(new Error('killed')) : tx.query(query)),
                exec: tx.exec.bind(tx),
                ...(tx.defer !== undefined && { defer: tx.defer.bind(tx) }),
              }),
            options,
          ),
        exec: db.exec.bind(db),
        listen: db.listen.bind(db),
        close: db.close.bind(db),
      }),
    })
    const lost = open(node)
    const made = node.app.firstAdministrator
    const path = made.made === 'with_link' ? new URL(made.url).pathname : ''
    expect((await lost.post(path, GRACE)).status).toBe(500)
    expect(await rows('select email, password_hash, mfa_required from users')).toEqual([
      { email: null, password_hash: null, mfa_required: false },
    ])
    broken = 'registration.note-first-client'
    const browser = await withFactor(path)
    const step = await browser.open('/set-up')
    for (const [name, value] of browser.cookies) lost.cookies.set(name, value)
    expect((await lost.post('/set-up', { form: step.hidden('form'), ...PROJECT })).status).toBe(500)
    expect(await projects()).toEqual([{ name: 'Administration' }])
    expect((await browser.follow(await answer(browser, PROJECT))).heading).toBe('Your server is ready')
    await node.close()
  })

  test('keeps what was typed of the project while its person proves themselves again', async () => {
    const path = await start()
    const browser = open()
    const factor = await browser.follow(await browser.post(path, GRACE))
    const secret = /<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(factor.text)?.[1]?.replaceAll(' ', '') ?? ''
    const begun = Date.now()
    const codeAfter = (seconds: number): string => generateSync({ secret, epoch: Math.floor(begun / 1000) + seconds })
    await browser.post('/set-up', { form: factor.hidden('form'), do: 'factor', code: codeAfter(0) })
    const step = await browser.open('/set-up')
    await world.travel(660_000)
    const typed = { ...PROJECT, name: 'Harbour & "Clinic"', app: 'http://app.example' }
    const asked = await browser.post('/set-up', { form: step.hidden('form'), ...typed })
    expect([asked.status, asked.text.includes('Harbour')]).toEqual([200, false])
    const proof = { form: asked.hidden('form'), next: '/set-up', way: 'app', do: 'prove' }
    const proven = await browser.post('/account/code', { ...proof, code: codeAfter(660) })
    expect([proven.status, proven.location]).toEqual([303, '/set-up'])
    const again = await browser.follow(proven)
    expect(again.heading).toBe('Create your first project')
    expect(again.text).toContain('value="Harbour &amp; &quot;Clinic&quot;"')
    expect(again.text).toContain('value="http://app.example"')
    // Only its person reads it, in this browser alone, and nowhere is it in the clear.
    expect(JSON.stringify([...browser.cookies])).not.toContain('Harbour')
    const other = open()
    await other.open('/account')
    for (const [name, value] of browser.cookies) if (name.includes('typed')) other.cookies.set(name, value)
    expect((await other.follow(await other.open('/set-up'))).text).not.toContain('Harbour')
    const ready = await browser.follow(
      await browser.post('/set-up', { form: again.hidden('form'), ...typed, app: PROJECT.app }),
    )
    expect(ready.heading).toBe('Your server is ready')
    expect([...browser.cookies.keys()].filter((name) => name.includes('typed'))).toEqual([])
  })

  test('keeps what was typed of the project when its person asks for more time', async () => {
    const browser = await withFactor(await start())
    const step = await browser.open('/set-up')
    const more = await browser.post('/set-up', { form: step.hidden('form'), ...PROJECT, stay: '1' })
    expect((await browser.follow(more)).text).toContain('value="Harbour Clinic"')
  })

  test('makes one project, of many forms that are sent at once too', async () => {
    const browser = await withFactor(await start())
    const wrong = await answer(browser, { ...PROJECT, app: 'http://app.example/' })
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('id="app-fault" role="alert"')])
    expect(wrong.text).toContain('value="Harbour Clinic"')
    const form = wrong.hidden('form')
    const sent = await Promise.all(
      [1, 2, 3, 4].map((n) => browser.post('/set-up', { ...PROJECT, form, name: `P${n}` })),
    )
    expect(sent.map(({ status }) => status)).toEqual([303, 303, 303, 303])
    expect(await projects()).toHaveLength(2)
  })

  test('gives the account of an earlier release, which had a placeholder for an address, to its person', async () => {
    const path = await start()
    await rows(`update users set email = 'administrator@localhost', email_proven_at = now()`)
    expect((await open().post(path, GRACE)).status).toBe(303)
    expect(await rows('select email from users')).toEqual([{ email: 'grace@clinic.example' }])
    const user = await rows(`select content::json->>'email' as email from resources where type = 'User'`)
    expect(user).toEqual([{ email: 'grace@clinic.example' }])
  })

  test('has no guide for anybody else', async () => {
    await start({ development: true })
    const { email } = await register(world.call, { projectId: 'new' })
    const browser = open()
    const asked = await browser.open('/account')
    const fields = { form: asked.hidden('form'), email, password: PASSWORD }
    const signedIn = await browser.follow(await browser.post('/account/sign-in', fields))
    expect(signedIn.heading).toBe('Your account')
    expect((await browser.open('/set-up')).status).toBe(404)
    expect((await browser.post('/set-up', { form: signedIn.hidden('form'), ...PROJECT })).status).toBe(404)
  })
})
