import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = dirname(import.meta.dirname)
const SERVER = 'packages/server/src'

/** Every path in backticks: from the root, or below the server's sources if it begins with a floor. */
function pathsIn(text: string): readonly string[] {
  const named = [...text.matchAll(/`([a-z][\w./-]*\/[\w./-]*)`/g)].map((match) => match[1] ?? '')
  return named.map((path) => (/^(base|domain|endpoints|app)\//.test(path) ? `${SERVER}/${path}` : path))
}

describe('ARCHITECTURE.md', () => {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')

  test('names only paths that exist', () => {
    const paths = pathsIn(text)
    expect(paths.length).toBeGreaterThan(15)
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test.each(['domain', 'endpoints'])('names every module of %s', (floor) => {
    const modules = readdirSync(join(root, SERVER, floor))
    expect(modules.filter((module) => !text.includes(`\`${module}\``))).toEqual([])
  })

  test('is one page', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(70)
  })
})

describe('docs/decisions', () => {
  test('has unique numbers without a gap', () => {
    const numbers = readdirSync(join(root, 'docs/decisions')).map((name) => Number(name.slice(0, 4)))
    expect([...numbers].sort((a, b) => a - b)).toEqual(numbers.map((_, i) => i + 1))
  })
})
