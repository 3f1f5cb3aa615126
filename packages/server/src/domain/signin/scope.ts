import { canonicalScopes, coversScope, formatScope, isResourceScope, parseScope, type SmartScope } from '@damson/access'
import { accepted, type Result } from '@damson/fhir'
import { refreshScopes } from '#domain/tokens'
import {
  type ScopeRefusal,
  tooLongInFull,
  unknownWord,
  unreadable,
  unreadableResource,
  wrongLevel,
} from './scope-refusals.ts'
import { type GranteeKind, WORDS } from './supported-scopes.ts'

const WORD = /^[\x21\x23-\x5b\x5d-\x7e]+$/
const MOST_WORDS = 50
/** Limited because a token carries its scope in every request. */
const LONGEST = 3_000

/**
 * A scope string in canonical form: known words, each once, in the given order, then resource scopes of SMART version 2,
 * merged and in their shortest form. Adds `openid` when the scope is empty. A scope that would narrow the app's access is
 * refused instead of dropped: without it the app would get more than it asked for.
 */
export function readScope(text: string | undefined, origin: GranteeKind): Result<string, ScopeRefusal> {
  const words = [...new Set((text ?? '').split(' ').filter((word) => word !== ''))]
  if (words.length === 0) return accepted('openid')
  const unfit = words.find((word) => !WORD.test(word))
  if (words.length > MOST_WORDS || (text ?? '').length > LONGEST || unfit !== undefined)
    return unreadable(MOST_WORDS, LONGEST, unfit)
  const simple = words.filter((word) => !isResourceScope(word))
  const unknown = simple.find((word) => !WORDS.includes(word) || (origin === 'machine' && word.startsWith('launch')))
  if (unknown !== undefined) return unknownWord(unknown, origin)
  const resources: SmartScope[] = []
  for (const word of words.filter(isResourceScope)) {
    const scope = parseScope(word)
    if (!scope.ok) return unreadableResource(word, scope.refusal.text)
    if ((scope.value.level === 'system') !== (origin === 'machine')) return wrongLevel(word, origin)
    resources.push(scope.value)
  }
  const canonical = [...simple, ...canonicalScopes(resources).map(formatScope)].join(' ')
  return canonical.length > LONGEST ? tooLongInFull(LONGEST) : accepted(canonical)
}

/** The resource scopes of a scope string from `readScope`. */
function resourceScopesIn(scope: string): readonly SmartScope[] {
  return scope.split(' ').flatMap((word) => {
    const parsed = isResourceScope(word) ? parseScope(word) : undefined
    return parsed?.ok === true ? [parsed.value] : []
  })
}

/**
 * Whether a scope asks for nothing beyond another; both come from `readScope`. Compares by form, so it may wrongly say
 * "no".
 */
export function isWithin(held: string, asked: string): boolean {
  const words = new Set(held.split(' '))
  const scopes = resourceScopesIn(held)
  return asked.split(' ').every((word) => {
    if (words.has(word)) return true
    const parsed = isResourceScope(word) ? parseScope(word) : undefined
    return parsed?.ok === true && coversScope(scopes, parsed.value)
  })
}

/** Joins two scopes from `readScope`. */
export function joined(scope: string, more: string): string {
  const all = [scope, more]
  const simple = new Set(all.flatMap(simpleWordsIn))
  return [...simple, ...canonicalScopes(all.flatMap(resourceScopesIn)).map(formatScope)].join(' ')
}

/** The words of a scope that are no resource scopes. */
export function simpleWordsIn(scope: string): readonly string[] {
  return scope.split(' ').filter((word) => !isResourceScope(word))
}

/** The scope for a machine, which never gets a refresh token. */
export function withoutRefresh(scope: string): string {
  return scope
    .split(' ')
    .filter((word) => !refreshScopes.includes(word))
    .join(' ')
}
