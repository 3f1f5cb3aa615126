import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { HASHES_AT_ONCE } from './index.ts'

const run = promisify(execFile)

/** Starts more work than the pool has threads, and counts by how many the process has grown. */
const GROWN = (prepare: string): string => `
  ${prepare}
  const { pbkdf2 } = await import('node:crypto')
  const { readdirSync } = await import('node:fs')
  const threads = () => readdirSync('/proc/self/task').length
  const before = threads()
  for (let i = 0; i < 300; i++) pbkdf2('x', 'y', 1_000, 32, 'sha256', () => undefined)
  console.log(threads() - before)`

describe.skipIf(!existsSync('/proc/self/task'))('the thread pool', () => {
  const { UV_THREADPOOL_SIZE: _size, ...env } = process.env
  const grown = async (prepare: string, more: NodeJS.ProcessEnv = {}): Promise<number> => {
    const words = ['--conditions=source', '--input-type=module', '-e', GROWN(prepare)]
    const { stdout } = await run(process.execPath, words, { env: { ...env, ...more }, cwd: import.meta.dirname })
    return Number(stdout)
  }
  const ours =
    `const { sizeThreadPool } = await import('${new URL('index.ts', import.meta.url).href}'); ` +
    'sizeThreadPool(process.env)'

  test('has a thread for each hash, and four for everything else', async () => {
    expect(HASHES_AT_ONCE).toBeGreaterThanOrEqual(3)
    expect(await grown(ours)).toBe(HASHES_AT_ONCE + 4)
    expect(await grown('')).toBe(4)
  })

  test('has the size that the operator gave it', async () => {
    expect(await grown(ours, { UV_THREADPOOL_SIZE: '2' })).toBe(2)
  })
})
