import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const EXEC_TIMEOUT_MS = 10_000

/**
 * Resolves a setting's text: `file:PATH` to the content of that file, `env:NAME` to that variable, `exec:PROGRAM WORDS`
 * to the program's output (without a shell); any other text is the value itself. One trailing line end is dropped.
 *
 * @throws {Error} When the file, variable or program is missing; the message names it, and never its content.
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
