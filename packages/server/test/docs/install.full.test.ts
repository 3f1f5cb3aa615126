import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../../..')

interface Locked {
  readonly dev?: boolean
  readonly link?: boolean
}

test('what an install without development takes is at most 150 MB', async () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>
  }
  const folders = Object.entries(packages).flatMap(([path, { dev, link }]) =>
    dev !== true && link !== true && path.includes('node_modules/') && existsSync(join(ROOT, path)) ? [path] : [],
  )
  expect(folders.length).toBeGreaterThan(100)
  const { stdout } = await promisify(execFile)('du', ['-sck', ...folders], { cwd: ROOT })
  const kilobytes = Number(/(\d+)\s+total\s*$/.exec(stdout)?.[1])
  expect(kilobytes).toBeGreaterThan(50_000)
  expect(kilobytes).toBeLessThan(150_000)
})
