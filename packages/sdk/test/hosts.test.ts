import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as external from '../src/external/index.ts'
import * as sdk from '../src/index.ts'
import { StubServer } from './stub-server.ts'

const { DamsonClient } = sdk
const ExternalClient = external.DamsonClient

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('a host that lacks what is new', () => {
  test('makes a client and signs in: no URL.canParse, no AbortSignal.throwIfAborted, no reason of a signal', async () => {
    class OldURL extends URL {}
    Object.defineProperty(OldURL, 'canParse', { value: undefined })
    vi.stubGlobal('URL', OldURL)
    vi.spyOn(AbortSignal.prototype, 'throwIfAborted').mockImplementation(() => {
      throw new TypeError('signal.throwIfAborted is not a function')
    })
    vi.spyOn(AbortSignal.prototype, 'reason', 'get').mockReturnValue(undefined)
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    await expect(client.get('x')).resolves.toMatchObject({ resourceType: 'Basic' })
    expect(() => stub.client({ baseUrl: 'id.example.org' })).toThrow(/baseUrl must be/)
  })
})

describe('the package', () => {
  test.each([
    ['index.mjs', sdk],
    ['external.mjs', external],
  ])('hands on everything in Node, by import as by require: %s', (name, all) => {
    const text = readFileSync(new URL(`../node/${name}`, import.meta.url), 'utf8')
    const names = [...text.matchAll(/^ {2}(\w+),$/gm)].map(([, found]) => found)
    expect(new Set(names)).toEqual(new Set(Object.keys(all)))
  })
})

describe('the table of hosts in the README', () => {
  const root = new URL('../../../', import.meta.url)
  const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8')
  const rows = [...textOf('packages/sdk/README.md').matchAll(/^\| (.+?) +\| .+? +\| `(interop\/programs\/.+?)` +\|$/gm)]

  test('has a row for each host that is tested, and for no other', () => {
    const programs = readdirSync(new URL('interop/programs', root)).filter((name) => /^(sdk-|next\.)/.test(name))
    const named = rows.map(([, , path = '']) => path.replace('interop/programs/', ''))
    expect(named.sort()).toEqual(programs.sort())
  })

  test.each([
    ['browser-apps', { vite: 'Vite', react: 'React' }],
    ['next', { next: 'Next.js' }],
    ['hosts', { jest: 'Jest', '@deno/linux-x64-glibc': 'Deno', '@oven/bun-linux-x64': 'Bun', miniflare: 'Miniflare' }],
    ['hosts', { 'node-20-18': 'Node', 'node-20': 'Node', 'node-22': 'Node' }],
  ])('names the versions that are tested: %s %o', (install, names) => {
    const { dependencies } = JSON.parse(textOf(`interop/installs/${install}/package.json`)) as {
      dependencies: Record<string, string>
    }
    for (const [dependency, name] of Object.entries(names)) {
      const version = (dependencies[dependency] ?? 'none').replace(/^npm:.*@/, '')
      expect(rows.map(([, host]) => host).find((host) => host?.includes(`${name} `))).toContain(version)
    }
  })
})

describe('a mistake is told as what it is', () => {
  test.each([
    ['undefined', undefined],
    ['null', null],
    ['a number', 5],
    ['an object', { id: '1' }],
  ])('%s for an id', async (_, id) => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    // Apps in JavaScript pass anything.
    const wrong = id as never
    for (const call of [
      client.readResource('Patient', wrong),
      client.readVersion('Patient', '1', wrong),
      client.readHistory('Patient', wrong),
      client.deleteResource('Patient', wrong),
      client.patchResource('Patient', wrong, []),
    ])
      await expect(call).rejects.toThrow(
        expect.objectContaining({
          name: 'TypeError',
          message: expect.stringMatching(/id.*text.*not (undefined|null|number|object)/),
        }),
      )
    expect(stub.calls.filter(({ path }) => path.includes('Patient'))).toEqual([])
  })

  test.each([['cookies'], [null], [5], [{}], [{ getItem: () => null }], [{ getString: () => undefined }]])(
    'the storage %o',
    (storage) => {
      expect(() => new StubServer().client({ storage: storage as never })).toThrow(
        expect.objectContaining({
          code: 'configuration',
          message: expect.stringMatching(
            /^storage must be "memory", "localStorage" or .*getItem, setItem and removeItem/,
          ),
        }),
      )
    },
  )

  test('"localStorage" where there is none', () => {
    expect(() => new StubServer().client({ storage: 'localStorage' })).toThrow(
      expect.objectContaining({ code: 'configuration', message: expect.stringMatching(/localStorage.*memory/) }),
    )
  })
})

describe('withUser', () => {
  test('makes a client of the same class', async () => {
    class Clinic extends DamsonClient {
      greeting(): string {
        return `Hello from ${this.getBaseUrl()}`
      }
    }
    const clinic = new Clinic({ baseUrl: 'https://id.example.org/', fetch: new StubServer().fetch })
    const other = clinic.withUser('token')
    expect(other.greeting()).toBe('Hello from https://id.example.org/')
    expect(other).not.toBe(clinic)
    const federated = new ExternalClient({ baseUrl: 'https://id.example.org/' })
    expect(federated.withUser('token')).toBeInstanceOf(ExternalClient)
    expect(federated.withUser('token').exchangeExternalAccessToken).toBeTypeOf('function')
  })
})

describe('readReference reads', () => {
  test.each([
    ['Patient/1', '/fhir/R4/Patient/1'],
    ['Patient/1/_history/2', '/fhir/R4/Patient/1/_history/2'],
    ['https://id.example.org/fhir/R4/Patient/1', '/fhir/R4/Patient/1'],
    ['https://id.example.org/fhir/R4/Patient/1/_history/2', '/fhir/R4/Patient/1/_history/2'],
    ['https://login.example.org/fhir/R4/Patient/1', '/fhir/R4/Patient/1'],
  ])('%s', async (reference, path) => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada', { issuer: 'https://login.example.org/' })
    await client.readReference({ reference })
    expect(stub.calls.at(-1)?.url.href).toBe(`https://id.example.org${path}`)
  })

  test.each([
    'https://elsewhere.example/fhir/R4/Patient/1',
    'https://id.example.org.evil.example/fhir/R4/Patient/1',
    'https://id.example.org/fhir/R4/../../admin/1',
    'https://id.example.org/fhir/R4/Patient/1/_history',
    'Patient/1/_history/2/3',
    'Patient/1/$everything',
    'Patient/1?_format=x',
  ])('nothing of %s', async (reference) => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    const before = stub.calls.length
    await expect(client.readReference({ reference })).rejects.toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining('Patient/123') }),
    )
    expect(stub.calls).toHaveLength(before)
  })
})

describe('undefined is no value', () => {
  test('in options, headers and requests', async () => {
    const stub = new StubServer()
    const client = stub.client({
      clientId: undefined,
      storage: undefined,
      timeout: undefined,
      maxRetries: undefined,
      cacheTime: undefined,
      defaultHeaders: { 'X-A': undefined, 'X-B': 'b' },
    })
    await client.startLogin({
      email: 'ada@example.org',
      password: 'a password',
      scope: undefined,
      projectId: undefined,
    })
    await client.processCode('code-ada')
    await client.get('x', { headers: { 'X-C': undefined, 'X-D': 'd' }, signal: undefined, maxRetries: undefined })
    const { headers } = stub.calls.at(-1) ?? {}
    expect(['x-a', 'x-b', 'x-c', 'x-d'].map((name) => headers?.get(name))).toEqual([null, 'b', null, 'd'])
  })
})

test('the README names every public method of the other SDK that this one lacks', () => {
  const types = readFileSync(
    new URL('../../../node_modules/@medplum/core/dist/esm/index.d.ts', import.meta.url),
    'utf8',
  )
  const start = types.indexOf('export declare class MedplumClient extends')
  const body = types.slice(start, types.indexOf('\n}', start))
  const theirs = new Set([...body.matchAll(/^ {4}(?:async )?(\w+)[<(]/gm)].map(([, name = '']) => name))
  expect(theirs.size).toBeGreaterThan(80)
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const lacking = [...theirs].filter((name) => !(name in ExternalClient.prototype))
  const unnamed = lacking.filter((name) => !readme.includes(`\`${name}\``))
  expect(unnamed).toEqual([])
})
