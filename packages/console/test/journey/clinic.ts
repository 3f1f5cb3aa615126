import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { makeDevice } from '../../../server/test/clients/device.ts'
import { opened } from './begin.ts'
import { button, field, heading, type Journey, link, STEP_MS, until } from './journey.ts'

const NURSE = { email: 'florence@clinic.example', password: 'a lamp beside every bed' }

/** Connects an analyzer that may do one thing; then the analyzer sends a result, and may not read. */
export async function connectDevice(journey: Journey): Promise<void> {
  const { hands, page, world } = journey
  await hands.go(page, 'Devices')
  await heading(page, 'Devices')
  await hands.press(link(page, 'Connect a device').first())
  await heading(page, 'Connect a device')
  await journey.look('devices-off')
  await hands.press(button(page, 'Let devices be connected'))
  await hands.write(field(page, 'Device'), 'Analyzer, room 12')
  await journey.look('device-name')
  await hands.press(button(page, 'New policy'))
  const dialog = page.getByRole('dialog')
  await hands.write(dialog.getByRole('textbox', { name: 'Name' }), 'Sends results')
  await journey.look('device-policy')
  await hands.press(dialog.getByRole('button', { name: 'Create the policy' }))
  await dialog.waitFor({ state: 'detached', timeout: STEP_MS })
  await hands.press(button(page, 'Begin the ten minutes'))
  await field(page, /^Code on/).waitFor({ timeout: STEP_MS })
  await journey.look('device-code')
  const shown = await page.locator('pre').innerText()
  const device = await makeDevice(world, /CLIENT_ID = '([^']+)'/.exec(shown)?.[1] ?? '', world.baseUrl)
  const asked = await device.ask()
  await hands.write(field(page, /^Code on/), asked.body.user_code)
  await hands.press(button(page, 'Look it up'))
  await hands.write(field(page, /^Fingerprint/), device.fingerprint)
  await journey.look('device-fingerprint')
  await hands.press(button(page, 'Connect the device'))
  await heading(page, 'Analyzer, room 12 is connected')
  await journey.look('device-connected')

  const connected = await device.poll(asked.body.device_code)
  const { access_token: token } = (await device.token(connected.body.client_id)).body
  const result = { resourceType: 'Observation', status: 'final', code: { text: 'Potassium' } }
  expect((await world.call('fhir/R4/Observation', { token, json: result })).status).toBe(201)
  expect((await world.call('fhir/R4/Observation', { token })).status).toBe(403)
  expect((await world.call('fhir/R4/Patient', { token })).status).toBe(403)
}

/** Invites a nurse, who follows the e-mail and signs in to the app. */
export async function inviteNurse(journey: Journey): Promise<void> {
  const { hands, page, world } = journey
  await hands.go(page, 'People')
  await heading(page, 'People')
  await journey.look('people')
  await hands.press(link(page, 'Invite a person'))
  await heading(page, 'Invite a person')
  await hands.write(field(page, 'First name'), 'Florence')
  await hands.write(field(page, 'Last name'), 'Nightingale')
  await hands.write(field(page, 'E-mail address'), NURSE.email)
  await hands.press(button(page, 'New policy'))
  const dialog = page.getByRole('dialog')
  await hands.write(dialog.getByRole('textbox', { name: 'Name' }), 'Nurses')
  await journey.look('nurse-policy')
  await hands.press(dialog.getByRole('button', { name: 'Create the policy' }))
  await dialog.waitFor({ state: 'detached', timeout: STEP_MS })
  await journey.look('nurse-invite')
  await hands.press(button(page, 'Send the invitation'))
  await heading(page, 'Florence Nightingale')
  await journey.look('nurse')

  const hers = await journey.other()
  await hers.goto(world.inbox.link(NURSE.email).url)
  await journey.look('nurse-mail', hers)
  await hers.fill('#password', NURSE.password)
  await hers.keyboard.press('Enter')
  await hers.locator('#password').waitFor({ state: 'detached', timeout: STEP_MS })
  await hers.waitForLoadState('load')
  await journey.look('nurse-in', hers)
  await nurseSignsIn(journey, '/diary', hers)
  await hers.context().close()
}

/** Opens the app in the nurse's browser, and signs in to it. */
export async function nurseSignsIn(journey: Journey, path: string, hers: Page): Promise<void> {
  const { origin } = journey.app
  await hers.goto(origin + path)
  await hers.fill('#email', NURSE.email)
  await hers.keyboard.press('Enter')
  await hers.locator('#password:focus').waitFor({ timeout: STEP_MS })
  await hers.fill('#password', NURSE.password)
  await hers.keyboard.press('Enter')
  await hers.waitForURL((url) => url.href.startsWith(origin), { timeout: STEP_MS })
  expect(await opened(journey, path, hers)).toBe('Florence Nightingale')
}

/** Adds the clinic's Okta, enters the redirect address there, and tries it. */
export async function addProvider(journey: Journey): Promise<void> {
  const { hands, page, okta } = journey
  await hands.go(page, 'Identity providers')
  await heading(page, 'Identity providers')
  await journey.look('providers')
  await hands.press(link(page, 'Add an identity provider').first())
  await heading(page, 'Add an identity provider')
  await hands.pick(page.getByRole('radio', { name: 'Okta' }))
  await hands.write(field(page, 'Issuer URI'), okta.issuer)
  await hands.write(field(page, /^E-mail domains/), 'hospital.example')
  await journey.look('provider-new')
  await hands.press(button(page, 'Next'))
  await heading(page, 'Okta')
  await journey.look('provider-unfinished')
  await hands.press(button(page, 'Copy').first())
  okta.allowRedirectUri(await page.evaluate<string>('navigator.clipboard.readText()'))
  await hands.write(field(page, 'Client ID'), okta.clientId)
  await hands.write(page.getByLabel('Client secret'), okta.clientSecret)
  await hands.press(button(page, 'Save and turn on'))
  await button(page, 'Try it in a new window').waitFor({ timeout: STEP_MS })
  await journey.look('provider')
  const [trial] = await Promise.all([
    page.context().waitForEvent('page', { timeout: STEP_MS }),
    hands.press(button(page, 'Try it in a new window')),
  ])
  await trial.getByRole('button', { name: 'Ada Lovelace' }).waitFor({ timeout: STEP_MS })
  await hands.press(trial.getByRole('button', { name: 'Ada Lovelace' }))
  await trial.waitForURL((url) => url.href.startsWith(journey.world.baseUrl), { timeout: STEP_MS })
  await until(async () => (await trial.locator('main').innerText()).includes('ada@hospital.example'))
  await journey.look('provider-trial', trial)
  await trial.close()
}
