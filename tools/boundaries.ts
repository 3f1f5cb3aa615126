/**
 * Checks the import rules of ARCHITECTURE.md. Reads every source file of packages and examples, except tests, and lists
 * each import or word that breaks a rule.
 *
 * Run by `npm run check`; its own test plants one violation of each rule.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A source file, its path relative to the repository with forward slashes. */
export interface Source {
  readonly path: string
  readonly text: string
}

export interface Violation {
  readonly path: string
  readonly line: number
  readonly rule: string
}

/** Which workspace packages a package may depend on. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  fhir: [],
  access: ['fhir'],
  sdk: [],
  react: ['sdk'],
  console: ['sdk'],
  server: ['fhir', 'access'],
  testkit: ['fhir', 'access', 'server'],
}

/** Packages that others depend on: the check looks for cycles between files in these, and in the server. */
const SHIPPED = /^packages\/(fhir|access|sdk|react)\//

const SERVER = 'packages/server/src/'
const FLOORS = ['base', 'version', 'domain', 'endpoints', 'config', 'app', 'commands', 'main'] as const
type Floor = (typeof FLOORS)[number]

/**
 * The modules of `domain`, from the top: each may import those below it, and none above. Add a new module to this list.
 */
export const DOMAIN_ORDER: readonly string[] = [
  // Why a request was refused; who a header authenticates; how people and clients are created; the steps of a sign-in.
  'traces',
  'posture',
  'record-access',
  // What references are called, for those who may read them.
  'names',
  'devices',
  // Code that runs, and who may start it from outside.
  'webhooks',
  'bots',
  'credentials',
  // Machines' changes that wait for an administrator.
  'approvals',
  'registration',
  'signin',
  'email-changes',
  'own-account',
  'recovery',
  'enrolment',
  'passwords',
  'passkeys',
  'bot-check',
  // A provider's user: the person here, the domain, the verified claims, the provider, and its keys.
  'identities',
  'email-domains',
  'proof',
  'providers',
  'issuers',
  // Tokens, rights, and the sign-in itself.
  'tokens',
  'access',
  'addresses',
  'consents',
  'terms',
  'logins',
  // The members.
  'memberships',
  'mails',
  'outbox',
  'texts',
  'logout',
  'launches',
  'clients',
  'brands',
  'users',
  'projects',
  // The foundation: storage, counters, hashes, signatures, and messages to other nodes.
  'audit',
  'resources',
  'throttle',
  'figures',
  'nodes',
  'keys',
  'factors',
  'revocation',
]

/** Words that bring in time, chance, the network or the process; allowed only in `base/`. */
const SENSES: readonly { readonly word: RegExp; readonly rule: string }[] = [
  { word: /\bprocess\.env\b/, rule: 'process.env appears only in base/, commands/ and main.ts: declare a setting' },
  { word: /\bDate\.now\b/, rule: 'Date.now appears only in base/: take `now` or the Clock' },
  { word: /\bnew Date\(\)/, rule: 'new Date() without an argument reads the clock: take `now` or the Clock' },
  { word: /\bMath\.random\b/, rule: 'Math.random appears only in base/: use #base/random' },
  { word: /(?<![.\w])fetch\(/, rule: 'fetch appears only in base/: use #base/outbound' },
  { word: /'node:(https|http2|dns)\b/, rule: 'the network is reached only through base/: use #base/outbound' },
  {
    word: /\bFastifyReply \| undefined\b/,
    rule: 'a reply that is awaited becomes undefined once it is sent: ask whether to answer, then return the answer',
  },
  { word: /\bconsole\./, rule: 'console appears only in base/, commands/ and main.ts: use the log' },
]

const IMPORT =
  /(?:^|[;\s])(?:import|export)\s(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

/** Blanks comments, but keeps line numbers, so that prose is not mistaken for code. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (c) => c.replace(/[^\n]/g, ' ')).replace(/(^|[^:'"`\\])\/\/[^\n]*/g, '$1')
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

function floorOf(path: string): Floor | undefined {
  const first = path.slice(SERVER.length).split('/')[0]?.replace(/\.ts$/, '')
  return FLOORS.find((floor) => floor === first)
}

/** The module a server file belongs to: `domain/tokens`, `base/db`, `endpoints/oauth`; for app and main the file itself. */
function moduleOf(path: string): string {
  const parts = path.slice(SERVER.length).split('/')
  // The composition root and the commands are one module each, though they have several files.
  if (parts[0] === 'app' || parts[0] === 'commands') return parts[0]
  return parts.length > 2 ? `${parts[0]}/${parts[1]}` : parts.join('/')
}

/** The target of a specifier inside the server, as a path below `src/`; undefined if it is outside the server. */
function targetOf(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('#base/')) return `base/${specifier.slice('#base/'.length)}/index.ts`
  if (specifier.startsWith('#domain/')) return `domain/${specifier.slice('#domain/'.length)}/index.ts`
  if (specifier === '#answers' || specifier === '#pages') return `endpoints/${specifier.slice(1)}/index.ts`
  if (!specifier.startsWith('.')) return undefined
  return posix.relative(SERVER, posix.join(posix.dirname(from), specifier))
}

function domainOrderRule(own: string, other: string): string | undefined {
  const [from, to] = [own, other].map((module) => DOMAIN_ORDER.indexOf(module.slice('domain/'.length)))
  const unlisted = from === -1 ? own : to === -1 ? other : undefined
  if (unlisted !== undefined) return `${unlisted} is not in DOMAIN_ORDER (tools/boundaries.ts): give it its place`
  return (to ?? 0) < (from ?? 0)
    ? `${own} must not know ${other}, which stands above it in DOMAIN_ORDER (tools/boundaries.ts)`
    : undefined
}

/** What all endpoints may use. Pages may use answers, but not the reverse. */
const SHARED_ENDPOINTS: ReadonlySet<string> = new Set(['endpoints/answers', 'endpoints/pages'])

function serverImportRule(from: string, specifier: string): string | undefined {
  const target = targetOf(from, specifier)
  if (target === undefined) {
    return specifier.startsWith('@damson/access') && from.startsWith(`${SERVER}domain/resources/`)
      ? 'domain/resources takes a decision as argument and never imports @damson/access'
      : undefined
  }
  if (target.startsWith('..')) return `${specifier} leaves packages/server/src`
  const [here, there] = [floorOf(from), floorOf(SERVER + target)]
  if (here === undefined || there === undefined)
    return `${specifier} is on no floor: base, domain, endpoints, app or main`
  if (FLOORS.indexOf(there) > FLOORS.indexOf(here))
    return `${here} must not import ${there}: imports point main → app → endpoints → domain → base`
  const [own, other] = [moduleOf(from), moduleOf(SERVER + target)]
  if (own === other) return undefined
  if (here === 'domain' && there === 'domain') {
    const order = domainOrderRule(own, other)
    if (order !== undefined) return order
  }
  if (here === 'endpoints' && there === 'endpoints') {
    if (own === 'endpoints/answers')
      return 'endpoints/answers has the shapes of answers alone: it imports no endpoint, and not #pages'
    if (!SHARED_ENDPOINTS.has(other))
      return `endpoints never import one another (${own} → ${other}): they meet in the database and by redirect`
  }
  if (!target.endsWith('/index.ts') && target.includes('/') && there !== 'app')
    return `use the door of ${other}, not a file inside it`
  return undefined
}

/** An example is what an app author would write: it imports the SDK, and other examples by name. */
function exampleImportRule(from: string, specifier: string): string | undefined {
  const own = from.split('/').slice(0, 2).join('/')
  if (specifier.startsWith('.') && !posix.join(posix.dirname(from), specifier).startsWith(`${own}/`))
    return `${specifier} reaches out of ${own}: import by name`
  return /^@damson\/(?!sdk$|example-)/.test(specifier) ? `an example must not import ${specifier}` : undefined
}

function packageImportRule(from: string, specifier: string): string | undefined {
  if (from.startsWith('examples/')) return exampleImportRule(from, specifier)
  const own = from.split('/')[1] ?? ''
  const other = /^@damson\/([a-z]+)/.exec(specifier)?.[1]
  if (other !== undefined && !(PACKAGES[own] ?? []).includes(other))
    return `packages/${own} must not import @damson/${other}`
  if (specifier.startsWith('.') && !posix.join(posix.dirname(from), specifier).startsWith(`packages/${own}/`)) {
    return `${specifier} reaches into another package: import it by name`
  }
  if (own === 'sdk' && !specifier.startsWith('.')) return `packages/sdk depends on nothing: no ${specifier}`
  if (own === 'react' && !/^(\.|react$|@damson\/sdk$)/.test(specifier))
    return `packages/react depends on nothing but React: no ${specifier}`
  if ((own === 'fhir' || own === 'access') && specifier.startsWith('node:'))
    return `packages/${own} has no I/O: no ${specifier}`
  return undefined
}

function sqlRule(path: string, code: string): number | undefined {
  if (!path.startsWith(`${SERVER}domain/`) && !path.startsWith(`${SERVER}endpoints/`)) return undefined
  if (path.endsWith('.store.ts')) return undefined
  const found = /\bsql(?:<[^`]*>)?`/.exec(code)
  return found === null ? undefined : found.index
}

/** All violations in the given files, including cycles between modules of `base` and between files; types count too. */
export function violations(sources: readonly Source[]): readonly Violation[] {
  const found: Violation[] = []
  const modules: Edges = new Map()
  const files: Edges = new Map()
  for (const { path, text } of sources) {
    const code = withoutComments(text)
    const inServer = path.startsWith(SERVER)
    for (const match of code.matchAll(IMPORT)) {
      const specifier = match[1] ?? match[2] ?? ''
      const line = lineOf(code, match.index + match[0].indexOf(specifier))
      for (const rule of [
        packageImportRule(path, specifier),
        inServer ? serverImportRule(path, specifier) : undefined,
      ]) {
        if (rule !== undefined) found.push({ path, line, rule })
      }
      const target = inServer ? targetOf(path, specifier) : undefined
      if (target?.startsWith('base/') === true && path.startsWith(`${SERVER}base/`))
        addEdge(modules, moduleOf(path), moduleOf(SERVER + target))
      if (target !== undefined) addEdge(files, path, SERVER + target)
      else if (SHIPPED.test(path) && specifier.startsWith('.'))
        addEdge(files, path, posix.join(posix.dirname(path), specifier))
    }
    if (inServer && !new RegExp(`^${SERVER}(base/|commands/|main\\.ts$)`).test(path)) {
      for (const { word, rule } of SENSES) {
        const at = word.exec(code)
        if (at !== null) found.push({ path, line: lineOf(code, at.index), rule })
      }
    }
    const sqlAt = sqlRule(path, code)
    if (sqlAt !== undefined)
      found.push({
        path,
        line: lineOf(code, sqlAt),
        rule: 'SQL lives in *.store.ts of the module that owns the table',
      })
  }
  return [...found, ...cycles(modules, 'base modules'), ...cycles(files, 'files')]
}

type Edges = Map<string, Set<string>>

function addEdge(edges: Edges, from: string, to: string): void {
  if (from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to))
}

function cycles(edges: Edges, what: string): readonly Violation[] {
  const found: Violation[] = []
  const done = new Set<string>()
  const walk = (at: string, trail: readonly string[]): void => {
    const start = trail.indexOf(at)
    if (start >= 0) {
      const circle = [...trail.slice(start), at].map((one) => one.replace(SERVER, '')).join(' → ')
      found.push({
        path: at.startsWith('packages/') ? at : SERVER + at,
        line: 1,
        rule: `${what} form a cycle: ${circle}`,
      })
      return
    }
    if (done.has(at)) return
    for (const next of edges.get(at) ?? []) walk(next, [...trail, at])
    done.add(at)
  }
  for (const at of edges.keys()) walk(at, [])
  return found
}

/** Every TypeScript source of packages and examples, except tests, scripts and generated files. */
export function readSources(root: string): readonly Source[] {
  return ['packages', 'examples']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(
      (path) => /^(packages|examples)\/[a-z-]+\/src\//.test(path) && !/\/(generated|dist|node_modules)\//.test(path),
    )
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = violations(readSources(dirname(import.meta.dirname)))
  for (const { path, line, rule } of found) console.error(`${path}:${line}  ${rule}`)
  process.exitCode = found.length === 0 ? 0 : 1
}
