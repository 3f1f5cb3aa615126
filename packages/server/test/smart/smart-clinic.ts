import { randomBytes } from 'node:crypto'
import type { Answer, StoreKind } from '@damson/testkit'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from '../signin/hosted.ts'

/** A clinic with two patients who have observations, a clinician, and an app that is not its own. */
export interface SmartClinic {
  readonly hosted: Hosted
  readonly app: HostedApp
  readonly ada: string
  readonly byron: string
  /** Of Ada: a final one of the category `laboratory`, and a preliminary one. */
  readonly final: string
  readonly preliminary: string
  /** Of Byron. */
  readonly other: string
  readonly clinician: Person
  close(): Promise<void>
  /** As the administrator. */
  admin(path: string, json?: object, method?: string): Promise<Answer>
  /** Somebody with a password and this policy. */
  member(resource: readonly object[], fields?: object): Promise<Person>
  /** Signs in on the hosted pages, chooses the patient, allows everything or what is named, and redeems. */
  launch(person: Person, scope: string, options?: LaunchOptions): Promise<Answer>
}

export interface LaunchOptions {
  readonly patient?: string
  /** What is left ticked; everything without it. */
  readonly ticked?: readonly string[]
  readonly app?: HostedApp
}

export const CLINICIAN: readonly object[] = [
  { resourceType: 'Patient' },
  { resourceType: 'Observation' },
  { resourceType: 'Binary' },
]

export async function startSmartClinic(store?: StoreKind): Promise<SmartClinic> {
  const hosted = await startHosted(store === undefined ? {} : { store })
  const admin = async (path: string, json?: object, method?: string): Promise<Answer> => {
    const answer = await hosted.world.call(`fhir/R4/${path}`, {
      token: hosted.clinic.token,
      ...(json !== undefined && { json }),
      ...(method !== undefined && { method }),
    })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    return answer
  }
  const patient = async (given: string, family: string, born: string, number: string): Promise<string> => {
    const { body } = await admin('Patient', {
      resourceType: 'Patient',
      name: [{ given: [given], family }],
      birthDate: born,
      identifier: [{ system: 'urn:mrn', value: number }],
    })
    return `Patient/${body.id}`
  }
  const [ada, byron] = [
    await patient('Ada', 'Lovelace', '1815-12-10', '100-482'),
    await patient('Byron', 'Lovelace-King', '1836-05-12', '100-633'),
  ]
  const [final, preliminary, other] = [
    await observe(admin, ada, 'final'),
    await observe(admin, ada, 'preliminary'),
    await observe(admin, byron, 'final'),
  ]
  const clinic: Omit<SmartClinic, 'clinician' | 'app'> = {
    hosted,
    ada,
    byron,
    final,
    preliminary,
    other,
    admin,
    close: () => hosted.world.close(),
    async member(resource, fields = {}) {
      const { body } = await admin('AccessPolicy', { resourceType: 'AccessPolicy', name: 'a policy', resource })
      const person = { email: `carol-${randomBytes(5).toString('hex')}@example.org`, password: 'a quiet garden path' }
      await hosted.invite(person.email, { accessPolicy: { reference: `AccessPolicy/${body.id}` }, ...fields })
      const { id, secret } = hosted.world.inbox.link(person.email)
      const set = await hosted.world.call('auth/setpassword', { json: { id, secret, password: person.password } })
      if (set.status !== 200) throw new Error(set.text)
      return person
    },
    async launch(person, scope, options = {}) {
      const asking = options.app ?? app
      const browser = hosted.browser()
      let page = await hosted.signIn(browser, asking, person, { scope })
      if (page.heading === 'Whose record?')
        page = await answerStep(browser, page, { patient: (options.patient ?? ada).replace('Patient/', '') })
      if (page.status === 200) {
        const fields = new URLSearchParams({ decision: 'allow' })
        for (const one of options.ticked ?? boxesOf(page)) fields.append('scope', one)
        page = await answerStep(browser, page, fields.toString())
      }
      const code = page.location === '' ? null : new URL(page.location).searchParams.get('code')
      if (code === null) throw new Error(`no code: ${page.status} ${page.location} ${page.text}`)
      return asking.redeem(code)
    },
  }
  const app = await hosted.app({ name: 'Growth Charts', firstParty: false, resourceScopesRequired: false })
  return { ...clinic, app, clinician: await clinic.member(CLINICIAN) }
}

function observe(admin: SmartClinic['admin'], patient: string, status: string): Promise<string> {
  return admin('Observation', {
    resourceType: 'Observation',
    status,
    code: { text: 'Glucose' },
    category: [{ coding: [{ code: status === 'final' ? 'laboratory' : 'vital-signs' }] }],
    subject: { reference: patient },
  }).then(({ body }) => `Observation/${body.id}`)
}

/** Sends a form of a page of a sign-in, and goes where that leads. */
export async function answerStep(
  browser: CookieBrowser,
  page: Visit,
  fields: Record<string, string> | string,
): Promise<Visit> {
  return browser.follow(await browser.post(actionOf(page), fields))
}

export function actionOf({ text }: Visit): string {
  return /action="(\/signin\/[0-9a-f-]+)"/.exec(text)?.[1] ?? ''
}

/** What is ticked on the consent page. */
export function tickedIn({ text }: Visit): readonly string[] {
  return [...text.matchAll(/type="checkbox" name="scope" value="([^"]+)" checked/g)].map(([, scope = '']) => scope)
}

/** What has a box on the consent page, ticked or not. */
export function boxesOf({ text }: Visit): readonly string[] {
  return [...text.matchAll(/type="checkbox" name="scope" value="([^"]+)"/g)].map(([, scope = '']) =>
    scope.replaceAll('&amp;', '&'),
  )
}
