import type { IdentityProvider } from '@damson/fhir'
import { sha256Text } from '#base/crypto'
import { discoveryOf } from '#domain/issuers'
import type { ProviderKey } from './provider-key.ts'

/** An identity provider as one client, domain, site or operator configured it. */
export interface Provider {
  readonly key: ProviderKey
  /**
   * The one project that it speaks for. The operator's have the system project, and speak for the project of the sign-in.
   */
  readonly project: string
  /** As configured; undefined if only discovery tells it. Tokens are compared with the discovered issuer. */
  readonly issuer: string | undefined
  /** The button's label. */
  readonly name: string
  /** Without secrets. */
  readonly settings: IdentityProvider
  /** The e-mail domains that it may vouch for, in lower case; `*` is any. */
  readonly emailDomains: readonly string[]
  /** A hash of what decides where people are sent and what is believed. Tests and discovered metadata hold for it alone. */
  readonly configHash: string
  /** An administrator has signed in with exactly this configuration to try it. */
  readonly isTested: boolean
  /** It signs in whoever chooses it. Of a domain, the domain's rule decides; an app of `signIn` own uses none. */
  readonly isOffered: boolean
  /**
   * Its key from before it was moved here: until an administrator confirms the new addresses, people come back to that
   * one's callback, which the provider knows.
   */
  readonly movedFrom?: ProviderKey | undefined
  /** The address of the picture on its button; undefined: it has none. */
  readonly mark?: string | undefined
}

/** Whether a provider has this issuer; where only discovery tells it, whether its discovery URL is the issuer's. */
export function isIssuedBy({ issuer, settings }: Pick<Provider, 'issuer' | 'settings'>, named: string): boolean {
  return issuer === undefined ? settings.discoveryUrl === discoveryOf(named) : issuer === named
}

/** The settings that decide where people are sent and who they are. The others can change without a new test. */
const TESTED = [
  'discoveryUrl',
  'issuer',
  'audience',
  'jwksUrl',
  'authorizeUrl',
  'tokenUrl',
  'tokenAuthMethod',
  'userInfoUrl',
  'userInfoMode',
  'clientId',
  'usePkce',
  'scope',
  'hostedDomain',
] as const

/** Added later: a configuration without them keeps its hash, and with it its sign-ins. */
const TESTED_SINCE = ['tokenAuthAudience'] as const

export function configHashOf(settings: IdentityProvider): string {
  const since = TESTED_SINCE.filter((name) => settings[name] !== undefined).map((name) => [name, settings[name]])
  return sha256Text(JSON.stringify([...TESTED.map((name) => settings[name] ?? null), ...since]))
}
