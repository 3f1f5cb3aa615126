/** Legitimate people, and how they sign in. */
import { createSoftwareAuthenticator, type SoftwareAuthenticator } from '@damson/testkit'
import { CHALLENGE } from '../stand/people.ts'
import { type Caller, createCaller, hiddenIn, plain, type Timed } from './ask.ts'
import { authorize } from './enumeration.ts'
import { textOf } from './mail-sink.ts'
import { addressOf, type Person, type Town } from './town.ts'

export type Kind = 'known browser' | 'passkey' | 'new browser'

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

/** A few e-mails may come before the one with the code, as those that tell of earlier sign-ins. */
async function codeTo({ mails }: Town, email: string): Promise<string | undefined> {
  for (let n = 0; n < 5; n += 1) {
    const mail = await mails.newest(email).catch(() => '')
    const code = /^Subject:.*?\b(\d{6})\b/m.exec(textOf(mail))?.[1]
    if (mail === '' || code !== undefined) return code
  }
  return undefined
}

const isIn = ({ status, text }: Timed): boolean => status === 200 && 'code' in (JSON.parse(text) as object)

function told(answer: Timed, ok: boolean): SignedIn {
  const { ms, status, text, retryAfter } = answer
  const reason = /"code":"([a-z_]+)"\}\]/.exec(text)?.[1] ?? (text.includes('mfaRequired') ? 'asked for a code' : '')
  return { isIn: ok, ms, why: ok ? '' : `${status} ${reason}`.trim(), retryAfter }
}

/** A person who has signed in from this network before. */
export async function knownVisitor(town: Town, person: Person): Promise<Visitor> {
  const from = addressOf(person.email)
  const first = await byPasswordAndMail(town, person, from)
  if (!isIn(first)) throw new Error(`${person.email} could not sign in: ${first.status} ${first.text}`)
  return {
    kind: 'known browser',
    close: () => undefined,
    async signIn() {
      const answer = await byPasswordAndMail(town, person, from)
      return told(answer, isIn(answer))
    },
  }
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
