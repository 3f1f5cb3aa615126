/**
 * Owns: access tokens, id tokens, codes and refresh generations: minting, checking, and the gates in `logins` that spend
 * a code and rotate a refresh token. Does not own: who may have one (`domain/access`), signing keys (`domain/keys`).
 * Asked by: the OAuth endpoints, and everything that reads a Bearer.
 */
export {
  type AccessClaims,
  type AccessTokens,
  createAccessTokens,
  type TokenRefusal,
} from './access-tokens.ts'
export { type CodeRedemption, type CodeRefusal, hashOfCode, type RedeemedCode, redeemCode } from './codes.ts'
export { createRedeemCodeTogether, type RedeemCodeTogether } from './codes-together.ts'
export { type IdTokenHint, readIdTokenHint } from './id-token-hint.ts'
export { type IdTokenDraft, mintIdToken } from './id-tokens.ts'
export { offlineScopes, refreshScopes } from './offline.ts'
export { UNKNOWN_REFRESH_TOKEN } from './refresh-findings.ts'
export { createRefreshTogether, type RefreshTogether } from './refresh-together.ts'
export {
  type RefreshRefusal,
  type RefreshRotation,
  type Rotated,
  readRefreshToken,
  refreshLogin,
  writeRefreshToken,
} from './refresh-tokens.ts'
export { LONGEST_ACCESS_TOKEN_SECONDS, SHORTEST_ACCESS_TOKEN_SECONDS, TokenSettings } from './settings.ts'
export { loginOfFamily } from './tokens.store.ts'
