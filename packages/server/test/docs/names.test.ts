import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { KINDS } from '../../src/domain/audit/kinds.ts'
import { allGuides, inlineCode, proseOf, ROOT, readBlocks, readGuide } from './guide.ts'

const guides = allGuides()
const readme = { name: '../README.md', text: readFileSync(join(ROOT, 'README.md'), 'utf8') }

/** As GitHub names the anchors of headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...proseOf(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading)
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}

describe.each([...guides, readme].map(({ name, text }) => [name, text] as const))('%s', (name, text) => {
  test('links to files and headings that are there', () => {
    const at = join(ROOT, 'docs', name)
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
    const broken = targets.filter((target) => {
      if (/^https?:/.test(target)) return false
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? at : join(dirname(at), path)
      if (!existsSync(file)) return true
      return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).has(anchor)
    })
    expect(broken).toEqual([])
  })
})

test('code that a guide takes from an app is there, word for word, and a program of the interop run is that app', () => {
  const react = readFileSync(join(ROOT, 'packages/react/README.md'), 'utf8')
  const blocks = [...guides, { name: 'packages/react', blocks: readBlocks(react) }].flatMap(({ name, blocks }) =>
    blocks.flatMap(({ from, code, line }) => (from === undefined ? [] : [{ at: `${name}:${line}`, from, code }])),
  )
  expect(blocks.length).toBeGreaterThan(1)
  // A part of a file has less indentation alone.
  const flat = (text: string): string => text.replaceAll(/^ +/gm, '')
  const wrong = blocks.filter(({ from, code }) => !flat(readFileSync(join(ROOT, from), 'utf8')).includes(flat(code)))
  expect(wrong).toEqual([])
  const folder = join(ROOT, 'interop')
  const tests = ['programs', 'src'].flatMap((part) =>
    readdirSync(join(folder, part)).map((file) => readFileSync(join(folder, part, file), 'utf8')),
  )
  const apps = new Set(blocks.map(({ from }) => /^interop\/apps\/([\w-]+)\//.exec(from)?.[1] ?? from))
  const isRun = (app: string): boolean => tests.some((text) => new RegExp(`['/]${app}['/]`).test(text))
  expect([...apps].filter((app) => !isRun(app))).toEqual([])
})

/** The text of all sources, and of the types of the SDK that apps come with. */
function sourceText(): string {
  const packages = readdirSync(join(ROOT, 'packages'))
  const sources = packages.flatMap((name) =>
    readdirSync(join(ROOT, 'packages', name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('generated'))
      .map((file) => join(ROOT, 'packages', name, 'src', file)),
  )
  const others = ['node_modules/@medplum/core/dist/esm/index.d.ts', 'package.json'].map((file) => join(ROOT, file))
  return [...sources, ...others].map((file) => readFileSync(file, 'utf8')).join('\n')
}

/** Words of more than one part: snake_case, dotted, camelCase. */
const NAME = /(?<![\w.])(?:[A-Za-z$][A-Za-z0-9]*(?:[_.][a-z][A-Za-z0-9]*)+|[A-Za-z]?[a-z]+(?:[A-Z][a-z0-9]*)+)(?!\w)/g
/** Made up for the examples, of browsers, or of those who issue the tokens of pipelines. */
const EXAMPLES = new Set([
  'token.actions.githubusercontent.com',
  'login.microsoftonline.com',
  'project_path',
  'ref_type',
  'HttpOnly',
  'org.example.diary',
  'db.example.org',
  // Of other libraries.
  'client_kwargs',
  'use_pkce',
  'OAuth2AuthorizationRequestCustomizers.withPkce',
  'device.posture',
  'device_compliant',
  'db.pem',
  'nightly.dump',
  'user_metadata',
  'app_metadata',
  'withAuthenticationRequired',
  'useAuth0',
  'loginWithRedirect',
  'appState',
  'getAccessTokenSilently',
  'kc.sh',
  'onLoad',
  'updateToken',
  'loadUserInfo',
  'hasRealmRole',
  'mod_auth_openidc',
  'bye.html',
  'try.mts',
  'idpLogout',
  'org.example.ward',
  'refetchInterval',
  'SessionProvider',
  'update_token',
  'preHandler',
  'authOptions',
  'realm_access',
  // A scope.
  'Patient.rus',
  // What is left of a domain with an umlaut, and an option of a provider's library.
  'rich.ch',
  'cacheMode',
])

describe('what the guides name', () => {
  const source = sourceText()

  test('is in the code: error codes, fields, methods, events', () => {
    const words = [...guides, readme].flatMap(({ name, text }) =>
      inlineCode(text)
        .flatMap((code) => code.match(NAME) ?? [])
        .map((word) => ({ name, word })),
    )
    expect(words.length).toBeGreaterThan(200)
    const unknown = words.filter(({ word }) => {
      if (EXAMPLES.has(word) || source.includes(word)) return false
      // A path such as `membership.accessPolicy`, or a file's: each of its parts is a name.
      return !word.split('.').every((part) => new RegExp(`\\b${part.replaceAll('$', '\\$')}\\b`).test(source))
    })
    expect(unknown).toEqual([])
  })

  test('is complete: the kinds of audit events, and the events of the log', () => {
    const security = inlineCode(readGuide('security.md').text)
    expect(Object.keys(KINDS).filter((kind) => !security.includes(kind))).toEqual([])
    const operate = inlineCode(readGuide('operate.md').text)
    const logged = [...source.matchAll(/\blog\.(?:debug|info|warn|error)\('([a-z_.]+)'/g)].map(
      ([, event = '']) => event,
    )
    expect(new Set(logged).size).toBeGreaterThan(10)
    expect(logged.filter((event) => !operate.includes(event))).toEqual([])
  })
})
