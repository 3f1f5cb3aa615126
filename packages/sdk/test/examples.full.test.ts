import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import * as sdk from '../src/index.ts'
import { typeCheck } from './type-check.ts'

const home = fileURLToPath(new URL('../', import.meta.url))
const sources = readdirSync(join(home, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name: `src/${name}`, text: readFileSync(join(home, 'src', name), 'utf8') }))

/** What an example may take as given. */
const given = `
import type * as sdk from '@damson/sdk'
import type * as external from '@damson/sdk/external'
declare global {
  const client: external.DamsonClient
  const patient: sdk.WithId<sdk.Patient>
  const observation: sdk.WithId<sdk.Observation>
  const concept: sdk.CodeableConcept
  const id: string, secret: string, email: string, password: string, code: string, login: string, answer: string
  const baseUrl: string, clientId: string, projectId: string, accessToken: string
  const oldPassword: string, newPassword: string
  const token: string, redirectUri: string, authorizeUrl: string, codeChallenge: string, providerClientId: string
  const googleClientId: string, googleCredential: string, audience: string
  const auth0: { getTokenSilently(): Promise<string> }
  function pipelineToken(audience: string): Promise<string>
  const scan: Blob
  function openInSystemBrowser(url: string): Promise<string>
  function signAssertion(): Promise<string>
  const keychain: {
    has(key: string): Promise<boolean>
    read(key: string): Promise<string>
    write(key: string, value: string): Promise<void>
    remove(key: string): Promise<void>
  }
  const redis: {
    get(key: string): Promise<string | null>
    set(key: string, value: string, options: { PX: number; NX: boolean }): Promise<string | null>
    del(key: string): Promise<number>
  }
}
`
const exported = new Set(
  sources.flatMap(({ text }) =>
    [...text.matchAll(/^export (?:abstract )?(?:class|interface|type|const|function|async function) (\w+)/gm)].map(
      ([, name = '']) => name,
    ),
  ),
)

/** An example as a module. One that imports something imports all that it needs; for the others it is done here. */
function moduleOf(example: string): string {
  const imports = example.match(/^import .*$/gm)?.join('\n') ?? importsFor(example)
  return `${imports}\nexport async function example() {\n${example.replaceAll(/^import .*$/gm, '')}\n}\n`
}

function importsFor(example: string): string {
  const names = [...new Set(example.match(/\b[A-Za-z]\w+\b/g) ?? [])].filter(
    (name) => name in sdk || (/^[A-Z]/.test(name) && exported.has(name)),
  )
  return `import { ${names.map((name) => (name in sdk ? name : `type ${name}`)).join(', ')} } from '@damson/sdk'`
}

test('every example in a docstring and in the README compiles', async () => {
  const files: Record<string, string> = { 'given.d.ts': given }
  for (const { name, text } of sources)
    for (const [index, match] of [...text.matchAll(/^ *\* ```ts\n((?: *\*.*\n)*?) *\* ```/gm)].entries())
      files[`${name.replaceAll('/', '-')}.${index}.ts`] = moduleOf((match[1] ?? '').replaceAll(/^ *\* ?/gm, ''))
  const readme = readFileSync(join(home, 'README.md'), 'utf8')
  for (const [index, match] of [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)].entries())
    files[`README.${index}.ts`] = moduleOf(match[1] ?? '')
  expect(Object.keys(files).length).toBeGreaterThan(80)
  expect(Object.keys(files).filter((name) => name.startsWith('README')).length).toBeGreaterThanOrEqual(3)
  await typeCheck({ ...files, 'wrong.ts': moduleOf('client.noSuchMethod()') }, ({ complaints }) => {
    // The one that cannot compile shows that the compiler looked.
    expect(complaints).toMatch(/^wrong\.ts.*noSuchMethod.*\n$/)
  })
})

test('every method of a client and every function has a docstring with an example', () => {
  const methods: string[] = []
  for (let type = sdk.DamsonClient.prototype as object; type !== Object.prototype; type = Object.getPrototypeOf(type))
    methods.push(...Object.getOwnPropertyNames(type).filter((name) => name !== 'constructor'))
  const functions = Object.entries(sdk).flatMap(([name, value]) =>
    typeof value === 'function' && !String(value).startsWith('class') ? [name] : [],
  )
  expect([methods.length, functions.length]).toEqual([expect.toSatisfy((n) => n > 55), expect.toSatisfy((n) => n > 10)])
  const docOf = (start: string, folder = ''): string | undefined => {
    for (const { text } of sources.filter(({ name }) => name.startsWith(`src/${folder}`))) {
      const found = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\n${start}[<(]`).exec(text)
      if (found !== null) return found[1]
    }
    return undefined
  }
  const lacking = [
    ...methods.filter((name) => docOf(`  (?:async )?\\*?${name}`, 'client/')?.includes('@example') !== true),
    ...functions.filter((name) => docOf(`export (?:async )?function ${name}`)?.includes('@example') !== true),
  ]
  expect(lacking).toEqual([])
})
