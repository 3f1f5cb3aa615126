import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DamsonClient } from '@damson/sdk'
import { launchChromium } from '@damson/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { complaintsAbout } from '../../client-side/test/ward.ts'
import { isOpen } from '../src/ports.ts'
import { type Demo, openPage, rowOfPorts, signIn, startDemo } from './demo.ts'

describe('npm run demo', () => {
  let demo: Demo
  let browser: Browser
  let began: number
  const folders: string[] = []
  /** Where a demo puts what it writes. */
  const newFolder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'damson-test-'))
    folders.push(made)
    return made
  }
  const folder = newFolder()
  const first = rowOfPorts()
  beforeAll(async () => {
    began = performance.now()
    const started = startDemo(['--first-port', String(first)], { TMPDIR: folder })
    ;[demo, browser] = await Promise.all([started, launchChromium()])
    // A clone that was never compiled is built first, and the machine may do other things too.
  }, 600_000)
  afterAll(async () => {
    await browser.close()
    await demo.stop()
    for (const made of folders) rmSync(made, { recursive: true, force: true })
  })

  test('has three principals at work within a minute, and no console says anything', async () => {
    const { addresses, clinician, owner, output } = demo
    const [app, live, reception] = [await openPage(browser), await openPage(browser), await openPage(browser)]
    await signIn(live.page, addresses.live, owner)
    await signIn(app.page, addresses.browserApp, clinician)
    await app.page.locator('.people a').first().click()
    await app.page.getByLabel('Heart rate').fill('72')
    await app.page.getByRole('button', { name: 'Save' }).click()
    await app.page.getByText('Saved: Heart rate.').waitFor()
    await reception.page.goto(addresses.legacy)
    expect(await reception.page.getByRole('row').count()).toBeGreaterThan(5)

    const columns = [
      ['.person', 'Julian Farrow'],
      ['.server', 'Proxy of the reception'],
      ['.device', 'Laboratory analyzer'],
    ] as const
    for (const [column, name] of columns) await live.page.locator(`.column${column}`).getByText(name).waitFor()
    // A minute where the machine has nothing else to do; longer by as much as others make each process wait.
    const wait = Math.max(1, (loadavg()[0] ?? 1) / availableParallelism())
    expect((performance.now() - began) / 1_000 / wait).toBeLessThan(60)
    await live.page.locator('.act', { hasText: /Julian Farrow\s*created Observation/ }).waitFor()
    await live.page
      .locator('.act', { hasText: /Laboratory analyzer\s*created Observation/ })
      .first()
      .waitFor()
    await app.page.getByRole('button', { name: 'Sign out' }).click()
    await live.page.locator('.column.person').getByText('Julian Farrow').waitFor({ state: 'detached' })
    expect([...app.complaints, ...live.complaints, ...reception.complaints]).toEqual([])
    for (const { page } of [app, live, reception]) await page.context().close()
    expect(output()).toMatch(/nothing behind\.\n\s*$/)
  })

  test('has one project in which the audit tells the person, the server and the device apart', async () => {
    const client = new DamsonClient({ baseUrl: demo.addresses.server })
    const { code = '' } = await client.startLogin(demo.owner)
    await client.processCode(code)
    const names = new Set<string>()
    for (const subtype of ['create', 'search']) {
      const events = await client.searchResources('AuditEvent', { subtype, _count: 200, outcome: '0' })
      for (const { agent } of events) {
        const reference = agent[0]?.who?.reference ?? ''
        names.add(`${subtype} ${reference}`)
      }
    }
    const done = new Set<string>()
    for (const name of names) {
      const [subtype = '', reference = ''] = name.split(' ')
      const principal = await client.readReference({ reference })
      if (principal.resourceType === 'ClientApplication') done.add(`${principal.kind} ${subtype}`)
      else done.add(`${principal.resourceType} ${subtype}`)
    }
    expect([...done].sort()).toEqual([
      'Practitioner create',
      'Practitioner search',
      'device create',
      'device search',
      'server search',
    ])
    await client.signOut()
  })

  test('shows refusals, keeps still when it is told to, and is for administrators alone', async () => {
    const { page } = await openPage(browser)
    await signIn(page, demo.addresses.live, demo.owner)
    await page.locator('.act').first().waitFor()
    const wrong = new DamsonClient({ baseUrl: demo.addresses.server })
    const { email } = demo.clinician
    await wrong.startLogin({ email, password: 'not the right password' }).catch(() => undefined)
    await page.locator('.act.refused', { hasText: 'failed to sign in' }).waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    const before = await page.locator('.acts').textContent()
    await page.waitForTimeout(7_000)
    expect(await page.locator('.acts').textContent()).toBe(before)
    await page.getByRole('button', { name: 'Pause' }).click()
    await expect.poll(() => page.locator('.acts').textContent(), { timeout: 10_000 }).not.toBe(before)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'See who is signed in' }).waitFor()

    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.fill('#email', demo.clinician.email)
    await page.fill('#password', demo.clinician.password)
    await page.click('button:not([type])')
    await page.getByText('The audit is for administrators of the project. Sign in as one.').waitFor()
    await page.context().close()
  })

  test('has a live page that is accessible in light and dark, on a small and a large screen', async () => {
    const { page } = await openPage(browser)
    await page.goto(demo.addresses.live)
    expect(await complaintsAbout(page)).toEqual([])
    await signIn(page, demo.addresses.live, demo.owner)
    await page.locator('.act').first().waitFor()
    expect(await complaintsAbout(page)).toEqual([])
    await page.context().close()
  })

  test('ends on Ctrl-C: nobody listens any more, and nothing is left on the disk', async () => {
    const { page } = await openPage(browser)
    await signIn(page, demo.addresses.live, demo.owner)
    expect(readdirSync(folder)).toHaveLength(1)
    expect(await demo.stop()).toBe(0)
    for (let port = first; port < first + 6; port += 1) expect(await isOpen('127.0.0.1', port), `${port}`).toBe(false)
    expect(readdirSync(folder)).toEqual([])
    await page.getByText(/^Not live: .* Trying again\.$/).waitFor({ timeout: 20_000 })
  })

  test('ends on Ctrl-C while it starts', async () => {
    const [other, folder] = [rowOfPorts(), newFolder()]
    const starting = await startDemo(['--first-port', String(other)], { TMPDIR: folder }, /Writing/)
    expect(await starting.stop()).toBe(0)
    expect(await isOpen('127.0.0.1', other)).toBe(false)
    expect(readdirSync(folder)).toEqual([])
  })

  test('leaves no process behind, even when it is killed and can tell nobody', async () => {
    const other = rowOfPorts()
    const killed = await startDemo(['--first-port', String(other), '--patients', '1'], { TMPDIR: newFolder() })
    await killed.stop('SIGKILL')
    for (let port = other; port < other + 6; port += 1)
      await expect.poll(() => isOpen('127.0.0.1', port), { timeout: 10_000 }).toBe(false)
  })

  test('says which port is busy, and starts nothing', async () => {
    const [other, folder] = [rowOfPorts(), newFolder()]
    const server = createServer().listen(other + 2, '127.0.0.1')
    await expect(startDemo(['--first-port', String(other)], { TMPDIR: folder })).rejects.toThrow(
      `ended with 1: Port ${other + 2} is busy: stop what listens there, or use other ports with \`npm run demo -- --first-port 9000\`.`,
    )
    expect(readdirSync(folder)).toEqual([])
    server.close()
  })
})
