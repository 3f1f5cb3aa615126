import { expect } from 'vitest'
import { nurseSignsIn } from './clinic.ts'
import { button, field, heading, type Journey, link, STEP_MS, until } from './journey.ts'

/** Somebody moved the app's page, and nobody can sign in to it: the traces say why, and the app's page mends it. Okta has a button now. */
export async function mendApp(journey: Journey): Promise<void> {
  const { hands, page, app, known } = journey
  const moved = `${app.origin}/ward`
  await app.run(known.lines.replace(`${app.origin}/diary`, moved))
  const hers = await journey.other()
  await hers.goto(moved)
  await hers.waitForURL(/oauth2\/authorize/, { timeout: STEP_MS })
  await journey.look('app-refused', hers)

  await hands.go(page, 'Traces')
  await heading(page, 'Traces')
  await journey.look('traces-off')
  await hands.press(button(page, 'Trace for one hour'))
  await hands.press(page.getByRole('dialog').getByRole('button', { name: 'Trace for one hour' }))
  await page.getByRole('dialog').waitFor({ state: 'detached', timeout: STEP_MS })
  await hers.goto(moved)
  await hers.waitForURL(/oauth2\/authorize/, { timeout: STEP_MS })
  const refused = page.locator('main tbody a').first()
  await refused.waitFor({ timeout: STEP_MS })
  await journey.look('traces')
  await hands.press(refused)
  await page.locator('.finding').first().waitFor({ timeout: STEP_MS })
  await journey.look('trace')
  const told = await page.locator('main').innerText()
  expect(told).toContain(`The redirect_uri differs from the registered ${app.origin}/diary in its path`)
  await hands.press(link(page, 'Ward diary').first())
  await heading(page, 'Ward diary')
  await hands.write(field(page, 'Another address'), moved)
  await journey.look('app')
  await hands.press(button(page, 'Add the address'))
  await page.getByRole('listitem').getByText(moved, { exact: true }).waitFor({ timeout: STEP_MS })
  await hands.press(page.getByRole('checkbox', { name: 'Okta' }))
  await page.getByText('It holds from the next sign-in').waitFor({ timeout: STEP_MS })
  await journey.look('app-mended')
  await hers.goto(moved)
  await hers.getByText('Continue with Okta').waitFor({ timeout: STEP_MS })
  await journey.look('nurse-signs-in', hers)
  await nurseSignsIn(journey, '/ward', hers)
  await hers.context().close()
}

const CODE = `export async function handler(client, event) {
  return { greeting: 'Hello ' + event.input.name }
}
`

/** Makes a Bot, deploys it and runs it with a sample. */
export async function deployBot(journey: Journey): Promise<void> {
  const { hands, page } = journey
  await hands.go(page, 'Bots')
  await heading(page, 'Bots')
  await hands.press(link(page, 'Create a Bot').first())
  await heading(page, 'Create a Bot')
  await hands.write(field(page, 'Name'), 'Greeter')
  await journey.look('bot-new')
  await hands.press(button(page, 'Create'))
  await heading(page, 'Greeter')
  const code = page.getByRole('textbox', { name: /\.ts$/ })
  await hands.write(code, CODE)
  await journey.look('bot-code')
  await hands.press(button(page, 'Deploy'))
  await page.getByText('Version 1 is in use').waitFor({ timeout: STEP_MS })
  await hands.press(link(page, 'Run'))
  await hands.write(page.getByRole('textbox', { name: 'Sample' }), '{ "name": "Ada" }')
  await hands.press(button(page, 'Run it'))
  await page.locator('pre', { hasText: 'Hello Ada' }).waitFor({ timeout: STEP_MS })
  await journey.look('bot-run')
}

/** What was done, as the audit tells it: the kind of event, and what it was about. */
const DONE = [
  'client.created Ward diary',
  'fhir.create Sends results',
  'device.connected Analyzer, room 12',
  'fhir.create Nurses',
  'user.invited Florence Nightingale',
  'fhir.create Okta',
  'provider.tested Okta',
  'fhir.update Ward diary',
  'bot.created Greeter',
  'bot.deployed Greeter',
  'fhir.operation Greeter',
]

/** Finds what the nurse did, by one press, and then all that was done, from the newest row to the oldest. */
export async function readAudit(journey: Journey): Promise<void> {
  const { hands, page } = journey
  await hands.go(page, 'Audit')
  await heading(page, 'Audit')
  await page.locator('main tbody tr').first().waitFor({ timeout: STEP_MS })
  await journey.look('audit')
  await hands.press(page.locator('main tbody').getByRole('link', { name: 'Florence Nightingale' }).first())
  await page.waitForURL(/person=Practitioner/, { timeout: STEP_MS })
  await until(async () => !(await page.locator('main tbody').innerText()).includes('Grace Hopper'))
  await journey.look('audit-of-nurse')
  await hands.press(link(page, 'Clear'))
  await until(async () => (await page.locator('main tbody').innerText()).includes('Grace Hopper'))
  const told = new Set<string>()
  const missing = (): readonly string[] => DONE.filter((done) => ![...told].some((row) => row.includes(done)))
  const rows = page.locator('main tbody tr[aria-rowindex]')
  await until(async () => {
    for (const row of await rows.allInnerTexts()) told.add(row.replaceAll(/\s+/g, ' '))
    // One row beyond those that are there: then the next ones come, and none is passed by before it is read.
    await rows.last().getByRole('link').first().focus()
    await page.keyboard.press('ArrowDown')
    return missing().length === 0
  }).catch(() => undefined)
  expect(missing()).toEqual([])
}
