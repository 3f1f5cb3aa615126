import { type Bent, createSoftwareAuthenticator, type HeldPasskey, type SoftwareAuthenticator } from '@damson/testkit'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import type { Hosted, HostedApp, Person } from './hosted.ts'

/** What a page's script is told. */
export interface Asked {
  readonly does: 'use' | 'make'
  readonly options: {
    readonly rpId: string
    readonly challenge: string
    readonly rp: { readonly id: string }
    readonly user: { readonly id: string }
    readonly [name: string]: unknown
  }
  readonly unknown?: object
  readonly signal?: { readonly allAcceptedCredentialIds: readonly string[] }
}

export function askedIn({ text }: Visit): readonly Asked[] {
  const plain = (json: string): string =>
    json.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
  return [...text.matchAll(/data-passkey="([^"]*)"/g)].map(([, json = '']) => JSON.parse(plain(json)) as Asked)
}

export function askedTo(visit: Visit, does: Asked['does']): Asked['options'] {
  const found = askedIn(visit).find((one) => one.does === does)
  if (found === undefined)
    throw new Error(`the page does not ask to ${does} a passkey: ${visit.status} ${visit.heading}`)
  return found.options
}

export interface WithPasskey {
  readonly person: Person
  readonly keys: SoftwareAuthenticator
  /** Where the passkey was made, after the password. */
  readonly browser: CookieBrowser
}

export const PASSKEYS = '/account/passkeys'

/** What people do with passkeys, without a browser's help. */
export function passkeyBench(hosted: () => Hosted, app: () => HostedApp) {
  const authenticator = (options: Partial<Parameters<typeof createSoftwareAuthenticator>[0]> = {}) =>
    createSoftwareAuthenticator({ origin: new URL(hosted().issuer).origin, ...options })
  /** A browser in which the person has signed in to the app with the password. */
  const own = async (person: Person, browser = hosted().browser()): Promise<CookieBrowser> => {
    await hosted().signIn(browser, app(), person)
    return browser
  }
  const make = async (browser: CookieBrowser, keys: SoftwareAuthenticator, bent: Bent = {}): Promise<Visit> => {
    const page = await browser.open(PASSKEYS)
    const passkey = keys.create(askedTo(page, 'make'), bent)
    return browser.follow(await browser.post(PASSKEYS, { form: page.hidden('form'), passkey }))
  }
  return {
    authenticator,
    own,
    make,
    async withPasskey(options = {}): Promise<WithPasskey> {
      const person = await hosted().member('Patient')
      const [keys, browser] = [authenticator(options), await own(person)]
      const made = await make(browser, keys)
      if (!made.text.includes('The passkey is created')) throw new Error(`no passkey was made: ${made.text}`)
      return { person, keys, browser }
    },
    /** Uses a passkey on the sign-in page. */
    async use(
      keys: SoftwareAuthenticator,
      {
        bent,
        held,
        browser = hosted().browser(),
        asking = app(),
        changes = {},
      }: {
        readonly bent?: Bent
        readonly held?: HeldPasskey
        readonly browser?: CookieBrowser
        readonly asking?: HostedApp
        readonly changes?: Record<string, string | undefined>
      } = {},
    ): Promise<Visit> {
      const page = await hosted().signInPage(browser, asking, changes)
      const passkey = keys.get(askedTo(page, 'use'), bent, held)
      return browser.follow(await browser.post('/signin', { request: page.hidden('request'), passkey }))
    },
    /** Proves again, on the account page, with a passkey. */
    async confirm(browser: CookieBrowser, keys: SoftwareAuthenticator): Promise<Visit> {
      const page = await browser.open(PASSKEYS)
      const again = await browser.post(PASSKEYS, { form: page.hidden('form'), do: 'confirm' })
      const passkey = keys.get(askedTo(again, 'use'))
      return browser.follow(await browser.post('/account/sign-in', { form: again.hidden('form'), passkey }))
    },
  }
}

export const codeIn = ({ location }: Visit): string =>
  URL.canParse(location) ? (new URL(location).searchParams.get('code') ?? '') : ''
