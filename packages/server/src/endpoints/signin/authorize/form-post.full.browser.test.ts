import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium, openPage } from '../../../../test/signin/chromium.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from '../../../../test/signin/hosted.ts'

/** What came to the app's address. */
interface Arrival {
  readonly method: string
  readonly url: string
  readonly form: Readonly<Record<string, string>>
}

describe('response_mode=form_post in Chromium', () => {
  let hosted: Hosted
  let browser: Browser
  let site: Server
  let address: string
  let app: HostedApp
  let person: Person
  const arrivals: Arrival[] = []
  beforeAll(async () => {
    hosted = await startHosted()
    browser = await launchChromium()
    site = createServer((request, response) => {
      const { method = '', url = '' } = request
      let body = ''
      request.on('data', (piece) => {
        body += String(piece)
      })
      request.on('end', () => {
        if (url.startsWith('/callback'))
          arrivals.push({ method, url, form: Object.fromEntries(new URLSearchParams(body)) })
        response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>App</title><h1>Back in the app</h1>')
      })
    })
    await new Promise<void>((done) => site.listen(0, '127.0.0.1', done))
    address = `http://127.0.0.1:${(site.address() as AddressInfo).port}/callback`
    app = await hosted.app({ redirectUris: [address] })
    person = await hosted.member('Practitioner')
  })
  afterAll(async () => {
    await browser.close()
    site.closeAllConnections()
    site.close()
    await hosted.world.close()
  })

  /** Opens a page, and collects the policies of the pages of ours that it shows. */
  async function open(javaScriptEnabled: boolean) {
    arrivals.length = 0
    const { page, complaints } = await openPage(browser, { javaScriptEnabled })
    const policies: string[] = []
    page.on('response', async (response) => {
      const policy = (await response.allHeaders())['content-security-policy']
      if (response.request().isNavigationRequest() && policy !== undefined) policies.push(policy)
    })
    const ask = (state: string, more: Readonly<Record<string, string>> = {}): Promise<unknown> => {
      const query = app.query({ redirect_uri: address, response_mode: 'form_post', state, ...more })
      return page.goto(`${hosted.issuer}oauth2/authorize?${query}`)
    }
    return { page, complaints, policies, ask }
  }

  async function giveProof(page: Page): Promise<void> {
    await page.waitForSelector('#email:focus')
    await page.fill('#email', person.email)
    await page.fill('#password', person.password)
    await page.click('button:not([type])')
  }

  async function expectCode(state: string): Promise<void> {
    const form = { code: expect.any(String), state, iss: hosted.issuer }
    expect(arrivals).toEqual([{ method: 'POST', url: '/callback', form }])
    const code = arrivals[0]?.form['code'] ?? ''
    expect((await app.redeem(code, { redirect_uri: address })).status).toBe(200)
  }

  /** No script but ours, and a form that leads to the app alone. */
  function expectStrict(policies: readonly string[]): void {
    const policy = policies.at(-1) ?? ''
    expect(policy).toContain("default-src 'none';")
    expect(policy).toContain(`script-src ${hosted.issuer}assets/form-post.js;`)
    expect(policy).toContain(`form-action 'self' ${new URL(address).origin};`)
    expect(policies.join()).not.toMatch(/unsafe|data:|\*/)
  }

  test('sends itself where scripts run: nobody presses anything', async () => {
    const { page, complaints, policies, ask } = await open(true)
    await ask('by itself')
    await giveProof(page)
    await page.waitForURL(address)
    expect(await page.textContent('h1')).toBe('Back in the app')
    await expectCode('by itself')
    expectStrict(policies)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('waits for its button where none do, which the keyboard reaches', async () => {
    const { page, complaints, policies, ask } = await open(false)
    await ask('by hand')
    await giveProof(page)
    expect(await page.textContent('h1')).toBe('Back to your app')
    expect(arrivals).toEqual([])
    await page.keyboard.press('Tab')
    expect(await page.textContent(':focus')).toBe('Continue')
    await page.keyboard.press('Enter')
    await page.waitForURL(address)
    await expectCode('by hand')
    expectStrict(policies)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test.each([true, false])('tells the app of an error in the same way, with scripts: %s', async (scripts) => {
    const { page, complaints, ask } = await open(scripts)
    // Where scripts run the page may have gone on before it is seen to be there.
    await ask('an error', { prompt: 'none' }).catch(() => undefined)
    if (!scripts) await page.click('form[data-send] button')
    await page.waitForURL(address)
    expect(arrivals).toMatchObject([
      { method: 'POST', url: '/callback', form: { error: 'login_required', state: 'an error', iss: hosted.issuer } },
    ])
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
