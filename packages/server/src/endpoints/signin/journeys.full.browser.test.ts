import { generateSync } from 'otplib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Language, languages } from '#base/language'
import { type Callback, launchChromium, openPage, startCallback } from '../../../test/signin/chromium.ts'
import { type Hosted, type HostedApp, startHosted } from '../../../test/signin/hosted.ts'

/** A machine that does much else is slow to come back. */
const WAIT = { timeout: 20_000 }

/** What no language changes is gone through in one, each in another. */
const [ENGLISH, ARABIC = ENGLISH, SPANISH = ENGLISH] = languages

describe('in Chromium', () => {
  let hosted: Hosted
  let browser: Browser
  let callback: Callback
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted()
    browser = await launchChromium()
    callback = await startCallback()
    app = await hosted.app({ redirectUris: [callback.url], firstParty: false, resourceScopesRequired: false })
  })
  afterAll(async () => {
    await browser.close()
    await callback.close()
    await hosted.world.close()
  })

  const authorizeUrl = (state: string): string =>
    `${hosted.issuer}oauth2/authorize?${app.query({
      redirect_uri: callback.url,
      state,
      scope: 'openid patient/Observation.rs patient/Condition.rs',
    })}`
  const say = ({ messages }: Language, key: keyof Language['messages']): string => {
    const text = messages[key]
    return typeof text === 'string' ? text : text.other
  }
  /** Types into the field that the page has put the cursor into. */
  const typeInto = async (page: Page, field: string, text: string): Promise<void> => {
    await page.waitForSelector(`${field}:focus`)
    await page.keyboard.type(text)
  }
  /** Presses Tab once for each, and sees where it leads. */
  const tabTo = async (page: Page, ...selectors: readonly string[]): Promise<void> => {
    for (const selector of selectors) {
      await page.keyboard.press('Tab')
      expect(await page.evaluate(`document.activeElement.matches('${selector}')`), selector).toBe(true)
    }
  }
  /** What is copied is the codes alone; printing asks the browser, and the sheet has no buttons. */
  const keepsCodes = async (page: Page, language: Language, codes: readonly string[]): Promise<void> => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: say(language, 'recovery.copy') }).click()
    await page.getByText(say(language, 'recovery.copied'), { exact: true }).waitFor(WAIT)
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`${codes.join('\n')}\n`)
    await page.evaluate('window.print = () => { document.body.dataset.printed = "yes" }')
    await page.getByRole('button', { name: say(language, 'recovery.print') }).click()
    await page.locator('body[data-printed]').waitFor(WAIT)
    await page.emulateMedia({ media: 'print' })
    expect([await page.locator('.codes').isVisible(), await page.locator('.keep').isVisible()]).toEqual([true, false])
    await page.emulateMedia({ media: null })
  }
  const codeFor = (state: string): Promise<unknown> =>
    expect
      .poll(() => callback.calls.find((call) => call.get('state') === state)?.get('code'), WAIT)
      .toEqual(expect.any(String))

  test.each(languages)(
    'a role is accepted, chosen once and asked for again, by the keyboard, in $tag',
    async (language) => {
      const person = await hosted.member('Practitioner')
      await hosted.invite(person.email, { resourceType: 'Patient', forceNewMembership: true })
      const { page, complaints } = await openPage(browser, {
        locale: language.tag,
        viewport: { width: 320, height: 800 },
      })
      const own = await hosted.app({ redirectUris: [callback.url], name: 'Ward Rounds' })
      const start = (state: string): Promise<unknown> =>
        page.goto(`${hosted.issuer}oauth2/authorize?${own.query({ redirect_uri: callback.url, state })}`)
      const press = async (selector: string): Promise<void> => {
        await page.locator(selector).first().focus()
        await page.keyboard.press('Enter')
      }
      const inApp = (state: string): Promise<unknown> =>
        page.waitForURL((url) => url.href.startsWith(callback.url) && url.searchParams.get('state') === state, WAIT)
      const signedIn = `role-${language.tag}`
      await start(`${signedIn}-1`)
      await typeInto(page, '#email', person.email)
      await page.keyboard.press('Enter')
      await typeInto(page, '#password', person.password)
      await page.keyboard.press('Enter')
      await inApp(`${signedIn}-1`)
      await page.goto(`${hosted.issuer}account`)
      expect(await page.locator('#offers').textContent()).toBe(say(language, 'account.offers'))
      await press('button[value=accept]')
      await page.waitForURL(/done=accepted/)
      expect(await page.locator('[role=status]').textContent()).toContain(say(language, 'account.done.accepted'))
      await start(`${signedIn}-2`)
      expect(await page.locator('h1').textContent()).toBe(say(language, 'choose.heading'))
      await press('button[name=membership]')
      // Any program could be what listens there, so it is allowed each time.
      await page.waitForSelector('button[value=allow]')
      await press('button[value=allow]')
      await inApp(`${signedIn}-2`)
      await start(`${signedIn}-3`)
      await press('button[value=allow]')
      await inApp(`${signedIn}-3`)
      await page.goto(`${hosted.issuer}account`)
      expect(await page.locator('#roles').textContent()).toBe(say(language, 'account.roles'))
      await press('button[value=ask-role]')
      await page.waitForURL(/done=role/)
      await start(`${signedIn}-4`)
      expect(await page.locator('h1').textContent()).toBe(say(language, 'choose.heading'))
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )

  test.each(languages)('the whole way can be gone with the keyboard alone, in $tag', async (language) => {
    const state = `keyboard-${language.tag}`
    const person = await hosted.member('Patient')
    const { page, complaints } = await openPage(browser, { locale: language.tag })
    await page.goto(authorizeUrl(state))
    expect(await page.locator('html').getAttribute('dir')).toBe(language.direction)
    await typeInto(page, '#email', person.email)
    await tabTo(page, 'main button:not([type])')
    await page.keyboard.press('Enter')
    await typeInto(page, '#password', 'a password that is wrong')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#password[aria-invalid]:focus')
    expect(await page.locator('[role=alert]').textContent()).toContain(say(language, 'signin.wrong'))
    await page.keyboard.type(person.password)
    await tabTo(page, '.reveal')
    await page.keyboard.press('Space')
    // What was typed is never turned round, and its button never lies on it.
    const shown = await page.evaluate<readonly [string, string, boolean]>(`(() => {
      const [field, eye] = ['#password', '.reveal'].map((one) => document.querySelector(one))
      const [{ left, right }, at] = [field.getBoundingClientRect(), eye.getBoundingClientRect()]
      const end = getComputedStyle(document.documentElement).direction === 'rtl' ? at.left - left : right - at.right
      return [field.type, field.value, Math.abs(end) < 2]
    })()`)
    expect(shown).toEqual(['text', person.password, true])
    await tabTo(page, 'main button:not([type])')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#scope-0')
    await tabTo(page, '#scope-0', '#scope-1')
    await page.keyboard.press('Space')
    await tabTo(page, 'button[value=allow]', 'button[value=deny]')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await codeFor(state)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a password can be pasted, at the account’s own page and where a new one is chosen too', async () => {
    const person = await hosted.member('Patient')
    const { page } = await openPage(browser, { locale: ENGLISH.tag })
    const at = `${hosted.issuer}projects/${hosted.clinic.project}/account`
    await page.goto(at)
    await typeInto(page, '#email', person.password)
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('ControlOrMeta+x')
    await page.keyboard.type(person.email)
    await page.keyboard.press('Enter')
    await page.waitForSelector('#password:focus')
    await page.keyboard.press('ControlOrMeta+v')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: say(ENGLISH, 'account.heading'), exact: true }).waitFor()
    await page.click('a[href$="/account/password"]')
    for (const field of ['#password', '#new']) {
      await page.focus(field)
      await page.keyboard.press('ControlOrMeta+v')
      expect(await page.inputValue(field)).toBe(person.password)
    }
    await page.context().close()
  })

  test('no page needs scripts: the way to no and to yes without them', async () => {
    const person = await hosted.member('Patient')
    const { page, complaints } = await openPage(browser, { locale: SPANISH.tag, javaScriptEnabled: false })
    for (const [decision, heading] of [
      ['deny', 'signin.heading'],
      ['allow', undefined],
    ] as const) {
      await page.context().clearCookies()
      await page.goto(authorizeUrl(`no-script-${decision}`))
      expect(await page.locator('h1').textContent()).toBe(say(SPANISH, 'signin.heading'))
      await page.fill('#email', person.email)
      await page.click('main button:not([type])')
      expect(await page.locator('h1').textContent()).toBe(say(SPANISH, 'signin.password.heading'))
      await page.fill('#password', person.password)
      await page.click('main button:not([type])')
      await page.click(`button[value=${decision}]`)
      if (heading === undefined) await codeFor(`no-script-${decision}`)
      else await expect.poll(() => callback.calls.at(-1)?.get('error'), WAIT).toBe('access_denied')
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test.each([
    [ENGLISH, '14 of at least 15 characters'],
    [ARABIC, /^.?[١1][٤4].? من /],
  ])('a new password’s length is told while it is typed, as the server counts it, in $tag', async (language, told) => {
    const email = `counted-${language.tag}@example.org`
    await hosted.invite(email)
    const { id, secret } = hosted.world.inbox.link(email)
    const { page, complaints } = await openPage(browser, { locale: language.tag })
    await page.goto(`${hosted.issuer}auth/setpassword/${id}/${secret}`)
    const count = page.locator('.hint[aria-hidden=true]')
    expect(await count.textContent()).toBe('')
    // 14 code points once composed, of 19 units.
    await page.fill('#password', `${'🦔'.repeat(4)}cafe\u0301 matin`)
    expect((await count.textContent())?.replaceAll(/[\u2066-\u2069]/g, '')).toMatch(told)
    expect(await count.getAttribute('class')).toBe('hint')
    await page.fill('#password', `${'🦔'.repeat(4)}cafe\u0301 matins`)
    await expect.poll(() => count.getAttribute('class'), WAIT).toBe('hint enough')
    await expect.poll(() => page.locator('p.unseen[role=status]').textContent(), WAIT).not.toBe('')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('Caps Lock is told while a password is typed, and to screen readers', async () => {
    const { page } = await openPage(browser, { locale: ARABIC.tag })
    await page.goto(`${hosted.issuer}account`)
    await typeInto(page, '#email', 'ada@example.org')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#password:focus')
    const hint = page.locator('.field:has(#password) [role=status]')
    // No browser under test has a lock to press: the key says of itself that it is on.
    const type = (modifierCapsLock: boolean, name = 'keydown'): Promise<unknown> =>
      page.evaluate(`document.querySelector('#password')
        .dispatchEvent(new KeyboardEvent('${name}', { key: 'A', bubbles: true, modifierCapsLock: ${modifierCapsLock} }))`)
    expect(await hint.textContent()).toBe('')
    expect(await hint.evaluate((element) => element.getBoundingClientRect().height)).toBe(0)
    await type(true)
    expect(await hint.textContent()).toBe(say(ARABIC, 'field.password.caps'))
    expect(await hint.isVisible()).toBe(true)
    // It is told once, not at each key.
    await page.evaluate(`globalThis.told = 0
      const status = document.querySelector('.field:has(#password) [role=status]')
      new MutationObserver(() => (told += 1)).observe(status, { childList: true, characterData: true, subtree: true })`)
    await type(true)
    await type(true, 'keyup')
    expect(await page.evaluate('told')).toBe(0)
    await type(false)
    expect(await hint.textContent()).toBe('')
    await type(true)
    await page.focus('.reveal')
    expect(await hint.textContent()).toBe('')
    // Browsers that fill in a password send events that are no keys.
    await page.evaluate(`document.querySelector('#password').dispatchEvent(new Event('keydown', { bubbles: true }))`)
    expect(await hint.textContent()).toBe('')
    await page.context().close()
  })

  describe('a second factor', () => {
    const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'
    const DEMANDED = { name: 'mfaRequired', valueBoolean: true }
    const REMEMBER = { name: 'rememberBrowserDays', valueInteger: 7 }
    let own: HostedApp
    let travelled = 0
    beforeAll(async () => {
      own = await hosted.app({ name: 'Charts', redirectUris: [callback.url] })
    })

    const pass = async (ms: number): Promise<void> => {
      travelled += ms
      await hosted.travel(ms)
    }
    const nextStep = (): Promise<void> => pass(30_000)
    const heading = (page: Page, language: Language, key: keyof Language['messages']): Promise<void> =>
      page.getByRole('heading', { name: say(language, key), exact: true }).waitFor(WAIT)
    /** As the phone shows it in this language: in Arabic with Arabic digits. */
    const shownCode = (secret: string, { tag }: Language): string => {
      const code = generateSync({ secret, epoch: Math.floor((Date.now() + travelled) / 1_000) })
      return tag === 'ar' ? code.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x0660 + Number(digit))) : code
    }
    const typed = async (page: Page, code: string): Promise<void> => {
      await page.fill('#code', code)
      await page.keyboard.press('Enter')
    }
    async function signIn(page: Page, email: string, state: string, more: object = {}): Promise<void> {
      const query = own.query({ redirect_uri: callback.url, state, prompt: 'login', ...more })
      await page.goto(`${hosted.issuer}oauth2/authorize?${query}`)
      await page.fill('#email', email)
      await page.keyboard.press('Enter')
      await page.fill('#password', 'a quiet garden path')
      await page.keyboard.press('Enter')
    }
    /** How well the app learns that its person was proven. */
    async function proven(page: Page, state: string): Promise<object> {
      await page.waitForURL((url) => url.pathname === '/callback' && url.searchParams.get('state') === state, WAIT)
      await codeFor(state)
      const code = callback.calls.find((call) => call.get('state') === state)?.get('code') ?? ''
      const { body } = await own.redeem(code, { redirect_uri: callback.url })
      const { acr, amr } = JSON.parse(Buffer.from(body.id_token.split('.')[1], 'base64url').toString())
      return { isTwo: acr === AAL2, amr }
    }

    test.each(languages)(
      'is set up where it is demanded, left out in a remembered browser, asked for by an app and before a change, and replaced by a saved code, in $tag',
      async (language) => {
        const [{ tag }, locale] = [language, { locale: language.tag }]
        const { email } = await hosted.member('Practitioner')
        await hosted.set(DEMANDED, REMEMBER)
        const first = await openPage(browser, locale)
        await signIn(first.page, email, `forced-${tag}`)
        await heading(first.page, language, 'enroll.heading')
        await first.page.getByRole('img', { name: say(language, 'enroll.qr') }).waitFor(WAIT)
        const secret = ((await first.page.locator('code[dir=ltr]').textContent()) ?? '').replaceAll(' ', '')
        await typed(first.page, shownCode(secret, language))
        await heading(first.page, language, 'recovery.heading')
        const saved = await first.page.locator('.codes code').allTextContents()
        expect(saved).toHaveLength(10)
        await keepsCodes(first.page, language, saved)
        await first.page.getByRole('link', { name: say(language, 'recovery.saved') }).click()
        expect(await proven(first.page, `forced-${tag}`)).toMatchObject({ isTwo: true })

        // Whoever has one is asked for it, demanded or not.
        await hosted.set(REMEMBER)
        await nextStep()
        const second = await openPage(browser, locale)
        await signIn(second.page, email, `asked-${tag}`)
        await heading(second.page, language, 'factor.heading')
        await second.page.check('#remember')
        await typed(second.page, shownCode(secret, language))
        expect(await proven(second.page, `asked-${tag}`)).toMatchObject({ isTwo: true })
        await signIn(second.page, email, `remembered-${tag}`)
        expect(await proven(second.page, `remembered-${tag}`)).toEqual({ isTwo: false, amr: ['pwd'] })
        // The app asks for more: what was left out is asked for.
        await nextStep()
        const more = own.query({ redirect_uri: callback.url, state: `more-${tag}`, acr_values: AAL2, max_age: '600' })
        await second.page.goto(`${hosted.issuer}oauth2/authorize?${more}`)
        await heading(second.page, language, 'factor.heading')
        await typed(second.page, shownCode(secret, language))
        // An app at a loopback address, to which nobody has typed a password just now.
        await second.page.click('button[value=allow]')
        expect(await proven(second.page, `more-${tag}`)).toMatchObject({ isTwo: true })
        // So it is before a change at the account: here the browser is no longer remembered.
        await pass(11 * 60_000)
        await second.page.goto(`${hosted.issuer}account/factors`)
        await heading(second.page, language, 'factor.heading')
        await typed(second.page, shownCode(secret, language))
        await second.page.locator('#forget-0').focus()
        await second.page.keyboard.press('Enter')
        await second.page.getByText(say(language, 'factors.done.forgotten')).waitFor(WAIT)
        await nextStep()
        await signIn(second.page, email, `forgotten-${tag}`)
        await heading(second.page, language, 'factor.heading')

        const third = await openPage(browser, locale)
        for (const times of ['once', 'twice']) {
          await signIn(third.page, email, `saved-${times}-${tag}`)
          await third.page.getByRole('link', { name: say(language, 'factor.use_recovery') }).click()
          await heading(third.page, language, 'factor.recovery.heading')
          await typed(third.page, ` ${saved[0]?.toLowerCase().replaceAll('-', ' ')}`)
          if (times === 'once') expect(await proven(third.page, `saved-once-${tag}`)).toMatchObject({ isTwo: true })
          else await third.page.getByText(say(language, 'factor.wrong')).first().waitFor(WAIT)
        }
        for (const { page, complaints } of [first, second, third]) {
          expect(complaints).toEqual([])
          await page.context().close()
        }
      },
    )
  })
})
