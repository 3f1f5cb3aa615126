/** Making and using passkeys, as the rows of WebAuthn do. */
import { type Authenticator, type Bent, createAuthenticator, type Options } from './authenticator.ts'
import { type Browser, createBrowser, type Visit } from './browser.ts'
import { isOk } from './expect.ts'
import { ask, granted, type Request, redeem, requestOf } from './flow.ts'
import { claimsOf } from './jwt.ts'
import { setProject } from './second-factor-flow.ts'
import { CALLBACK, type Client, type Damson, type Owner } from './server/server.ts'

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
  readonly person: Owner
  readonly browser: Browser
  readonly keys: Authenticator
}

export function authenticatorOf(at: Damson, options?: { readonly counts?: boolean }): Authenticator {
  return createAuthenticator(new URL(at.issuer).origin, options)
}

/** A person who has just signed in to their own page, in their browser. */
export async function newHolder(at: Damson, options?: { readonly counts?: boolean }): Promise<Holder> {
  const [person, browser] = [await at.newOwner(), createBrowser()]
  const { email, password } = person
  const page = await browser.open(at.url('account'))
  const visit = await browser.post(at.url('account/sign-in'), { form: page.hidden('form'), email, password })
  if (visit.status !== 303) throw new Error(`nobody was signed in: ${visit.status} ${visit.heading}`)
  return { person, browser, keys: authenticatorOf(at, options) }
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

/** An app in the project of a person, which asks for no consent. */
export function appOf(at: Damson, person: Owner): Promise<Client> {
  const fields = { kind: 'app', tokenEndpointAuthMethod: 'none', redirectUris: [CALLBACK], firstParty: true }
  return at.newClient(fields, person)
}

/** How certain an app is told that the person is who signs in with a passkey alone. */
export async function acrWith(at: Damson, { person, keys }: Holder, bent: Bent): Promise<unknown> {
  const [browser, request] = [createBrowser(), requestOf(await appOf(at, person))]
  const page = await ask(at, request, browser)
  const passkey = keys.get(optionsIn(page, 'use'), bent)
  const visit = await followed(
    at,
    browser,
    await browser.post(at.url('signin'), { request: page.hidden('request'), passkey }),
  )
  return claimsOf((await redeemed(at, request, visit)).id).acr
}

/** Answers with a passkey where the person's project demands a second factor after the password. */
export async function asSecondStep(
  at: Damson,
  { person }: Holder,
  answers: readonly Authenticator[],
): Promise<readonly Visit[]> {
  const request = requestOf(await appOf(at, person))
  await setProject(at, person, [{ name: 'mfaRequired', valueBoolean: true }])
  const visits: Visit[] = []
  for (const keys of answers) {
    const browser = createBrowser()
    const page = await ask(at, request, browser)
    const { email, password } = person
    const sent = await browser.post(at.url('signin'), { request: page.hidden('request'), email, password })
    const step = await browser.open(sent.location)
    isOk(step)
    visits.push(await browser.post(sent.location, { passkey: keys.get(optionsIn(step, 'use')) }))
  }
  return visits
}

/** Follows redirects as far as they stay here. */
export async function followed(at: Damson, browser: Browser, from: Visit): Promise<Visit> {
  let visit = from
  while (visit.location.startsWith(at.issuer)) visit = await browser.open(visit.location)
  return visit
}

async function redeemed(at: Damson, request: Request, visit: Visit): Promise<ReturnType<typeof granted>> {
  if (!visit.location.startsWith(request.redirectUri))
    throw new Error(`nobody was sent back: ${visit.status} ${visit.heading}`)
  const answer = new URL(visit.location).searchParams
  return granted(await redeem(at, { ...request, visit, answer, code: answer.get('code') ?? '' }))
}
