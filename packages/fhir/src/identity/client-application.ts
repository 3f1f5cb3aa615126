/** `ClientApplication`, the OAuth client. */
import type { TypeRow } from '../model/rows.ts'
import { identityProviderRows } from './identity-provider.ts'

export const clientApplicationRows = {
  ClientApplication: {
    base: 'DomainResource',
    elements: {
      status: '0..1 code =client-status',
      kind: '0..1 code =client-kind',
      name: '0..1 string',
      description: '0..1 string',
      contacts: '0..* string',
      developer: '0..* Reference(Practitioner,Patient,RelatedPerson,ClientApplication,Bot)',
      signInForm: '0..1 ClientApplication.signInForm',
      tokenEndpointAuthMethod: '0..1 code =token-endpoint-auth-method',
      firstParty: '0..1 boolean',
      resourceScopesRequired: '0..1 boolean',
      requiredScope: '0..* string',
      publisher: '0..1 string',
      privacyUri: '0..1 uri',
      basicAllowed: '0..1 boolean',
      deviceSignIn: '0..1 boolean',
      noPersist: '0..1 boolean',
      noPersistFrom: '0..* string',
      idTokenClaims: '0..1 boolean',
      idTokenSignedResponseAlg: '0..1 code =id-token-signed-response-alg',
      sharedStation: '0..1 boolean',
      jwks: '0..1 ClientApplication.jwks',
      jwksUri: '0..1 uri',
      redirectUris: '0..* uri',
      redirectUri: '0..1 uri',
      postLogoutRedirectUris: '0..* uri',
      backChannelLogoutUri: '0..1 uri',
      backChannelLogoutSessionRequired: '0..1 boolean',
      frontChannelLogoutUri: '0..1 uri',
      frontChannelLogoutSessionRequired: '0..1 boolean',
      launchUri: '0..1 uri',
      initiateLoginUri: '0..1 uri',
      launchIdentifierSystems: '0..* ClientApplication.launchIdentifierSystems',
      pkceOptional: '0..1 boolean',
      identityProvider: '0..1 IdentityProvider',
      provider: '0..* Reference(ProjectIdentityProvider)',
      signIn: '0..1 code =client-sign-in',
      providerDirect: '0..1 boolean',
      mfaRequired: '0..1 boolean',
      minimumAcr: '0..1 code =minimum-acr',
      compliantDeviceRequired: '0..1 boolean',
      workloadIdentity: '0..* ClientApplication.workloadIdentity',
      accessTokenLifetime: '0..1 string',
      refreshTokenLifetime: '0..1 string',
      fhirRequestLimit: '0..1 positiveInt',
      tokenLimit: '0..1 positiveInt',
      allowedOrigin: '0..* uri',
      grantType: '0..* string',
      responseType: '0..* string',
      defaultScope: '0..* string',
      certificateTrustStore: '0..1 string',
      ipAccessRule: '0..* AccessPolicy.ipAccessRule',
    },
  },
  'ClientApplication.signInForm': {
    base: 'BackboneElement',
    elements: {
      welcomeString: '0..1 string',
      logo: '0..1 Attachment',
      showScopeSelection: '0..1 boolean',
    },
  },
  'ClientApplication.launchIdentifierSystems': {
    base: 'BackboneElement',
    elements: { resourceType: '1..1 string', system: '1..1 uri' },
  },
  // A JSON Web Key Set (RFC 7517), unchanged. Private members are not elements, so a key that has them is not valid.
  'ClientApplication.jwks': {
    base: 'BackboneElement',
    elements: { keys: '1..* ClientApplication.jwks.keys' },
  },
  'ClientApplication.jwks.keys': {
    base: 'BackboneElement',
    elements: {
      kty: '1..1 code',
      kid: '0..1 string',
      use: '0..1 code',
      key_ops: '0..* code',
      alg: '0..1 code',
      ext: '0..1 boolean',
      n: '0..1 string',
      e: '0..1 string',
      crv: '0..1 code',
      x: '0..1 string',
      y: '0..1 string',
    },
  },
  // The token of another issuer, such as a pipeline's, that authenticates the client. In `subject`, an asterisk matches
  // the rest of a segment between colons or slashes; at the end it matches everything that follows.
  'ClientApplication.workloadIdentity': {
    base: 'BackboneElement',
    elements: { issuer: '1..1 uri', audience: '1..1 string', subject: '1..1 string', jwksUrl: '0..1 uri' },
  },
  ...identityProviderRows,
} as const satisfies Record<string, TypeRow>

const PRIVATE_MEMBERS = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])

/** The text about a member that a client's key must not have; undefined for other types. */
export function keyMemberText(type: string, name: string): string | undefined {
  if (type !== 'ClientApplication.jwks.keys') return undefined
  return PRIVATE_MEMBERS.has(name)
    ? `Send only public keys: "${name}" belongs to a private or symmetric key. It was not stored, but make a new key pair.`
    : `A key has only kty, kid, use, key_ops, alg, n, e, crv, x and y: leave out "${name.slice(0, 40)}".`
}
