/** What the editor's TypeScript believes a Bot has, against the sandbox that Bots run in. */

import ts from 'typescript'
import { afterAll, describe, expect, test } from 'vitest'
import { REFUSED } from '../../../server/src/base/sandbox/guest/addresses.ts'
import { BotClient } from '../../../server/src/base/sandbox/guest/client.ts'
import { coreModule } from '../../../server/src/base/sandbox/guest/core/index.ts'
import { startGuests } from '../../../server/test/sandbox/guest/in-sandbox.ts'
import { CLIENT, HELPERS } from '../../declarations/given.ts'
import { type Promised, promisedBy } from './declared.ts'
import { declarations } from './made.ts'

const guests = startGuests()
afterAll(() => guests.stop())

const LIBRARY = declarations['/types/lib.d.ts'] ?? ''
const SANDBOX = declarations['/types/sandbox.d.ts'] ?? ''
/** Given to files of CommonJS by their bundle. */
const OF_FILES = new Set(['require', 'module', 'exports'])

/** An object of each kind whose members are its own, made in the sandbox. */
const MADE = `({
  Response: new Response(), Blob: new Blob(), URL: new URL('https://a.example'), TextEncoder: new TextEncoder(),
  TextDecoder: new TextDecoder(), AbortController: new AbortController(), AbortSignal: new AbortController().signal,
  Headers: new Headers(), URLSearchParams: new URLSearchParams(), Buffer: Buffer.alloc(1), Symbol: Symbol.iterator,
  Error: Object.assign(new Error('x', { cause: 1 })), AggregateError: new AggregateError([]), Function: function () {},
})`

/** Those that the sandbox has not. */
async function lacking(promised: readonly Promised[]): Promise<unknown> {
  const bot = `export function handler() {
    const made = ${MADE}
    const isThere = ({ global, on, name }) => {
      if (on === 'global') return global in globalThis
      const symbol = name.match(/^\\[Symbol\\.(\\w+)\\]$/)
      const key = symbol === null ? name.replaceAll('"', '') : Symbol[symbol[1]]
      const value = globalThis[global]
      const target = on === 'itself' ? value : (made[global] ?? value?.prototype)
      return target !== undefined && key in Object(target)
    }
    return ${JSON.stringify(promised)}.filter((one) => !isThere(one))
  }`
  const { output } = await guests.run(bot)
  return 'json' in output ? output.json : output
}

test('the sandbox has all of the language that is declared', async () => {
  const promised = promisedBy(LIBRARY)
  expect(promised.length).toBeGreaterThan(900)
  expect(await lacking(promised)).toEqual([])
  for (const name of ['Intl', 'Atomics', 'document', 'process', 'Iterator'])
    expect(promised.filter(({ global }) => global === name)).toEqual([])
})

test('the sandbox has all of its globals as they are declared, and no others', async () => {
  const promised = promisedBy(SANDBOX).filter(({ global }) => !OF_FILES.has(global))
  expect(promised.length).toBeGreaterThan(100)
  expect(await lacking(promised)).toEqual([])
  const bot = 'export const handler = () => Object.getOwnPropertyNames(globalThis)'
  const { output } = await guests.run(bot)
  const declared = new Set([...promised, ...promisedBy(LIBRARY)].map(({ global }) => global))
  const others = ('json' in output ? (output.json as readonly string[]) : []).filter((name) => !declared.has(name))
  // Newer than the edition that is declared, or declared in another way.
  expect(others.sort()).toEqual(['Float16Array', 'InternalError', 'Iterator', 'Reflect', 'globalThis', 'undefined'])
})

test('the client has the members that are declared, and @medplum/core the values', () => {
  const refused: readonly string[] = REFUSED
  const members = Object.getOwnPropertyNames(BotClient.prototype)
  const given = members.filter((name) => name !== 'constructor' && !refused.includes(name))
  expect([...CLIENT].sort()).toEqual(given.sort())
  expect([...HELPERS].sort()).toEqual(Object.keys(coreModule()).sort())
})

describe('the declarations', () => {
  /** What `@medplum/core` names of browsers and Node; there it is of no type. */
  const UNKNOWN_NAMES = new Set([2304, 2503, 2552, 2694, 2344])

  test('are right in themselves, but for names of browsers and Node', () => {
    const host: ts.CompilerHost = {
      fileExists: (name) => declarations[name] !== undefined,
      readFile: (name) => declarations[name],
      getSourceFile: (name, options) => {
        const text = declarations[name]
        return text === undefined ? undefined : ts.createSourceFile(name, text, options)
      },
      getDefaultLibFileName: () => '/types/lib.d.ts',
      getCurrentDirectory: () => '/',
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => '\n',
      writeFile: () => undefined,
      resolveModuleNameLiterals: (literals) =>
        literals.map(({ text }) => ({
          resolvedModule: {
            resolvedFileName: `/types/${text.replace('@medplum/', '')}.d.ts`,
            extension: ts.Extension.Dts,
          },
        })),
    }
    const options = { strict: true, noEmit: true, types: [], target: ts.ScriptTarget.ES2022 }
    const program = ts.createProgram(Object.keys(declarations), options, host)
    const wrong = [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()].filter(
      ({ code, file }) => !(file?.fileName === '/types/core.d.ts' && UNKNOWN_NAMES.has(code)),
    )
    expect(wrong.map(({ file, messageText }) => `${file?.fileName}: ${JSON.stringify(messageText)}`)).toEqual([])
  })
})
