import { isResourceScope, parseScope } from '@damson/access'
import { type Result, refused } from '@damson/fhir'
import { closestWord, error, type Finding, lengthOf } from '#base/findings'
import { type GranteeKind, supportedScopes, WORDS } from './supported-scopes.ts'

/** Why a scope is not granted: for programs, for the app's developer, and for the trace. */
export interface ScopeRefusal {
  readonly why: 'malformed_scope' | 'unsupported_scope'
  readonly text: string
  readonly finding: Finding
}

type Refused = Result<never, ScopeRefusal>

/** The whole text is not a scope. */
export function unreadable(mostWords: number, longest: number, word: string | undefined): Refused {
  const text =
    `The scope is malformed: send at most ${mostWords} words separated by single spaces, ` +
    `${longest} characters in all (RFC 6749 §3.3).`
  const finding =
    word === undefined
      ? error('The scope is too long.', `Ask for at most ${mostWords} words, ${longest} characters in all.`)
      : error(
          'The scope has characters that no scope may have: quotes, backslashes, line breaks or letters beyond ASCII.',
          'Send plain words separated by single spaces (RFC 6749 §3.3).',
        )
  return refused({ why: 'malformed_scope', text, finding })
}

/** Each word is fine, but together they are too long. */
export function tooLongInFull(longest: number): Refused {
  return refused({
    why: 'malformed_scope',
    text: `Written in full, the scope has more than ${longest} characters: ask for fewer scopes.`,
    finding: error('The scope is too long when written in full.', 'Ask for fewer resource scopes.'),
  })
}

/** A word that this server never grants, or not to this asker. */
export function unknownWord(word: string, origin: GranteeKind): Refused {
  const known = WORDS.filter((one) => origin === 'person' || !one.startsWith('launch'))
  const example = origin === 'person' ? 'patient/Observation.rs or user/*.cruds' : 'system/Observation.rs'
  return refused({
    why: 'unsupported_scope',
    text:
      `This server does not grant the scope "${word}": ask for ${known.join(', ')}, and for resource scopes such as ` +
      `${example}.`,
    finding: wordFinding(word),
  })
}

function wordFinding(word: string): Finding {
  if (WORDS.includes(word))
    return error(
      `The scope ${word} does not work with client_credentials: it needs a signed-in person or a patient.`,
      'Leave it out, and ask for system/ scopes.',
    )
  if (/[,;]/.test(word))
    return error('The scope separates its words with commas.', 'Separate them with single spaces: openid patient/*.rs')
  const simple = supportedScopes.filter((known) => !isResourceScope(known))
  const meant = closestWord(word, simple)
  const perhaps = meant === undefined ? '' : `, perhaps ${meant}`
  return error(
    `The scope has a word of ${lengthOf(word)} that this server does not know${perhaps}.`,
    `Use ${simple.join(', ')}, and resource scopes such as patient/Observation.rs.`,
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
    return error('The scope separates its words with commas.', 'Separate them with single spaces: openid patient/*.rs')
  const shape = /^(?:patient|user|system)\/([^.]*)\.(.*)$/s.exec(form)
  if (shape === null)
    return error(
      `A ${level}/ scope does not have the form level/Type.permissions.`,
      'Write it like patient/Observation.rs, with letters of cruds after the dot.',
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
        'Use letters of cruds in this order, each once, or the SMART 1 permissions read, write or *.',
      )
    : error(
        `A ${level}/ scope names a resource type that does not exist.`,
        'Write the type as FHIR does: Observation, with its capital letter.',
      )
}

/** `system/` asked for a person, or `patient/` or `user/` for a machine. */
export function wrongLevel(word: string, origin: GranteeKind): Refused {
  const [form = ''] = word.split('?')
  return refused({
    why: 'unsupported_scope',
    ...(origin === 'person'
      ? {
          text:
            `Scope "${word}": system/ scopes are only for servers and devices with client_credentials. ` +
            'Ask for user/ or patient/ scopes.',
          finding: error(
            `The scope ${form} is for servers and devices, but a person signs in here.`,
            'Ask for user/ or patient/ scopes.',
          ),
        }
      : {
          text:
            `Scope "${word}": user/ and patient/ scopes need a signed-in person, and client_credentials has none. ` +
            'Ask for system/ scopes.',
          finding: error(
            `The scope ${form} is for people, but client_credentials signs no one in.`,
            'Ask for system/ scopes.',
          ),
        }),
  })
}
