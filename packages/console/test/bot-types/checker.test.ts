/** What TypeScript says in the editor of a Bot: nothing of code that is right, and what is wrong at its place. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { resolveImport } from '../../../server/src/base/bundler/resolve.ts'
import { STARTER } from '../../src/views/bots/completions.ts'
import type { Checker } from '../../src/views/bots/types/checker.ts'
import { fileOfImport, importable } from '../../src/views/bots/types/modules.ts'
import { checkerOf } from './made.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const EXAMPLES = join(ROOT, 'examples/bots/src')
const examples = readdirSync(EXAMPLES).filter((name) => name.endsWith('.ts'))
const checker = checkerOf(
  Object.fromEntries(examples.map((name) => [name, readFileSync(join(EXAMPLES, name), 'utf8')])),
)

/** What is marked in a file, and what is said of it. */
function marked(code: string, others: Readonly<Record<string, string>> = {}): readonly (readonly [string, string])[] {
  checker.change({ 'bot.ts': code, ...others })
  return checker.doubts({ file: 'bot.ts' }).map(({ from, to, text }) => [code.slice(from, to), text] as const)
}

/** A Bot with these lines in it. */
const bot = (lines: string): string => `import type { BotEvent, MedplumClient } from '@medplum/core'
import type { Observation, Patient } from '@medplum/fhirtypes'
export async function handler(client: MedplumClient, event: BotEvent<Patient>): Promise<unknown> {
  const patient = event.input
  ${lines}
}
`

describe('code that the server takes', () => {
  test.each(examples)('has no doubts: %s', (file) => {
    expect(checker.doubts({ file })).toEqual([])
  })

  test('has none either in what a new Bot begins with, and in the guide', () => {
    expect(marked(STARTER)).toEqual([])
    const guide = readFileSync(join(ROOT, 'docs/bots.md'), 'utf8')
    const files = [...guide.matchAll(/^cat > \S+\.ts <<'END'\n([^]*?)^END$/gm)].map(([, code = '']) => code)
    expect(files.length).toBeGreaterThan(0)
    for (const code of files) expect(marked(code)).toEqual([])
  })

  test('has none where it is written without types', () => {
    expect(marked('export async function handler(client, event) {\n  return event.input\n}\n')).toEqual([])
    const script =
      "const { badRequest } = require('@medplum/core')\nexports.handler = async (client, event) => event.inptu\n"
    checker.change({ 'old.js': script })
    expect(checker.doubts({ file: 'old.js' })).toEqual([])
  })

  test('may use the globals of the sandbox', () => {
    const lines = `const url = new URL('/x?y=z', 'https://api.example')
  const answer = await fetch(url, { method: 'POST', headers: { a: 'b' }, body: JSON.stringify(patient), signal: AbortSignal.timeout(9) })
  console.log(answer.status, crypto.randomUUID(), Buffer.from('a').toString('base64'), [3, 1].toSorted())
  setTimeout(() => undefined, 1)
  return structuredClone(await answer.json())`
    expect(marked(bot(lines))).toEqual([])
  })
})

describe('what is wrong', () => {
  const planted: readonly (readonly [string, string, string])[] = [
    ['a member that is not there', 'return patient.birthdate', 'birthdate'],
    [
      'a value of another type',
      "const one: Patient = { resourceType: 'Patient', active: 'yes' }\n  return one",
      'active',
    ],
    [
      'a code that FHIR has not',
      "return client.createResource<Observation>({ resourceType: 'Observation', status: 'done', code: {} })",
      'status',
    ],
    ['a name that nothing has', 'return pateint', 'pateint'],
    ['a member of the client that Bots are not given', "return client.graphql('{x}')", 'graphql'],
    ['a global of browsers', 'return document.title', 'document'],
    ['a global of Node', 'return process.env', 'process'],
    ['a language that the sandbox does not know', "return new Intl.DateTimeFormat('es')", 'Intl'],
  ]
  test.each(planted)('is marked: %s', (_what, lines, place) => {
    expect(marked(bot(lines)).map(([text]) => text)).toEqual([place])
  })

  test('is said in words', () => {
    expect(marked(bot('return patient.birthdate'))).toEqual([
      ['birthdate', "Property 'birthdate' does not exist on type 'Patient'. Did you mean 'birthDate'?"],
    ])
  })

  test('is an import that the server refuses', () => {
    expect(
      marked("import { readFile } from 'node:fs'\nexport const handler = () => readFile\n").map(([text]) => text),
    ).toEqual(["'node:fs'"])
    expect(
      marked(
        "import { MedplumClient, graphql } from '@medplum/core'\nexport const handler = () => [graphql, new MedplumClient()]\n",
      ).map(([text]) => text),
    ).toEqual(['graphql', 'MedplumClient'])
  })

  test('is what another file of the Bot does not have', () => {
    const code = "import { double } from './lib/sums.ts'\nexport const handler = (): string => double(2)\n"
    const sums = { 'lib/sums.ts': 'export const double = (n: number): number => 2 * n\n' }
    expect(marked(code, sums).map(([text]) => text)).toEqual(['double(2)'])
    expect(marked(code, { 'lib/sums.ts': undefined as unknown as string }).map(([text]) => text)).toEqual([
      "'./lib/sums.ts'",
    ])
  })

  test('is a sentence that does not end, in JavaScript too', () => {
    checker.change({ 'old.js': 'exports.handler = async () => {\n  return [1, 2\n}\n' })
    expect(checker.doubts({ file: 'old.js' })[0]?.text).toContain('expected')
  })
})

/** Where `|` stands in the code. */
function at<K extends 'offers' | 'explain'>(own: Checker, what: K, code: string): ReturnType<Checker[K]> {
  own.change({ 'bot.ts': code.replace('|', '') })
  return own[what]({ file: 'bot.ts', at: code.indexOf('|') }) as ReturnType<Checker[K]>
}
const offered = (code: string): readonly string[] => at(checker, 'offers', code)?.offers.map(({ name }) => name) ?? []

describe('what is offered', () => {
  test('are the elements of a resource, with what they are', () => {
    const code = bot('return patient.|')
    expect(offered(code)).toEqual(expect.arrayContaining(['birthDate', 'name', 'managingOrganization']))
    expect(checker.about({ file: 'bot.ts', at: code.indexOf('|'), name: 'birthDate' })).toMatchObject({
      type: expect.stringContaining('birthDate?: string'),
      text: 'The date of birth for the individual.',
    })
  })

  test('are the members of the client that Bots are given, parameters, and the values of a code', () => {
    const members = offered(bot('return client.|'))
    expect(members).toEqual(expect.arrayContaining(['readResource', 'createResource', 'executeBot']))
    for (const name of ['graphql', 'getAccessToken', 'addEventListener', 'startLogin'])
      expect(members).not.toContain(name)
    expect(offered(bot('return cl|'))).toEqual(expect.arrayContaining(['client', 'event', 'console']))
    expect(offered(bot('return cl|'))).not.toContain('document')
    expect(offered(bot("const one: Patient = { resourceType: 'Patient', gender: '|' }"))).toEqual(
      expect.arrayContaining(['female', 'male', 'other', 'unknown']),
    )
  })

  test('are what an import can name', () => {
    checker.change({ 'lib/sums.ts': 'export const double = 2\nexport const triple = 3\n' })
    expect(offered("import { x } from '|'")).toEqual(
      expect.arrayContaining(['@medplum/core', '@medplum/fhirtypes', './lib/sums.ts']),
    )
    expect(offered("import { | } from './lib/sums.ts'")).toEqual(expect.arrayContaining(['double', 'triple']))
    const [from, to] = [20, 23]
    expect(at(checker, 'offers', "import { x } from '@me|'")).toMatchObject({ from: from - 1, to: to - 1 })
  })
})

describe('what is explained', () => {
  test('is the type of what stands there', () => {
    const code = bot('return pati|ent.birthDate')
    expect(at(checker, 'explain', code)).toMatchObject({ type: 'const patient: Patient' })
  })

  test('is what a call takes, where it waits for it', () => {
    expect(at(checker, 'explain', bot("return client.readResource('Patient', |)"))?.type).toContain('id: string')
    expect(at(checker, 'explain', '// nothing |here')).toBeUndefined()
  })
})

test('an import means the same file as to the server’s bundler', () => {
  const names = ['bot.ts', 'a.ts', 'a.js', 'lib/index.ts', 'lib/b.json', 'lib/c.mts', 'x/y/z.tsx', 'd.cjs']
  const files = Object.fromEntries(names.map((name) => [name, '']))
  const asked = { files, builtIns: ['@medplum/core'], typesOnly: ['@medplum/fhirtypes'] }
  const ways = names.flatMap((name) => [name, name.replace(/\.\w+$/, ''), name.replace(/\.[cm]?ts$/, '.js')])
  const specifiers = [
    ...ways.flatMap((way) => [`./${way}`, `../${way}`, `../../${way}`, way]),
    '.',
    './',
    '..',
    './lib',
    './lib/',
  ]
  for (const importer of names) {
    for (const specifier of specifiers) {
      const resolved = resolveImport(asked, importer, specifier)
      expect([importer, specifier, fileOfImport(new Set(names), importer, specifier)]).toEqual([
        importer,
        specifier,
        resolved.is === 'file' ? resolved.name : undefined,
      ])
    }
    for (const specifier of importable(importer, names))
      expect(resolveImport(asked, importer, specifier).is, `${importer}: ${specifier}`).not.toBe('refused')
  }
})
