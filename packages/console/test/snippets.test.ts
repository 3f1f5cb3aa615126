import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { runInNewContext } from 'node:vm'
import { transform } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { bodyOf, PATTERNS, patternOf } from '../src/views/apps/patterns.ts'
import {
  addressesFor,
  addressNeeded,
  addressOf,
  exportLine,
  type Program,
  programsFor,
  type Subject,
  snippetOf,
} from '../src/views/apps/snippets.ts'

const run = promisify(execFile)

const HOSTILE = `https://a.example/'"\\$(touch x)\`touch y\`\${z}#{w}`
const ADDRESSES = [
  HOSTILE,
  HOSTILE.replace('https', 'http'),
  'http://127.0.0.1:5000/cb',
  "http://127.0.0.1/'\\${x}`/cb",
  'org.example.app:/cb',
  `${HOSTILE}/callback/x`,
]
const subject: Subject = {
  pattern: 'browser',
  baseUrl: 'https://id.example.org/',
  clientId: '7c1e2f0a-54b8-4c0e-9a51-3d2f61d0c9aa',
  redirectUri: HOSTILE,
  signsByKey: false,
}
/** Throws where a program cannot read lines. */
type Reads = (all: readonly string[]) => Promise<unknown>
const asModules: Reads = (all) => Promise.all(all.map((lines) => transform(lines, { loader: 'js', format: 'esm' })))
const asScripts: Reads = (all) => Promise.all(all.map((lines) => run('sh', ['-n', '-c', lines])))
// In one Python, which takes as long to start as to read them all.
const asPython: Reads = (all) => run('python3', ['-c', 'import ast, sys; [*map(ast.parse, sys.argv[1:])]', ...all])
/** A directive and its arguments, each a word or in quotes; or the begin or end of a section. `httpd` itself: interop. */
const DIRECTIVE = /^\s*(?:$|<\/?\w+(?: \S+)?>$|[A-Z]\w+(?: (?:"(?:[^"\\]|\\["\\])*"|[\w./-]+))+$)/
const asApache: Reads = (all) => {
  for (const line of all.flatMap((lines) => lines.split('\n'))) expect(line).toMatch(DIRECTIVE)
  return Promise.resolve()
}
const READS: Readonly<Record<Program, Reads>> = {
  sdk: asModules,
  authjs: asModules,
  oidc: asModules,
  curl: asScripts,
  python: asPython,
  flask: asPython,
  apache: asApache,
}
const evaluated = (text: string): unknown => runInNewContext(text) as unknown

describe('the lines of code', () => {
  test('have the address of the server and the id of the client, and never a secret', () => {
    for (const pattern of ['browser', 'native', 'site', 'server'] as const)
      for (const program of programsFor(pattern, false)) {
        const text = snippetOf(program, { ...subject, pattern })
        expect(text, program).toContain('https://id.example.org/')
        expect(text, program).toContain(subject.clientId)
        if (pattern === 'site' || pattern === 'server') expect(text, program).toContain('DAMSON_SECRET')
      }
    expect(programsFor('server', true)).toEqual(['sdk'])
    expect(snippetOf('sdk', { ...subject, pattern: 'server', signsByKey: true })).toContain('DAMSON_KEY_JWK')
  })

  test('keep an address that was made to break out of its quotes where it belongs', () => {
    const literals = (program: Program, pattern: Subject['pattern']): readonly unknown[] =>
      (snippetOf(program, { ...subject, pattern }).match(/'(?:[^'\\\n]|\\.)*'/g) ?? []).map(evaluated)
    for (const program of ['sdk', 'oidc'] as const) expect(literals(program, 'browser')).toContain(HOSTILE)
    expect(literals('flask', 'site')).toContain(HOSTILE)
    const apache = snippetOf('apache', { ...subject, pattern: 'site' })
    expect(apache).toContain(String.raw`OIDCRedirectURI "https://a.example/'\"\\$(touch x)`)
    expect(apache.match(/\$\{\w+\}/g)).toEqual(['${DAMSON_SECRET}'])
  })

  test('are read by the programs that run them, whatever the address', async () => {
    const shown = new Map<Program, string[]>()
    for (const redirectUri of ADDRESSES)
      for (const pattern of PATTERNS)
        for (const signsByKey of [false, true])
          for (const program of programsFor(pattern, signsByKey)) {
            const lines = snippetOf(program, { ...subject, pattern, redirectUri, signsByKey })
            shown.set(program, [...(shown.get(program) ?? []), lines])
          }
    expect([...shown.keys()].sort()).toEqual(Object.keys(READS).sort())
    for (const [program, all] of shown) await READS[program](all)
    for (const broken of ['(', 'x = (']) {
      await expect(asModules([broken])).rejects.toThrow()
      await expect(asScripts([broken])).rejects.toThrow()
      await expect(asPython([broken])).rejects.toThrow()
    }
  })

  test('of Auth.js answer at the address that is registered, and name one to add where they cannot', () => {
    const lines = (redirectUri: string): string => snippetOf('authjs', { ...subject, pattern: 'site', redirectUri })
    const [usual, own, no] = ['api/auth/callback/damson', 'ward/in/callback/clinic', 'callback'].map(
      (path) => `https://ward.example/${path}`,
    ) as [string, string, string]
    expect(lines(usual)).toMatch(/^\/\/ app\/api\/auth\/\[\.\.\.nextauth\]\/route\.js\n/)
    expect(lines(own)).toMatch(/^\/\/ app\/ward\/in\/\[\.\.\.nextauth\]\/route\.js\n/)
    expect(lines(own)).toContain("NEXTAUTH_URL ??= 'https://ward.example/ward/in'")
    expect(lines(own)).toContain("id: 'clinic'")
    expect(lines(no)).toContain("NEXTAUTH_URL ??= 'https://ward.example/api/auth'")
    expect([usual, own].map((uri) => addressNeeded('authjs', [no, uri]))).toEqual([undefined, undefined])
    expect([addressNeeded('authjs', [no]), addressOf('authjs', [no])]).toEqual([usual, no])
    expect([addressOf('authjs', [no, own]), addressOf('flask', [no, own])]).toEqual([own, no])
    expect([addressesFor('authjs', [no, own, usual]), addressesFor('flask', [no, own])]).toEqual([
      [own, usual],
      [no, own],
    ])
    expect([addressNeeded('flask', [no]), addressNeeded('authjs', [])]).toEqual([undefined, undefined])
    // What stands in a comment, where nothing can be quoted, is made of plain letters alone.
    for (const hostile of [HOSTILE, 'https://a.example/a%0Ab/callback/x', 'https://a.example/*/callback/x'])
      expect(lines(hostile)).toMatch(/^\/\/ app\/api\/auth\//)
  })

  test('of a native app wait on this machine alone, at any port where none is registered', () => {
    const lines = (redirectUri: string): string => snippetOf('sdk', { ...subject, pattern: 'native', redirectUri })
    expect(lines('http://127.0.0.1:5000/cb')).toContain("server.listen(5000, '127.0.0.1', listening)")
    expect(lines('http://localhost/cb')).toContain("server.listen(80, 'localhost', listening)")
    expect(lines('http://127.0.0.1/cb')).toContain("server.listen(0, '127.0.0.1', listening)")
    expect(lines('http://[::1]/cb')).toContain("server.listen(0, '::1', listening)")
  })

  test('put a secret into the environment of a shell, whatever it is', async () => {
    const secret = `it's "$HOME" \`id\` \\ $(id)`
    const { stdout } = await run('sh', ['-c', `${exportLine(secret)}; printf %s "$DAMSON_SECRET"`])
    expect(stdout).toBe(secret)
  })
})

describe('what is made', () => {
  const draft = { name: ' Diary ', redirectUri: 'https://diary.example/cb', owner: 'own', policy: undefined } as const

  test('of an app has no secret, and where it may be called from', () => {
    expect(bodyOf({ ...draft, pattern: 'browser' })).toEqual({
      name: 'Diary',
      kind: 'app',
      tokenEndpointAuthMethod: 'none',
      redirectUris: ['https://diary.example/cb'],
      allowedOrigin: ['https://diary.example'],
      firstParty: true,
    })
    expect(bodyOf({ ...draft, pattern: 'native', owner: 'other', redirectUri: 'org.example.app:/cb' })).toEqual({
      name: 'Diary',
      kind: 'app',
      tokenEndpointAuthMethod: 'none',
      redirectUris: ['org.example.app:/cb'],
    })
  })

  test('of a server has the policy that was chosen, and no address', () => {
    expect(bodyOf({ ...draft, pattern: 'server', policy: 'AccessPolicy/1' })).toEqual({
      name: 'Diary',
      kind: 'server',
      accessPolicy: { reference: 'AccessPolicy/1' },
    })
  })

  test('is known again by what it is', () => {
    const is = (pattern: Subject['pattern'], redirectUri: string = draft.redirectUri): string =>
      patternOf(bodyOf({ ...draft, pattern, redirectUri }))
    const here = 'http://127.0.0.1/cb'
    expect([is('browser'), is('browser', here)]).toEqual(['browser', 'browser'])
    expect([is('native', 'org.example.app:/cb'), is('native', here)]).toEqual(['native', 'native'])
    expect([is('site'), is('server')]).toEqual(['site', 'server'])
  })
})
