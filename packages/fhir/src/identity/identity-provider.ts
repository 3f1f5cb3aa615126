/**
 * `IdentityProvider`: a provider that authenticates people instead of the server, on a `ClientApplication`, a
 * `DomainConfiguration` or a `ProjectIdentityProvider`.
 */
import type { Resource } from '../generated/types.ts'
import type { TypeRow } from '../model/rows.ts'

export const identityProviderRows = {
  IdentityProvider: {
    base: 'Element',
    elements: {
      name: '0..1 string',
      discoveryUrl: '0..1 uri',
      issuer: '0..1 string',
      audience: '0..1 string',
      jwksUrl: '0..1 uri',
      authorizeUrl: '0..1 uri',
      tokenUrl: '0..1 uri',
      tokenAuthMethod: '0..1 code =identity-provider-auth-method',
      tokenAuthAudience: '0..1 code =identity-provider-auth-audience',
      userInfoUrl: '0..1 uri',
      userInfoMode: '0..1 code =identity-provider-user-info-mode',
      userInfoApiKey: '0..1 string',
      clientId: '0..1 string',
      clientSecret: '0..1 string',
      usePkce: '0..1 boolean',
      scope: '0..1 string',
      useSubject: '0..1 boolean',
      identitySource: '0..1 code =identity-source',
      identityMappingMode: '0..1 code =identity-mapping-mode',
      emailDomain: '0..* string',
      hostedDomain: '0..* string',
      profileType: '0..* code =identity-provider-profile-type',
      accountPolicy: '0..1 code =identity-provider-account-policy',
      defaultProfileType: '0..1 code =identity-provider-profile-type',
      defaultAccessPolicy: '0..1 Reference(AccessPolicy)',
      acceptsSecondFactor: '0..1 boolean',
      claimRule: '0..* IdentityProvider.claimRule',
    },
  },
  // What follows if a claim has this value, or is an array that contains it. A rule that refuses or chooses requires
  // the claim, unless it is optional.
  'IdentityProvider.claimRule': {
    base: 'BackboneElement',
    elements: {
      claim: '1..1 string',
      value: '1..1 string',
      refuse: '0..1 boolean',
      profileType: '0..1 code =identity-provider-profile-type',
      accessPolicy: '0..1 Reference(AccessPolicy)',
      secondFactor: '0..1 boolean',
      compliantDevice: '0..1 boolean',
      optional: '0..1 boolean',
    },
  },
} as const satisfies Record<string, TypeRow>

/** Elements of an IdentityProvider that can be written but never read. */
const WRITE_ONLY = new Set(['clientSecret', 'userInfoApiKey'].flatMap((name) => [name, `_${name}`]))

/** Whether an element can be written but never read. */
export function isWriteOnly(name: string): boolean {
  return WRITE_ONLY.has(name)
}

/**
 * A resource in the form that may be stored: without the identity provider's secrets. Seal them elsewhere before you
 * write the resource.
 */
export function withoutSecrets<R extends Resource>(resource: R): R {
  if (!('identityProvider' in resource)) return resource
  const provider = resource.identityProvider
  if (typeof provider !== 'object' || provider === null) return resource
  const kept = Object.entries(provider).filter(([name]) => !isWriteOnly(name))
  return { ...resource, identityProvider: Object.fromEntries(kept) }
}
