import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DOMAIN_ORDER, readSources, violations } from './boundaries.ts'

const server = (path: string, text: string) => ({ path: `packages/server/src/${path}`, text })
const rulesOf = (...sources: { path: string; text: string }[]) => violations(sources).map((v) => v.rule)

describe('the boundary check', () => {
  test('finds nothing in this repository', () => {
    expect(violations(readSources(dirname(import.meta.dirname)))).toEqual([])
  })

  test('has a place for every module of domain, and for no other', () => {
    const domain = join(dirname(import.meta.dirname), 'packages/server/src/domain')
    expect([...DOMAIN_ORDER].sort()).toEqual(readdirSync(domain).sort())
  })

  test.each([
    [
      'a floor looking up',
      server('base/clock/index.ts', `import { x } from '#domain/tokens'`),
      /base must not import domain/,
    ],
    [
      'domain importing endpoints',
      server('domain/tokens/a.ts', `import { x } from '../../endpoints/oauth/token.ts'`),
      /domain must not import endpoints/,
    ],
    [
      'an endpoint importing another',
      server('endpoints/oauth/a.ts', `import { x } from '../auth/login.ts'`),
      /never import one another/,
    ],
    [
      'answers importing pages',
      server('endpoints/answers/a.ts', `import { html } from '#pages'`),
      /answers .*not #pages/,
    ],
    [
      'pages importing another endpoint',
      server('endpoints/pages/a.ts', `import { x } from '../signin/index.ts'`),
      /never import one another/,
    ],
    [
      'a file behind the door of pages',
      server('endpoints/signin/a.ts', `import { x } from '../pages/html.ts'`),
      /use the door of endpoints\/pages/,
    ],
    [
      'a file behind a door',
      server('endpoints/oauth/a.ts', `import { x } from '../../domain/tokens/codes.store.ts'`),
      /use the door of domain\/tokens/,
    ],
    [
      'a file behind a base door',
      server('domain/tokens/a.ts', `import { x } from '../../base/db/postgres.ts'`),
      /use the door of base\/db/,
    ],
    [
      'a module of domain importing one above it',
      server('domain/tokens/a.ts', `import { x } from '#domain/signin'`),
      /domain\/tokens must not know domain\/signin/,
    ],
    [
      'a type of a module above',
      server('domain/users/a.ts', `import type { x } from '#domain/memberships'`),
      /domain\/users must not know domain\/memberships/,
    ],
    [
      'a module of domain without a place in the order',
      server('domain/tokens/a.ts', `import { x } from '#domain/novelties'`),
      /domain\/novelties is not in DOMAIN_ORDER/,
    ],
    [
      'the store importing access',
      server('domain/resources/a.ts', `import { decide } from '@damson/access'`),
      /never imports @damson\/access/,
    ],
    [
      'a package importing upwards',
      { path: 'packages/fhir/src/a.ts', text: `import { x } from '@damson/server'` },
      /must not import @damson\/server/,
    ],
    [
      'a pure package doing I/O',
      { path: 'packages/access/src/a.ts', text: `import { readFileSync } from 'node:fs'` },
      /has no I\/O/,
    ],
    [
      'the SDK depending on something',
      { path: 'packages/sdk/src/a.ts', text: `import { x } from 'jose'` },
      /depends on nothing/,
    ],
    [
      'the hooks depending on something else than React',
      { path: 'packages/react/src/a.ts', text: `import { x } from 'react-dom'` },
      /depends on nothing but React/,
    ],
    [
      'an example importing the server',
      { path: 'examples/device/src/a.ts', text: `import { startWorld } from '@damson/testkit'` },
      /an example must not import @damson\/testkit/,
    ],
    [
      'an example entering another by path',
      { path: 'examples/device/src/a.ts', text: `import { seedClinic } from '../../clinic/src/index.ts'` },
      /reaches out of examples\/device/,
    ],
    [
      'a package entering another by path',
      { path: 'packages/access/src/a.ts', text: `import { x } from '../../fhir/src/model.ts'` },
      /reaches into another package/,
    ],
    [
      'a dynamic import',
      server('base/clock/index.ts', `const x = await import('#domain/tokens')`),
      /base must not import domain/,
    ],
    [
      'a re-export',
      server('domain/tokens/index.ts', `export { x } from '../keys/ring.ts'`),
      /use the door of domain\/keys/,
    ],
    [
      'an import over several lines',
      server('base/db/a.ts', `import {\n  x,\n  y,\n} from '#domain/tokens'`),
      /base must not import domain/,
    ],
    ['process.env in the domain', server('domain/tokens/a.ts', `const x = process.env['A']`), /process\.env/],
    ['the clock in an endpoint', server('endpoints/oauth/a.ts', 'const t = Date.now()'), /Date\.now/],
    [
      'a reply that may be none',
      server('endpoints/oauth/a.ts', 'async function f(): Promise<FastifyReply | undefined> {}'),
      /a reply that is awaited/,
    ],
    ['a bare new Date', server('domain/tokens/a.ts', 'const t = new Date()'), /reads the clock/],
    ['a connection of its own', server('domain/keys/a.ts', `import https from 'node:https'`), /only through base/],
    ['fetch in the domain', server('domain/keys/a.ts', `await fetch('https://example.org')`), /fetch appears only/],
    ['SQL outside a store file', server('domain/tokens/a.ts', 'const q = sql`select 1`'), /SQL lives in/],
  ])('reports %s', (_, source, rule) => {
    expect(rulesOf(source)).toEqual([expect.stringMatching(rule)])
  })

  test('reports a cycle between files, of types as well', () => {
    const found = rulesOf(
      server('domain/users/a.ts', `import type { x } from './b.ts'`),
      server('domain/users/b.ts', `export type { x } from './c.ts'`),
      server('domain/users/c.ts', `import { x } from './a.ts'`),
    )
    expect(found).toEqual([
      expect.stringMatching(/^files form a cycle: domain\/users\/a.ts → .*b.ts → .*c.ts → domain\/users\/a.ts$/),
    ])
  })

  test('reports a cycle through a door, and between files of a package', () => {
    const cycle = expect.stringMatching(/^files form a cycle/)
    const door = server('domain/users/index.ts', `export { x } from './a.ts'`)
    expect(rulesOf(door, server('domain/users/a.ts', `import { x } from '#domain/users'`))).toEqual([cycle])
    const [one, other] = [
      { path: 'packages/fhir/src/a.ts', text: `import { x } from './search/b.ts'` },
      { path: 'packages/fhir/src/search/b.ts', text: `import type { x } from '../a.ts'` },
    ]
    expect(rulesOf(one, other)).toEqual([cycle])
  })

  test('reports a cycle between modules of base, of types as well', () => {
    const found = rulesOf(
      server('base/db/a.ts', `import type { x } from '#base/backup'`),
      server('base/backup/a.ts', `import { x } from '../embedded/index.ts'`),
      server('base/embedded/a.ts', `export type { x } from '#base/db'`),
    )
    expect(found).toEqual([
      expect.stringMatching(/^base modules form a cycle: base\/db → base\/backup → base\/embedded → base\/db$/),
    ])
  })

  test('reads comments as prose', () => {
    expect(
      rulesOf(
        server('domain/tokens/a.ts', `// not Date.now() and not import x from '#endpoints/x'\n/* process.env */`),
      ),
    ).toEqual([])
  })

  test('lets a module use its own files, the doors below it, the answers and the pages', () => {
    const fine = server(
      'endpoints/oauth/token.ts',
      `import { a } from './grants/code.ts'\nimport { b } from '#answers'\nimport { e } from '#pages'\nimport { c } from '#domain/tokens'\nimport { d } from '#base/db'`,
    )
    const pages = server('endpoints/pages/a.ts', `import { b } from '#answers'`)
    expect(rulesOf(fine, pages)).toEqual([])
  })
})
