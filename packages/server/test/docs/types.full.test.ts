import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { allGuides, ROOT, workplace } from './guide.ts'

test('the TypeScript of the guides compiles, run or not', async () => {
  const { folder, remove } = workplace()
  try {
    const blocks = allGuides().flatMap(({ name, blocks }) =>
      blocks
        .filter(({ language }) => language === 'ts')
        .map(({ code, line }) => ({ code, file: `${name.replaceAll('/', '-')}-${line}.mts` })),
    )
    expect(blocks.length).toBeGreaterThan(4)
    for (const { code, file } of blocks) writeFileSync(join(folder, file), code)
    // What plain tsc finds wrong is found: a test of the test.
    writeFileSync(join(folder, 'wrong.mts'), 'export const wrong: number = "text"\n')
    const compilerOptions = {
      noEmit: true,
      composite: false,
      allowImportingTsExtensions: true,
      rewriteRelativeImportExtensions: false,
      lib: ['ES2025', 'DOM', 'DOM.Iterable'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
    }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: join(ROOT, 'tsconfig.base.json'), compilerOptions, include: ['*.mts'] }),
    )
    const tsc = join(ROOT, 'node_modules/.bin/tsc')
    const said = await promisify(execFile)(process.execPath, [tsc, '-p', folder, '--pretty', 'false']).then(
      ({ stdout }) => stdout,
      ({ stdout }: { stdout: string }) => stdout,
    )
    const problems = said.split('\n').filter((line) => line.includes('error'))
    expect(problems).toEqual([expect.stringMatching(/^\S*wrong\.mts.*TS2322/)])
  } finally {
    remove()
  }
})
