import { type Answer, type Owner, startWorld, type World } from '@damson/testkit'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'
import { launchChromium, openPage } from '../signin/chromium.ts'
import { complaintsOfAxe } from '../signin/page-checks.ts'

/** Set to a folder to look at the view. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
const EVIL = '<img src=x onerror="document.title=1">'

describe('the view of resources', () => {
  let world: World
  let owner: Owner
  let browser: Browser
  let page: Page
  let complaints: string[]
  let patient: string
  const fhir = async (method: string, path: string, json?: object): Promise<Answer> =>
    must(await world.call(`fhir/R4/${path}`, { method, json, token: owner.token }))
  const current = async (): Promise<Record<string, unknown>> => (await fhir('GET', `Patient/${patient}`)).body

  beforeAll(async () => {
    world = await startWorld({ console: 'built' })
    owner = await world.actors.owner()
    const name = [{ family: 'Carter', given: ['Ben'] }]
    patient = (await fhir('POST', 'Patient', { resourceType: 'Patient', name, birthDate: '1980-02-03' })).body.id
    for (let n = 0; n < 70; n += 1)
      await fhir('POST', 'Patient', { resourceType: 'Patient', name: [{ family: `${EVIL} ${n}` }] })
    const subject = { reference: `Patient/${patient}` }
    await fhir('POST', 'Observation', {
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'HbA1c' },
      subject,
    })
    await fhir('PUT', `Patient/${patient}`, { ...(await current()), birthDate: '1980-02-04' })
    browser = await launchChromium()
    ;({ page, complaints } = await openPage(browser, { viewport: { width: 1440, height: 900 } }))
    await signInAs(await clientOfConsole())
  })
  afterAll(async () => {
    await browser.close()
    await world.close()
  })

  /** A client of the project in the place of the built-in one, for whoever runs before that one. */
  async function clientOfConsole(): Promise<string> {
    const json = {
      name: 'console',
      kind: 'app',
      firstParty: true,
      tokenEndpointAuthMethod: 'none',
      redirectUris: [`${world.baseUrl}console/`],
    }
    const { body } = must(await world.call(`admin/projects/${owner.project}/client`, { json, token: owner.token }))
    await fhir('PUT', `ClientApplication/${body.id}`, { ...body, resourceScopesRequired: false })
    return body.id
  }

  async function signInAs(clientId: string): Promise<void> {
    await page.addInitScript(`{
      const parse = JSON.parse
      JSON.parse = (text, reviver) => parse(String(text).replace('"damson-console"', '"${clientId}"'), reviver)
    }`)
    await page.goto(`${world.baseUrl}console/resources?type=Patient`)
    await page.locator('input[name=email]').fill(owner.email)
    await page.locator('input[name=password]').fill(owner.password)
    await page.locator('main button').first().click()
    await page.getByRole('heading', { name: 'Resources' }).waitFor()
  }

  /** Looks at a state: axe finds nothing in the view itself, and it does not scroll sideways at 320 px. */
  async function look(name: string): Promise<void> {
    if (SCREENSHOTS !== undefined) await page.screenshot({ path: `${SCREENSHOTS}/resources-${name}.png` })
    const found = (await complaintsOfAxe(page)) as [string, string[]][]
    expect(
      found.filter(([, nodes]) => nodes.some((node) => !node.includes('class="me"'))),
      name,
    ).toEqual([])
    await page.setViewportSize({ width: 320, height: 800 })
    const sideways = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(sideways, `${name} at 320 px`).toBe(0)
    await page.setViewportSize({ width: 1440, height: 900 })
  }

  const tab = (name: string): Locator => page.getByRole('navigation', { name: 'How to see it' }).getByText(name)
  /** Types a parameter; Tab takes it, and closes what is offered. */
  async function parameter(name: string): Promise<void> {
    const field = page.getByRole('combobox', { name: 'Parameter' }).first()
    await field.fill(name)
    await field.press('Tab')
  }
  const editor = (): Locator => page.locator('.cm-content')
  async function write(resource: object): Promise<void> {
    await editor().click()
    await page.keyboard.press('Control+A')
    await page.keyboard.insertText(JSON.stringify(resource, undefined, 2))
    await page.getByRole('button', { name: 'Save', exact: true }).click()
  }

  test('lists a type in a table of which only the rows in view are there, and says names as text', async () => {
    await page.getByRole('link', { name: 'Ben Carter' }).waitFor()
    expect(await page.locator('tbody tr').count()).toBeLessThan(60)
    expect(await page.locator('td img').count()).toBe(0)
    await look('list')
    // The end of the list brings the next page.
    await page.locator('.rows').evaluate((rows) => rows.scrollTo(0, rows.scrollHeight))
    await page.getByText('71 in all').waitFor()
  })

  test('completes types and parameters, and the search stands in the address', async () => {
    await page.getByRole('combobox', { name: 'Parameter' }).first().fill('birth')
    await page.getByRole('option', { name: 'birthdate' }).click()
    await page.getByRole('textbox', { name: 'Value' }).first().fill('1980-02-04')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByText('1 in all').waitFor()
    expect(new URL(page.url()).search).toBe('?type=Patient&q=birthdate%3D1980-02-04')
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'birthDate' }).press('Space')
    await look('columns')
    await page.getByRole('button', { name: 'Done' }).click()
    expect(await page.getByRole('columnheader').allTextContents()).not.toContain('birthDate')
    // What comes with an address is no typing: nothing is offered for it.
    const type = page.getByRole('combobox', { name: 'Type' })
    const { search } = new URL(page.url())
    for (const [query, wanted] of [
      ['?type=Observation', 'Observation'],
      [search, 'Patient'],
    ] as const) {
      await type.focus()
      await page.evaluate((to) => {
        history.pushState({}, '', to)
        dispatchEvent(new PopStateEvent('popstate'))
      }, query)
      await expect.poll(() => type.inputValue()).toBe(wanted)
      await page.getByText('1 in all').waitFor()
      expect(await page.getByRole('listbox').count()).toBe(0)
    }
  })

  test('an unknown parameter, a value that cannot be, and a search that finds nothing say so', async () => {
    await parameter('shoe-size')
    await page.getByRole('textbox', { name: 'Value' }).first().fill('42')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByText('This type has no such parameter.').waitFor()
    expect(page.url()).not.toContain('shoe-size')
    await parameter('birthdate')
    await page.getByRole('textbox', { name: 'Value' }).first().fill('yesterday')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('alert').waitFor()
    await look('refused')
    await parameter('family')
    await page.getByRole('textbox', { name: 'Value' }).first().fill('Nobody')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByText('Nothing matches.').waitFor()
    complaints.length = 0
  })

  test('shows a resource as an outline and as JSON, its references lead on', async () => {
    await page.getByRole('combobox', { name: 'Type' }).fill('Observation')
    await page.keyboard.press('Tab')
    await page.getByRole('link', { name: 'HbA1c' }).click()
    await page.getByRole('heading', { name: 'Observation: HbA1c' }).waitFor()
    await look('outline')
    await page.getByRole('link', { name: `Patient/${patient}` }).click()
    await page.getByRole('heading', { name: 'Patient: Ben Carter' }).waitFor()
    await tab('JSON').click()
    await editor().waitFor()
    expect(await editor().textContent()).toContain('"birthDate": "1980-02-04"')
    await look('json')
  })

  test('shows the versions, and what one of them changed', async () => {
    await tab('History').click()
    await page.getByRole('button', { name: 'Show what version 2 changed' }).click()
    await page.locator('.cm-changedLine').first().waitFor()
    expect(new URL(page.url()).search).toBe('?tab=history&version=2')
    await look('history')
  })

  test('marks what the server refuses at its line, and asks before what was typed is lost', async () => {
    await tab('Edit').click()
    // It is a patient's record, which is not changed in passing.
    await page.getByRole('button', { name: 'Change it as text' }).click()
    await editor().waitFor()
    await write({ ...(await current()), birthDate: '1980-13-01', gender: 'x' })
    await page.getByText(/^Line \d+: The value must be a calendar date/).waitFor()
    await expect.poll(() => page.locator('.cm-lint-marker-error').count()).toBe(2)
    await look('problems')
    await tab('Outline').click()
    await page.getByRole('dialog', { name: 'Your change is not saved' }).waitFor()
    await look('leaving')
    await page.getByRole('button', { name: 'Stay here' }).click()
    expect(await editor().textContent()).toContain('1980-13-01')
    complaints.length = 0
  })

  test('two administrators at once: nothing is overwritten silently, and nothing typed is lost', async () => {
    const before = await current()
    await fhir('PUT', `Patient/${patient}`, { ...before, active: true })
    await write({ ...before, gender: 'male' })
    const dialog = page.getByRole('dialog', { name: 'Somebody else saved this while you worked on it' })
    await dialog.waitFor()
    await look('conflict')
    expect(await current()).toMatchObject({ active: true })
    await dialog.getByRole('button', { name: 'Save mine over theirs' }).click()
    await page.getByRole('heading', { name: 'Patient: Ben Carter' }).waitFor()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(current).toMatchObject({ gender: 'male' })
    // The view goes on to the outline once it has the answer: what is pressed before would be undone by that.
    await page.locator('nav a.tab.current', { hasText: 'Outline' }).waitFor()
    complaints.length = 0
  })

  test('without a connection it says so, and keeps what was typed', async () => {
    await tab('Edit').click()
    // It is a patient's record, which is not changed in passing.
    await page.getByRole('button', { name: 'Change it as text' }).click()
    await editor().waitFor()
    await page.route('**/fhir/R4/**', (route) => route.abort())
    await write({ ...(await current()), gender: 'other' })
    await page.getByText('The server cannot be reached.').waitFor()
    expect(await editor().textContent()).toContain('"other"')
    await page.unroute('**/fhir/R4/**')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(current).toMatchObject({ gender: 'other' })
    complaints.length = 0
  })
})
