/** Defects of the authorization endpoint, of codes and of redirects. */
import { type Defect, defectsIn } from './defect.ts'

const codes = defectsIn('server/src/domain/tokens/codes.ts')
const store = defectsIn('server/src/domain/tokens/tokens.store.ts')
const redirects = defectsIn('server/src/domain/clients/redirect-uri.ts')
const askingClient = defectsIn('server/src/endpoints/signin/authorize/asking-client.ts')
const request = defectsIn('server/src/endpoints/signin/authorize/authorize-request.ts')
const answerApp = defectsIn('server/src/endpoints/signin/authorize/answer-app.ts')
const continueFlow = defectsIn('server/src/endpoints/signin/steps/continue-flow.ts')

export const CODE_DEFECTS: readonly Defect[] = [
  codes(
    'PKCE is not checked',
    'rfc7636-4.6-wrong-verifier',
    '  return isVerifiedBy(spent.codeChallenge, verifier)\n',
    '  return true\n',
  ),
  codes(
    'the challenge itself passes as verifier, as with plain',
    'rfc7636-4.6-challenge-is-no-verifier',
    'return constantTimeEqual(sha256Text(verifier), challenge)',
    'return verifier === challenge || constantTimeEqual(sha256Text(verifier), challenge)',
  ),
  codes('verifiers may be short', 'rfc7636-4.1-verifier-too-short', '{43,128}', '{1,128}'),
  codes(
    'a code is good for any client',
    'rfc6749-4.1.2-code-of-client',
    "if (spent.clientId !== clientId) return told('wrong_client')",
    '',
  ),
  codes(
    'the redirect URI is not compared again',
    'rfc6749-4.1.3-redirect-uri-same',
    'if (spent.redirectUri !== null && spent.redirectUri !== redirectUri)',
    'if (spent.redirectUri === redirectUri && redirectUri === undefined)',
  ),
  codes(
    'a code never ends',
    'rfc6749-4.1.2-code-expires',
    "if (spent.codeExpiresAt <= now) return { why: 'expired_code', finding: expiredCode(codeSeconds) }",
    '',
  ),
  codes(
    'a code that is used twice revokes nothing',
    'rfc6749-4.1.2-code-reuse-revokes-access',
    "invalidations: await endLogin(tx, login.loginId, 'code_reused', now)",
    'invalidations: []',
  ),
  store(
    'a code can be used again',
    'rfc6749-4.1.2-code-once',
    'code_hash = ${p.codeHash} and code_spent_at is null\n',
    'code_hash = ${p.codeHash}\n',
  ),
  redirects(
    'redirect URIs are compared by their beginning',
    'rfc9700-2.1-redirect-longer-path',
    'uris.includes(given) ||',
    'uris.some((uri) => given.startsWith(uri)) ||',
  ),
  redirects(
    'redirect URIs are compared after parsing',
    'rfc9700-2.1-redirect-default-port',
    'uris.includes(given) ||',
    'uris.some((uri) => URL.canParse(given) && new URL(uri).href === new URL(given).href) ||',
  ),
  redirects(
    'any path of a loopback address will do',
    'rfc9700-2.1-redirect-loopback-path',
    ' && registeredUri.slice(ours[0].length) === given.slice(theirs[0].length)',
    '',
  ),
  askingClient(
    'any redirect URI will do',
    'rfc6749-3.1.2.4-redirect-unregistered',
    'const redirectUri = matchRedirectUri(client, given)\n',
    'const redirectUri = given as unknown as ReturnType<typeof matchRedirectUri>\n',
  ),
  request(
    'PKCE plain is taken',
    'rfc7636-4.4.1-method-plain',
    "if (method !== 'S256')",
    "if (!['S256', 'plain'].includes(method ?? ''))",
  ),
  request(
    'PKCE is optional',
    'rfc7636-4.4.1-challenge-required',
    '  if (challenge === undefined)\n',
    "  if (challenge === undefined) return accepted('')\n  if (challenge === '')\n",
  ),
  request('the aud parameter is ignored', 'rfc9700-2.3-audience-elsewhere', '    audienceProblem(sent, issuer),\n', ''),
  continueFlow(
    'prompt=none shows a page',
    'oidc-core-3.1.2.1-prompt-none',
    "const isSilent = asked.prompts.includes('none')",
    'const isSilent = false',
  ),
  answerApp(
    'the state is lost',
    'rfc6749-4.1.2-state-returned',
    "if (state !== null && state !== undefined) parameters.set('state', state)",
    '',
  ),
  answerApp('the issuer is not named', 'rfc9207-2-iss-with-code', "  parameters.set('iss', issuer)\n", ''),
]
