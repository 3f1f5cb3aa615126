/** Defects of signing out, and of telling clients of it. */
import { type Defect, defectsIn } from './defect.ts'

const logout = defectsIn('server/src/endpoints/signin/logout/logout.ts')
const request = defectsIn('server/src/endpoints/signin/logout/logout-request.ts')
const uris = defectsIn('server/src/domain/clients/logout-uris.ts')
const token = defectsIn('server/src/domain/logout/logout-token.ts')

export const LOGOUT_DEFECTS: readonly Defect[] = [
  logout(
    'a link signs out whoever follows it',
    'rp-logout-2-get-without-hint-asks',
    '!roots.some((one) => isOfRoot(asked.value.hint, one))',
    'asked.value.hint !== undefined && !roots.some((one) => isOfRoot(asked.value.hint, one))',
  ),
  logout(
    'an id token signs out whoever is signed in',
    'rp-logout-2-hint-of-another',
    'return hint?.subject === root.userId && hint.sid === sidOf(root.id, hint.clientId)',
    'return hint !== undefined && root.id !== hint.sid',
  ),
  request(
    'the id token of one client vouches for another',
    'rp-logout-2-client-mismatch',
    "if (hint !== undefined && hint.clientId !== clientId) return refused('signout.unusable')",
    '',
  ),
  uris(
    'people are sent to addresses that nobody registered',
    'rp-logout-3-redirect-unregistered',
    'resource.postLogoutRedirectUris?.includes(given) === true',
    "given.startsWith('https:')",
  ),
  uris(
    'people are sent to what begins like an address that is registered',
    'rp-logout-3-redirect-unregistered',
    'resource.postLogoutRedirectUris?.includes(given) === true',
    'resource.postLogoutRedirectUris?.some((uri) => given.startsWith(uri)) === true',
  ),
  token('a logout token has no events', 'back-logout-2.4-events', 'events: { [EVENT]: {} }', 'events: {}'),
  token(
    'a logout token has a nonce',
    'back-logout-2.4-no-nonce',
    'events: { [EVENT]: {} }',
    "events: { [EVENT]: {} }, nonce: 'n'",
  ),
  token('a logout token looks like an id token', 'back-logout-2.4-type', "typ: 'logout+jwt'", "typ: 'JWT'"),
  token(
    'a logout token names another session',
    'back-logout-2.4-sid',
    'sid: sidOf(rootId, clientId)',
    'sid: sidOf(clientId, rootId)',
  ),
  token('a logout token lives for long', 'back-logout-2.4-times', 'const SECONDS = 120', 'const SECONDS = 86_400'),
]
