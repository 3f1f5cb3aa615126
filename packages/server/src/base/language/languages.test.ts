import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { chooseLanguage, languages, partsOf } from './index.ts'
import { loadLanguages } from './languages.ts'

describe('the languages', () => {
  test('are English, Arabic and Spanish, each with every text', () => {
    expect(languages.map(({ tag, name, direction }) => [tag, name, direction])).toEqual([
      ['en', 'English', 'ltr'],
      ['ar', 'العربية', 'rtl'],
      ['es', 'Español', 'ltr'],
    ])
  })

  test.each(languages.slice(1).map((language) => [language.tag, language] as const))(
    '%s leaves no text of more than one word in English',
    (_, language) => {
      const english: Readonly<Record<string, unknown>> = languages[0].messages
      const same = Object.entries(language.messages).filter(
        ([key, text]) =>
          text === english[key] && /\p{L} \p{L}/u.test(JSON.stringify(text).replaceAll(/\{[^}]+\}/g, '')),
      )
      expect(same).toEqual([])
    },
  )
})

describe('a folder of languages', () => {
  const own = new URL('./messages/', import.meta.url)
  let folder = ''
  const made: string[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'damson-languages-'))
    made.push(folder)
    cpSync(own, folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  })
  afterAll(() => made.forEach((one) => rmSync(one, { recursive: true })))
  const load = (): ReturnType<typeof loadLanguages> => loadLanguages(pathToFileURL(`${folder}/`))
  const put = (file: string, change: (text: string) => string): void =>
    writeFileSync(join(folder, file), change(readFileSync(new URL('es.ts', own), 'utf8')))

  test('has one language more with one file more', () => {
    put('pt-BR.ts', (text) => text.replace("name: 'Español'", "name: 'Português'"))
    const found = load()
    expect(found.map(({ tag }) => tag)).toEqual(['en', 'ar', 'es', 'pt-BR'])
    const wishes = { uiLocales: 'pt', chosen: undefined, acceptLanguage: 'pt-BR, en;q=0.5' }
    expect(chooseLanguage(found, wishes).name).toBe('Português')
  })

  test.each([
    ['lacks a text', "'signin.button': 'Iniciar sesión',", '', 'fr lacks "signin.button"'],
    ['has a text too many', "'signin.button'", "'signin.bouton': 'x', 'signin.button'", 'fr has "signin.bouton"'],
    ['lacks a parameter', "'para continuar en {app}'", "'para continuar'", 'other parameters in "signin.lead"'],
    ['has another parameter', "'para continuar en {app}'", "'a {app} {place}'", 'other parameters in "signin.lead"'],
  ])('is refused when one %s', (_, from, to, problem) => {
    put('fr.ts', (text) => text.replace(from, to))
    expect(load).toThrow(problem)
  })

  test('is refused without English', () => {
    rmSync(join(folder, 'en.ts'))
    expect(load).toThrow('no English texts')
  })
})

describe('the language of a request is', () => {
  test.each([
    ['what the app asks for, before all else', 'fr es', 'ar', 'ar', 'es'],
    ['the first of what the app asks for', 'ar es', undefined, undefined, 'ar'],
    ['that of a region', 'es-419', undefined, undefined, 'es'],
    ['what the person chose, where the app asks for none that we have', 'tlh', 'ar', 'es', 'ar'],
    ['what the browser prefers', undefined, undefined, 'fr;q=0.9, ar-EG;q=0.7, es;q=0.8', 'es'],
    ['not what the browser refuses', undefined, undefined, 'es;q=0, *', 'en'],
    ['written in any case', 'ES', undefined, undefined, 'es'],
    ['English, where nothing is known', undefined, undefined, undefined, 'en'],
    ['English, whatever garbage is sent', '../../etc ; q', '<script>', 'q=1;;;,,-,\u0000', 'en'],
  ])('%s', (_, uiLocales, chosen, acceptLanguage, tag) => {
    expect(chooseLanguage(languages, { uiLocales, chosen, acceptLanguage }).tag).toBe(tag)
  })
})

test('a count takes the form of its language', () => {
  const forms = { one: 'uno', two: 'dos', few: 'pocos', other: '{count}' }
  const language = { ...languages[0], locale: 'ar', messages: { ...languages[0].messages, 'signin.button': forms } }
  const said = (count: number): unknown => partsOf(language, 'signin.button', count)
  expect([1, 2, 3, 100].map(said)).toEqual([['uno'], ['dos'], ['pocos'], [{ parameter: 'count' }]])
})
