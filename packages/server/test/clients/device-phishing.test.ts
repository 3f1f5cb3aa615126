/** An attacker starts a device of their own, and sends its code, with its fingerprint, to somebody at the clinic. */
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { ADMINISTRATOR, type Hosted, type HostedApp, type Person, startHosted } from '../signin/hosted.ts'
import { answer, DEVICE_GRANT, type Device, makeDevice, ON, openWindow, PATH, typeCode } from './device.ts'

describe.each(storesForWalks())('a code that an attacker sends on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let client: string
  let policy: string
  let mallory: Device
  let code: { readonly device: string; readonly user: string }
  let travelled = 0
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app()
    await hosted.set(ON)
    const { project, token } = hosted.clinic
    const json = { name: 'Devices', kind: 'app', tokenEndpointAuthMethod: 'none', grantType: [DEVICE_GRANT] }
    client = (await hosted.world.call(`admin/projects/${project}/client`, { token, json })).body.id
    const resource = [{ resourceType: 'Observation', interaction: ['create'] }]
    const made = await hosted.world.call('fhir/R4/AccessPolicy', {
      token,
      json: { resourceType: 'AccessPolicy', name: 'Analyzer', resource },
    })
    policy = `AccessPolicy/${made.body.id}`
  })
  afterAll(() => hosted.world.close())

  async function attack(): Promise<void> {
    mallory = await makeDevice(hosted.world, client, hosted.issuer, () => Date.now() + travelled)
    const { body } = await mallory.ask()
    code = { device: body.device_code, user: body.user_code }
  }
  async function follows(person: Person): Promise<{ readonly browser: CookieBrowser; readonly page: Visit }> {
    const browser = hosted.browser()
    await hosted.signIn(browser, app, person)
    const page = await browser.follow(await browser.open(`/device?user_code=${code.user}`))
    return { browser, page }
  }
  const gained = async (): Promise<string> => (await mallory.poll(code.device)).body.error

  test.each(['Patient', 'Practitioner'] as const)('to a %s meets a page that says not to enter it', async (role) => {
    await attack()
    const { browser, page } = await follows(await hosted.member(role))
    expect(page).toMatchObject({ status: 200, heading: 'Connect a device' })
    expect(page.text).toContain('Did someone send you a code for this page? Do not enter it anywhere')
    expect(page.text).not.toContain('id="code"')
    expect(page.text).not.toContain(code.user)
    const fields = { form: page.hidden('form'), window: page.hidden('window'), do: 'check', code: code.user }
    expect((await browser.follow(await browser.post(PATH, fields))).text).not.toContain('Is this your device?')
    expect(await gained()).toBe('authorization_pending')
  })

  test('to somebody who is not signed in says nothing of it', async () => {
    await attack()
    const browser = hosted.browser()
    const page = await browser.follow(await browser.open(`/device?user_code=${code.user}`))
    expect(page.heading).toBe('Sign in')
    expect(page.text).not.toContain(code.user)
  })

  test('to an administrator without a window meets no field for it, and a press gains nothing', async () => {
    await attack()
    const { browser, page } = await follows(ADMINISTRATOR)
    expect(page.text).toContain('Nobody should send you a code like this.')
    expect(page.text).not.toContain('id="code"')
    for (const what of ['check', 'connect']) {
      const fields = { form: page.hidden('form'), do: what, user_code: code.user, code: mallory.fingerprint }
      await browser.post(PATH, fields)
    }
    expect(await gained()).toBe('authorization_pending')
  })

  test('to one who is about to connect a device of theirs needs the fingerprint of the attacker’s', async () => {
    await attack()
    const { browser } = await follows(ADMINISTRATOR)
    const own = await makeDevice(hosted.world, client, hosted.issuer)
    await openWindow(browser, { policy })
    const page = await typeCode(browser, code.user)
    expect(page.text).toContain('Nobody should send you a code like this.')
    expect(page.text).toContain('It asked on')
    const compared = await answer(browser, page, own.fingerprint)
    expect(compared.text).toContain('do not connect it')
    expect(await gained()).toBe('authorization_pending')
  })

  test('to one whose sign-in is older than ten minutes asks for the password, and for nothing else', async () => {
    await attack()
    const { browser } = await follows(ADMINISTRATOR)
    await openWindow(browser, { policy })
    const page = await browser.open(PATH)
    travelled += 11 * 60_000
    await hosted.travel(11 * 60_000)
    await attack()
    const fields = { form: page.hidden('form'), window: page.hidden('window'), do: 'check', code: code.user }
    const asked = await browser.follow(await browser.post(PATH, fields))
    expect(asked.heading).not.toBe('Is this your device?')
    expect(asked.text).toContain('type="password"')
    expect(await gained()).toBe('authorization_pending')
  })
})
