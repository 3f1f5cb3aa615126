import { type ClientApplication, type DomainConfiguration, type IdentityProvider, parseJson } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Db, Tx } from '#base/db'
import type { Client } from '#domain/clients'
import { readProject, SYSTEM_PROJECT } from '#domain/projects'
import { createNewsCache, type News } from '#domain/revocation'
import { googleKey, googleProvider, readGoogleKey } from './google.ts'
import { configHashOf, type Provider } from './provider.ts'
import { type ProviderKey, readProviderKey, writeProviderKey } from './provider-key.ts'
import { type ActiveProviderRow, activeProvider, activeProvidersOf, providersEver } from './providers.store.ts'
import { type ProviderSecrets, unsealSecrets } from './secrets.ts'
import type { FederationSettings, OperatorProvider } from './settings.ts'

/** Providers from memory, while the news is fresh. */
export interface Providers {
  ofClient(client: Client): Promise<Provider | undefined>
  /** By its key, as it is stored; undefined also for a text that is none. */
  byKey(text: string): Promise<Provider | undefined>
  /** All of a project, its clients' and domains'; of the system project the operator's. For external IDs, and trust by issuer. */
  ofProject(project: string): Promise<readonly Provider[]>
  /** Google as a site of the project has it, by the client id that its pages use. */
  ofSite(project: string, googleClientId: string): Promise<Provider | undefined>
  /** Whether a provider is Google itself, by its issuer. */
  isGoogle(provider: Provider): boolean
  isApple(provider: Provider): boolean
  /** What a provider gave in confidence. For the calls to it alone. */
  secretsOf(provider: Provider): Promise<ProviderSecrets>
}

const KEPT = 2_000

export function createProviders(db: Db, keyring: Keyring, news: News, settings: FederationSettings): Providers {
  const byKey = createNewsCache<Kept>(news, KEPT)
  const byProject = createNewsCache<readonly Provider[]>(news, KEPT)
  const google = settings.googleIssuer
  const operators = new Map(settings.providers.map((given) => [given.name, operatorProvider(given)]))

  async function find(key: ProviderKey): Promise<Kept | undefined> {
    if (key.kind === 'server') return operators.get(key.id)
    const text = writeProviderKey(key)
    const known = byKey.get(text)
    if (known !== undefined) return known
    const heard = news.heard()
    const site = readGoogleKey(key)
    if (site !== undefined) {
      const project = await readProject(db, site.project)
      if (project?.resource.site?.some(({ googleClientId }) => googleClientId === site.googleClientId) !== true)
        return undefined
      const kept = { provider: googleProvider(project.id, site.googleClientId, google), secrets: () => ({}) }
      byKey.put(text, kept, tagsOf(text, project.id), heard)
      return kept
    }
    const row = key.kind === 'site' ? undefined : await activeProvider.maybeOne(db, text)
    if (row === undefined) return undefined
    const provider = providerOf(row)
    if (provider === undefined) return undefined
    const kept: Kept = { provider, secrets: () => unsealSecrets(keyring, text, row.sealedSecret) }
    byKey.put(text, kept, tagsOf(text, row.project), heard)
    return kept
  }

  return {
    async byKey(text) {
      const key = readProviderKey(text)
      return key === undefined ? undefined : (await find(key))?.provider
    },
    async ofClient({ id, resource }) {
      return resource.identityProvider === undefined ? undefined : (await find({ kind: 'client', id }))?.provider
    },
    async ofProject(project) {
      const own = project === SYSTEM_PROJECT ? [...operators.values()].map(({ provider }) => provider) : []
      const known = byProject.get(project)
      if (known !== undefined) return [...own, ...known]
      const heard = news.heard()
      const found = (await activeProvidersOf.rows(db, project)).flatMap((row) => providerOf(row) ?? [])
      byProject.put(project, found, tagsOf(project, project), heard)
      return [...own, ...found]
    },
    ofSite: async (project, googleClientId) => (await find(googleKey(project, googleClientId)))?.provider,
    isGoogle: (provider) => isOf(provider, google),
    isApple: (provider) => isOf(provider, settings.appleIssuer),
    async secretsOf({ key }) {
      return (await find(key))?.secrets() ?? {}
    },
  }
}

/** The providers that speak for a project, in use or not, read in a transaction; those of the settings are not among them. */
export async function everyProviderOf(tx: Tx, project: string): Promise<readonly Provider[]> {
  return (await providersEver.rows(tx, project, SYSTEM_PROJECT)).flatMap((row) => providerOf(row) ?? [])
}

/** The operator's providers, as the settings have them. */
export function operatorProviders(settings: FederationSettings): readonly Provider[] {
  return settings.providers.map((given) => operatorProvider(given).provider)
}

function isOf({ issuer, settings: { discoveryUrl } }: Provider, one: string): boolean {
  return issuer === undefined ? discoveryUrl === `${one}/.well-known/openid-configuration` : issuer === one
}

interface Kept {
  readonly provider: Provider
  /** Unsealed anew for each use: nothing but the sealed text stays in memory. */
  readonly secrets: () => ProviderSecrets
}

const tagsOf = (key: string, project: string) =>
  [
    { kind: 'provider', subject: key },
    { kind: 'project', subject: project },
  ] as const

function providerOf(row: ActiveProviderRow): Provider | undefined {
  // Validated when it was written.
  const owner = parseJson(row.content) as ClientApplication | DomainConfiguration
  const settings = owner.identityProvider
  const key = readProviderKey(row.key)
  if (settings === undefined || key === undefined) return undefined
  const domain = owner.resourceType === 'DomainConfiguration' ? owner.domain : undefined
  return {
    key,
    project: row.project,
    issuer: settings.issuer,
    name: settings.name ?? domain ?? hostOf(settings),
    settings,
    emailDomains: domain === undefined ? (settings.emailDomain ?? []) : [domain],
    configHash: row.configHash,
    isTested: row.testedHash === row.configHash,
  }
}

function operatorProvider({ name, settings, clientSecret, userInfoApiKey }: OperatorProvider): Kept {
  return {
    provider: {
      key: { kind: 'server', id: name },
      project: SYSTEM_PROJECT,
      issuer: settings.issuer,
      name: settings.name ?? name,
      settings,
      emailDomains: settings.emailDomain ?? [],
      configHash: configHashOf(settings),
      isTested: true,
    },
    secrets: () => ({ clientSecret: clientSecret?.reveal(), userInfoApiKey: userInfoApiKey?.reveal() }),
  }
}

function hostOf({ discoveryUrl, issuer = '' }: IdentityProvider): string {
  const address = discoveryUrl ?? issuer
  return URL.canParse(address) ? new URL(address).host : address
}
