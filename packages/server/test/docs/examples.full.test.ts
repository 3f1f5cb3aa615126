import { startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Abroad, startAbroad } from './abroad.ts'
import { type Fields, startFields } from './fields.ts'
import { allGuides, checkPrinted, expectationsOf, inlineCode, readGuide, runBlocks, workplace } from './guide.ts'
import { startVendor } from './vendors.ts'

/** Long enough for a machine that is busy with much else. */
const WITHIN_MS = 120_000
const RUN = [
  'authentication-patterns.md',
  'clients.md',
  'identity-providers.md',
  'identity-providers/any-openid-connect.md',
  'identity-providers/auth0.md',
  'identity-providers/aws-cognito.md',
  'identity-providers/external-ids.md',
  'identity-providers/google.md',
  'identity-providers/microsoft-entra.md',
  'identity-providers/okta.md',
  'identity-providers/passwordless.md',
  'smart.md',
  'users.md',
  'factors.md',
  'step-up.md',
  'lost-phone.md',
  'shared-workstation.md',
  'domains.md',
  'migrate.md',
  'access-policies.md',
  'bots.md',
  'webhooks.md',
  'administrators.md',
  'differences.md',
  'troubleshooting.md',
  'sign-in-pages.md',
  'token-exchange.md',
  'acting.md',
  'enrolling-a-device.md',
  'signing-in-on-a-screen.md',
  'leaving-basic.md',
  'from-auth0.md',
  'from-keycloak.md',
  ...['react', 'nextjs', 'backend-session', 'api', 'python', 'apache', 'expo'].map((name) => `apps/${name}.md`),
]

/** Addresses that the incumbent has and Damson has not, as the guides say. */
const ABSENT = new Set<string>([])

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '')
}

/** Whether a route is at this address, or, for the name of a whole part of the API, below it. */
function covers(route: readonly string[], path: readonly string[], exactly: boolean): boolean {
  if (exactly ? route.length !== path.length : route.length < path.length) return false
  return path.every((part, i) => part === route[i] || route[i]?.startsWith(':') === true)
}

describe('the examples of the guides, run as a reader would', () => {
  let world: World
  let abroad: Abroad | undefined
  let fields: Fields
  beforeAll(async () => {
    fields = await startFields()
    world = await startWorld({ mail: 'development', sms: 'development', readTxt: published })
    abroad = await startAbroad(world.baseUrl)
  })
  afterAll(async () => {
    fields.close()
    await world.close()
    await abroad?.close()
  })

  /** What a reader would have published by then: the record of every domain. */
  async function published(name: string): Promise<readonly string[]> {
    const sql = 'select token from domains where domain = $1'
    const { rows } = await world.store.db.query({ sql, params: [name.replace('_damson-challenge.', '')] })
    return rows.map(({ token }) => `damson-domain-verification=${String(token)}`)
  }

  test.concurrent.each(RUN)(
    '%s prints what it says',
    async (name) => {
      const { folder, remove } = workplace()
      const vendor = await startVendor(name, world.baseUrl)
      try {
        const blocks = [...readGuide('README.md').blocks, ...readGuide(name).blocks]
        const here = (code: string): string =>
          code.replaceAll('http://localhost:8103', world.baseUrl.replace(/\/$/, ''))
        // One of them, and `operate.full.test.ts`, to the letter.
        const change = name === RUN[0] ? here : (code: string): string => fields.change(here(code))
        const prelude = [abroad?.prelude, vendor?.prelude].join('\n')
        const ran = await runBlocks(blocks, { change, folder, prelude })
        expect(ran.flatMap(({ block }) => expectationsOf(block)).length).toBeGreaterThan(1)
        for (const one of ran) checkPrinted(one)
      } finally {
        await vendor?.stop()
        remove()
      }
    },
    WITHIN_MS,
  )

  test('no other guide has examples that nobody runs', () => {
    const others = allGuides().filter(({ name }) => !RUN.includes(name) && !['README.md', 'operate.md'].includes(name))
    const unrun = others.flatMap(({ name, blocks }) =>
      blocks.flatMap(({ line, run }) => (run === 'elsewhere' ? [] : [`${name}:${line}`])),
    )
    expect(unrun).toEqual([])
  })
  test('every route that is named is mounted, and what is said not to be there is not', () => {
    const mounted = world.app.routes.map(({ method, url }) => ({ method, parts: partsOf(url) }))
    const isMounted = (method: string | undefined, path: string): boolean =>
      mounted.some(
        (route) =>
          (method === undefined || route.method === method) &&
          covers(route.parts, partsOf(path), method !== undefined || path.includes('/:')),
      )
    const named = allGuides().flatMap(({ name, text }) =>
      inlineCode(text).flatMap((code) => {
        const [, method, path] = /^(?:(GET|POST|PUT|PATCH|DELETE) )?(\/[a-zA-Z.][^\s?]*)$/.exec(code) ?? []
        // Every route is also below the address of each project.
        return path === undefined ? [] : [{ name, method, path: path.replace(/^\/projects\/:\w+(?=\/|$)/, '') }]
      }),
    )
    expect(named.length).toBeGreaterThan(40)
    expect(named.filter(({ method, path }) => !ABSENT.has(path) && !isMounted(method, path))).toEqual([])
    expect([...ABSENT].filter((path) => isMounted(undefined, path))).toEqual([])
  })
})
