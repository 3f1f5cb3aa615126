import { type Answer, type Owner, proveAsIf, startWorld, type World, type WorldOptions } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { from } from '../addresses/rules.ts'
import { tried } from '../federation/domain-clinic.ts'
import { configOf } from '../federation/external.ts'
import { follow, must, PASSWORD } from '../identity/steps.ts'
import { type CookieBrowser, createCookieBrowser } from '../signin/cookie-browser.ts'

export const CALLBACK = 'https://diary.example/callback'
/** The settings that let people sign in with a message alone. */
export const ALONE = [
  { name: 'emailSignIn', valueString: 'Patient,Practitioner' },
  { name: 'smsSignIn', valueString: 'Patient,Practitioner' },
  { name: 'smsCountries', valueString: 'DE' },
]
const LAUNCH = 'https://diary.example/launch'
/** Where the buttons of providers are. */
export const PAGE = 'https://diary.example'
export const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
/** From here an administrator reaches the project whatever its rules on addresses. */
const OFFICE = '198.51.100.7'
const SYSTEM_PROJECT = '00000000-0000-0000-0000-000000000000'

/** A project to which one signs in, to one app, in every way that there is. */
export interface WaysClinic {
  readonly world: World
  readonly owner: Owner
  /** The app's provider, which Apple and the issuer of Bearer tokens are too. */
  readonly idp: HostileProvider
  /** Google, as a site of the project has it. */
  readonly google: HostileProvider
  readonly appId: string
  /** The token of a back end of an EHR, whose launches are for whoever signs in. */
  readonly ehr: string
  /** A policy with patients, and a patient. */
  readonly ward: string
  readonly patient: string
  newBrowser(): CookieBrowser
  sql(text: string, ...params: readonly unknown[]): Promise<readonly Record<string, unknown>[]>
  /** A request as the administrator, from the office. */
  ask(path: string, json?: object, method?: string): Promise<Answer>
  /** Writes a resource with other fields; an undefined one is left out. */
  put(reference: string, fields: object): Promise<void>
  /** The id of the membership. */
  invite(fields: object): Promise<string>
  /** Somebody who has a password, and may read patients. */
  person(email: string, fields?: object): Promise<{ readonly email: string; readonly membership: string }>
  close(): Promise<void>
}

export async function startWaysClinic(options: WorldOptions = {}): Promise<WaysClinic> {
  const [idp, google] = await Promise.all([
    startHostileProvider({ redirectUris: [`${PAGE}/idp`] }),
    startHostileProvider({ redirectUris: [`${PAGE}/google`], clientId: 'of-google' }),
  ])
  const world = await startWorld({
    ...options,
    env: {
      DAMSON_TRUSTED_PROXIES: '127.0.0.1',
      DAMSON_FEDERATION_GOOGLE_ISSUER: google.issuer,
      DAMSON_FEDERATION_APPLE_ISSUER: idp.issuer,
      DAMSON_FEDERATION_BEARER_ISSUERS: idp.issuer,
    },
  })
  const owner = await world.actors.owner()
  await proveAsIf(world, owner.token)
  const acts = actsOf(world, owner)
  const { ask, put, sql } = acts
  const project = `Project/${owner.project}`
  const { defaultAccessPolicies } = (await ask(`fhir/R4/${project}`)).body
  await put(project, {
    setting: ALONE,
    site: [{ name: 'Clinic', domain: [new URL(PAGE).host], googleClientId: google.clientId }],
    defaultPatientAccessPolicy: defaultAccessPolicies.find(
      ({ profileType }: { profileType: string }) => profileType === 'Patient',
    ).accessPolicy,
  })
  const appId = await appOf(acts, owner, idp)
  idp.allowRedirectUri(`${world.baseUrl}auth/external/client/${appId}`)
  await tried(world, `client:${appId}`)
  for (const [of, domain] of [
    [owner.project, 'enforced.org'],
    [SYSTEM_PROJECT, 'everywhere.org'],
  ])
    await sql(
      `insert into domains (id, project, domain, token, status) values (gen_random_uuid(), $1, $2, 'x', 'proven')`,
      of,
      domain,
    )
  const made = async (json: { readonly resourceType: string; readonly [name: string]: unknown }): Promise<string> =>
    `${json.resourceType}/${(await ask(`fhir/R4/${json.resourceType}`, json)).body.id}`
  const resource = ['Patient', 'ClientApplication'].map((type) => ({ resourceType: type }))
  const ward = await made({ resourceType: 'AccessPolicy', name: 'Ward', resource })
  return {
    ...acts,
    world,
    owner,
    idp,
    google,
    appId,
    ward,
    patient: await made({ resourceType: 'Patient', name: [{ family: 'Lovelace' }] }),
    ehr: await tokenOfEhr(acts, world, owner, ward),
    newBrowser: () => createCookieBrowser(world.baseUrl, world.baseUrl),
    async person(email, fields = {}) {
      const membership = await acts.invite({ email, scope: 'project', accessPolicy: { reference: ward }, ...fields })
      await follow(world, email, PASSWORD)
      return { email, membership }
    },
    async close() {
      await Promise.all([idp.stop(), google.stop()])
      await world.close()
    },
  }
}

type Acts = Pick<WaysClinic, 'ask' | 'put' | 'sql' | 'invite'>

function actsOf(world: World, { project, token }: Owner): Acts {
  const acts: Acts = {
    async ask(path, json, method) {
      const headers = { ...from(OFFICE), 'X-Damson-Confirm': 'lockout' }
      const more = { ...(json !== undefined && { json }), ...(method !== undefined && { method }) }
      return must(await world.call(path, { token, headers, ...more }))
    },
    async put(reference, fields) {
      const { body } = await acts.ask(`fhir/R4/${reference}`)
      await acts.ask(`fhir/R4/${reference}`, { ...body, ...fields }, 'PUT')
    },
    sql: async (text, ...params) => (await world.store.db.query({ sql: text, params: [...params] })).rows,
    async invite(fields) {
      const person = { resourceType: 'Practitioner', firstName: 'Ada', lastName: 'Lovelace' }
      return (await acts.ask(`admin/projects/${project}/invite`, { ...person, ...fields })).body.id
    },
  }
  return acts
}

async function appOf({ ask }: Acts, { project }: Owner, idp: HostileProvider): Promise<string> {
  const { body } = await ask(`admin/projects/${project}/client`, {
    name: 'Heart Diary',
    kind: 'app',
    tokenEndpointAuthMethod: 'none',
    firstParty: true,
    redirectUris: [CALLBACK],
    launchUri: LAUNCH,
    allowedOrigin: [PAGE],
    grantType: ['authorization_code', 'refresh_token', EXCHANGE],
    identityProvider: configOf(idp, {
      emailDomain: ['example.org', 'enforced.org', 'everywhere.org'],
      profileType: ['Practitioner', 'Patient'],
      accountPolicy: 'create',
      defaultProfileType: 'Patient',
    }),
  })
  return body.id
}

async function tokenOfEhr({ ask }: Acts, world: World, { project }: Owner, policy: string): Promise<string> {
  const fields = { name: 'EHR', kind: 'server', accessPolicy: { reference: policy } }
  const { body } = await ask(`admin/projects/${project}/client`, fields)
  const form = { grant_type: 'client_credentials', client_id: String(body.id), client_secret: String(body.secret) }
  return String(must(await world.call('oauth2/token', { form })).body.access_token)
}
