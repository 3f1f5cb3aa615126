/** Where the oracle differs from a row that is right. */
export interface KnownFailure {
  readonly row: string
  /** The clause that supports the row. */
  readonly clause: string
  /** The decision record that explains why the row stays. */
  readonly record: string
}

const record = 'docs/decisions/0007-the-ledger-proven-by-an-oracle-and-by-defects.md'

export const KNOWN_FAILURES: readonly KnownFailure[] = [
  { row: 'rfc6749-5.1-answer-pragma', clause: 'RFC 6749 §5.1: Pragma with the value no-cache is a MUST', record },
  {
    row: 'rfc6749-5.2-grant-type-not-allowed',
    clause: 'RFC 6749 §5.2: unauthorized_client is the code for a grant type that a client may not use',
    record,
  },
  {
    row: 'oidc-core-12.2-refresh-no-nonce',
    clause: 'OpenID Connect Core §12.2: an id token from a refresh SHOULD NOT have a nonce',
    record,
  },
]
