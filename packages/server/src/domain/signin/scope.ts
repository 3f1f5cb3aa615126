import { accepted, type Result, refused } from '@damson/fhir'
import { offlineScopes, refreshScopes } from '#domain/tokens'

/** Scopes that this server grants. SMART scopes are refused until the part that enforces them exists. */
export const supportedScopes: readonly string[] = [
  'openid',
  'profile',
  'email',
  'fhirUser',
  'online_access',
  ...offlineScopes,
]

export interface ScopeRefusal {
  readonly why: 'malformed_scope' | 'unsupported_scope'
  readonly text: string
}

const WORD = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/**
 * A scope string in canonical form: known words, each once, in the order given; `openid` when there is none. A scope
 * that would narrow what the app may do is refused rather than dropped: dropping it would grant more than was asked.
 */
export function readScope(text: string | undefined): Result<string, ScopeRefusal> {
  const words = [...new Set((text ?? '').split(' ').filter((word) => word !== ''))]
  if (words.length === 0) return accepted('openid')
  if (words.length > 50 || words.some((word) => !WORD.test(word))) {
    return refused({
      why: 'malformed_scope',
      text: 'A scope is a list of words with one space between them (RFC 6749 §3.3).',
    })
  }
  const unknown = words.find((word) => !supportedScopes.includes(word))
  if (unknown !== undefined) {
    return refused({
      why: 'unsupported_scope',
      text: `This server does not grant the scope "${unknown}": ask for ${supportedScopes.join(', ')}. What may be read and written is set by access policies.`,
    })
  }
  return accepted(words.join(' '))
}

/** The scope of a machine: a refresh token is never issued to one. */
export function withoutRefresh(scope: string): string {
  return scope
    .split(' ')
    .filter((word) => !refreshScopes.includes(word))
    .join(' ')
}
