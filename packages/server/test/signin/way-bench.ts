import { generateSync } from 'otplib'
import type { Callback } from './chromium.ts'
import { ADMINISTRATOR, type Hosted, type HostedApp, type Person } from './hosted.ts'
import { askChange } from './pending-change.ts'
import type { Walker } from './walker.ts'

/** A way to a page, and the message that its heading is. */
export interface Way {
  readonly name: string
  readonly heading: string
  readonly go: (page: Walker) => Promise<unknown>
}

/** The heading of each way, and how to go it; by name. */
export type Ways = Readonly<Record<string, readonly [heading: string, go: Way['go']]>>

export type WayBench = Awaited<ReturnType<typeof wayBench>>

/** Who comes to the pages, and how far. */
export async function wayBench(hosted: Hosted, callback: Callback) {
  const fields = { redirectUris: [callback.url] }
  const firstParty = await hosted.app({ ...fields, name: 'My Health' })
  const thirdParty = await hosted.app({ ...fields, firstParty: false })
  const clinician = await makeClinician(hosted)
  const member = await hosted.member('Patient')
  const both = await hosted.member('Practitioner', 'Patient')
  const blind = await hosted.member('Practitioner')

  const authorize = (app: HostedApp, changes: Record<string, string> = {}): string =>
    `${hosted.issuer}oauth2/authorize?${app.query({ redirect_uri: callback.url, ...changes })}`
  const open = (page: Walker, path: string): Promise<unknown> => page.open(new URL(path, hosted.issuer).href)
  const signIn = async (
    page: Walker,
    app: HostedApp,
    { email, password }: Person,
    changes: Record<string, string> = {},
  ): Promise<void> => {
    await page.open(authorize(app, changes))
    await page.send({ email, password })
  }
  const expectBack = ({ at }: Walker): void => {
    if (!at.url.startsWith(`${callback.url}?`)) throw new Error(`At ${at.url} instead of back in the app.`)
  }
  const link = (email: string): string => hosted.world.inbox.link(email).url
  let invited = 0
  const invite = async (page: Walker, password?: string): Promise<void> => {
    invited += 1
    const email = `invited-${invited}@example.org`
    await hosted.invite(email)
    await page.open(link(email))
    if (password === undefined) return
    await page.send({ password })
  }
  const confirm = async (page: Walker, password?: string): Promise<Person> => {
    const person = await hosted.register()
    await page.open(link(person.email))
    await page.send({ password: password ?? person.password })
    return person
  }
  const forgot = async (page: Walker, email: string): Promise<void> => {
    await page.open(authorize(firstParty))
    await page.send({}, 'a[href*="/signin/forgot"]')
    await page.send({ email })
  }

  /** Sends the form of a new patient. */
  const register = async (page: Walker, typed: Record<string, string> = {}): Promise<void> => {
    await page.open(authorize(firstParty, { prompt: 'create' }))
    const email = `new-${(registered += 1)}@example.org`
    await page.send({ first: 'Ada', last: 'Lovelace', email, new: 'a quiet garden path', ...typed })
  }
  let registered = 0

  let demanded = 0
  /** Somebody who must set up a second factor. */
  const must = async (): Promise<Person> => {
    const person = { email: `demanded-${(demanded += 1)}@example.org`, password: 'a quiet garden path' }
    await hosted.invite(person.email, { mfaRequired: true })
    const { id, secret } = hosted.world.inbox.link(person.email)
    await hosted.world.call('auth/setpassword', { json: { id, secret, password: person.password } })
    return person
  }
  /** The code of the app whose secret a page shows. */
  const codeOn = async ({ at }: Walker): Promise<string> => {
    const secret = /<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(at.html)?.[1]?.replaceAll(' ', '') ?? ''
    const { body } = await hosted.world.call('auth/session', { token: hosted.clinic.token })
    return generateSync({ secret, epoch: Math.floor(Date.parse(body.now) / 1000) })
  }
  const enroll = async (page: Walker): Promise<Person> => {
    const person = await must()
    await signIn(page, firstParty, person)
    await page.send({ code: await codeOn(page) })
    return person
  }
  /** Somebody who has an app, in a browser that has just sent the password. */
  const answered = async (page: Walker): Promise<Person> => {
    const person = await enroll(page)
    await signIn(page, firstParty, person, { prompt: 'login' })
    return person
  }

  let texted = 0
  const newNumber = (): string => `+49151${String((texted += 1) + 1_000)}6789`
  /** Somebody who has typed the number of their phone, and is asked for its code; the code. */
  const numberTyped = async (page: Walker): Promise<{ readonly person: Person; readonly code: string }> => {
    const person = await must()
    const number = newNumber()
    await signIn(page, firstParty, person)
    await page.send({}, 'a[href*="way=number"]')
    await page.send({ number })
    return { person, code: hosted.world.phones.code(number) }
  }

  /** The page of a link to a recovery, which somebody who has an app asked for. */
  const recoveryLink = async (page: Walker): Promise<Person> => {
    const person = await answered(page)
    await page.send({}, 'a[href*="/signin/recover"]')
    await page.send({ email: person.email })
    await page.open(await recoveryMail(hosted, person, 'start'))
    return person
  }
  const recovering = async (page: Walker): Promise<Person> => {
    const person = await recoveryLink(page)
    await page.send({})
    return person
  }
  /** As if an administrator had confirmed it: the waiting time is over after so many hours. */
  const confirmed = async (page: Walker, hours: number): Promise<Person> => {
    const person = await recovering(page)
    const sql = `update recoveries r
      set proofs = '{email,administrator}', ready_at = started_at + make_interval(hours => $2::integer)
      from users u where u.id = r.user_id and u.email = $1 and r.ended_at is null`
    await hosted.world.store.db.query({ sql, params: [person.email, hours] })
    await open(page, 'signin/recovery')
    return person
  }

  const settings = [
    { name: 'emailSignIn', valueString: 'Patient' },
    { name: 'rememberBrowserDays', valueInteger: 30 },
    { name: 'allowedMfaMethods', valueString: 'totp, sms' },
    { name: 'smsCountries', valueString: 'DE' },
    { name: 'smsSignIn', valueString: 'Patient' },
  ]
  await hosted.set(...settings)
  /** What is met while the clinic gives patients codes. */
  const withCodes = async (go: () => Promise<unknown>): Promise<void> => {
    await hosted.set(...settings, { name: 'activationCodes', valueBoolean: true })
    await go()
    await hosted.set(...settings)
  }
  /** What is met while the clinic has terms. */
  const withTerms = async (go: () => Promise<unknown>): Promise<void> => {
    const at = (page: string): string => `https://clinic.example/${page}`
    await hosted.set(
      ...settings,
      { name: 'termsVersion', valueString: '2026-11' },
      { name: 'termsUrl', valueString: at('terms') },
      { name: 'privacyUrl', valueString: at('privacy') },
    )
    await go()
    await hosted.set(...settings)
  }
  let mailed = 0
  /** The page for the code of an e-mail that is sent to somebody, or to nobody. */
  const byMail = async (page: Walker, email = `nobody-${(mailed += 1)}@example.org`): Promise<void> => {
    await page.open(authorize(firstParty, { prompt: 'login' }))
    await page.send({ email }, 'button[name=by]')
  }
  const linkToSignIn = async (page: Walker): Promise<string> => {
    const { email } = await hosted.member('Patient')
    await byMail(page, email)
    return hosted.mailed(email).then(({ link }) => new URL(link, hosted.issuer).href)
  }

  /** A page of the account of somebody who has just signed in. */
  const ownPage = async (page: Walker, name: string): Promise<Person> => {
    const person = await hosted.member('Patient')
    await signIn(page, firstParty, person)
    expectBack(page)
    await page.open(`${hosted.issuer}account/${name}`)
    return person
  }
  /** What machines asked for, as an owner sees it. */
  const askedChange = async (page: Walker): Promise<string> => {
    const id = await askChange(hosted)
    await signIn(page, firstParty, ADMINISTRATOR)
    expectBack(page)
    await page.open(`${hosted.issuer}account/changes`)
    return id
  }
  /** An e-mail that is sent a moment later. */
  const letter = async (email: string, subject: RegExp): Promise<string | undefined> => {
    for (let tries = 0; tries < 200; tries += 1) {
      const found = hosted.world.inbox.to(email).findLast((mail) => subject.test(mail.subject))
      if (found !== undefined) return found.text
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return undefined
  }
  return {
    hosted,
    firstParty,
    thirdParty,
    clinician,
    member,
    both,
    blind,
    authorize,
    open,
    signIn,
    expectBack,
    link,
    invite,
    confirm,
    forgot,
    register,
    must,
    codeOn,
    enroll,
    answered,
    newNumber,
    numberTyped,
    recoveryLink,
    recovering,
    confirmed,
    withCodes,
    withTerms,
    byMail,
    linkToSignIn,
    ownPage,
    askedChange,
    letter,
  }
}

const PATIENTS = [
  ['Ada', 'Lovelace', '1815-12-10', '100-482'],
  ['Annabella', 'Lovelace', '1837-09-22', '100-517'],
  ['Byron', 'Lovelace-King', '1836-05-12', '100-633'],
]

/** Somebody who may look up patients, of whom there are a few. */
async function makeClinician(hosted: Hosted): Promise<Person> {
  const { world, clinic } = hosted
  const made = async (json: { readonly resourceType: string; readonly [name: string]: unknown }): Promise<string> =>
    (await world.call(`fhir/R4/${json.resourceType}`, { token: clinic.token, json })).body.id
  for (const [given, family, birthDate, value] of PATIENTS)
    await made({ resourceType: 'Patient', name: [{ given: [given], family }], birthDate, identifier: [{ value }] })
  const resource = [{ resourceType: 'Patient' }]
  const policy = await made({ resourceType: 'AccessPolicy', name: 'Clinician', resource })
  const person = { email: 'carol@example.org', password: 'a quiet garden path' }
  await hosted.invite(person.email, { accessPolicy: { reference: `AccessPolicy/${policy}` } })
  const { id, secret } = world.inbox.link(person.email)
  await world.call('auth/setpassword', { json: { id, secret, password: person.password } })
  return person
}

/** A link in the e-mails about a recovery, which are sent after the answer. */
export async function recoveryMail(
  { world, issuer }: Hosted,
  { email }: Person,
  kind: 'start' | 'stop',
): Promise<string> {
  const pattern = new RegExp(`/signin/recovery/${kind}/[^\\s]+`)
  for (let tries = 0; tries < 1_000; tries += 1) {
    const found = world.inbox.to(email).flatMap(({ text }) => pattern.exec(text) ?? [])
    const path = found.at(-1)
    if (path !== undefined) return new URL(path, issuer).href
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`no link to ${kind} a recovery was mailed to ${email}`)
}
