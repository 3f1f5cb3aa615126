import { isResourceScope } from '@damson/access'
import type { Result } from '@damson/fhir'
import { readScope, withoutRefresh } from './scope.ts'
import type { ScopeRefusal } from './scope-refusals.ts'

/** Of a provider's own words those that mean the same here. */
const SHARED = new Set(['openid', 'profile', 'email', 'fhirUser'])

/**
 * The scope of a login by a provider's token. Scopes for resources in the token limit it, all of them or it is refused:
 * one that was dropped could be all that limited it. A token without any is like an exchange that asks for nothing.
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

/** A text with spaces between them (RFC 9068 §2.2.3), or a list of texts, as Okta has it. */
function wordsOf(value: unknown): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value]
  return texts.flatMap((text) => (typeof text === 'string' ? text.split(' ') : []))
}
