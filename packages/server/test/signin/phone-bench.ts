import { generateSync } from 'otplib'
import { expect } from 'vitest'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp } from './hosted.ts'
import { passkeyBench } from './passkey-bench.ts'

export const isBack = ({ location }: Visit): boolean => location.startsWith(`${CALLBACK}?`)

/** What people do who have a phone and no address, without a browser's help. */
export function phoneBench(hosted: () => Hosted, app: () => HostedApp) {
  let travelled = 0
  let numbers = 0
  const travel = async (ms: number): Promise<void> => {
    travelled += ms
    await hosted().travel(ms)
  }
  const newNumber = (): string => `+49152${String(1_000 + (numbers += 1))}6789`
  const invite = (fields: object) =>
    hosted().world.call(`admin/projects/${hosted().clinic.project}/invite`, {
      json: { resourceType: 'Patient', firstName: 'Mary', lastName: 'Somerville', ...fields },
      token: hosted().clinic.token,
    })
  async function patient(fields: object = {}): Promise<string> {
    const phone = newNumber()
    expect((await invite({ phone, ...fields })).status).toBe(200)
    return phone
  }
  const codes = (number: string): readonly string[] =>
    hosted()
      .world.phones.to(number)
      .filter((text) => /#\d{6}$/.test(text))

  /** The page for the code, after a number was typed. */
  async function ask(
    browser: CookieBrowser,
    number: string,
    changes: Record<string, string> = {},
  ): Promise<Visit & { readonly at: string }> {
    const first = await hosted().signInPage(browser, app(), { prompt: 'login', ...changes })
    const request = first.hidden('request')
    const page = await browser.post('/signin', { request, step: 'email', email: '', by: 'phone', ...changes })
    if (changes['ui_locales'] === undefined) expect(page.heading).toBe('Sign in with your phone number')
    const sent = await browser.post('/signin', { request: page.hidden('request'), by: 'phone', number, ...changes })
    expect(sent.status, sent.text).toBe(303)
    return { ...(await browser.follow(sent)), at: sent.location }
  }
  /** It follows the answer. */
  async function code(number: string, earlier = 0): Promise<string> {
    await expect.poll(() => codes(number).length).toBeGreaterThan(earlier)
    return codes(number).at(-1)?.slice(-6) ?? ''
  }
  async function signIn(browser: CookieBrowser, number: string, changes: Record<string, string> = {}): Promise<Visit> {
    const earlier = codes(number).length
    const { at } = await ask(browser, number, changes)
    return browser.follow(await browser.post(at, { code: await code(number, earlier), ...changes }))
  }
  async function claimsOf(back: Visit): Promise<Record<string, unknown>> {
    const { body } = await app().redeem(new URL(back.location).searchParams.get('code') ?? '')
    return JSON.parse(Buffer.from(body.id_token.split('.')[1], 'base64url').toString())
  }
  /** Sends the form of a page of their account. */
  async function press(browser: CookieBrowser, path: string, fields: Record<string, string>): Promise<Visit> {
    const page = await browser.open(path)
    return browser.follow(await browser.post(path, { form: page.hidden('form'), ...fields }))
  }
  /** The code of the app that a page sets up. */
  function totpOf({ text }: Visit): string {
    const secret = (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(text)?.[1] ?? '').replaceAll(' ', '')
    return generateSync({ secret, epoch: Math.floor((Date.now() + travelled) / 1000) })
  }
  const keys = passkeyBench(hosted, app)
  return { travel, newNumber, invite, patient, codes, ask, code, signIn, claimsOf, press, totpOf, keys }
}
