import { isResourceScope } from '@damson/access'
import type { Result } from '@damson/fhir'
import { readScope, withoutRefresh } from './scope.ts'
import type { ScopeRefusal } from './scope-refusals.ts'

/** The provider's scope words that mean the same here. */
const SHARED = new Set(['openid', 'profile', 'email', 'fhirUser'])

/**
 * The scope of a login with a provider's token. Resource scopes in the token limit the login; if one cannot be applied,
 * the token is refused, because that one could be the only limit. A token without resource scopes is like a token
 * exchange without a scope.
 */
export function scopeOfBearer(
  { scope, scp }: Readonly<Record<string, unknown>>,
  usual: readonly string[] | undefined,
): Result<string, ScopeRefusal> {
  const words = [...wordsOf(scope), ...wordsOf(scp)]
  const resources = words.filter(isResourceScope)
  if (resources.length === 0) return readScope(withoutRefresh((usual ?? []).join(' ')), 'person')
  return readScope(['openid', ...words.filter((word) => SHARED.has(word)), ...resources].join(' '), 'person')
}

/** Scope words from a space-separated string (RFC 9068 §2.2.3) or from a list, as Okta sends it. */
function wordsOf(value: unknown): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value]
  return texts.flatMap((text) => (typeof text === 'string' ? text.split(' ') : []))
}
