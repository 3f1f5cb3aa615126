/** Making and using passkeys, as the rows of WebAuthn do. */
import { type Authenticator, type Bent, createAuthenticator, type Options } from './authenticator.ts'
import { type Browser, createBrowser, type Visit } from './browser.ts'
import type { Damson, Person } from './server/server.ts'

/** The options that a page hands to its script. */
export function optionsIn({ text }: Visit, does: 'make' | 'use'): Options {
  for (const [, json = ''] of text.matchAll(/data-passkey="([^"]*)"/g)) {
    const read = JSON.parse(json.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')) as {
      does?: string
      options?: Options
    }
    if (read.does === does && read.options !== undefined) return read.options
  }
  throw new Error(`the page does not ask to ${does} a passkey`)
}

export interface Holder {
  readonly person: Person
  readonly browser: Browser
  readonly keys: Authenticator
}

export function authenticatorOf(at: Damson, options?: { readonly counts?: boolean }): Authenticator {
  return createAuthenticator(new URL(at.issuer).origin, options)
}

/** A person who has just signed in to their own page, in their browser. */
export async function newHolder(at: Damson, options?: { readonly counts?: boolean }): Promise<Holder> {
  const [{ email, password }, browser] = [await at.newOwner(), createBrowser()]
  const page = await browser.open(at.url('account'))
  const visit = await browser.post(at.url('account/sign-in'), { form: page.hidden('form'), email, password })
  if (visit.status !== 303) throw new Error(`nobody was signed in: ${visit.status} ${visit.heading}`)
  return { person: { email, password }, browser, keys: authenticatorOf(at, options) }
}

/** Makes a passkey on the person's own page. */
export async function make(at: Damson, { browser, keys }: Holder, bent: Bent = {}): Promise<Visit> {
  const page = await browser.open(at.url('account/passkeys'))
  const passkey = keys.create(optionsIn(page, 'make'), bent)
  return browser.post(at.url('account/passkeys'), { form: page.hidden('form'), passkey })
}

/** A person with a passkey. */
export async function holder(at: Damson, options?: { readonly counts?: boolean }): Promise<Holder> {
  const made = await newHolder(at, options)
  if (!isDone(await make(at, made))) throw new Error('no passkey was made')
  return made
}

/** Signs in to the own page with a passkey, in another browser. */
export async function use(at: Damson, keys: Authenticator, bent: Bent = {}, browser = createBrowser()): Promise<Visit> {
  const page = await browser.open(at.url('account'))
  const passkey = keys.get(optionsIn(page, 'use'), bent)
  return browser.post(at.url('account/sign-in'), { form: page.hidden('form'), passkey })
}

/** What was sent was taken. */
export const isDone = ({ status }: Visit): boolean => status === 303
