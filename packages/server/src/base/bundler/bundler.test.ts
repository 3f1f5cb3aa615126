import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runInThisContext } from 'node:vm'
import { afterAll, describe, expect, test } from 'vitest'
import { createBundler, type SourceFiles } from './index.ts'

type Program = (module: object, exports: object, require: (name: string) => object) => void
const TIMEOUT = 120_000

describe('a bundle', () => {
  const bundler = createBundler(TIMEOUT)
  const folder = mkdtempSync(join(tmpdir(), 'bundler-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  const bundled = async (files: SourceFiles, entry = 'index.ts') => {
    const answer = await bundler.bundle({ project: 'one', files, entry, signal: AbortSignal.timeout(TIMEOUT) })
    if (!answer.ok) return { refusal: answer.refusal, exports: {}, code: '', map: '{}' }
    const module = { exports: {} as Record<string, unknown> }
    const run = runInThisContext(`(function (module, exports, require) {${answer.value.code}\n})`) as Program
    run(module, module.exports, (name: string) => ({ capitalize: (text: string) => `${name} ${text.toUpperCase()}` }))
    return { ...answer.value, refusal: undefined, exports: module.exports }
  }
  const problemsOf = async (files: SourceFiles): Promise<readonly object[]> => {
    const { refusal } = await bundled(files)
    return refusal?.why === 'problems' ? refusal.problems : []
  }

  test(
    'is one file with everything that was submitted, and requires what Bots are given',
    async () => {
      const { exports, code, map } = await bundled({
        'index.ts': `import type { Patient } from '@medplum/fhirtypes'
        import { capitalize, type BotEvent } from '@medplum/core'
        import { Bundle } from '@medplum/fhirtypes'
        import { shout } from './lib/shout.js'
        import names from './names.json'
        export async function handler(client: unknown, event: BotEvent<Patient>): Promise<string> {
          return capitalize(shout(names.first))
        }`,
        'lib/shout.ts': `export * from '../lib/loud'`,
        'lib/loud/index.js': `exports.shout = (text) => text + '!'`,
        'names.json': '{"first": "ada"}',
      })
      const { handler } = exports as { handler(): Promise<string> }
      expect(await handler()).toBe('@medplum/core ADA!')
      expect(code).not.toContain('fhirtypes')
      expect(JSON.parse(map).sources).toEqual(expect.arrayContaining(['index.ts', 'lib/loud/index.js', 'names.json']))
    },
    TIMEOUT,
  )

  test(
    'reads no file but those submitted, by whatever path',
    async () => {
      const link = join(folder, 'link.ts')
      symlinkSync(import.meta.filename, link)
      const paths = [
        import.meta.filename,
        `.${import.meta.filename}`,
        `..${import.meta.filename}`,
        relative(process.cwd(), import.meta.filename),
        pathToFileURL(import.meta.filename).href,
        link,
        `../../..${link}`,
        'data:text/javascript,export default 1',
        'https://example.com/index.js',
        'node:fs',
        'fs',
        'esbuild-wasm',
        '#base/db',
        '@medplum/core/package.json',
        './__proto__',
      ]
      const lines = paths.map((path, i) => `import x${i} from ${JSON.stringify(path)}`)
      const used = `export const handler = () => [${paths.map((_, i) => `x${i}`).join()}]`
      const problems = await problemsOf({ 'index.ts': [...lines, used].join('\n') })
      expect(problems).toEqual(
        paths.map((path, i) => ({
          file: 'index.ts',
          line: i + 1,
          column: `import x${i} from `.length + 1,
          text: expect.stringContaining(`"${path}" is no`),
        })),
      )
    },
    TIMEOUT,
  )

  test(
    'has no import whose path is made of parts, which would read whole folders',
    async () => {
      const code = 'export const handler = (name) => [import(`./${name}.ts`), require("../../" + name + "/passwd")]'
      const one = { file: 'index.ts', line: 1, text: expect.stringContaining('The path of an import must be one text') }
      expect(await problemsOf({ 'index.ts': code })).toEqual([
        expect.objectContaining(one),
        expect.objectContaining(one),
      ])
    },
    TIMEOUT,
  )

  test(
    'is refused with the place of what does not parse, and without the export that runs',
    async () => {
      expect(
        await problemsOf({ 'index.ts': `import './lib/a'\nexport const handler = 1`, 'lib/a.ts': '\n  const = 2' }),
      ).toEqual([{ file: 'lib/a.ts', line: 2, column: 9, text: 'Expected identifier but found "="' }])
      for (const code of ['export default async () => 1', 'const handler = 1']) {
        const missing = {
          file: 'index.ts',
          line: 1,
          column: 1,
          text: expect.stringContaining('no function named "handler"'),
        }
        expect(await problemsOf({ 'index.ts': code })).toEqual([missing])
      }
    },
    TIMEOUT,
  )

  test(
    'that takes too long is stopped, and a crowd is sent away, also that of one project',
    async () => {
      const files = { 'index.ts': 'export const handler = 1' }
      const impatient = createBundler(1)
      const signal = AbortSignal.timeout(TIMEOUT)
      const ask = (project: string) => impatient.bundle({ project, files, entry: 'index.ts', signal })
      const answers = await Promise.all(['a', 'b', 'a', 'c', 'd', 'e'].map(ask))
      const whys = answers.map((one) => (one.ok ? 'ok' : one.refusal.why))
      // The second of a project, and the fifth of all.
      expect(whys).toEqual(['too_costly', 'too_costly', 'busy', 'too_costly', 'too_costly', 'busy'])
      expect(await ask('a')).toMatchObject({ refusal: { why: 'too_costly' } })
    },
    TIMEOUT,
  )
})
