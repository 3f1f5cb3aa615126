import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../../..')

interface Locked {
  readonly dev?: boolean
  readonly link?: boolean
  readonly deprecated?: string
}

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>
}

test('no package that is installed is one that npm warns of', () => {
  expect(Object.entries(packages).filter(([, { deprecated }]) => deprecated !== undefined)).toEqual([])
})

test('what an install without development takes is at most 150 MB, and what the guides say', async () => {
  const folders = Object.entries(packages).flatMap(([path, { dev, link }]) =>
    dev !== true && link !== true && path.includes('node_modules/') && existsSync(join(ROOT, path)) ? [path] : [],
  )
  expect(folders.length).toBeGreaterThan(100)
  const { stdout } = await promisify(execFile)('du', ['-sck', ...folders], { cwd: ROOT })
  const kilobytes = Number(/(\d+)\s+total\s*$/.exec(stdout)?.[1])
  expect(kilobytes).toBeGreaterThan(50_000)
  expect(kilobytes).toBeLessThan(150_000)
  for (const [guide, words] of [
    ['README.md', /A server\n\[needs only (\d+) MB\]/],
    ['docs/operate.md', /`npm install --omit=dev`\. It takes about (\d+) MB/],
  ] as const) {
    const said = Number(words.exec(readFileSync(join(ROOT, guide), 'utf8'))?.[1])
    expect([guide, Math.abs(kilobytes / 1_000 - said) < 10]).toEqual([guide, true])
  }
})
