import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const EXEC_TIMEOUT_MS = 10_000

/**
 * What a setting's text stands for: `file:PATH` is that file's content, `env:NAME` that variable, `exec:PROGRAM WORDS`
 * what the program prints (no shell takes part); any other text stands for itself. One trailing line end is dropped.
 *
 * @throws {Error} When the file, variable or program is not there; the message names it, never a content.
 */
export function resolveReference(text: string, env: Readonly<Record<string, string | undefined>>): string {
  const [kind, rest] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)]
  if (kind === 'file') return withoutLineEnd(readNamed(rest))
  if (kind === 'env') {
    const value = env[rest]
    if (value === undefined) throw new Error(`the environment has no variable ${rest}`)
    return value
  }
  if (kind === 'exec') {
    const [program = '', ...words] = rest.split(' ').filter((word) => word !== '')
    return withoutLineEnd(runNamed(program, words))
  }
  return text
}

function readNamed(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Error(`the file ${path} cannot be read`, { cause })
  }
}

function runNamed(program: string, words: readonly string[]): string {
  try {
    return execFileSync(program, words, {
      encoding: 'utf8',
      timeout: EXEC_TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch (cause) {
    throw new Error(`the program ${program} failed`, { cause })
  }
}

function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, '')
}
