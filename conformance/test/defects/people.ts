/** Defects of pages, passwords, sign-ins, rights and limits. */
import { type Defect, defectsIn } from './defect.ts'

const shortest = defectsIn('server/src/domain/passwords/password-fault.ts')
const blocked = defectsIn('server/src/domain/passwords/blocked.ts')
const password = defectsIn('server/src/domain/factors/password.ts')
const throttle = defectsIn('server/src/domain/throttle/sign-in-limit.ts')
const signIn = defectsIn('server/src/domain/signin/state.ts')
const consent = defectsIn('server/src/domain/signin/consent.ts')
const clientGate = defectsIn('server/src/domain/clients/client-gate.ts')
const consents = defectsIn('server/src/domain/consents/consents.ts')
const ownSignIns = defectsIn('server/src/domain/logins/login-list.store.ts')
const visitor = defectsIn('server/src/endpoints/account/visitor.ts')
const passwords = defectsIn('server/src/domain/passwords/change-password.ts')
const links = defectsIn('server/src/domain/users/links.ts')
const grantees = defectsIn('server/src/domain/access/grantees.ts')
const carried = defectsIn('server/src/endpoints/signin/authorize/carried-request.ts')
const browser = defectsIn('server/src/endpoints/pages/browser.ts')
const page = defectsIn('server/src/endpoints/pages/page.ts')
const html = defectsIn('server/src/base/html/html.ts')
const form = defectsIn('server/src/endpoints/signin/steps/sign-in-steps.ts')
const grantee = defectsIn('server/src/endpoints/answers/grantee.ts')
const reader = defectsIn('server/src/endpoints/traces/reader.ts')
const shown = defectsIn('server/src/domain/traces/shown.ts')
const http = defectsIn('server/src/app/http.ts')
const cors = defectsIn('server/src/endpoints/cors/index.ts')

export const PEOPLE_DEFECTS: readonly Defect[] = [
  shortest('passwords may be short', 'nist-800-63b-3.1.1.2-shortest', 'const SHORTEST = 15', 'const SHORTEST = 8'),
  blocked(
    'common passwords may be chosen',
    'nist-800-63b-3.1.1.2-blocklist',
    "  if (list.all.has(text)) return 'listed'\n",
    '',
  ),
  blocked(
    'common passwords with capital letters may be chosen',
    'nist-800-63b-3.1.1.2-blocklist',
    'const text = folded(password)',
    'const text = password',
  ),
  blocked(
    'names may be passwords',
    'nist-800-63b-3.1.1.2-blocklist-context',
    "  if (isMadeOf(joined, list, words)) return 'personal'\n",
    '',
  ),
  blocked(
    'a row of keys may be a password',
    'nist-800-63b-3.1.1.2-blocklist-patterns',
    "  if (isWalk(letters)) return 'walk'\n",
    '',
  ),
  password(
    'passwords are cut off',
    'nist-800-63b-3.1.1.2-whole',
    "keyring.keyedHashWith(keyVersion, 'password-pepper', password.normalize('NFC'))",
    "keyring.keyedHashWith(keyVersion, 'password-pepper', password.normalize('NFC').slice(0, 64))",
  ),
  throttle(
    'guesses at an account are not counted',
    'nist-800-63b-3.2.2-guessing',
    'await reserve(accounts, turns, keyed(account), async',
    'await reserve(accounts, turns, keyed(`${account}${Math.random()}`), async',
  ),
  signIn(
    'nobody is asked for consent',
    'oidc-core-3.1.2.4-consent',
    'consent: client !== undefined && (login.askConsent || isForScreen || (!client.firstParty && !remembered.isEnough)),',
    'consent: false,',
  ),
  consent(
    'what was allowed before is an answer to more',
    'asvs-10.7.1-consent-for-more',
    ' && covers(consent, login)',
    '',
  ),
  clientGate(
    'an app without resource scopes may do everything',
    'asvs-10.4.11-identity-alone',
    'identityAlone: client.resourceScopesRequired === true && !firstParty,',
    'identityAlone: false,',
  ),
  consent(
    'a native app is not asked about again',
    'asvs-10.7.1-consent-of-native-app',
    'const isKept = mayGoUnasked(login, client, isDevelopment)',
    'const isKept = true || mayGoUnasked(login, client, isDevelopment)',
  ),
  consents(
    'an app that was turned off keeps its logins',
    'asvs-10.7.3-consent-revoked',
    'const invalidations = await endLoginsOfApp(tx, project, membershipId, clientId, why, now)',
    'const invalidations: Awaited<ReturnType<typeof endLoginsOfApp>> = []',
  ),
  ownSignIns(
    'a sign-in ends for whoever knows its id',
    'asvs-7.5.2-own-sign-ins-alone',
    ' where id = ${id} and user_id = ${userId}',
    ' where id = ${id} and ${userId}::uuid is not null',
  ),
  visitor(
    'a form of the account page is good in any browser',
    'asvs-3.5.1-account-form-bound',
    '`account-form:${browser.hash}:${root.id}`',
    '`account-form:${browser.hash.slice(0, 0)}${root.id.slice(0, 0)}`',
  ),
  passwords(
    'a changed password ends no other sign-in',
    'asvs-7.4.3-password-change-ends-others',
    "const ended = await endLoginsOfUser(tx, user.id, change.rootId, 'password_changed', now)",
    'const ended: Parameters<typeof publishInvalidations>[1] = []',
  ),
  links(
    'an older link works beside a newer one',
    'nist-800-63b-4.2-reset-newest',
    '  await supersedeLinks.run(tx, now, userId, kind)\n',
    '',
  ),
  grantees(
    'a sign-in that has ended opens the API',
    'asvs-7.4.1-sign-out',
    "  if (row.revoked) return 'revoked_login'\n",
    '',
  ),
  carried(
    'a sign-in form is good in any browser',
    'rfc6749-10.12-sign-in-form-bound',
    '`authorize-request:${url}:${browser.hash}`',
    '`authorize-request:${url}:${browser.hash.slice(0, 0)}`',
  ),
  browser(
    'forms of other sites are taken',
    'asvs-3.5.1-foreign-form',
    'if (isOwn && isSameSite) return',
    'if (isOwn || isSameSite) return',
  ),
  page('pages may be framed', 'rfc9700-4.16-no-frames', "; frame-ancestors 'none'`", '`'),
  html('texts are not escaped', 'oidc-core-3.1.2.1-login-hint-escaped', 'escapeHtml(String(piece))', 'String(piece)'),
  form(
    'the browser sends the password on',
    'rfc9700-4.12-see-other-after-password',
    'return moveOn(reply, 303, `/signin/${flow}`)',
    'return moveOn(reply, 307 as 303, `/signin/${flow}`)',
  ),
  grantee(
    'a token in the address is taken',
    'rfc6750-2.3-not-in-query',
    'credentials.grantee(request.headers.authorization, requestOriginOf(request), looksOnly)',
    'credentials.grantee(request.headers.authorization ?? ' +
      "`Bearer ${new URL(request.url, 'http://x').searchParams.get('access_token')}`, requestOriginOf(request), looksOnly)",
  ),
  reader(
    'any member sees what was wrong with the requests of others',
    'asvs-8.2.2-trace-for-nobody-else',
    "  if (!mayAct(grantee, 'read_traces')) return undefined\n",
    '',
  ),
  shown(
    'traces keep what was sent',
    'asvs-16.2.5-trace-without-secrets',
    'return safe ? value : `present, ${lengthOf(value)}`',
    'return value',
  ),
  cors(
    'scripts of any origin read the API',
    'asvs-3.4.2-cors-unknown-origin',
    '(await origins.isRegistered(origin, request.issuer))',
    "(await origins.isRegistered(origin, request.issuer)) || origin.startsWith('https:')",
  ),
  page(
    'pages are read by scripts that may read the API',
    'asvs-3.4.2-cors-pages',
    "  reply.removeHeader('Access-Control-Allow-Origin')\n",
    '',
  ),
  http(
    'a script asks for pages with cookies',
    'asvs-3.5.8-pages-for-visits',
    "if (shapeOf(request) === 'page' && request.method !== 'POST') refuseUnlessVisit(request)",
    '',
  ),
]
