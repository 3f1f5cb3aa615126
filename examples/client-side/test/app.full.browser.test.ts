import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { complaintsAbout, startWard, type Ward } from './ward.ts'

describe('Vital Signs in Chromium', () => {
  let ward: Ward
  let ada: string
  beforeAll(async () => {
    ward = await startWard()
    ada = await ward.patient('Lovelace', { birthDate: '1960-12-10', gender: 'female' })
    await ward.patient('Byron')
    await ward.patient('Elsewhere', { active: false })
    await ward.colleague('mary@example.org')
  })
  afterAll(() => ward.close())

  const observations = async (subject = ada): Promise<readonly { code: { coding: { code: string }[] } }[]> => {
    const { body } = await ward.world.call(`fhir/R4/Observation?subject=Patient/${subject}&_count=100`, {
      token: ward.owner.token,
    })
    return (body.entry ?? []).map(({ resource }: { resource: object }) => resource)
  }
  const signedIn = async (...options: Parameters<Ward['open']>): Promise<Awaited<ReturnType<Ward['open']>>> => {
    const opened = await ward.open(...options)
    await opened.page.goto(ward.address)
    await ward.signIn(opened.page)
    return opened
  }
  const choose = async (page: Page, name: RegExp): Promise<void> => {
    await page.getByRole('link', { name }).click()
    await page.getByRole('heading', { name, level: 1 }).waitFor()
  }
  const kept = (page: Page): Promise<string> =>
    page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])')

  test('shows the patients that the policy lets through, and writes what was measured in the person’s name', async () => {
    const { page, complaints } = await signedIn()
    await page.getByText('2 patients', { exact: true }).waitFor()
    expect(await page.locator('.people strong').allTextContents()).toEqual(['Ada Byron', 'Ada Lovelace'])
    await page.getByLabel('Find by name').fill('love')
    await page.getByText('1 patient', { exact: true }).waitFor()
    await choose(page, /Lovelace/)

    await page.getByLabel('Heart rate').fill('720')
    await page.getByLabel('Systolic').fill('128')
    await page.getByRole('button', { name: 'Save' }).click()
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Not saved. Check this')
    await page.getByRole('link', { name: /Enter both numbers/ }).click()
    expect(await page.evaluate('document.activeElement.id')).toBe('diastolic')
    expect(await observations()).toEqual([])

    await page.getByLabel('Heart rate').fill('72')
    await page.getByLabel('Diastolic').fill('82')
    await page.getByLabel('Temperature').fill('37,4')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved: Heart rate, Blood pressure, Temperature.').waitFor()
    expect(await page.locator('.tile .value').allTextContents()).toEqual(['72 beats/min', '128 / 82 mmHg', '37.4 °C'])
    const { profile } = ward.clinician
    const written = await observations()
    expect(written).toHaveLength(3)
    expect(written).toEqual(
      written.map(() => expect.objectContaining({ performer: [{ reference: profile }], status: 'final' })),
    )
    const { body } = await ward.world.call('fhir/R4/AuditEvent?subtype=create&_count=1', { token: ward.owner.token })
    const [person, app] = body.entry[0].resource.agent
    expect([person.who.reference, app.who.reference]).toEqual([profile, expect.stringMatching(/^ClientApplication/)])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('locks: no token, no patient and no way back is left, and the same person goes on where they were', async () => {
    const { page, complaints } = await ward.open()
    const tokens = new Set<string>()
    page.on('request', (request) => {
      const { authorization } = request.headers()
      if (authorization !== undefined) tokens.add(authorization.replace('Bearer ', ''))
    })
    await page.goto(ward.address)
    await ward.signIn(page)
    await choose(page, /Lovelace/)
    expect(await kept(page)).not.toMatch(/eyJ/)

    // The page is covered first: the server hears of it after that.
    const ended = page.waitForResponse(/\/oauth2\/logout$/)
    await page.getByRole('button', { name: 'Lock' }).click()
    await page.getByRole('heading', { name: 'Locked' }).waitFor()
    await ended
    await page.waitForLoadState('networkidle')
    expect(await page.content()).not.toContain('Lovelace')
    expect(await page.title()).toBe('Vital Signs')
    expect([...tokens]).toHaveLength(1)
    for (const token of tokens) expect((await ward.world.call(`fhir/R4/Patient/${ada}`, { token })).status).toBe(401)
    await page.goBack()
    await page.getByText('Sign in').first().waitFor()
    expect(await page.content()).not.toContain('Lovelace')

    await page.goto(ward.address)
    await ward.signIn(page)
    await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()

    await page.getByRole('button', { name: 'Lock' }).click()
    await ward.signIn(page, 'mary@example.org')
    await page.getByText('Choose a patient.').waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('locks every tab of the workstation at once', async () => {
    const { page } = await signedIn()
    const other = await page.context().newPage()
    await other.goto(ward.address)
    await ward.signIn(other)
    await page.getByRole('button', { name: 'Lock' }).click()
    await other.getByRole('heading', { name: 'Locked' }).waitFor()
    expect(await other.content()).not.toContain('Lovelace')
    await ward.signIn(other)
    await page.bringToFront()
    await page.getByRole('button', { name: 'I am done' }).click()
    await other.getByRole('heading', { name: 'Locked' }).waitFor()
    await page.context().close()
  })

  test('locks when it is left alone for five minutes', async () => {
    const { page } = await ward.open()
    await page.clock.install()
    await page.goto(ward.address)
    await ward.signIn(page)
    await page.clock.fastForward('04:00')
    await page.mouse.move(40, 40)
    await page.clock.fastForward('04:00')
    expect(await page.getByRole('heading', { name: 'My patients' }).count()).toBe(1)
    await page.clock.fastForward('01:02')
    await page.getByRole('heading', { name: 'Locked' }).waitFor()
    await page.context().close()
  })

  test('signs out: nothing is kept in the browser, and Back shows nothing', async () => {
    const { page } = await signedIn()
    await choose(page, /Lovelace/)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out.').waitFor()
    expect(await kept(page)).toBe('[{},{},""]')
    await page.goBack()
    expect(await page.content()).not.toContain('Lovelace')
    await page.context().close()
  })

  test('writes nothing twice when answers get lost, and the SDK and then the person try again', async () => {
    const { page } = await signedIn()
    await choose(page, /Byron/)
    const id = new URL(page.url()).hash.replace('#/patient/', '')
    let isLosing = true
    let lost = 0
    await page.route('**/fhir/R4/Observation', async (route) => {
      if (route.request().method() !== 'POST' || !isLosing) return route.continue()
      lost += 1
      await route.fetch()
      return route.abort()
    })
    await page.getByLabel('Heart rate').fill('64')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText(/^Not saved: /).waitFor()
    expect(lost).toBeGreaterThan(1)
    expect(await observations(id)).toHaveLength(1)
    isLosing = false
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved: Heart rate.').waitFor()
    expect(await observations(id)).toHaveLength(1)
    await page.context().close()
  })

  test('says what is the matter, and how to go on, when the server cannot be reached', async () => {
    const { page } = await signedIn()
    await choose(page, /Byron/)
    await page.route('**/fhir/R4/**', (route) => route.abort())
    await page.getByLabel('Find by name').fill('love')
    await page.getByRole('alert').waitFor({ timeout: 20_000 })
    await page.unroute('**/fhir/R4/**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('1 patient', { exact: true }).waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.context().close()
  })

  test('takes no answer to a sign-in that it did not start, and says so when the person refused', async () => {
    const { page } = await ward.open()
    await page.goto(`${ward.address}?code=somebody-elses&state=planted&iss=${ward.world.baseUrl}`)
    await page.getByText(/No sign-in was started here/).waitFor()
    expect(page.url()).toBe(ward.address)

    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(/authorize/)
    const state = new URL(page.url()).searchParams.get('state')
    const { baseUrl } = ward.world
    await page.goto(`${ward.address}?error=access_denied&state=${state}&iss=${encodeURIComponent(baseUrl)}`)
    await page.getByText('You did not sign in. Nothing was changed.').waitFor()
    await page.context().close()
  })

  test('is signed out at once by an administrator who takes the place away', async () => {
    const member = await ward.colleague('short@example.org')
    const { page } = await ward.open()
    await page.goto(ward.address)
    await ward.signIn(page, 'short@example.org')
    await page.getByText('2 patients').waitFor()
    await ward.world.call(`fhir/R4/ProjectMembership/${member}`, { method: 'DELETE', token: ward.owner.token })
    await page.getByRole('link', { name: /Lovelace/ }).click()
    await page.getByText('Your sign-in has ended. Sign in again.').waitFor()
    expect(await page.content()).not.toContain('Lovelace')
    await page.context().close()
  })

  test('shows what a patient is called, whatever it is', async () => {
    await ward.patient('<img src=x onerror="document.title=1">')
    const { page, complaints } = await signedIn()
    await page.getByRole('link', { name: /onerror/ }).click()
    await page.getByRole('heading', { name: /onerror/ }).waitFor()
    expect(await page.locator('main img').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('runs no script that was smuggled in', async () => {
    const { page, complaints } = await ward.open()
    await page.goto(ward.address)
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { text: 'window.smuggled = 1' }))`,
    )
    expect(await page.evaluate('window.smuggled')).toBeUndefined()
    expect(complaints.join()).toContain('Content Security Policy')
    await page.context().close()
  })

  test('is used with the keyboard alone', async () => {
    const { page } = await signedIn()
    await page
      .getByText(/patients/)
      .first()
      .waitFor()
    expect(await page.evaluate('document.activeElement.id')).toBe('search')
    await page.keyboard.type('love')
    await page.getByText('1 patient', { exact: true }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.type('71')
    await page.keyboard.press('Enter')
    await page.getByText('Saved: Heart rate.').waitFor()
    await page.context().close()
  })

  test('is accessible in light and dark, on a small and a large screen', async () => {
    const { page } = await ward.open()
    const look = async (name: string): Promise<void> => {
      const folder = process.env['DAMSON_SCREENSHOTS']
      const shoot = async (look: string): Promise<void> => {
        if (folder !== undefined)
          await page.screenshot({ path: `${folder}/client-side-${name}-${look}.png`, fullPage: true })
      }
      expect(await complaintsAbout(page, shoot), name).toEqual([])
    }
    await page.goto(ward.address)
    await look('signed-out')
    await ward.signIn(page)
    await page.getByText('patients', { exact: false }).first().waitFor()
    await look('patients')
    await choose(page, /Lovelace/)
    await page.getByRole('button', { name: 'Save' }).click()
    await look('patient')
    await page.getByRole('button', { name: 'Lock' }).click()
    await page.getByRole('heading', { name: 'Locked' }).waitFor()
    await look('locked')
    await page.context().close()
  })
})
