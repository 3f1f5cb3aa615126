import { expect, test } from 'vitest'
import { OAuthError } from '#answers'
import type { GranteeRefusal } from '#domain/access'
import type { ClientRefusal, CredentialRefusal } from '#domain/credentials'
import type { ScopeRefusal } from '#domain/signin'
import type { CodeRefusal, RefreshRefusal } from '#domain/tokens'

test('a refusal of a client, a code, a scope or a token without a finding does not compile', () => {
  // @ts-expect-error without a finding
  const client: ClientRefusal = { why: 'two_methods' }
  // @ts-expect-error without a finding
  const credential: CredentialRefusal = { why: 'no_credentials' }
  // @ts-expect-error without a finding
  const code: CodeRefusal = { why: 'unknown_code' }
  // @ts-expect-error without a finding
  const refresh: RefreshRefusal = { why: 'refresh_reused', loginId: '', project: null }
  // @ts-expect-error without a finding
  const scope: ScopeRefusal = { why: 'malformed_scope', text: '' }
  // @ts-expect-error without a finding
  const grantee: GranteeRefusal = { why: 'revoked_login' }
  // @ts-expect-error without a finding
  const answer = new OAuthError('invalid_request', 'Send it once.')
  expect([client, credential, code, refresh, scope, grantee, answer]).toHaveLength(7)
})
