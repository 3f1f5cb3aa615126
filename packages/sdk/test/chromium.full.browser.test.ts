import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectedResources } from './flows.ts'
import { isSignedIn, keys, run, startTabs, type Tabs } from './tabs.ts'

describe('in Chromium, from another origin', () => {
  let tabs: Tabs
  beforeAll(async () => {
    tabs = await startTabs()
  })
  afterAll(() => tabs.close())

  test('a clinician signs in, uses every verb and signs out; other things in the storage stay', async () => {
    const page = await tabs.tab(await tabs.context())
    await page.evaluate(`localStorage.setItem('theme', 'dark')`)
    await tabs.signIn(page, await tabs.clinic.member())
    const profile = await run<string>(page, `return 'Practitioner/' + client.getProfile().id`)
    expect(await run(page, `return window.sdk.useResources(client, ${JSON.stringify(randomUUID())})`)).toEqual(
      expectedResources(profile),
    )
    expect(await keys(page)).toMatchObject({ local: ['theme', expect.stringMatching(/^damson\|/)], session: [] })

    await page.reload()
    await tabs.make(page)
    expect(await run(page, `return 'Practitioner/' + (await client.getProfileAsync()).id`)).toBe(profile)
    await run(page, 'return client.signOut()')
    expect(await keys(page)).toMatchObject({ local: ['theme'], session: [] })
    expect(await run(page, `return client.searchResources('Patient')`)).toMatchObject({ code: 'unauthenticated' })
    await page.context().close()
  })

  test('two tabs renew their login once between them, and both go on', async () => {
    const both = await tabs.context()
    const one = await tabs.tab(both)
    await tabs.signIn(one, await tabs.clinic.member())
    const two = await tabs.tab(both)
    expect(await run(two, 'return (await client.getProfileAsync()).resourceType')).toBe('Practitioner')
    await tabs.clinic.world.travel(3_700_000)
    const before = tabs.requested.filter((url) => url.endsWith('oauth2/token')).length

    const search = `return Promise.all([1, 2, 3].map((i) => client.search('Patient', '_count=' + i))).then((found) => found.length)`
    expect(await Promise.all([run(one, search), run(two, search)])).toEqual([3, 3])

    expect(tabs.requested.filter((url) => url.endsWith('oauth2/token')).length - before).toBe(1)
    const tokens = await Promise.all([one, two].map((page) => run(page, 'return client.getAccessToken()')))
    expect(tokens[0]).toBe(tokens[1])

    // Signing out in one signs out in the other, and leaves what is not ours.
    await one.evaluate(`localStorage.setItem('theme', 'dark')`)
    await run(one, 'return client.signOut()')
    await two.waitForFunction('!client.isAuthenticated()')
    expect(await run(two, 'return window.unauthenticated')).toBe(1)
    expect(await keys(two)).toMatchObject({ local: ['theme'] })
    await both.close()
  })

  test('a page of an origin that nobody registered is refused, with an error that says why', async () => {
    const page = await tabs.tab(await tabs.context(), {}, tabs.strange)
    const { email, password } = await tabs.clinic.member()
    expect(await run(page, `return client.startLogin(${JSON.stringify({ email, password })})`)).toMatchObject({
      code: 'network',
      message: expect.stringMatching(/this origin is registered/),
    })
    await page.context().close()
  })

  test.each([
    ['the server', () => tabs.clinic.world.baseUrl],
    ['a project', () => `${tabs.clinic.world.baseUrl}projects/${tabs.clinic.project}/`],
  ])('signs in by the hosted page of %s; the code leaves the address, the start of it the storage', async (_, of) => {
    const { email, password } = await tabs.clinic.member()
    const baseUrl = of()
    const page = await tabs.tab(await tabs.context(), { baseUrl })
    await page.goto(`${tabs.origin}/?ward=7#bed-2`)
    await tabs.make(page, { baseUrl })
    void run(page, 'return client.signInWithRedirect()').catch(() => undefined)
    await page.waitForURL(`${baseUrl}oauth2/authorize?*`)
    await page.fill('#email', email)
    await page.fill('#password', password)
    await page.click('button')
    await page.waitForURL(`${tabs.origin}/?code=*`)
    const url = page.url()
    expect(new URL(url).searchParams.get('iss')).toBe(baseUrl)
    await tabs.make(page, { baseUrl })
    expect(await run(page, `return (await client.signInWithRedirect()).resourceType`)).toBe('Practitioner')
    expect(page.url()).toBe(`${tabs.origin}/`)
    expect(await keys(page)).toMatchObject({ local: [expect.stringMatching(/^damson\|/)], session: [], cookies: '' })

    // Somebody is made to follow a link with the answer to another sign-in.
    await page.goto(url)
    await tabs.make(page, { baseUrl })
    expect(await run(page, 'return client.signInWithRedirect()')).toMatchObject({ code: 'redirect' })
    expect(page.url()).toBe(`${tabs.origin}/`)
    await page.context().close()
  })

  test('offline and back: nobody is signed out, and the token is renewed when the network is there', async () => {
    const page = await tabs.tab(await tabs.context())
    await tabs.signIn(page, await tabs.clinic.member())
    await page.context().setOffline(true)
    for (let i = 0; i < 3; i += 1)
      expect(await run(page, `return client.search('Patient', '_count=1', { cache: 'reload' })`)).toMatchObject({
        code: 'network',
      })
    expect(await isSignedIn(page)).toBe(true)
    await tabs.clinic.world.travel(3_700_000)
    await page.context().setOffline(false)
    expect(await run(page, `return (await client.search('Patient', '_count=1')).resourceType`)).toBe('Bundle')
    expect(await run(page, 'return window.unauthenticated')).toBe(0)
    await page.context().close()
  })

  test('with storage: "memory" nothing of a sign-in is left in the browser', async () => {
    const page = await tabs.tab(await tabs.context(), { storage: 'memory' })
    await tabs.signIn(page, await tabs.clinic.member())
    expect(await run(page, `return (await client.search('Patient')).resourceType`)).toBe('Bundle')
    expect(await keys(page)).toEqual({ local: [], session: [], databases: 0, cookies: '' })
    await page.reload()
    await tabs.make(page, { storage: 'memory' })
    expect(await isSignedIn(page)).toBe(false)
    await page.context().close()
  })

  test('with noPersist on the ClientApplication it is the same, whatever the page asked for', async () => {
    const clientId = await tabs.clinic.app({ allowedOrigin: [tabs.origin], noPersist: true })
    const page = await tabs.tab(await tabs.context(), { clientId, storage: 'localStorage' })
    await tabs.signIn(page, await tabs.clinic.member())
    await tabs.clinic.world.travel(3_700_000)
    expect(await run(page, `return (await client.search('Patient')).resourceType`)).toBe('Bundle')
    expect(await keys(page)).toEqual({ local: [], session: [], databases: 0, cookies: '' })
    await page.reload()
    await tabs.make(page, { clientId, storage: 'localStorage' })
    expect(await isSignedIn(page)).toBe(false)
    await page.context().close()
  })

  test('a page without WebCrypto (http, not localhost) is told to be served otherwise', async () => {
    const of = await tabs.context()
    const page = await of.newPage()
    await page.route('http://app.example.org/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>App</title>' }),
    )
    await page.goto('http://app.example.org/')
    await page.addScriptTag({
      type: 'module',
      content: tabs.script,
    })
    await tabs.make(page)
    expect(await run(page, `return client.startLogin({ email: 'a@example.org', password: 'b' })`)).toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(/WebCrypto.*https/),
    })
    await of.close()
  })

  test('no address that any page asked for had a token, a verifier or a password in it', () => {
    expect(tabs.requested.length).toBeGreaterThan(50)
    expect(tabs.requested.filter((url) => /eyJ|verifier|password|garden|refresh_token/i.test(url))).toEqual([])
  })
})
