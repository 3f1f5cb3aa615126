import { offlineScopes } from '#domain/tokens'

/** Scopes of one word. All other grantable scopes are resource scopes. */
export const WORDS: readonly string[] = [
  'openid',
  'profile',
  'email',
  'fhirUser',
  'launch',
  'launch/patient',
  'launch/encounter',
  'online_access',
  ...offlineScopes,
]

/** Scopes that this server grants; of the resource scopes, the widest of each level. */
export const supportedScopes: readonly string[] = [...WORDS, 'patient/*.cruds', 'user/*.cruds', 'system/*.cruds']

/** Who asks for a scope: `patient/` and `user/` are for people, `system/` for machines. */
export type GranteeKind = 'person' | 'machine'
