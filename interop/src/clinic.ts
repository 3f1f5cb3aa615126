import { type Answer, findChromium, type Owner, startWorld, type World } from '@damson/testkit'
import { type Browser, chromium, type Page } from 'playwright-core'

/** A person with a password. */
export interface Person {
  readonly email: string
  readonly password: string
  readonly profile: string
}

export interface Client {
  readonly id: string
  readonly secret: string
}

/** A server on loopback with a project, a clinician and a patient. */
export interface Clinic {
  readonly world: World
  readonly baseUrl: string
  readonly owner: Owner
  readonly grace: Person
  readonly patient: string
  /** Registers a client, as an administrator does. */
  client(fields: object): Promise<Client>
  /** A request as the administrator; it fails where the server refuses. */
  admin(path: string, json?: object): Promise<Answer['body']>
  close(): Promise<void>
}

export async function startClinic(): Promise<Clinic> {
  const world = await startWorld()
  const owner = await world.actors.owner({ projectName: 'Riverside Clinic' })
  const admin = async (path: string, json?: object): Promise<Answer['body']> => {
    const { status, text, body } = await world.call(path, { token: owner.token, ...(json !== undefined && { json }) })
    if (status >= 300) throw new Error(`${path}: ${status} ${text}`)
    return body
  }
  const policy = await world.actors.policy(owner, [
    { resourceType: 'Patient' },
    { resourceType: 'Observation' },
    { resourceType: 'Binary' },
    { resourceType: 'Practitioner', readonly: true },
  ])
  const password = 'a quiet garden path'
  const invited = await admin(`admin/projects/${owner.project}/invite`, {
    resourceType: 'Practitioner',
    firstName: 'Grace',
    lastName: 'Hopper',
    email: 'grace@example.org',
    membership: { accessPolicy: { reference: policy } },
  })
  const { id, secret } = world.inbox.link('grace@example.org')
  await world.call('auth/setpassword', { json: { id, secret, password } })
  const name = [{ given: ['Ada'], family: 'Lovelace' }]
  const patient = await admin('fhir/R4/Patient', { resourceType: 'Patient', active: true, name })
  return {
    world,
    baseUrl: world.baseUrl,
    owner,
    grace: { email: 'grace@example.org', password, profile: invited.profile.reference },
    patient: patient.id,
    client: (fields) => admin(`admin/projects/${owner.project}/client`, { ...fields, ...policyOf(fields, policy) }),
    admin,
    close: () => world.close(),
  }
}

/** A server of its own may do what the clinician may; an app acts as the person. */
function policyOf(fields: { readonly kind?: string }, reference: string): object {
  return fields.kind === 'app' ? {} : { accessPolicy: { reference } }
}

/** The system's Chromium. */
export function launchChromium(): Promise<Browser> {
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking']
  return chromium.launch({ executablePath: findChromium() ?? 'chromium', args })
}

/** On the server's pages: types address and password, answers what is asked on the way, and allows what the app asks for. */
export async function signIn(
  page: Page,
  { email, password }: Person,
  onTheWay: () => Promise<void> = () => Promise.resolve(),
  isAllowed = false,
): Promise<void> {
  const allow = page.getByRole('button', { name: 'Allow', exact: true })
  const address = page.locator('#email')
  await address.or(allow).first().waitFor()
  if (await address.isVisible()) {
    await page.fill('#email', email)
    await page.fill('#password', password)
    await page.click('button:not([type])')
    await onTheWay()
  }
  // An app that was allowed this before is not asked about again.
  if (isAllowed) return
  await allow.waitFor()
  // What an app may not need is not ticked for the person.
  for (const box of await page.locator('[type=checkbox][name=scope]').all()) await box.check()
  await allow.click()
}
