import type { IdentityProvider } from '@damson/fhir'
import { sha256Text } from '#base/crypto'
import { discoveryOf } from '#domain/issuers'
import type { ProviderKey } from './provider-key.ts'

/** An identity provider as it is configured in one place. */
export interface Provider {
  readonly key: ProviderKey
  /** The one project that it speaks for; the system project: the operator's, for the project in which a sign-in is. */
  readonly project: string
  /** As configured; undefined where discovery alone tells it. What a token says is compared with what was discovered. */
  readonly issuer: string | undefined
  /** On the button. */
  readonly name: string
  /** Without secrets. */
  readonly settings: IdentityProvider
  /** The e-mail domains that it may vouch for, in lower case; `*` is any. */
  readonly emailDomains: readonly string[]
  /** What decides where people are sent and what is believed: a test, and what was discovered, hold for it alone. */
  readonly configHash: string
  /** Somebody has signed in with this very configuration to try it. */
  readonly isTested: boolean
}

/** Whether a provider is the one that calls itself so; where discovery alone tells, its address does. */
export function isIssuedBy({ issuer, settings }: Provider, named: string): boolean {
  return issuer === undefined ? settings.discoveryUrl === discoveryOf(named) : issuer === named
}

/** Where people are sent, and by what it is told who they are. The rest can change without a new test. */
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

/** What was added to those since: a configuration without it is the one that it was, and its sign-ins go on. */
const TESTED_SINCE = ['tokenAuthAudience'] as const

export function configHashOf(settings: IdentityProvider): string {
  const since = TESTED_SINCE.filter((name) => settings[name] !== undefined).map((name) => [name, settings[name]])
  return sha256Text(JSON.stringify([...TESTED.map((name) => settings[name] ?? null), ...since]))
}
