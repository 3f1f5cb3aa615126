import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keys, run, startTabs, type Tabs } from './tabs.ts'

describe('in Chromium, from another origin', () => {
  let tabs: Tabs
  beforeAll(async () => {
    tabs = await startTabs()
  })
  afterAll(() => tabs.close())

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
})
