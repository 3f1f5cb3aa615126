import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const run = promisify(execFile)
const home = fileURLToPath(new URL('../', import.meta.url))
const root = fileURLToPath(new URL('../../../', import.meta.url))

describe('the package, as it is published', () => {
  let folder: string
  let tarball: string
  beforeAll(async () => {
    // `npm pack` builds both forms first.
    const PATH = `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`
    folder = await mkdtemp(join(tmpdir(), 'damson-sdk-'))
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: home,
      env: { ...process.env, PATH },
    })
    const [{ filename = '' } = {}] = JSON.parse(stdout) as { filename?: string }[]
    tarball = join(folder, filename)
    await run('tar', ['-xzf', tarball, '-C', folder])
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('is installed into an app from a clone by the lines of the README', async () => {
    const readme = await readFile(join(home, 'README.md'), 'utf8')
    const [, lines = ''] = /<!-- these lines are run by [^>]*-->\n```sh\n([\s\S]*?)```/.exec(readme) ?? []
    const app = await mkdtemp(join(tmpdir(), 'damson-app-'))
    await writeFile(join(app, 'package.json'), '{"type":"module"}')
    // This clone is installed already, and other tests run in it.
    const [install = '', ...others] = lines.trim().split('\n')
    expect(install).toBe('npm install')
    const PATH = `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`
    const env = { ...process.env, PATH, PATH_OF_APP: app }
    await run('bash', ['-euo', 'pipefail', '-c', others.join('\n')], { cwd: root, env })
    const script =
      "const { DamsonClient } = await import('@damson/sdk'); console.log(new DamsonClient({ baseUrl: 'https://id.example.org/' }).constructor.name)"
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: app })
    expect(stdout.trim()).toBe('DamsonClient')
    await rm(app, { recursive: true })
  })

  test('is clean to publint', async () => {
    const { messages, pkg } = await publint({ pkgDir: join(folder, 'package'), strict: true, pack: false })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  test('is clean to "are the types wrong", whoever imports or requires it', async () => {
    // In a process of its own: here Node takes the sources of packages, and this one has some that it cannot run.
    const script = `
      import { readFile } from 'node:fs/promises'
      import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
      const checked = await checkPackage(createPackageFromTarballData(await readFile(process.argv[1])))
      console.log(JSON.stringify('problems' in checked ? checked.problems : ['it has no types']))`
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script, tarball], { cwd: home })
    expect(JSON.parse(stdout)).toEqual([])
  })

  test('has what is needed to run and to read, and no test', async () => {
    const { stdout } = await run('tar', ['-tzf', tarball])
    const files = stdout.trim().split('\n')
    for (const needed of [
      'README.md',
      'dist/index.js',
      'dist/index.d.ts',
      'cjs/index.js',
      'cjs/package.json',
      'src/index.ts',
    ])
      expect(files).toContain(`package/${needed}`)
    expect(files.filter((name) => /test|tsbuildinfo|scripts|\.env/.test(name))).toEqual([])
    const { dependencies, peerDependencies } = JSON.parse(
      await readFile(join(folder, 'package/package.json'), 'utf8'),
    ) as Record<string, unknown>
    expect([dependencies, peerDependencies]).toEqual([undefined, undefined])
  })

  test('is imported, and required, by a plain Node', async () => {
    const modules = join(folder, 'app/node_modules/@damson')
    await run('mkdir', ['-p', modules])
    await symlink(join(folder, 'package'), join(modules, 'sdk'))
    const show = `console.log(typeof sdk.DamsonClient, sdk.MedplumClient === sdk.DamsonClient)`
    const both = `const sdk = await import('@damson/sdk'); const { createRequire } = await import('node:module')
      const other = createRequire(process.cwd() + '/x.js')('@damson/sdk')
      console.log(typeof sdk.DamsonClient, other.DamsonClient === sdk.DamsonClient)`
    for (const [type, script] of [
      ['module', both],
      ['module', `const sdk = await import('@damson/sdk'); ${show}`],
      ['commonjs', `const sdk = require('@damson/sdk'); ${show}`],
    ] as const) {
      const { stdout } = await run(process.execPath, [`--input-type=${type}`, '-e', script], {
        cwd: join(folder, 'app'),
      })
      expect(stdout).toBe('function true\n')
    }
  })
})
