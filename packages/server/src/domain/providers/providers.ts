import {
  type ClientApplication,
  type DomainConfiguration,
  type IdentityProvider,
  type ProjectIdentityProvider,
  parseJson,
} from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Db, Tx } from '#base/db'
import { type Client, signInRuleOf } from '#domain/clients'
import { readProject, SYSTEM_PROJECT } from '#domain/projects'
import { createInvalidatedCache, type Invalidations } from '#domain/revocation'
import { googleKey, googleProvider, readGoogleKey } from './google.ts'
import { markOf } from './mark.ts'
import { configHashOf, isIssuedBy, type Provider } from './provider.ts'
import {
  keyBeforeMove,
  type ProviderKey,
  providersOfClient,
  readProviderKey,
  writeProviderKey,
} from './provider-key.ts'
import { type ActiveProviderRow, activeProvider, activeProvidersOf, providersEver } from './providers.store.ts'
import { type ProviderSecrets, unsealSecrets } from './secrets.ts'
import type { FederationSettings, OperatorProvider } from './settings.ts'

/** Providers, cached while the invalidations are up to date. */
export interface Providers {
  /** The client's own provider first, then those of the project that it names, in its order; none that is off or gone. */
  ofClient(client: Client): Promise<readonly Provider[]>
  /** By its key, as it is stored, or by the one from before it was moved; undefined also for a text that is none. */
  byKey(text: string): Promise<Provider | undefined>
  /** All providers of a project's clients and domains; for the system project, the operator's. */
  ofProject(project: string): Promise<readonly Provider[]>
  /** Google as a site of the project uses it, by the client id on its pages. */
  ofSite(project: string, googleClientId: string): Promise<Provider | undefined>
  /** Whether a provider is Google itself, by its issuer. */
  isGoogle(provider: Provider): boolean
  isApple(provider: Provider): boolean
  /**
   * Whether apps bring this provider's tokens themselves, as Apple's button gives them or as Bearer: then the client that
   * has the provider is the one that signs in.
   */
  bringsTokens(provider: Pick<Provider, 'issuer' | 'settings'>): boolean
  /** A provider's secrets, for calls to it only. */
  secretsOf(provider: Provider): Promise<ProviderSecrets>
}

const KEPT = 2_000

export function createProviders(
  db: Db,
  keyring: Keyring,
  invalidations: Invalidations,
  settings: FederationSettings,
): Providers {
  const byKey = createInvalidatedCache<CachedProvider>(invalidations, KEPT)
  const byProject = createInvalidatedCache<readonly Provider[]>(invalidations, KEPT)
  const google = settings.googleIssuer
  const operators = new Map(settings.providers.map((given) => [given.name, operatorProvider(given)]))

  async function find(key: ProviderKey): Promise<CachedProvider | undefined> {
    if (key.kind === 'server') return operators.get(key.id)
    const text = writeProviderKey(key)
    const known = byKey.get(text)
    if (known !== undefined) return known
    const heard = invalidations.heard()
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
    const kept: CachedProvider = { provider, secrets: () => unsealSecrets(keyring, row.key, row.sealedSecret) }
    byKey.put(text, kept, [...tagsOf(text, row.project), { kind: 'provider', subject: row.key }], heard)
    return kept
  }

  return {
    async byKey(text) {
      const key = readProviderKey(text)
      return key === undefined ? undefined : (await find(key))?.provider
    },
    async ofClient(client) {
      const found = await Promise.all(providersOfClient(client).map(async (key) => this.byKey(key)))
      return found.filter((one) => one !== undefined)
    },
    async ofProject(project) {
      const own = project === SYSTEM_PROJECT ? [...operators.values()].map(({ provider }) => provider) : []
      const known = byProject.get(project)
      if (known !== undefined) return [...own, ...known]
      const heard = invalidations.heard()
      const found = (await activeProvidersOf.rows(db, project)).flatMap((row) => providerOf(row) ?? [])
      byProject.put(project, found, tagsOf(project, project), heard)
      return [...own, ...found]
    },
    ofSite: async (project, googleClientId) => (await find(googleKey(project, googleClientId)))?.provider,
    isGoogle: (provider) => isOf(provider, google),
    isApple: (provider) => isOf(provider, settings.appleIssuer),
    bringsTokens: (provider) => isOfTokens(settings, provider),
    secretsOf: async ({ key }) => (await find(key))?.secrets() ?? {},
  }
}

/** The providers that speak for a project, active or not, read in a transaction; without those in the settings. */
export async function everyProviderOf(tx: Tx, project: string): Promise<readonly Provider[]> {
  return (await providersEver.rows(tx, project, SYSTEM_PROJECT)).flatMap((row) => providerOf(row) ?? [])
}

/** The operator's providers, from the settings. */
export function operatorProviders(settings: FederationSettings): readonly Provider[] {
  return settings.providers.map((given) => operatorProvider(given).provider)
}

function isOf({ issuer, settings: { discoveryUrl } }: Pick<Provider, 'issuer' | 'settings'>, one: string): boolean {
  return issuer === undefined ? discoveryUrl === `${one}/.well-known/openid-configuration` : issuer === one
}

function isOfTokens(
  { appleIssuer, bearerIssuers }: FederationSettings,
  provider: Pick<Provider, 'issuer' | 'settings'>,
): boolean {
  return isOf(provider, appleIssuer) || bearerIssuers.some((issuer) => isIssuedBy(provider, issuer))
}

interface CachedProvider {
  readonly provider: Provider
  /** Unsealed for each use: only the sealed text stays in memory. */
  readonly secrets: () => ProviderSecrets
}

const tagsOf = (key: string, project: string) =>
  [
    { kind: 'provider', subject: key },
    { kind: 'project', subject: project },
  ] as const

function providerOf(row: ActiveProviderRow): Provider | undefined {
  // It was validated when it was written.
  const owner = parseJson(row.content) as ClientApplication | DomainConfiguration | ProjectIdentityProvider
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
    emailDomains: domain === undefined ? [...(settings.emailDomain ?? []), ...row.domains] : [domain],
    configHash: row.configHash,
    isTested: row.testedHash === row.configHash,
    isOffered:
      owner.resourceType === 'ProjectIdentityProvider' ||
      (owner.resourceType === 'ClientApplication' && signInRuleOf(owner) !== 'own'),
    ...(owner.resourceType === 'ProjectIdentityProvider' && {
      mark: markOf(owner)?.address,
      movedFrom: keyBeforeMove(owner),
    }),
  }
}

function operatorProvider({ name, settings, clientSecret, userInfoApiKey }: OperatorProvider): CachedProvider {
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
      isOffered: true,
    },
    secrets: () => ({ clientSecret: clientSecret?.reveal(), userInfoApiKey: userInfoApiKey?.reveal() }),
  }
}

function hostOf({ discoveryUrl, issuer = '' }: IdentityProvider): string {
  const address = discoveryUrl ?? issuer
  return URL.canParse(address) ? new URL(address).host : address
}
