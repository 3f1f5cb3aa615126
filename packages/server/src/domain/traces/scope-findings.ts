import { isResourceScope, parseScope } from '@damson/access'
import { readScope, type ScopeAsker, supportedScopes } from '#domain/signin'
import { error, type Finding, warning } from './finding.ts'
import { nearest } from './near.ts'
import { lengthOf, showScope } from './shown.ts'

/** Why a scope is refused, or nothing. */
export function scopeFinding(scope: string | undefined, asker: ScopeAsker): Finding | undefined {
  if (scope === undefined || readScope(scope, asker).ok) return undefined
  if (/[,;]/.test(scope) && !scope.includes(' '))
    return error('The scope separates its words by commas.', 'Separate them by one space each: openid patient/*.rs')
  const words = scope.split(' ').filter((word) => word !== '')
  const bad = words.find((word) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(word))
  if (bad !== undefined)
    return error(
      'The scope has characters that no scope may have: quotes, backslashes, line breaks or letters beyond ASCII.',
      'Send plain words with one space between them (RFC 6749 §3.3).',
    )
  if (words.length > 50 || scope.length > 3_000)
    return error('The scope is too long.', 'Ask for at most 50 words, 3000 characters in all.')
  for (const word of words) {
    const finding = isResourceScope(word) ? resourceFinding(word, asker) : wordFinding(word, asker)
    if (finding !== undefined) return finding
  }
  return error('The scope cannot be granted as a whole.', 'Ask for fewer resource scopes.')
}

function wordFinding(word: string, asker: ScopeAsker): Finding | undefined {
  if (readScope(word, asker).ok) return undefined
  if (supportedScopes.includes(word))
    return error(
      `The scope ${word} is not for client_credentials: nobody is signed in there, and no patient is chosen.`,
      'Leave it out, and ask for system/ scopes.',
    )
  const meant = nearest(
    word,
    supportedScopes.filter((known) => !isResourceScope(known)),
  )
  const perhaps = meant === undefined ? '' : `, perhaps ${meant}`
  return error(
    `The scope has a word of ${lengthOf(word)} that this server does not know${perhaps}.`,
    `Known are ${supportedScopes.filter((known) => !isResourceScope(known)).join(', ')}, and resource scopes such as patient/Observation.rs.`,
  )
}

function resourceFinding(word: string, asker: ScopeAsker): Finding | undefined {
  const [form = '', query] = word.split('?')
  const level = form.split('/')[0] ?? ''
  const shape = /^(?:patient|user|system)\/([^.]*)\.(.*)$/s.exec(form)
  if (shape === null)
    return error(
      `A ${level}/ scope has not the form level/Type.permissions.`,
      'Write it as patient/Observation.rs: after the dot stand letters of cruds.',
    )
  const isRead = parseScope(form).ok
  const [, type = '', letters = ''] = shape
  if (!isRead && !parseScope(`${level}/${type}.r`).ok)
    return error(
      `A ${level}/ scope names a resource type that there is not.`,
      'Write the type as FHIR does: Observation, with its capital letter.',
    )
  if (!isRead)
    return error(
      `The permissions of a ${level}/${type} scope (${lengthOf(letters)}) cannot be read.`,
      'Use letters of cruds in that order, each once, or read, write or * of SMART 1.',
    )
  if (query !== undefined && !parseScope(word).ok)
    return error(
      `The condition of the scope ${form}?… cannot be enforced.`,
      'Use a search parameter of that type with one value, as in patient/Observation.rs?category=laboratory.',
    )
  if ((level === 'system') === (asker === 'machine')) return undefined
  return asker === 'person'
    ? error(`The scope ${form} is for machines, and a person is to sign in.`, 'Ask for user/ or patient/ scopes.')
    : error(`The scope ${form} is for people, and client_credentials signs nobody in.`, 'Ask for system/ scopes.')
}

/** An id token is expected, and the scope asks for none. */
export function idTokenFinding(scope: string | undefined, hasNonce: boolean): Finding | undefined {
  const words = (scope ?? '').split(' ')
  const wanting = ['fhirUser', 'profile', 'email'].find((word) => words.includes(word))
  if (scope === undefined || words.includes('openid') || (wanting === undefined && !hasNonce)) return undefined
  const sign = wanting === undefined ? 'a nonce was sent' : `the scope has ${wanting}`
  return warning(
    `No id token will be issued: ${sign}, and the scope (${showScope(scope)}) lacks openid.`,
    'Add openid to the scope.',
  )
}
