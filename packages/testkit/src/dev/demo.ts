import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IdentityProvider, Person } from '../identity-providers/index.ts'
import { createActors, type Owner } from '../world/actors.ts'
import { type Answer, type Caller, createCaller } from '../world/caller.ts'
import type { DevelopmentProviders } from './providers.ts'

/** An app of the demo project, by the short name in its link. */
export interface DemoApp {
  readonly key: string
  /** How its users sign in: the name of the provider, or Damson itself. */
  readonly name: string
  readonly clientId: string
}

interface Account {
  readonly email: string
  readonly password: string
}

/** A project to try every flow with, and the only copy of its passwords. */
export interface Demo {
  readonly administrator: Account
  /** A person who signs in without a provider. */
  readonly person: Account
  readonly apps: readonly DemoApp[]
  /** The first port of the providers when the demo was made. Its apps expect them there. */
  readonly firstPort: number
}

export interface DemoLocation {
  readonly baseUrl: string
  /** The server's data directory. The demo is stored there, and is deleted with it. */
  readonly dataDir: string
  readonly firstPort: number
}

const pathOf = ({ dataDir }: DemoLocation): string => join(dataDir, 'demo.json')

/** The demo of this store, if it has one. */
export function readDemo(location: DemoLocation): Demo | undefined {
  // Only `makeDemo` writes this file.
  return existsSync(pathOf(location)) ? (JSON.parse(readFileSync(pathOf(location), 'utf8')) as Demo) : undefined
}

/**
 * The demo of this store, or the reason why it has none. A demo is made only with a new store, so that nothing appears
 * in a developer's existing data.
 */
export async function findDemo(
  location: DemoLocation,
  providers: DevelopmentProviders,
  redirectUri: string,
  isNew: boolean,
): Promise<Demo | string> {
  const demo = readDemo(location) ?? (isNew ? await makeDemo(location, providers, redirectUri) : undefined)
  if (demo === undefined)
    return `No demo apps: they are made only with a new store. To get them, stop the server and delete ${location.dataDir}.`
  if (demo.firstPort !== location.firstPort)
    return `No demo apps: this store's apps were made with \`--first-port ${demo.firstPort}\`.`
  return demo
}

/**
 * Makes a project, its people, an app for each provider and one without, through the public API as a developer would.
 * Ada and Ben of each provider are invited. Eve is not, so that you can see a refusal.
 *
 * @param redirectUri  The redirect URI of all the apps.
 * @throws {Error} When the server refuses a request; the message holds its answer.
 */
export async function makeDemo(
  location: DemoLocation,
  { all }: DevelopmentProviders,
  redirectUri: string,
): Promise<Demo> {
  const call = createCaller(location.baseUrl, location.baseUrl)
  const owner = await createActors(call).owner({ projectName: 'Demo Clinic' })
  const apps: DemoApp[] = []
  for (const [key, provider] of all) {
    for (const name of ['ada', 'ben']) await inviteFrom(call, owner, provider, provider.person(name))
    const identityProvider = settingsOf(provider)
    apps.push({ key, name: provider.name, clientId: await makeApp(call, owner, redirectUri, { identityProvider }) })
  }
  apps.push({ key: 'own', name: 'Damson', clientId: await makeApp(call, owner, redirectUri, { signIn: 'own' }) })
  const demo: Demo = {
    administrator: { email: owner.email, password: owner.password },
    person: await makePerson(call, owner),
    apps,
    firstPort: location.firstPort,
  }
  writeFileSync(pathOf(location), `${JSON.stringify(demo, undefined, 2)}\n`, { mode: 0o600 })
  return demo
}

/** A link for each app, and the people who can sign in. */
export function describeDemo({ apps, administrator, person }: Demo, origin: string): string {
  const widest = Math.max(...apps.map(({ name }) => name.length))
  const links = apps.map(({ key, name }) => `  ${name.padEnd(widest)}  ${origin}/${key}`)
  return [
    'Demo apps; each link starts at /oauth2/authorize and shows the result. Ada and Ben are invited, Eve is not.',
    '',
    ...links,
    '',
    `  With a password: ${person.email} / ${person.password}`,
    `  Administrator of the project: ${administrator.email} / ${administrator.password}`,
  ].join('\n')
}

/** Whether the provider verifies e-mail addresses. The people of other providers are recognised by their subject. */
const isByEmail = (provider: IdentityProvider): boolean => provider.person('ada').claims['email_verified'] === true

/** The provider's settings, as a developer writes them into `identityProvider`. */
function settingsOf(provider: IdentityProvider): object {
  const { name, endpoints, clientId, clientSecret, tokenAuthMethod } = provider
  const { email, hd } = provider.person('ada').claims
  return {
    name,
    discoveryUrl: endpoints.discovery,
    clientId,
    clientSecret,
    tokenAuthMethod,
    ...(isByEmail(provider)
      ? { emailDomain: [String(email).split('@')[1]], profileType: ['Practitioner', 'Patient'] }
      : { identitySource: 'subject' }),
    ...(typeof hd === 'string' && { hostedDomain: [hd] }),
  }
}

async function makeApp(call: Caller, owner: Owner, redirectUri: string, fields: object): Promise<string> {
  const { body } = must(
    await call(`admin/projects/${owner.project}/client`, {
      token: owner.token,
      json: {
        name: 'Demo App',
        kind: 'app',
        tokenEndpointAuthMethod: 'none',
        firstParty: true,
        redirectUris: [redirectUri],
        ...fields,
      },
    }),
  )
  return String(body.id)
}

async function invite(call: Caller, owner: Owner, json: object): Promise<Answer> {
  return must(await call(`admin/projects/${owner.project}/invite`, { token: owner.token, json }))
}

/** Ada works there; Ben is a patient. */
async function inviteFrom(call: Caller, owner: Owner, provider: IdentityProvider, person: Person): Promise<void> {
  const [firstName = '', lastName = ''] = person.label.split(' ')
  const { body } = await invite(call, owner, {
    resourceType: person.key === 'ada' ? 'Practitioner' : 'Patient',
    firstName,
    lastName,
    sendEmail: false,
    ...(isByEmail(provider)
      ? { email: person.claims['email'] }
      : { externalId: person.subject, externalIdIssuer: provider.issuer }),
  })
  if (person.key === 'ada') return
  const birthDate = [{ op: 'add', path: '/birthDate', value: '1984-04-12' }]
  const headers = { 'Content-Type': 'application/json-patch+json' }
  const path = `fhir/R4/${String(body.profile.reference)}`
  must(await call(path, { method: 'PATCH', token: owner.token, raw: JSON.stringify(birthDate), headers }))
}

/** A person with a password, who has opened the link in the e-mail. */
async function makePerson(call: Caller, owner: Owner): Promise<Account> {
  const email = `grace-${randomBytes(3).toString('hex')}@example.org`
  const password = `quiet garden ${randomBytes(6).toString('hex')}`
  await invite(call, owner, { resourceType: 'Practitioner', firstName: 'Grace', lastName: 'Hopper', email })
  const { body } = must(await call('dev/inbox', { headers: { Accept: 'application/json' } }))
  const mails = body as readonly { readonly to: string; readonly text: string }[]
  const text = mails.findLast(({ to }) => to === email)?.text ?? ''
  const [, id, secret] = /\/auth\/setpassword\/([^/\s]+)\/(\S+)/.exec(text) ?? []
  must(await call('auth/setpassword', { json: { id, secret, password } }))
  return { email, password }
}

function must(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(`The demo cannot be made: ${answer.status} ${answer.text}`)
  return answer
}
