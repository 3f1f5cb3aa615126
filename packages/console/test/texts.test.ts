import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { KINDS } from '../../server/src/domain/audit/kinds.ts'

const SOURCES = join(import.meta.dirname, '../src')
const files = globSync('**/texts/en.ts', { cwd: SOURCES })

type Texts = Readonly<Record<string, string | Readonly<Record<string, string>>>>

async function read(file: string): Promise<Texts> {
  const { default: texts }: { readonly default: Texts } = await import(join(SOURCES, file))
  return texts
}

const forms = (text: Texts[string]): readonly string[] => (typeof text === 'string' ? [text] : Object.values(text))
/** The parameters of a text. The form for one thing may leave the number out. */
const parametersOf = (text: Texts[string] | undefined): readonly string[] => {
  const names = (text === undefined ? [] : forms(text)).flatMap((form) => form.match(/\{\w+\}/g) ?? [])
  return [...new Set(names)].sort()
}

describe('the texts of the console', () => {
  test('are there', () => {
    expect(files.length).toBeGreaterThan(2)
  })

  test.each(files)('of %s have the same keys and parameters in each language', async (file) => {
    const english = await read(file)
    for (const tag of ['es', 'ar']) {
      const others = await read(join(dirname(file), `${tag}.ts`))
      expect(Object.keys(others).sort(), tag).toEqual(Object.keys(english).sort())
      for (const [key, text] of Object.entries(english)) {
        expect(parametersOf(others[key]), `${tag}: ${key}`).toEqual(parametersOf(text))
        expect(
          forms(others[key] ?? '').every((form) => form.trim() !== ''),
          `${tag}: ${key}`,
        ).toBe(true)
      }
    }
  })

  test.each(['en', 'es', 'ar'])('in %s have a name of its own for each kind of audit event', async (tag) => {
    const names = await read(`views/audit/kinds/texts/${tag}.ts`)
    expect(Object.keys(names).sort()).toEqual(Object.keys(KINDS).sort())
    expect(new Set(Object.values(names)).size).toBe(Object.keys(KINDS).length)
  })
})
