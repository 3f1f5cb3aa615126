import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')

test('tests build the console as operators do: React for production', async () => {
  expect(process.env['NODE_ENV']).toBe('test')
  await promisify(execFile)(process.execPath, ['--conditions=source', 'packages/server/scripts/build-console.ts'], {
    cwd: ROOT,
  })
  const assets = join(ROOT, 'packages/server/dist/console/assets')
  // TypeScript, in the worker, knows by name what builds of React are made of.
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js') && !name.startsWith('worker-'))
  expect(scripts.some((name) => name.startsWith('app-'))).toBe(true)
  const developers = scripts.filter((name) => /jsxDEV|React DevTools/.test(readFileSync(join(assets, name), 'utf8')))
  expect(developers).toEqual([])
})
