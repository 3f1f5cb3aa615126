/**
 * Owns: other issuers of tokens: where their metadata and keys are, and whether a JWT is theirs by signature, issuer and
 * times. No table: what issuers publish is cached in memory. Does not own: the audience of a token and what it proves
 * (`domain/proof`), which issuers are believed (`domain/providers`, `domain/credentials`). Asked by: `domain/providers`,
 * `domain/proof`, and `domain/credentials` for tokens of workloads.
 */
export { discoveryOf, MOST_ANSWER_BYTES } from './discovery.ts'
export {
  believedUntil,
  createIssuerTokens,
  type ForeignIssuer,
  type IssuerTokenRefusal,
  type IssuerTokens,
  isJwt,
  LONGEST_TOKEN,
  membersOf,
  SKEW_SECONDS,
  TOKEN_ALGORITHMS,
  type TokenKind,
} from './issuer-tokens.ts'
export { claimsNamedIn, issuerNamedIn } from './named-issuer.ts'
