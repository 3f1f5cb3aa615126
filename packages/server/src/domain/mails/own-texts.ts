import type { Project } from '@damson/fhir'
import { type Told, told } from '#base/findings'
import { hasAddress, type Language, LONGEST_NAME, languages, type Part } from '#base/language'
import { invalid, type WriteRefusal } from '#domain/resources'
import type { MailBrand } from './brand.ts'
import { TEMPLATES, templateOf } from './templates.ts'

const LONGEST_SUBJECT = 120
const LONGEST_TEXT = 1_000
const MOST_TEXTS = 100
/** A placeholder, or a brace that is none. */
const PLACEHOLDER = /\{([^{}]*)\}|[{}]/g
/**
 * Before and after a placeholder: the edge of the text, a space, or punctuation that makes no address of its value. What
 * ends a sentence may follow it.
 */
const BESIDE = String.raw`\s|(?![./:@{}])[\p{P}]`
const LOOSE = new RegExp(String.raw`(?<=^|${BESIDE})\{[^{}]*\}(?=$|${BESIDE}|[.:](?:\s|$))`, 'gu')

/** A project's own subject and first sentences of an e-mail in a language; undefined: the shipped ones. */
export function ownTextOf(
  texts: MailBrand['texts'],
  email: string,
  { tag }: Language,
):
  | { readonly subject: readonly Part[] | undefined; readonly text: readonly (readonly Part[])[] | undefined }
  | undefined {
  const own = texts.find((one) => one.email === email && one.language === tag)
  if (own === undefined) return undefined
  return {
    subject: own.subject === undefined ? undefined : partsIn(own.subject),
    text: own.text?.split(/\n{2,}/).map(partsIn),
  }
}

function partsIn(text: string): readonly Part[] {
  return text.split(/\{([^{}]*)\}/).map((part, at) => (at % 2 === 0 ? part : { parameter: part }))
}

/** Why a project's e-mails cannot be set like this; undefined if they can. */
export function emailsProblem({ emails }: Project): WriteRefusal | undefined {
  const sender = emails?.senderName ?? ''
  if (sender.length > LONGEST_NAME)
    return refusal('long_text', told`Write at most ${LONGEST_NAME} characters.`, 'senderName')
  if (/\p{C}/u.test(sender)) return refusal('control_character', told`Write plain text on one line.`, 'senderName')
  const texts = emails?.text ?? []
  if (texts.length > MOST_TEXTS) return refusal('many_texts', told`A project has at most ${MOST_TEXTS} texts.`, 'text')
  const seen = new Set<string>()
  for (const [at, own] of texts.entries()) {
    const path = `text[${at}]`
    const placeholders = templateOf(own.email)?.placeholders
    if (placeholders === undefined) {
      const names = Object.entries(TEMPLATES)
        .filter(([, one]) => 'placeholders' in one)
        .map(([name]) => name)
      return refusal(
        'unknown_email',
        told`There is no such e-mail to change: use one of ${names.join(', ')}.`,
        `${path}.email`,
      )
    }
    if (!languages.some(({ tag }) => tag === own.language))
      return refusal(
        'unknown_language',
        told`Write one of ${languages.map(({ tag }) => tag).join(', ')}.`,
        `${path}.language`,
      )
    const key = `${own.email} ${own.language}`
    if (seen.has(key)) return refusal('repeated_text', told`This e-mail has a text in this language already.`, path)
    seen.add(key)
    const problem =
      textProblem(own.subject, LONGEST_SUBJECT, placeholders, `${path}.subject`) ??
      textProblem(own.text, LONGEST_TEXT, placeholders, `${path}.text`)
    if (problem !== undefined) return problem
  }
  return undefined
}

function textProblem(
  text: string | undefined,
  longest: number,
  placeholders: readonly string[],
  path: string,
): WriteRefusal | undefined {
  if (text === undefined) return undefined
  if (text.length > longest) return refusal('long_text', told`Write at most ${longest} characters.`, path)
  if (/[^\P{C}\n]/u.test(text) || (path.endsWith('subject') && text.includes('\n')))
    return refusal('control_character', told`Write plain text, and a subject on one line.`, path)
  if (hasAddress(text))
    return refusal(
      'address_in_text',
      told`Leave out addresses of pages and mailboxes: Damson adds the links of the e-mail itself.`,
      path,
    )
  for (const [whole, name] of text.matchAll(PLACEHOLDER))
    if (name === undefined || !placeholders.includes(name))
      return refusal(
        'unknown_placeholder',
        told`${whole} is not a placeholder of this e-mail: use ${placeholders.map((one) => `{${one}}`).join(', ')}.`,
        path,
      )
  if (/[{}]/.test(text.replaceAll(LOOSE, ' ')))
    return refusal(
      'placeholder_in_word',
      told`Write a space or punctuation before and after each placeholder: its value must not become part of an address.`,
      path,
    )
  return undefined
}

function refusal(code: string, says: Told, field: string): WriteRefusal {
  return invalid(code, says, `Project.emails.${field}`)
}
