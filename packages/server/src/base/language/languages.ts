import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { LanguageFile, Message } from './language-file.ts'

export interface Language extends LanguageFile {
  /** Its BCP 47 tag, for `lang`. */
  readonly tag: string
}

const FOLDER = new URL('./messages/', import.meta.url)
const FILE = /^([a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?)\.[jt]s$/

/**
 * Every language of a folder, English first. To add a language, add a file.
 *
 * @throws {Error} When a file lacks a text, has an extra one, or uses other parameters than English.
 */
export function loadLanguages(folder: URL = FOLDER): readonly [Language, ...Language[]] {
  const load = createRequire(import.meta.url)
  const languages = readdirSync(folder)
    .flatMap((file) => {
      const tag = FILE.exec(file)?.[1]
      if (tag === undefined) return []
      const { default: content } = load(fileURLToPath(new URL(file, folder))) as { default: LanguageFile }
      return [{ ...content, tag }]
    })
    .sort((one, other) => Number(other.tag === 'en') - Number(one.tag === 'en') || one.tag.localeCompare(other.tag))
  const [english, ...others] = languages
  if (english?.tag !== 'en') throw new Error(`${folder.pathname} has no English texts.`)
  const problems = languages.flatMap((language) => problemsOf(language, english))
  if (problems.length > 0) throw new Error(`The texts of a language are not whole: ${problems.join('; ')}.`)
  return [english, ...others]
}

function problemsOf(language: Language, english: Language): readonly string[] {
  const expected: Readonly<Record<string, Message>> = english.messages
  const given: Readonly<Record<string, Message>> = language.messages
  const missing = Object.keys(expected).filter((key) => !Object.hasOwn(given, key))
  const superfluous = Object.keys(given).filter((key) => !Object.hasOwn(expected, key))
  const differing = Object.keys(expected).filter((key) => {
    const text = given[key]
    return text !== undefined && parametersIn(text) !== parametersIn(expected[key] ?? '')
  })
  return [
    ...missing.map((key) => `${language.tag} lacks "${key}"`),
    ...superfluous.map((key) => `${language.tag} has "${key}", which English has not`),
    ...differing.map((key) => `${language.tag} has other parameters in "${key}" than English`),
  ]
}

/** A count may be written without its number ("one patient", or a dual), so it need not be named. */
function parametersIn(message: Message): string {
  const texts = typeof message === 'string' ? [message] : Object.values(message)
  const names = texts.flatMap((text) => [...text.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name))
  return [...new Set(names)]
    .filter((name) => typeof message === 'string' || name !== 'count')
    .sort((one = '', other = '') => one.localeCompare(other))
    .join()
}
