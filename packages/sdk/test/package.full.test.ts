import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
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
    await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', home])
    folder = await mkdtemp(join(tmpdir(), 'damson-sdk-'))
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: home })
    const [{ filename = '' } = {}] = JSON.parse(stdout) as { filename?: string }[]
    tarball = join(folder, filename)
    await run('tar', ['-xzf', tarball, '-C', folder])
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('is clean to publint', async () => {
    const { messages, pkg } = await publint({ pkgDir: join(folder, 'package'), strict: true, pack: false })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  test('is clean to "are the types wrong", for whoever imports modules', async () => {
    const checked = await checkPackage(createPackageFromTarballData(await readFile(tarball)))
    const problems = 'problems' in checked ? checked.problems : ['it has no types']
    // It is a module and says so: that `require` finds a module is meant, and Node can do it.
    const isMeant = (problem: (typeof problems)[number]): boolean =>
      typeof problem !== 'string' && problem.kind === 'CJSResolvesToESM'
    expect(problems.filter((problem) => !isMeant(problem))).toEqual([])
  })

  test('has what is needed to run and to read, and no test', async () => {
    const { stdout } = await run('tar', ['-tzf', tarball])
    const files = stdout.trim().split('\n')
    for (const needed of ['README.md', 'dist/index.js', 'dist/index.d.ts', 'src/index.ts'])
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
    for (const [type, script] of [
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
