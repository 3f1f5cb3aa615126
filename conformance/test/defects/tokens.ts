/** Defects of clients, tokens, introspection and revocation. */
import { type Defect, defectsIn } from './defect.ts'

const credentials = defectsIn('server/src/domain/credentials/credentials.ts')
const basic = defectsIn('server/src/domain/credentials/basic.ts')
const secrets = defectsIn('server/src/domain/clients/secrets.ts')
const assertions = defectsIn('server/src/domain/credentials/assertion.ts')
const assertionClaims = defectsIn('server/src/domain/credentials/read-assertion.ts')
const takenAssertions = defectsIn('server/src/domain/clients/assertions.store.ts')
const store = defectsIn('server/src/domain/tokens/tokens.store.ts')
const together = defectsIn('server/src/domain/tokens/refresh-together.ts')
const refreshTokens = defectsIn('server/src/domain/tokens/refresh-tokens.ts')
const accessTokens = defectsIn('server/src/domain/tokens/access-tokens.ts')
const idTokens = defectsIn('server/src/domain/tokens/id-tokens.ts')
const keys = defectsIn('server/src/domain/keys/signing-keys.ts')
const scope = defectsIn('server/src/domain/signin/scope.ts')
const token = defectsIn('server/src/endpoints/oauth/token.ts')
const machines = defectsIn('server/src/endpoints/oauth/grants/client-credentials.ts')
const introspection = defectsIn('server/src/endpoints/oauth/introspect.ts')
const revocation = defectsIn('server/src/endpoints/oauth/revoke.ts')
const userinfo = defectsIn('server/src/endpoints/oauth/userinfo.ts')

export const TOKEN_DEFECTS: readonly Defect[] = [
  secrets(
    'any secret is right',
    'rfc6749-5.2-client-wrong-secret',
    'if (found === undefined) return undefined',
    "if (found === undefined) return 'current'",
  ),
  credentials(
    'a confidential client needs no secret',
    'rfc6749-4.1.3-code-wants-secret',
    "if (client.authMethod !== 'none') return refused({ why: 'missing_secret', client, finding: missingSecret(client) })",
    '',
  ),
  basic(
    'two ways of authentication at once are taken',
    'rfc6749-2.3-client-one-method',
    'return bodyId === id && isSameSecret',
    'return bodyId === id || isSameSecret',
  ),
  takenAssertions(
    'an assertion is taken twice',
    'smart-336-jti-once',
    'do nothing',
    'do update set expires_at = excluded.expires_at',
  ),
  assertionClaims(
    'an assertion for another server is taken',
    'rfc7523-3-other-audience',
    '!audiences.includes(claims.aud)',
    "claims.aud === ''",
  ),
  assertions(
    'the signature of an assertion is not checked',
    'rfc7523-3-wrong-key',
    'if (!isSigned) return',
    "if (!isSigned && client.id === '') return",
  ),
  together(
    'refresh tokens do not rotate',
    'rfc9700-2.2.2-refresh-rotates',
    'const token = { family, generation: generation + 1 }',
    'const token = { family, generation }',
  ),
  store(
    'a reused refresh token revokes nothing',
    'rfc9700-4.14.2-refresh-reuse-ends-family',
    'then null\n        else ${now}::timestamptz\n',
    'then null\n        else null::timestamptz\n',
  ),
  store(
    'the grace of a refresh token has no end',
    'rfc9700-4.14.2-refresh-late-reuse',
    'and refresh_turned_at > ${graceStart}::timestamptz then null\n        else ${now}',
    'and ${graceStart}::timestamptz is not null then null\n        else ${now}',
  ),
  store(
    'a refresh token is good for any client',
    'rfc6749-6-refresh-of-client',
    'client_id is not distinct from ${clientId}::uuid and',
    '(client_id is not distinct from ${clientId}::uuid or true) and',
  ),
  store(
    'a revoked refresh token works',
    'rfc7009-2-revoke-refresh',
    'and revoked_at is null and refresh_expires_at',
    'and refresh_expires_at',
  ),
  refreshTokens(
    'the MAC of a refresh token is not checked',
    'rfc6749-6-refresh-forged',
    "return keyring.matches('refresh-token', `${family}.${digits}`, kept)",
    "return keyring.fingerprint !== '' && kept.hash.length > 0",
  ),
  accessTokens(
    'the signature of an access token is not checked',
    'rfc7519-7.2-claims-changed',
    'await jwtVerify(token, key.publicKey, {',
    'await ((text: string, ..._rest: unknown[]) => ' +
      "Promise.resolve({ payload: JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString()) }))" +
      '(token, key.publicKey, {',
  ),
  accessTokens(
    'a token is remembered by its claims alone',
    'rfc7519-7.2-signature-changed',
    'const name = sha256Text(token)',
    "const name = sha256Text(token.split('.').slice(0, 2).join('.'))",
  ),
  idTokens(
    'an id token is signed as its client did not ask',
    'oidc-core-3.1.3.7-algorithm-asked',
    'keys.signing(draft.algorithm, now)',
    "keys.signing('RS256', now)",
  ),
  idTokens(
    'the nonce is lost',
    'oidc-core-3.1.2.1-nonce',
    '    ...(draft.nonce !== undefined && { nonce: draft.nonce }),\n',
    '',
  ),
  idTokens(
    'an id token is for everybody',
    'oidc-core-2-audience',
    '.setAudience(draft.clientId)',
    '.setAudience(draft.issuer)',
  ),
  {
    ...keys(
      'private keys are published',
      'rfc7517-9.2-no-private-parts',
      '...(await exportJWK(pair.publicKey)), kid',
      '...(await exportJWK(pair.privateKey)), kid',
    ),
    atFirstStart: true,
  },
  scope(
    'any scope is granted',
    'rfc6749-3.3-scope-unknown',
    'if (unknown !== undefined) return',
    "if (unknown === 'never') return",
  ),
  token(
    'any client may use any grant type',
    'rfc6749-5.2-grant-type-not-allowed',
    '  if (forbidden)\n',
    "  if (forbidden && type === 'never')\n",
  ),
  machines(
    'a public client gets a token for itself',
    'rfc6749-4.4-machine-confidential',
    "client.client === undefined || client.auth === 'none'",
    'client.client === undefined',
  ),
  introspection(
    'tokens of all projects are introspected',
    'rfc7662-4-other-project-inactive',
    ' && grantee.value.project === client.project',
    '',
  ),
  introspection(
    'public clients introspect',
    'rfc7662-2.1-not-for-public-clients',
    "if (client === undefined || auth === 'none')",
    'if (client === undefined || auth === undefined)',
  ),
  revocation(
    'clients revoke the tokens of others',
    'rfc7009-2.1-revoke-of-other-client',
    'found !== undefined && found.clientId === (client?.id ?? null)',
    'found !== undefined',
  ),
  revocation(
    'revocation revokes nothing',
    'rfc7009-2-revoke-access',
    'const invalidations = await ended(tx, found, now)',
    'const invalidations: Parameters<typeof publishInvalidations>[1] = []',
  ),
  userinfo(
    'userinfo needs no scope',
    'rfc6750-3.1-insufficient-scope',
    "if (!grantee.scope.split(' ').includes('openid')) {",
    "if (grantee.scope === 'never') {",
  ),
]
