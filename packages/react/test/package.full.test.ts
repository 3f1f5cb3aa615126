import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../', import.meta.url))

test('the hooks are packed and installed as the README says, and need React and the SDK alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'damson-react-'))
  try {
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
    const readme = await readFile(join(root, 'packages/react/README.md'), 'utf8')
    const lines = /package\.full\.test\.ts -->\n+```sh\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? ''
    expect(lines).toContain('npm pack')
    const PATH = `${dirname(process.execPath)}:${join(root, 'node_modules/.bin')}:${process.env['PATH']}`
    const env = { ...process.env, PATH, PATH_OF_APP: folder, npm_config_prefer_offline: 'true' }
    await run('bash', ['-euc', lines], { cwd: root, env })

    const installed = join(folder, 'node_modules/@damson/react')
    const { messages, pkg } = await publint({ pkgDir: installed, strict: true, pack: false })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
    const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as Record<string, object>
    expect([manifest['dependencies'], Object.keys(manifest['peerDependencies'] ?? {})]).toEqual([
      undefined,
      ['@damson/sdk', 'react'],
    ])
    // Frameworks that render on a server know by this that it is for the page.
    expect(await readFile(join(installed, 'dist/provider.js'), 'utf8')).toMatch(/^'use client';/)
    const script = `console.log(Object.keys(await import('@damson/react')).join())`
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder })
    expect(stdout.trim()).toBe('Provider,RequireSignIn,useClient,useProfile,useResource,useSearch,useSignIn')
  } finally {
    await rm(folder, { recursive: true })
  }
})
