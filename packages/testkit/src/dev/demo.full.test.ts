import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBrowser } from '../identity-providers/index.ts'
import { startWorld, type World } from '../world/world.ts'
import { type Demo, type DemoLocation, describeDemo, findDemo, readDemo } from './demo.ts'
import { type DemoPage, startDemoPage } from './demo-page.ts'
import { type DevelopmentProviders, startDevelopmentProviders } from './providers.ts'

let world: World
let providers: DevelopmentProviders
let page: DemoPage
let location: DemoLocation
let demo: Demo
beforeAll(async () => {
  world = await startWorld({ mail: 'development' })
  providers = await startDevelopmentProviders(0)
  page = await startDemoPage(world.baseUrl, 0)
  location = { baseUrl: world.baseUrl, dataDir: mkdtempSync(join(tmpdir(), 'damson-demo-')), firstPort: 0 }
  demo = await find({ isNew: true })
  page.show(demo.apps)
})
afterAll(async () => {
  await page.stop()
  await providers.stop()
  await world.close()
  rmSync(location.dataDir, { recursive: true, force: true })
})

async function find({ isNew, firstPort = 0 }: { isNew: boolean; firstPort?: number }): Promise<Demo> {
  const found = await findDemo({ ...location, firstPort }, providers, page.redirectUri, isNew)
  if (typeof found === 'string') throw new Error(found)
  return found
}

const nameOf = (key: string): string => demo.apps.find((app) => app.key === key)?.name ?? ''

test('has an app for each provider and one without, and is remembered for its owner alone', () => {
  expect(demo.apps.map(({ key }) => key)).toEqual([...providers.all.keys(), 'own'])
  expect(readDemo(location)).toEqual(demo)
  expect(statSync(join(location.dataDir, 'demo.json')).mode & 0o077).toBe(0)
  const text = describeDemo(demo, page.origin)
  for (const { key } of demo.apps) expect(text).toContain(`${page.origin}/${key}`)
  expect(text).toContain(`${demo.person.email} / ${demo.person.password}`)
})

test('is made once, and lives where its apps look for their providers', async () => {
  expect(await find({ isNew: false })).toEqual(demo)
  expect(await find({ isNew: true })).toEqual(demo)
  await expect(find({ isNew: false, firstPort: 9_000 })).rejects.toThrow('made with `--first-port 0`')
})

test('Ada and Ben of each provider sign in by its link, and Eve does not', async () => {
  for (const [key, provider] of providers.all) {
    for (const person of ['ada', 'ben', 'eve']) {
      const browser = createBrowser()
      const asking = await browser.open(`${page.origin}/${key}`)
      expect(asking.location).toContain(`${world.baseUrl}oauth2/authorize?`)
      const signIn = await browser.open(asking.location)
      const path = /href="([^"]*external\/start[^"]*)"/.exec(signIn.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
      const sent = await browser.open(new URL(path, world.baseUrl).href)
      const back = await browser.open(await provider.signIn(sent.location, person, browser))
      if (person === 'eve') {
        // Google's has no hosted domain, and is refused before the server looks for the person.
        expect([back.status, back.location], key).toEqual([key === 'google' ? 400 : 403, ''])
        continue
      }
      // A first-party app, in development also on a loopback address: the server asks for no consent.
      expect(back.location, `${key} ${person}`).toContain(`${page.redirectUri}?`)
      const shown = await browser.open(back.location)
      expect([shown.status, shown.text], key).toEqual([200, expect.stringContaining(`Signed in with ${nameOf(key)}`)])
      expect(shown.text).toContain(person === 'ada' ? 'Practitioner/' : 'Patient/')
      expect((await browser.open(back.location)).status).toBe(400)
    }
  }
})

test('the person with a password signs in by the link of the app without a provider', async () => {
  const signedIn = await world.actors.signIn(demo.person.email, demo.person.password)
  expect(signedIn.status).toBe(200)
  const browser = createBrowser()
  const signIn = await browser.open((await browser.open(`${page.origin}/own`)).location)
  expect(signIn.text).not.toContain('external/start')
})
