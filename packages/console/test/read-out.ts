/** What is read of a page beside what axe reads of it in one theme and the layout. */
import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { complaintsOfAxe } from '../../server/test/signin/page-checks.ts'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What depends on colors, where everything else was looked at before. `axe` is in the page already. */
export function complaintsOfColors(page: Page): Promise<readonly unknown[]> {
  return page.evaluate<readonly unknown[]>(
    `axe.run('main', { runOnly: { type: 'rule', values: ['color-contrast'] }, resultTypes: ['violations'], selectors: false })
      .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
  )
}

/** What axe finds wrong in a view and what lies over it, without the frame around it. */
export async function complaintsOfView(page: Page): Promise<readonly unknown[]> {
  if (!(await page.evaluate('"axe" in window'))) return complaintsOfAxe(page)
  return page.evaluate<readonly unknown[]>(
    `axe.run('main', { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'], selectors: false })
      .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
  )
}

/**
 * Texts in a page in Arabic that have no Arabic letter: words that nobody translated. Code, what is marked as being in another
 * language, and these names are none.
 */
export const untranslated = (names: Iterable<string>): string => `(() => {
  const names = ${JSON.stringify([...new Set(names)].sort((one, other) => other.length - one.length))}
  const APART = 'code, pre, kbd, .mono, bdi, time, .cm-editor, iframe, script, style, svg, [translate=no], [aria-hidden=true]'
  const isForeign = (element) => (element.closest('[lang]')?.lang ?? 'ar') !== 'ar'
  const isWords = (text) => {
    const bare = names.reduce((rest, name) => rest.replaceAll(name, ' '), text)
    return !/[\\u0600-\\u06ff]/.test(bare) && /[a-z]{3,}/.test(bare)
  }
  const found = new Set()
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const { parentElement: parent, data } = walk.currentNode
    if (parent !== null && parent.closest(APART) === null && !isForeign(parent) && isWords(data)) found.add(data.trim())
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]'))
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
      const text = element.getAttribute(name) ?? ''
      if (!isForeign(element) && isWords(text)) found.add(name + ': ' + text)
    }
  return [...found]
})()`

/** A sentence is words of the server's, in a language; anything shorter is a name or a code. */
const SENTENCE = /(?:[a-z]+ ){3}[a-z]+/

/** The names, codes and elements of an answer. */
export function* namesIn(body: unknown): Generator<string> {
  if (typeof body === 'string') {
    if (body.length > 2 && !SENTENCE.test(body)) yield body
  } else if (Array.isArray(body)) {
    for (const part of body) yield* namesIn(part)
  } else if (typeof body === 'object' && body !== null) {
    for (const [name, part] of Object.entries(body)) {
      yield name
      yield* namesIn(part)
    }
  }
}

/** Texts that are the same in every language: proper names, such as those of providers. */
export async function properNames(): Promise<readonly string[]> {
  const sources = join(import.meta.dirname, '../src')
  const read = async (file: string): Promise<Readonly<Record<string, unknown>>> =>
    (await import(join(sources, file))).default
  const files = globSync('**/texts/en.ts', { cwd: sources })
  const found = await Promise.all(
    files.map(async (file) => {
      const [english, arabic] = await Promise.all([read(file), read(join(dirname(file), 'ar.ts'))])
      return Object.entries(english).flatMap(([key, text]) =>
        typeof text === 'string' && arabic[key] === text ? [text] : [],
      )
    }),
  )
  return found.flat()
}
