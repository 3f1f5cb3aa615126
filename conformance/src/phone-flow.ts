/** Codes by text message, as the rows about them set them up and answer with them. */
import { randomInt } from 'node:crypto'
import { type Browser, createBrowser, type Visit } from './browser.ts'
import { NotHere } from './requirement.ts'
import { setProject } from './second-factor-flow.ts'
import type { Damson, Owner } from './server/server.ts'

export const BY_TEXT = [
  { name: 'allowedMfaMethods', valueString: 'totp,sms' },
  { name: 'smsCountries', valueString: 'DE' },
]

/** Somebody whose codes go to their phone, in the browser in which they set that up. */
export interface PhoneOwner {
  readonly owner: Owner
  readonly number: string
  readonly browser: Browser
}

export async function withPhone(at: Damson): Promise<PhoneOwner> {
  const owner = await at.newOwner()
  await setProject(at, owner, BY_TEXT)
  const number = `+49151${randomInt(10_000_000, 100_000_000)}`
  const browser = await signedIn(at, owner)
  const path = at.url('account/factors/number')
  const form = await browser.open(path)
  await browser.post(path, { form: form.hidden('form'), do: 'ask', number })
  const code = await textedTo(at, number)
  const added = await browser.post(path, { form: form.hidden('form'), do: 'add', code })
  if (added.status !== 200) throw new Error(`no number was added: ${added.status} ${added.heading}`)
  return { owner, number, browser }
}

/** A browser in which a person has just sent their password on their own page. */
export async function signedIn(at: Damson, { email, password }: Owner): Promise<Browser> {
  const browser = createBrowser()
  const page = await browser.open(at.url('account'))
  await browser.post(at.url('account/sign-in'), { form: page.hidden('form'), email, password })
  return browser
}

/** Answers on one's own page with a code. */
export async function answerText(at: Damson, browser: Browser, page: Visit, code: string): Promise<Visit> {
  const form = page.hidden('form')
  return browser.post(at.url('account/code'), { form, next: '/account', way: 'sms', do: 'prove', code })
}

/** The newest code that a number got, from a server on a developer's own machine. */
export async function textedTo(at: Damson, number: string): Promise<string> {
  const answer = await at.api('dev/inbox/sms', { headers: { Accept: 'application/json' } })
  if (answer.status === 404) throw new NotHere('the text messages of this server cannot be read')
  const messages = JSON.parse(answer.text) as readonly { readonly to: string; readonly text: string }[]
  const codes = messages.flatMap(({ to, text }) => (to === number ? (/#(\d{6})$/.exec(text)?.[1] ?? []) : []))
  const [newest] = codes
  if (newest === undefined) throw new Error('no code was sent')
  return newest
}
