/** Legitimate people, and how they sign in. */
import { createSoftwareAuthenticator, type SoftwareAuthenticator } from '@damson/testkit'
import { CHALLENGE } from '../stand/people.ts'
import { type Caller, createCaller, hiddenIn, plain, type Timed } from './ask.ts'
import { authorize } from './questions.ts'
import { addressOf, type Person, type Town } from './town.ts'

export type Kind = 'known browser' | 'known network' | 'passkey' | 'new browser'

/** How a sign-in ended. */
export interface SignedIn {
  readonly isIn: boolean
  readonly ms: number
  /** What it was answered, if it is not in. */
  readonly why: string
  readonly retryAfter: number
}

/** Somebody who signs in now and then. */
export interface Visitor {
  readonly kind: Kind
  signIn(): Promise<SignedIn>
  close(): void
}

const PKCE = { codeChallenge: CHALLENGE, codeChallengeMethod: 'S256' }

/** By the API, as an app's own form does, from one address. */
export function byPassword(town: Town, { email, password }: Person, from: string): Promise<Timed> {
  const caller = createCaller(town.url, from)
  return caller
    .json('auth/login', { email, password, clientId: town.clientId, scope: 'openid', ...PKCE })
    .finally(() => caller.close())
}

/** The same by somebody who can read the e-mail, where the password alone is not enough. */
async function byPasswordAndMail(town: Town, person: Person, from: string): Promise<Timed> {
  town.mails.drop(person.email)
  const first = await byPassword(town, person, from)
  if (first.status !== 200) return first
  const { login, mfaRequired } = JSON.parse(first.text) as { readonly login: string; readonly mfaRequired?: boolean }
  if (mfaRequired !== true) return first
  const began = performance.now()
  const token = await codeTo(town, person.email)
  if (token === undefined) return first
  const caller = createCaller(town.url, from)
  const answer = await caller.json('auth/mfa/verify', { login, token }).finally(() => caller.close())
  return { ...answer, ms: first.ms + performance.now() - began }
}

/** The code of the sign-in that has begun; undefined if none comes. */
function codeTo({ mails }: Town, email: string): Promise<string | undefined> {
  return mails.next(email, /^Subject:.*?\b(\d{6})\b/m).catch(() => undefined)
}

const isIn = ({ status, text }: Timed): boolean => status === 200 && 'code' in (JSON.parse(text) as object)

function told(answer: Timed, ok: boolean): SignedIn {
  const { ms, status, text, retryAfter } = answer
  const isAsked = text.includes('mfaRequired') || text.includes('one-time-code')
  const reason = /"code":"([a-z_]+)"\}\]/.exec(text)?.[1] ?? (isAsked ? 'asked for a code' : '')
  return { isIn: ok, ms, why: ok ? '' : `${status} ${reason}`.trim(), retryAfter }
}

/** A person who has signed in from this network before, with an app's own form. */
export function networkVisitor(town: Town, person: Person): Visitor {
  const from = addressOf(person.email)
  return {
    kind: 'known network',
    close: () => undefined,
    async signIn() {
      const answer = await byPasswordAndMail(town, person, from)
      return told(answer, isIn(answer))
    },
  }
}

/** A person who types the password on the page, in a browser that keeps its cookies. */
export function browserVisitor(town: Town, person: Person): Visitor {
  const browser = createCaller(town.url, addressOf(person.email))
  return {
    kind: 'known browser',
    close: () => browser.close(),
    async signIn() {
      const answer = await withPassword(town, browser, person)
      return told(answer, /[?&]code=/.test(answer.location))
    },
  }
}

/** The whole way from the app and back to it, with the code where the browser is new. */
export async function withPassword(town: Town, browser: Caller, { email, password }: Person): Promise<Timed> {
  town.mails.drop(email)
  // Who is signed in already is asked again.
  const page = await browser.open(authorize(town.clientId, { prompt: 'login' }))
  if (page.status !== 200) return page
  const sent = await browser.form('signin', { request: hiddenIn(page.text, 'request'), email, password })
  if (sent.status !== 303) return { ...sent, ms: page.ms + sent.ms }
  const next = await browser.open(sent.location)
  const ms = page.ms + sent.ms + next.ms
  if (next.status !== 200) return { ...next, ms }
  const began = performance.now()
  const code = await codeTo(town, email)
  if (code === undefined) return { ...next, ms }
  const proven = await browser.form(sent.location, { code })
  const back = proven.status === 303 ? await browser.open(proven.location) : proven
  return { ...back, ms: ms + performance.now() - began }
}

/** A person who signs in from a network that is new each time, and can read the e-mail. */
export function newVisitor(town: Town, person: Person): Visitor {
  let times = 0
  return {
    kind: 'new browser',
    close: () => undefined,
    async signIn() {
      times += 1
      const answer = await byPasswordAndMail(town, person, addressOf(`${person.email} ${times}`))
      return told(answer, isIn(answer))
    },
  }
}

/** A person who made a passkey after the password, and uses it alone, each time in a browser without cookies. */
export async function passkeyVisitor(town: Town, person: Person): Promise<Visitor> {
  const from = addressOf(person.email)
  const keys = createSoftwareAuthenticator({ origin: new URL(town.url).origin })
  const browser = createCaller(town.url, from)
  const page = await browser.open(authorize(town.clientId))
  const credentials = { email: person.email, password: person.password }
  const begun = await browser.form('signin', { request: hiddenIn(page.text, 'request'), ...credentials })
  await browser.open(begun.location)
  const own = await browser.open('account/passkeys')
  const passkey = keys.create(askedTo(own, 'make'))
  const made = await browser.form('account/passkeys', { form: hiddenIn(own.text, 'form'), passkey })
  browser.close()
  if (!made.location.includes('done=added')) throw new Error(`${person.email} got no passkey: ${made.status}`)
  return {
    kind: 'passkey',
    close: () => undefined,
    async signIn() {
      const caller = createCaller(town.url, from)
      const answer = await withPasskey(town, caller, keys).finally(() => caller.close())
      return told(answer, /[?&]code=/.test(answer.location))
    },
  }
}

/** The whole way from the app and back to it. */
async function withPasskey(town: Town, caller: Caller, keys: SoftwareAuthenticator): Promise<Timed> {
  const page = await caller.open(authorize(town.clientId))
  if (page.status !== 200) return page
  const passkey = keys.get(askedTo(page, 'use'))
  const used = await caller.form('signin', { request: hiddenIn(page.text, 'request'), passkey })
  if (used.status !== 303) return { ...used, ms: page.ms + used.ms }
  const back = await caller.open(used.location)
  return { ...back, ms: page.ms + used.ms + back.ms }
}

type Options = Parameters<SoftwareAuthenticator['create']>[0] & Parameters<SoftwareAuthenticator['get']>[0]

/** What the page's script is told. */
function askedTo({ text, status }: Timed, does: 'use' | 'make'): Options {
  for (const [, json = ''] of text.matchAll(/data-passkey="([^"]*)"/g)) {
    const asked = JSON.parse(plain(json)) as { readonly does: string; readonly options: Options }
    if (asked.does === does) return asked.options
  }
  throw new Error(`The page does not ask to ${does} a passkey (${status}).`)
}
