import type { Answer, StoreKind } from '@damson/testkit'
import { type HostileProvider, type IdentityProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { must } from '../identity/steps.ts'
import { type App, configOf, type Federated, startFederated } from './external.ts'

/** A clinic whose people call the API with the tokens of providers that the operator named. */
export interface BearerClinic {
  readonly federated: Federated
  /** The operator's own provider: at every address. */
  readonly desk: HostileProvider
  /** The provider of a client of the project: at the project's address. */
  readonly ward: HostileProvider
  readonly app: App
  /** Somebody whom the operator's provider vouches for, with a place in the project. */
  person(fields?: object): Promise<Guest>
  /** A call of the API with nothing but this token; below the project's address where that is said. */
  ask(token: string, path?: string, at?: 'server' | 'project'): Promise<Answer>
  read(path: string): Promise<Answer>
  sql(text: string, ...params: readonly unknown[]): Promise<readonly Record<string, unknown>[]>
  /** Why the sign-ins of late failed, as the audit has it, newest first. */
  failures(): Promise<string>
  close(): Promise<void>
}

export interface Guest {
  readonly subject: string
  readonly email: string
  readonly membership: string
  /** An access token of theirs; claims replace or, when undefined, leave out what is usually in it. */
  token(claims?: object, options?: Parameters<HostileProvider['mint']>[1]): Promise<string>
}

export interface BearerClinicOptions {
  readonly store?: StoreKind
  readonly env?: Readonly<Record<string, string | undefined>>
  /** More issuers that the operator names. */
  readonly named?: readonly IdentityProvider[]
}

let people = 0

export async function startBearerClinic({
  store,
  env = {},
  named = [],
}: BearerClinicOptions = {}): Promise<BearerClinic> {
  const redirectUris = ['https://app.example.org/idp']
  const [desk, ward] = await Promise.all([
    startHostileProvider({ redirectUris, clientId: 'of-the-desk' }),
    startHostileProvider({ redirectUris, clientId: 'of-the-ward' }),
  ])
  const vouches = {
    emailDomain: ['clinic.example', 'enforced.org'],
    profileType: ['Practitioner', 'Patient', 'RelatedPerson'],
  }
  const federated = await startFederated({
    ...(store !== undefined && { store }),
    env: {
      DAMSON_FEDERATION_PROVIDERS: JSON.stringify({ desk: configOf(desk, vouches) }),
      DAMSON_FEDERATION_BEARER_ISSUERS: [desk, ward, ...named].map(({ issuer }) => issuer).join(', '),
      ...env,
    },
  })
  const { world, owner } = federated
  const app = await federated.app(ward, vouches)
  const policy = await world.actors.policy(owner, [{ resourceType: 'Patient' }, { resourceType: 'Observation' }])
  const read = (path: string): Promise<Answer> => world.call(path, { token: owner.token })
  return {
    federated,
    desk,
    ward,
    app,
    read,
    async person(fields = {}) {
      const [subject, email] = [`person-${(people += 1)}`, `person-${people}@clinic.example`]
      const membership = must(await federated.invite({ email, accessPolicy: { reference: policy }, ...fields })).body.id
      return {
        subject,
        email,
        membership,
        token: (claims, options) => desk.mint(accessClaims(desk, { subject, email }, claims), options),
      }
    },
    ask: (token, path = 'auth/me', at = 'server') =>
      world.call(`${at === 'server' ? '' : `projects/${owner.project}/`}${path}`, { token }),
    sql: async (text, ...params) => (await world.store.db.query({ sql: text, params: [...params] })).rows,
    async failures() {
      const { body } = must(await read('fhir/R4/AuditEvent?subtype=110122&outcome=4&_sort=-date&_count=5'))
      return JSON.stringify(body.entry ?? [])
    },
    async close() {
      await Promise.all([desk.stop(), ward.stop()])
      await world.close()
    },
  }
}

/** What an access token of a provider says of somebody. */
export function accessClaims(
  provider: IdentityProvider,
  { subject, email }: { readonly subject: string; readonly email: string },
  more: object = {},
): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: provider.issuer,
    sub: subject,
    aud: provider.clientId,
    client_id: provider.clientId,
    scope: 'openid email',
    iat: now,
    exp: now + 300,
    jti: crypto.randomUUID(),
    email,
    email_verified: true,
    ...more,
  }
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
}
