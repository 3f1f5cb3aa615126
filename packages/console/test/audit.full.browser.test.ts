/** The audit, the traces and the sign-ins in a browser: their states, in each language, as axe and a keyboard find them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { launchChromium, type Owner, startWorld, type World } from '@damson/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPage } from '../../server/test/signin/chromium.ts'
import { complaintsOfAxe } from '../../server/test/signin/page-checks.ts'
import { LAYOUT } from './layout.ts'
import { expectNamed, watchRequests } from './requests-named.ts'

/** Set to a folder to look at every picture. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
const TAGS = ['en', 'es', 'ar'] as const
const TIMELINE = /AuditEvent\/\$timeline/
const WIDTHS = [1_440, 768, 320]

interface Dates {
  /** Under the bars. */
  readonly named: readonly string[]
  /** Of the first and the last bar that is whole in its frame, as they are read out. */
  readonly shown: readonly string[]
}
const DATES = `(() => {
  const frame = document.querySelector('.timeline .drawn').getBoundingClientRect()
  const whole = [...document.querySelectorAll('.timeline .bar')].filter((bar) => {
    const { left, right } = bar.getBoundingClientRect()
    return left > frame.left - 1.5 && right < frame.right + 1.5
  })
  return {
    named: [...document.querySelectorAll('.timeline .axis span')].map((one) => one.innerText),
    shown: [whole[0], whole.at(-1)].map((bar) => bar.getAttribute('aria-label').replace(/[\u2068\u2069]|:.*/g, '')),
  }
})()`

describe('the audit, the traces and the sign-ins', () => {
  let browser: Browser
  let world: World
  let owner: Owner
  let patient: string
  let machine: string
  beforeAll(async () => {
    browser = await launchChromium()
    world = await startWorld({ console: 'built' })
    owner = await world.actors.owner()
    const json = { resourceType: 'Patient', name: [{ given: ['<i>Jane</i>'], family: 'Smith' }] }
    patient = (await world.call('fhir/R4/Patient', { json, token: owner.token })).body.id
    const accessPolicy = await world.actors.policy(owner, [{ resourceType: 'Patient' }])
    const nightly = await world.actors.machine(owner, { accessPolicy, extra: { name: 'Nightly export' } })
    machine = nightly.id
    const token = await world.actors.machineToken(nightly)
    await world.call(`fhir/R4/Patient/${patient}`, { token })
    await world.call('fhir/R4/Observation', { token })
  }, 300_000)
  afterAll(expectNamed)
  afterAll(async () => {
    await browser.close()
    await world.close()
  })

  async function open(view: string, tag: string = 'en'): Promise<Page> {
    const { page } = await openPage(browser, {
      locale: tag,
      viewport: { width: 1_280, height: 900 },
      reducedMotion: 'reduce',
      bypassCSP: true,
      acceptDownloads: true,
    })
    watchRequests(page)
    await page.goto(`${world.baseUrl}projects/${owner.project}/console/${view}`)
    await page.waitForSelector('#email:focus', { timeout: 30_000 })
    await page.fill('#email', owner.email)
    await page.keyboard.press('Enter')
    await page.waitForSelector('#password:focus', { timeout: 30_000 })
    await page.fill('#password', owner.password)
    await page.keyboard.press('Enter')
    await page.waitForSelector('main h1', { timeout: 30_000 })
    return page
  }
  const picture = async (page: Page, name: string): Promise<void> => {
    if (SCREENSHOTS !== undefined) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true })
  }
  const shown = (page: Page): Promise<string> => page.locator('main').innerText()

  test.each(TAGS)('are read by everybody, in %s, from 320 pixels to wide', async (tag) => {
    const page = await open('audit', tag)
    const found: unknown[] = []
    for (const view of ['audit', 'traces', 'sessions']) {
      if (view !== 'audit') await page.click(`nav a[href$="/${view}"]`)
      await page.waitForSelector(view === 'traces' ? 'main .card.empty' : 'main tbody tr')
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 })
        await picture(page, `${view}-${tag}-${width}`)
        const wrong = [...(await complaintsOfAxe(page)), ...(await page.evaluate<string[]>(LAYOUT))]
        if (wrong.length > 0) found.push([view, width, ...wrong])
      }
      await page.setViewportSize({ width: 1_280, height: 900 })
    }
    expect(found).toEqual([])
    await page.context().close()
  })

  test('who saw a patient and what somebody did are one press each, and stand in the address', async () => {
    const page = await open(`audit?patient=Patient/${patient}`)
    await page.waitForSelector('main tbody tr')
    // A name is text, whatever it is.
    expect(await shown(page)).toContain('<i>Jane</i> Smith')
    expect(await shown(page)).toContain('Nightly export')
    await page.click('main tbody a:has-text("Nightly export")')
    await page.waitForURL(/person=ClientApplication/)
    await expect.poll(() => shown(page)).toContain('refused')
    expect(new URL(page.url()).searchParams.get('patient')).toBeNull()
    // At its beginning: a long name is cut off.
    await page.click('main tbody a:has-text("Jane") >> nth=0', { position: { x: 4, y: 8 } })
    await page.waitForURL(/patient=Patient/)
    await page.keyboard.press('Tab')
    await page.locator('main tbody a').first().focus()
    const first = await page.evaluate('document.activeElement.getAttribute("href")')
    await page.keyboard.press('ArrowDown')
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).not.toBe(first)
    await page.keyboard.press('Enter')
    await page.waitForURL(/audit\/[0-9a-f-]{36}/)
    await page.waitForSelector('main dl')
    // By its name, with the code for those who ask the API; the resource is folded.
    expect(await page.locator('main h1').innerText()).toMatch(/^[A-Z][^.]+$/)
    expect(await page.locator('main .lead code').innerText()).toMatch(/^fhir\.[a-z]+$/)
    expect(await page.locator('main details pre').isVisible()).toBe(false)
    await page.click('main details summary')
    expect(await page.locator('main details pre').innerText()).toContain('"AuditEvent"')
    expect(await complaintsOfAxe(page)).toEqual([])
    await picture(page, 'audit-event')
    await page.context().close()
  })

  test('draws how much happened when, and shows what is in a bar that is pressed or chosen by keyboard', async () => {
    const page = await open(`audit?person=ClientApplication/${machine}`)
    const bars = page.getByRole('listbox', { name: 'Events by day' })
    await bars.getByRole('option').first().waitFor()
    expect(await bars.getByRole('option').count()).toBe(31)
    // In words, for those who see no bars: a read, a refused search, and the token for both.
    const today = bars.getByRole('option').last()
    expect(await today.getAttribute('aria-label')).toMatch(/: \d+ allowed, 1 refused$/)
    expect(await page.locator('.timeline .sum').innerText()).toMatch(/\d+ allowed\s+1 refused\s+Most: /)
    await today.click()
    await page.waitForURL(/from=\d{4}-\d\d-\d\d&until=/)
    const hours = page.getByRole('listbox', { name: 'Events by hour' })
    await hours.getByRole('option').first().waitFor()
    const full = hours.getByRole('option', { name: /1 refused$/ })
    await full.press('Enter')
    await page.waitForURL(/hour=/)
    await expect.poll(() => full.getAttribute('aria-selected')).toBe('true')
    await page.waitForSelector('main tbody tr')
    await expect.poll(() => shown(page)).toContain('refused')
    expect(await complaintsOfAxe(page)).toEqual([])
    await picture(page, 'audit-hour')
    const focused = (): Promise<string> => page.evaluate('document.activeElement.getAttribute("aria-label") ?? ""')
    const before = await focused()
    await page.keyboard.press(
      before === (await hours.getByRole('option').last().getAttribute('aria-label')) ? 'Home' : 'End',
    )
    expect(await focused()).not.toBe(before)
    await hours
      .getByRole('option', { name: /: 0 allowed, 0 refused$/ })
      .first()
      .press('Enter')
    await expect.poll(() => page.locator('main tbody tr').count()).toBe(0)
    // The browser goes back one step at a time.
    await page.goBack()
    await page.waitForSelector('main tbody tr')
    await page.getByRole('button', { name: 'Any time' }).click()
    await bars.getByRole('option').first().waitFor()
    expect([...new URL(page.url()).searchParams.keys()]).toEqual(['person'])
    await page.context().close()
  })

  test.each(['en', 'ar'])('names the dates of the bars that there is room for, in %s', async (tag) => {
    const page = await open('audit', tag)
    const bars = page.locator('.timeline .bar')
    await bars.first().waitFor()
    const whole = await page.locator('.timeline .axis span').allInnerTexts()
    for (const [width, isWhole] of [
      [320, false],
      [1_440, true],
      [768, false],
    ] as const) {
      await page.setViewportSize({ width, height: 900 })
      await expect
        .poll(async () => {
          const { named, shown } = await page.evaluate<Dates>(DATES)
          return [String(named) === String(shown), String(named) === String(whole)]
        })
        .toEqual([true, isWhole])
    }
    // Whoever goes along them by keyboard meets other dates.
    await bars.last().focus()
    await page.keyboard.press('Home')
    await expect
      .poll(async () => {
        const { named, shown } = await page.evaluate<Dates>(DATES)
        return [named[0], named[1] === shown[1]]
      })
      .toEqual([whole[0], true])
    await page.context().close()
  })

  test('says that a timeline is of a part, and that it could not be drawn, beside a list that could', async () => {
    const page = await open('audit')
    await page.waitForSelector('main tbody tr')
    const at = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()
    const part = (name: string, value: object): object => ({ name, ...value })
    const body = {
      resourceType: 'Parameters',
      parameter: [
        part('countedFrom', { valueInstant: at(1.5) }),
        part('complete', { valueBoolean: false }),
        part('bar', {
          part: [
            part('from', { valueInstant: at(2) }),
            part('until', { valueInstant: at(1) }),
            part('succeeded', { valueInteger: 48_000 }),
            part('refused', { valueInteger: 2_000 }),
          ],
        }),
      ],
    }
    await page.route(TIMELINE, (route) => route.fulfill({ json: body }))
    await page.click('nav a[href$="/traces"]')
    await page.click('nav a[href$="/audit"]')
    await expect.poll(() => shown(page)).toContain('There are too many events to count: only those after')
    expect(await page.locator('.timeline .sum').innerText()).toContain('at least 48,000 allowed')
    expect(await complaintsOfAxe(page)).toEqual([])
    await picture(page, 'audit-part')
    await page.unroute(TIMELINE)
    await page.route(TIMELINE, (route) => route.abort())
    await page.reload()
    await page.waitForSelector('main tbody tr', { timeout: 30_000 })
    await page.getByText('The timeline could not be drawn.').waitFor({ timeout: 30_000 })
    await page.unroute(TIMELINE)
    await page.locator('.timeline').getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('listbox', { name: 'Events by day' }).waitFor()
    await page.context().close()
  })

  test('says when nothing is found, when the server is gone, and goes on when it is back', async () => {
    const page = await open('audit?kind=bot.deployed,constructor')
    await page.waitForSelector('main .card.empty')
    // A kind of a newer server has its code alone.
    const kind = page.getByRole('button', { name: 'Kind' })
    expect(await kind.innerText()).toContain('Deployed a Bot and constructor')
    await kind.click()
    const offered = page.getByRole('option', { name: 'Signed in' })
    expect(await offered.innerText()).toContain('login.succeeded')
    await picture(page, 'audit-kinds')
    await page.keyboard.press('Escape')
    expect(await complaintsOfAxe(page)).toEqual([])
    await page.route('**/fhir/R4/AuditEvent*', (route) => route.abort())
    await page.click('text=Clear')
    await page.waitForSelector('.trouble')
    await picture(page, 'audit-offline')
    await page.unroute('**/fhir/R4/AuditEvent*')
    await page.click('.trouble button')
    await page.waitForSelector('main tbody tr')
    await page.context().close()
  })

  test('shows what happens as it happens', async () => {
    const page = await open('audit?live=true')
    await page.waitForSelector('main tbody tr')
    await page.waitForTimeout(1_000)
    await world.call('fhir/R4/Encounter', { token: owner.token })
    await expect.poll(() => shown(page), { timeout: 15_000 }).toContain('Encounter')
    await page.context().close()
  })

  test('saves a table of what is shown', async () => {
    const page = await open(`audit?patient=Patient/${patient}`)
    await page.waitForSelector('main tbody tr')
    await page.getByRole('button', { name: 'Export' }).click()
    const dialog = page.getByRole('dialog')
    expect(await complaintsOfAxe(page)).toEqual([])
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('audit.csv')
    const text = readFileSync((await file.path()) ?? '', 'utf8')
    expect(text).toMatch(/^\uFEFFid,recorded,kind/)
    expect(text).toContain('Nightly export')
    expect(text).not.toContain('Jane')
    await dialog.getByText(/Saved \d+ event/).waitFor()
    await page.context().close()
  })

  test('goes on with an export without its dialog, shows it on return, and begins no other meanwhile', async () => {
    const page = await open('audit')
    await page.waitForSelector('main tbody tr')
    const held = Promise.withResolvers<void>()
    await page.route('**/fhir/R4/AuditEvent/$export*', async (route) => {
      await held.promise
      await route.continue()
    })
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('It goes on while you look at other views').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('link', { name: 'People' }).first().click()
    await page.waitForURL(/\/people/)
    await page.getByRole('link', { name: 'Audit' }).first().click()
    await page.getByRole('region', { name: 'Export' }).getByText('0 events so far').waitFor()
    await picture(page, 'audit-export-goes-on')
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await dialog.getByText('One export runs at a time').waitFor()
    await picture(page, 'audit-export-one')
    // Of the button that waited in the dialog before, a screen reader is told for some seconds more.
    await expect.poll(() => complaintsOfAxe(page), { timeout: 20_000 }).toEqual([])
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('link', { name: 'People' }).first().click()
    await page.waitForURL(/\/people/)
    const saved = page.waitForEvent('download')
    held.resolve()
    const file = await saved
    expect(file.suggestedFilename()).toBe('audit.csv')
    await page
      .locator('.notices')
      .getByText(/Saved \d+ events/)
      .waitFor()
    await page.getByRole('link', { name: 'Audit' }).first().click()
    const region = page.getByRole('region', { name: 'Export' })
    await region.getByText(/Saved \d+ events/).waitFor()
    await region.getByRole('button', { name: 'Close' }).click()
    await region.waitFor({ state: 'detached' })
    await page.context().close()
  })

  test('ends an export, and saves nothing of it', async () => {
    const page = await open('audit')
    await page.waitForSelector('main tbody tr')
    const asked: string[] = []
    await page.route('**/fhir/R4/AuditEvent/$export*', (route) => {
      asked.push(route.request().url())
    })
    page.on('download', () => asked.push('saved'))
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => asked.length).toBe(1)
    await dialog.getByRole('button', { name: 'End the export' }).click()
    await dialog.getByText('Saves what the filters show').waitFor()
    expect(await dialog.getByText('events so far').count()).toBe(0)
    expect(asked).toHaveLength(1)
    await page.unroute('**/fhir/R4/AuditEvent/$export*')
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('audit.csv')
    await page.context().close()
  })

  test('switches tracing on, and tells of a refusal what was wrong and what to do', async () => {
    const page = await open('traces')
    const reference = page.getByLabel('Reference')
    await reference.fill('nothing')
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await expect.poll(() => shown(page)).toContain('8 characters')
    await reference.fill('b0a6c65b')
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await page.waitForURL(/traces\/b0a6c65b$/)
    await expect.poll(() => shown(page)).toContain('Tracing was off')
    await picture(page, 'trace-off')
    await page.click('main .card.empty button')
    const dialog = page.getByRole('dialog')
    expect(await dialog.innerText()).toContain('is kept for a day')
    await dialog.getByRole('button', { name: 'Trace for one hour' }).click()
    // What is refused from now on appears in the list.
    await page.waitForURL(/console\/traces$/)
    await expect.poll(() => page.locator('main .card.empty button').count()).toBe(0)
    await reference.fill('b0a6c65b')
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await expect.poll(() => shown(page)).toContain('Tracing is on')
    const refused = await world.call('fhir/R4/Nothing', { token: owner.token })
    await page.click('nav a[href$="/audit"]')
    await page.click('nav a[href$="/traces"]')
    await expect.poll(() => shown(page), { timeout: 15_000 }).toContain('/fhir/R4/')
    await page.locator('main tbody a').first().click()
    await page.waitForSelector('main .finding')
    // What was announced of a button that waited refers to it, for seven seconds, though it has gone.
    await page.locator('[data-live-announcer] [role=img]').first().waitFor({ state: 'detached' })
    expect(await complaintsOfAxe(page)).toEqual([])
    await picture(page, 'trace')
    // What somebody read out on the telephone, with a word before it.
    await page.keyboard.press('Control+K')
    const asked = `reference ${refused.headers.get('trace-id')?.slice(0, 8)}`
    await page.getByRole('dialog').getByRole('searchbox').fill(asked)
    await page.getByRole('option', { name: String(asked.split(' ')[1]) }).click()
    await page.waitForURL(/traces\/[0-9a-f]{8}$/)
    await page.waitForSelector('main .finding')
    await page.context().close()
  })

  test('finds who is signed in by address and by app, and a device by a part of its name', async () => {
    const { token } = owner
    const { body } = await world.call('fhir/R4/AccessPolicy', {
      json: { resourceType: 'AccessPolicy', name: 'x' },
      token,
    })
    const accessPolicy = { reference: `AccessPolicy/${body.id}` }
    for (const name of ['Scale in room 7', 'Pump'])
      await world.call(`admin/projects/${owner.project}/client`, {
        json: { name, kind: 'device', accessPolicy },
        token,
      })
    const page = await open('sessions')
    const rows = page.locator('main tbody tr')
    const find = async (text: string): Promise<void> => page.locator('main').getByRole('searchbox').fill(text)
    await find('nobody@nowhere.example')
    await expect.poll(() => shown(page), { timeout: 15_000 }).toContain('Nothing matches')
    await find(owner.email)
    await expect.poll(() => rows.first().innerText(), { timeout: 15_000 }).toContain(owner.email)
    await page.getByRole('button', { name: /Look for/ }).click()
    await page.getByRole('option', { name: 'App' }).click()
    await expect.poll(() => shown(page), { timeout: 15_000 }).toContain('Nothing matches')
    await find('console')
    await expect.poll(() => rows.first().innerText(), { timeout: 15_000 }).toContain(owner.email)
    expect(new URL(page.url()).search).toContain('by=app')
    await page.click('nav a[href$="/devices"]')
    await expect.poll(() => rows.count(), { timeout: 15_000 }).toBe(2)
    await find('room 7')
    await expect
      .poll(() => rows.allInnerTexts(), { timeout: 15_000 })
      .toEqual([expect.stringContaining('Scale in room 7')])
    await page.context().close()
  })

  test('ends the sign-in of somebody, once it is said what that means', async () => {
    const page = await open('sessions')
    await page.waitForSelector('main tbody tr')
    // Where its columns have no room, a row is a block: each value has its title, the button is in sight, a table it stays.
    await page.setViewportSize({ width: 320, height: 900 })
    const end = page.locator('main tbody button').last()
    // The table learns of its room a moment later.
    const itsEnd = async (): Promise<number> => {
      const { x = 320, width = 0 } = (await end.boundingBox()) ?? {}
      return x + width
    }
    await expect.poll(itsEnd).toBeLessThan(320)
    const title = 'getComputedStyle(document.querySelector("main td:nth-child(2)"), "::before").content'
    await expect.poll(() => page.evaluate<string>(title)).toContain('"App"')
    const table = page.getByRole('table', { name: 'Sign-ins' })
    expect(await table.getByRole('columnheader', { name: 'App' }).count()).toBe(1)
    expect(await table.getByRole('row').count()).toBeGreaterThan(1)
    await page.setViewportSize({ width: 1_280, height: 900 })
    await end.click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.innerText()).toContain('cannot be undone')
    expect(await complaintsOfAxe(page)).toEqual([])
    await picture(page, 'sessions-end')
    expect(await dialog.getByRole('button', { name: 'End this sign-in' }).isEnabled()).toBe(true)
    // All of them at once is no slip of the mouse: whose they are is typed.
    await dialog.getByText('All sign-ins of').click()
    const all = dialog.getByRole('button', { name: 'End all sign-ins' })
    expect(await all.isDisabled()).toBe(true)
    const [, name = ''] = /type the name: (.*)/.exec(await dialog.innerText()) ?? []
    await dialog.getByLabel('Name', { exact: true }).fill(name)
    expect(await all.isEnabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.context().close()
  })
})
