import type { Browser, BrowserContextOptions, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Language, languages } from '#base/language'
import { type Callback, launchChromium, openPage, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from '../../../test/signin/hosted.ts'
import {
  complaintsByKeyboard,
  complaintsOfAxe,
  complaintsOfLayout,
  LOOKS,
  look,
} from '../../../test/signin/page-checks.ts'

const WAIT = { timeout: 20_000 }

/** An authenticator that Chromium plays: one of this device, with a finger on it. */
const OPTIONS = {
  protocol: 'ctap2',
  ctap2Version: 'ctap2_1',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const

interface Device {
  readonly page: Page
  readonly complaints: readonly string[]
  readonly session: CDPSession
  readonly id: string
}

describe('passkeys in Chromium', () => {
  let hosted: Hosted
  let browser: Browser
  let callback: Callback
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ development: true })
    browser = await launchChromium()
    callback = await startCallback()
    app = await hosted.app({ redirectUris: [callback.url] })
  })
  afterAll(async () => {
    await browser.close()
    await callback.close()
    await hosted.world.close()
  })

  async function device(options: BrowserContextOptions = {}, more: object = {}): Promise<Device> {
    const { page, complaints } = await openPage(browser, options)
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable')
    const { authenticatorId: id } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: { ...OPTIONS, ...more },
    })
    return { page, complaints, session, id }
  }
  const say = ({ messages }: Language, key: keyof Language['messages']): string => {
    const text = messages[key]
    return typeof text === 'string' ? text : text.other
  }
  const start = (page: Page, state: string, asking = app): Promise<unknown> =>
    page.goto(
      `${hosted.issuer}oauth2/authorize?${asking.query({ redirect_uri: callback.url, state, prompt: 'login' })}`,
    )
  /** The app has a code, and the browser is back there. */
  const codeFor = async (page: Page, state: string): Promise<void> => {
    await page.waitForURL((url) => url.searchParams.get('state') === state && url.pathname === '/callback', WAIT)
    const calls = callback.calls.filter((call) => call.get('state') === state)
    expect(calls.map((call) => call.get('code'))).toEqual([expect.any(String)])
  }
  async function withPassword(page: Page, { email, password }: Person, state: string): Promise<void> {
    await start(page, state)
    await page.fill('#email', email)
    await page.click('main button:not([type])')
    await page.fill('#password', password)
    await page.click('main button:not([type])')
  }

  const click = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()
  const rest = ({ session, id: authenticatorId }: Device, enabled: boolean): Promise<unknown> =>
    session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
  const held = async ({ session, id: authenticatorId }: Device) =>
    (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials
  const heading = (page: Page, text: string): Promise<void> =>
    page.getByRole('heading', { name: text, exact: true }).waitFor()

  /** A device whose person has made a passkey when it was offered after the password. */
  async function withPasskey(person: Person, state: string, one?: Device): Promise<Device> {
    const at = one ?? (await device())
    await rest(at, false)
    await withPassword(at.page, person, state)
    await at.page.locator('form#passkey').waitFor()
    await rest(at, true)
    await at.page.locator('form#passkey button[type=button]').click()
    await codeFor(at.page, state)
    return at
  }

  test('one is made when it is offered, and signs in by itself from the suggestions for the address', async () => {
    const one = await withPasskey(await hosted.member('Patient'), 'offered')
    expect(await held(one)).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }])
    await start(one.page, 'suggested')
    await codeFor(one.page, 'suggested')
    expect(one.complaints).toEqual([])
    await one.page.context().close()
  })

  test('one signs in by the button where the browser suggests none, and none is offered a second time', async () => {
    const person = await hosted.member('Patient')
    const one = await withPasskey(person, 'made')
    await rest(one, false)
    await one.page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)')
    await rest(one, true)
    await start(one.page, 'button')
    await click(one.page, 'Sign in with a passkey')
    await codeFor(one.page, 'button')
    await rest(one, false)
    await withPassword(one.page, person, 'password')
    await codeFor(one.page, 'password')
    expect(one.complaints).toEqual([])
    await one.page.context().close()
  })

  test('one that is not there leaves the page as it was: the password signs in', async () => {
    const person = await hosted.member('Patient')
    const one = await device({}, { hasResidentKey: true, hasUserVerification: false, transport: 'usb' })
    await start(one.page, 'nothing')
    await click(one.page, 'Sign in with a passkey')
    await expect
      .poll(() => one.page.locator('.passkey [role=status]').textContent(), WAIT)
      .toContain('not signed in with a passkey')
    await one.page.fill('#email', person.email)
    await click(one.page, 'Continue')
    await one.page.fill('#password', person.password)
    await click(one.page, 'Sign in')
    await codeFor(one.page, 'nothing')
    expect(one.complaints).toEqual([])
    await one.page.context().close()
  })

  test('people make, name and remove them on their own page, on two devices', async () => {
    const person = await hosted.member('Patient')
    const [one, two] = [await withPasskey(person, 'at home'), await device()]
    await one.page.goto(`${hosted.issuer}account/passkeys`)
    await click(one.page, 'Confirm that it is you')
    await click(one.page, 'Sign in with a passkey')
    await one.page.waitForURL(/account.passkeys/)
    // Another authenticator is plugged in, and the first one is known already.
    await click(one.page, 'Create a passkey')
    await expect
      .poll(() => one.page.locator('.passkey [role=status]').textContent(), WAIT)
      .toContain('already has a passkey')
    await one.session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: one.id })
    const { authenticatorId } = await one.session.send('WebAuthn.addVirtualAuthenticator', {
      options: { ...OPTIONS, transport: 'usb' },
    })
    await click(one.page, 'Create a passkey')
    await one.page.getByText('The passkey is created.').waitFor()
    await one.page.fill('#name-1', 'Key on my ring')
    await one.page.locator('#rename-1').click()
    await one.page.getByText('The name is changed.').waitFor()
    expect(await one.page.locator('#passkey-1').textContent()).toBe('Key on my ring')
    const [second] = (await one.session.send('WebAuthn.getCredentials', { authenticatorId })).credentials
    if (second === undefined) throw new Error('the second authenticator has no passkey')
    await two.session.send('WebAuthn.addCredential', { authenticatorId: two.id, credential: second })
    await start(two.page, 'second')
    await codeFor(two.page, 'second')
    await one.page.locator('#remove-1').click()
    await one.page.getByText('The passkey is removed').waitFor()
    // A copy of what was removed opens nothing, and the browser forgets it.
    await start(two.page, 'removed')
    await two.page.getByText('We do not know this passkey.').first().waitFor()
    expect([...one.complaints, ...two.complaints]).toEqual([])
    for (const { page } of [one, two]) await page.context().close()
  })

  test.each(languages)('one is the second step after a password where that is demanded, in $tag', async (language) => {
    const person = await hosted.member('Patient')
    const one = await withPasskey(person, `first ${language.tag}`, await device({ locale: language.tag }))
    const { page } = one
    await hosted.demand({ name: 'mfaRequired', valueBoolean: true })
    await rest(one, false)
    await withPassword(page, person, `second ${language.tag}`)
    await heading(page, say(language, 'factor.passkey.heading'))
    for (const [at, each] of LOOKS.entries()) {
      await look(page, each)
      expect(await complaintsOfLayout(page)).toEqual([])
      if (at === 0) expect(await complaintsOfAxe(page)).toEqual([])
    }
    expect(await complaintsByKeyboard(page)).toEqual([])
    await rest(one, true)
    await page.getByRole('button', { name: say(language, 'passkey.use') }).focus()
    await page.keyboard.press('Enter')
    await codeFor(page, `second ${language.tag}`)
    await hosted.demand()
    expect(one.complaints).toEqual([])
    await page.context().close()
  })

  test('a copied authenticator is refused, and its original goes on', async () => {
    const person = await hosted.member('Patient')
    const [one, copy] = [await withPasskey(person, 'original'), await device()]
    const [credential] = await held(one)
    if (credential === undefined) throw new Error('no passkey was made')
    await start(one.page, 'original again')
    await codeFor(one.page, 'original again')
    await copy.session.send('WebAuthn.addCredential', {
      authenticatorId: copy.id,
      credential: { ...credential, signCount: 0 },
    })
    await start(copy.page, 'copy')
    await copy.page.getByText('The passkey was not accepted.').first().waitFor()
    expect(
      hosted.world.inbox
        .to(person.email)
        .map(({ subject }) => subject)
        .join(),
    ).toContain('may have copied')
    await start(one.page, 'still the original')
    await codeFor(one.page, 'still the original')
    for (const { page } of [one, copy]) await page.context().close()
  })

  test('a passkey of another project on this host is told what it is', async () => {
    const owner = await hosted.world.actors.owner()
    const { body } = await hosted.world.call(`admin/projects/${owner.project}/client`, {
      json: {
        name: 'Theirs',
        kind: 'app',
        tokenEndpointAuthMethod: 'none',
        redirectUris: [callback.url],
        firstParty: true,
      },
      token: owner.token,
    })
    const one = await device()
    await rest(one, false)
    await one.page.goto(
      `${hosted.issuer}oauth2/authorize?${app.query({ client_id: body.id, redirect_uri: callback.url, state: 'theirs' })}`,
    )
    await one.page.fill('#email', owner.email)
    await click(one.page, 'Continue')
    await one.page.fill('#password', owner.password)
    await click(one.page, 'Sign in')
    await heading(one.page, 'Sign in faster next time?')
    await rest(one, true)
    await click(one.page, 'Create a passkey')
    await codeFor(one.page, 'theirs')
    await start(one.page, 'ours')
    await one.page.getByText('This passkey belongs to another account').first().waitFor()
    expect(await one.page.locator('#email').count()).toBe(1)
    await one.page.context().close()
  })

  test.each(languages)('the pages are used by keyboard, pass axe and fit small screens, in $tag', async (language) => {
    const person = await hosted.member('Patient')
    const one = await device({ locale: language.tag })
    const { page } = one
    await rest(one, false)
    const looksRight = async (): Promise<void> => {
      for (const [at, each] of LOOKS.entries()) {
        await look(page, each)
        expect(await complaintsOfLayout(page)).toEqual([])
        if (at === 0) expect(await complaintsOfAxe(page)).toEqual([])
      }
      expect(await complaintsByKeyboard(page)).toEqual([])
    }
    await start(page, `axe ${language.tag}`)
    await page.getByRole('button', { name: say(language, 'passkey.use') }).waitFor()
    await looksRight()
    await withPassword(page, person, `axe ${language.tag}`)
    await heading(page, say(language, 'passkey.offer.heading'))
    await looksRight()
    await rest(one, true)
    await page.getByRole('button', { name: say(language, 'passkey.make') }).focus()
    await page.keyboard.press('Enter')
    await codeFor(page, `axe ${language.tag}`)
    await rest(one, false)
    await page.goto(`${hosted.issuer}account/passkeys`)
    await heading(page, say(language, 'account.passkeys'))
    await looksRight()
    await page.getByRole('button', { name: say(language, 'account.passkeys.confirm') }).focus()
    await page.keyboard.press('Enter')
    await heading(page, say(language, 'account.again.heading'))
    await looksRight()
    await rest(one, true)
    await page.getByRole('button', { name: say(language, 'passkey.use') }).focus()
    await page.keyboard.press('Enter')
    await page.locator('#remove-0').waitFor()
    await looksRight()
    await page.context().close()
  })

  test('without scripts the button is not there, and a sentence says why', async () => {
    const { page, complaints } = await openPage(browser, { javaScriptEnabled: false })
    await start(page, 'no scripts')
    expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).count()).toBe(0)
    expect(await page.textContent('main')).toContain('To sign in with a passkey, turn on JavaScript')
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
