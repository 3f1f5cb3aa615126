import { isResourceScope, parseScope } from '@damson/access'
import { type Finding, lengthOf, warning } from '#base/findings'
import { supportedScopes } from './supported-scopes.ts'

/** Shows known scopes and SMART scopes without their conditions; of any other scope only the length. */
export function showScope(scope: string): string {
  const words = scope.split(' ').filter((word) => word !== '')
  const shown = words.slice(0, 50).map((word) => {
    if (supportedScopes.includes(word)) return word
    const [form = '', condition] = word.split('?')
    if (isResourceScope(form) && parseScope(form).ok) return condition === undefined ? form : `${form}?…`
    return `(${lengthOf(word)})`
  })
  return words.length > 50 ? `${shown.join(' ')} …` : shown.join(' ')
}

/** The app expects an id token, but its scope doesn't ask for one. */
export function noIdToken(scope: string | undefined, hasNonce: boolean): readonly Finding[] {
  const words = (scope ?? '').split(' ')
  const wanting = ['fhirUser', 'profile', 'email'].find((word) => words.includes(word))
  if (scope === undefined || words.includes('openid') || (wanting === undefined && !hasNonce)) return []
  const sign = wanting === undefined ? 'a nonce was sent' : `the scope has ${wanting}`
  return [
    warning(
      `No id token will be issued: ${sign}, and the scope (${showScope(scope)}) lacks openid.`,
      'Add openid to the scope.',
    ),
  ]
}
