import { isResourceScope, parseScope } from '@damson/access'
import { type Result, refused } from '@damson/fhir'
import { closestWord, error, type Finding, lengthOf } from '#base/findings'
import { type ScopeAsker, supportedScopes, WORDS } from './supported-scopes.ts'

/** Why a scope is not granted: for programs, for the app's developer, and for the trace. */
export interface ScopeRefusal {
  readonly why: 'malformed_scope' | 'unsupported_scope'
  readonly text: string
  readonly finding: Finding
}

type Refused = Result<never, ScopeRefusal>

/** The whole text is not a scope. */
export function unreadable(mostWords: number, longest: number, word: string | undefined): Refused {
  const text = `A scope is a list of at most ${mostWords} words with one space between them, ${longest} characters in all (RFC 6749 §3.3).`
  const finding =
    word === undefined
      ? error('The scope is too long.', `Ask for at most ${mostWords} words, ${longest} characters in all.`)
      : error(
          'The scope has characters that no scope may have: quotes, backslashes, line breaks or letters beyond ASCII.',
          'Send plain words with one space between them (RFC 6749 §3.3).',
        )
  return refused({ why: 'malformed_scope', text, finding })
}

/** Each word is fine, but together they are too long. */
export function tooLongInFull(longest: number): Refused {
  return refused({
    why: 'malformed_scope',
    text: `Written in full, a scope has at most ${longest} characters: ask for less.`,
    finding: error('The scope cannot be granted as a whole.', 'Ask for fewer resource scopes.'),
  })
}

/** A word that this server never grants, or not to this asker. */
export function unknownWord(word: string, origin: ScopeAsker): Refused {
  const known = WORDS.filter((one) => origin === 'person' || !one.startsWith('launch'))
  const example = origin === 'person' ? 'patient/Observation.rs or user/*.cruds' : 'system/Observation.rs'
  return refused({
    why: 'unsupported_scope',
    text: `This server does not grant the scope "${word}": ask for ${known.join(', ')}, and for resource scopes such as ${example}.`,
    finding: wordFinding(word),
  })
}

function wordFinding(word: string): Finding {
  if (WORDS.includes(word))
    return error(
      `The scope ${word} is not for client_credentials: nobody is signed in there, and no patient is chosen.`,
      'Leave it out, and ask for system/ scopes.',
    )
  if (/[,;]/.test(word))
    return error('The scope separates its words by commas.', 'Separate them by one space each: openid patient/*.rs')
  const simple = supportedScopes.filter((known) => !isResourceScope(known))
  const meant = closestWord(word, simple)
  const perhaps = meant === undefined ? '' : `, perhaps ${meant}`
  return error(
    `The scope has a word of ${lengthOf(word)} that this server does not know${perhaps}.`,
    `Known are ${simple.join(', ')}, and resource scopes such as patient/Observation.rs.`,
  )
}

/** A resource scope that cannot be parsed or enforced, explained by its parser. */
export function unreadableResource(word: string, text: string): Refused {
  return refused({ why: 'unsupported_scope', text: `Scope "${word}": ${text}`, finding: resourceFinding(word) })
}

function resourceFinding(word: string): Finding {
  const [form = ''] = word.split('?')
  const level = form.split('/')[0] ?? ''
  if (/[,;]/.test(form))
    return error('The scope separates its words by commas.', 'Separate them by one space each: openid patient/*.rs')
  const shape = /^(?:patient|user|system)\/([^.]*)\.(.*)$/s.exec(form)
  if (shape === null)
    return error(
      `A ${level}/ scope has not the form level/Type.permissions.`,
      'Write it as patient/Observation.rs: after the dot stand letters of cruds.',
    )
  if (parseScope(form).ok)
    return error(
      `The condition of the scope ${form}?… cannot be enforced.`,
      'Use a search parameter of that type with one value, as in patient/Observation.rs?category=laboratory.',
    )
  const [, type = '', letters = ''] = shape
  return parseScope(`${level}/${type}.r`).ok
    ? error(
        `The permissions of a ${level}/${type} scope (${lengthOf(letters)}) cannot be read.`,
        'Use letters of cruds in that order, each once, or read, write or * of SMART 1.',
      )
    : error(
        `A ${level}/ scope names a resource type that there is not.`,
        'Write the type as FHIR does: Observation, with its capital letter.',
      )
}

/** `system/` asked for a person, or `patient/` or `user/` for a machine. */
export function wrongLevel(word: string, origin: ScopeAsker): Refused {
  const [form = ''] = word.split('?')
  return refused({
    why: 'unsupported_scope',
    ...(origin === 'person'
      ? {
          text: `Scope "${word}": system/ is for servers and devices with client_credentials: ask for user/ or patient/.`,
          finding: error(
            `The scope ${form} is for machines, and a person is to sign in.`,
            'Ask for user/ or patient/ scopes.',
          ),
        }
      : {
          text: `Scope "${word}": with client_credentials nobody is signed in and no patient is chosen: ask for system/.`,
          finding: error(
            `The scope ${form} is for people, and client_credentials signs nobody in.`,
            'Ask for system/ scopes.',
          ),
        }),
  })
}
