import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { stackMapper } from './mapped-stack.ts'

const SOURCE = `import { fail } from './fail'

export async function handler(): Promise<void> {
  fail('no')
}
`
const FAIL = `interface Unused { a: string }
export function fail(text: string): never {
  throw new Error(text)
}
`

test('a stack names the lines that the author wrote', async () => {
  const files: Readonly<Record<string, string>> = { 'bot.ts': SOURCE, 'fail.ts': FAIL }
  const submitted = {
    name: 'submitted',
    setup: (setup: Parameters<NonNullable<Parameters<typeof build>[0]['plugins']>[number]['setup']>[0]) => {
      setup.onResolve({ filter: /.*/ }, ({ path }) => ({
        path: path.replace('./', '').replace(/^fail$/, 'fail.ts'),
        namespace: 'x',
      }))
      setup.onLoad({ filter: /.*/, namespace: 'x' }, ({ path }) => ({ contents: files[path] ?? '', loader: 'ts' }))
    },
  }
  const made = await build({
    entryPoints: ['bot.ts'],
    bundle: true,
    write: false,
    format: 'cjs',
    sourcemap: 'external',
    outfile: 'bot.js',
    plugins: [submitted],
  })
  const [map = '', code = ''] = made.outputFiles.map(({ text }) => text)
  const lines = code.split('\n')
  const at = (part: string): string => {
    const line = lines.findIndex((text) => text.includes(part))
    return `${line + 1}:${(lines[line] ?? '').indexOf(part) + 1}`
  }
  const stack = `    at fail (bot.js:${at('throw')})\n    at handler (bot.js:${at('fail("no")').split(':')[0]})\n    at guest.js:1`
  const mapped = await stackMapper(map)
  expect(mapped(stack)).toBe('    at fail (x:fail.ts:3:3)\n    at handler (x:bot.ts:4:3)\n    at guest.js:1')
  expect((await stackMapper('no map'))(stack)).toBe(stack)
  expect(mapped('at x (bot.js:999999999:1)')).toBe('at x (bot.js:999999999:1)')
  expect(mapped('at x (bot.js:0)')).toBe('at x (bot.js:0)')
})
