/**
 * The console as each shipped role has it: nothing that it offers is refused when it is opened, nor what its lists lead to, and
 * views for what the role may not do say so at their own addresses. What can be done in them is asked of the server in
 * actions.full.test.ts.
 */
import { type Answer, launchChromium } from '@damson/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, PASSWORD } from '../../server/test/identity/steps.ts'
import { type Kind, NAMED, type Office, startOffice } from '../../server/test/tenants/administrators.ts'
import { type ActionName, isOffered } from '../src/frame/actions.ts'
import { lets } from '../src/session/own-policy.ts'
import { type Opened, openConsole, STEP_MS } from './opened.ts'
import { expectNamed } from './requests-named.ts'
import { type ListedView, listedViews } from './view-table.ts'

const ROLES = ['owner', ...NAMED] as const

let browser: Browser
let office: Office
let views: readonly ListedView[]
let appId: string
beforeAll(async () => {
  browser = await launchChromium()
  office = await startOffice({ console: 'built' })
  views = await listedViews()
  await furnish()
}, 300_000)
afterAll(expectNamed)
afterAll(async () => {
  await browser.close()
  await office.world.close()
})

/** One thing of each kind that lists lead to; what a developer may read is the developer's own. */
async function furnish(): Promise<void> {
  const developer = [{ reference: office.people['app-developer'].profile }]
  const at = 'http://127.0.0.1/callback'
  const create = (resource: { readonly resourceType: string; readonly [element: string]: unknown }): Promise<Answer> =>
    office.fhir('owner', 'POST', resource.resourceType, resource)
  const policy = { reference: office.ward }
  for (const [path, body] of [
    ['client', { name: 'An app', kind: 'app', redirectUris: [at], accessPolicy: policy }],
    ['client', { name: 'A device', kind: 'device', accessPolicy: policy }],
    ['bot', { name: 'A Bot', accessPolicy: { reference: office.forBots } }],
    ['domain', { domain: 'roles.example' }],
  ] as const) {
    const { id, resourceType } = must(await office.admin('owner', 'POST', path, body)).body
    if (path !== 'client') continue
    if (body.kind === 'app') appId = id
    const made = must(await office.fhir('owner', 'GET', `${resourceType}/${id}`)).body
    must(await office.fhir('owner', 'PUT', `${resourceType}/${id}`, { ...made, developer }))
    // An app's mistake leaves a trace.
    await office.world.call(`oauth2/authorize?response_type=code&client_id=${id}&redirect_uri=https://other.example`)
  }
  must(await create(PROVIDER))
  must(await create({ resourceType: 'Patient', name: [{ given: ['A'], family: 'B' }] }))
}

const PROVIDER = {
  resourceType: 'ProjectIdentityProvider',
  identityProvider: { name: 'X', issuer: 'https://idp.example', clientId: 'a', clientSecret: 'a-secret' },
}

/** The kinds of things that the role's lists lead to. */
const LEADS: Readonly<Record<(typeof ROLES)[number], readonly string[]>> = {
  owner: [
    'apps/$id',
    'audit/$id',
    'bots/$id',
    'devices/$id',
    'devices/$id/program',
    'domains/$id',
    'people/$id',
    'policies/$id',
    'providers/$id',
    'resources/$type/$id',
    'traces/$id',
  ],
  'identity-administrator': [
    'apps/$id',
    'devices/$id',
    'devices/$id/program',
    'domains/$id',
    'people/$id',
    'policies/$id',
    'providers/$id',
    'traces/$id',
  ],
  'help-desk': ['people/$id', 'policies/$id'],
  'privacy-officer': ['audit/$id'],
  'app-developer': ['apps/$id', 'devices/$id', 'devices/$id/program', 'traces/$id'],
  deployer: ['bots/$id'],
}

/** Follows the links of pages, one to a part of each kind of view, and tells what each found. */
async function follow(
  { page, to, base }: Pick<Opened, 'page' | 'to' | 'base'>,
  begin: readonly string[],
  look: (address: string) => Promise<void>,
): Promise<{ readonly kinds: readonly string[]; readonly unknown: readonly string[] }> {
  const waiting = [...begin]
  const kinds = new Map<string, string>()
  const unknown: string[] = []
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    await to(next)
    await look(next)
    for (const link of await linksIn(page, base, 'main a[href]')) {
      const { pathname, searchParams } = new URL(link, 'http://x')
      const kind = kindOf(pathname.slice(1))
      if (kind === undefined) unknown.push(`${next} leads to ${link}`)
      const part = `${kind} ${searchParams.get('tab') ?? ''}`
      if (kind === undefined || kinds.has(part)) continue
      kinds.set(part, kind)
      waiting.push(link)
    }
  }
  return { kinds: [...new Set(kinds.values())], unknown }
}

const linksIn = async (page: Page, base: string, where: string): Promise<readonly string[]> =>
  (await page.locator(where).evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? '')))
    .filter((href) => href.startsWith(base))
    .map((href) => href.slice(base.length))

const offeredTo = (page: Page, base: string): Promise<readonly string[]> => linksIn(page, base, '.rail nav a')

/** The view of an address, as the table writes it; one whose own words it is goes first. */
function kindOf(address: string): string | undefined {
  const fits = ({ path }: ListedView): boolean => {
    const [own, asked] = [path.split('/'), address.split('/')]
    return own.length === asked.length && own.every((word, at) => word.startsWith('$') || word === asked[at])
  }
  const fitting = views.filter(fits).map(({ path }) => path)
  return fitting.find((path) => !path.includes('$')) ?? fitting[0]
}

const credentialsOf = (kind: Kind) => ({
  email: office.people[kind].email,
  password: kind === 'owner' ? office.owner.password : PASSWORD,
  project: office.owner.project,
})

describe.each(ROLES)('as %s,', (kind) => {
  test('each view that is offered opens, and what is not for the role says so', async () => {
    const role = NAMED.find((one) => one === kind) ?? ('owner' as const)
    const { accessPolicy } = must(await office.world.call('auth/me', { token: office.people[kind].token })).body
    const me = { role, isOperator: false, mayRead: (type: string) => lets(accessPolicy, 'read', type) }
    const { page, to, complaints, base } = await openConsole(browser, office.world, credentialsOf(kind), '')
    const refused: string[] = []
    page.on('response', (answer) => {
      if ([401, 403].includes(answer.status()))
        refused.push(`${new URL(page.url()).pathname.slice(base.length)}: ${answer.request().method()} ${answer.url()}`)
    })
    const offered = await offeredTo(page, base)
    const places = views.filter(({ place }) => place !== undefined)
    const expected = places.filter(({ place, action }) =>
      action === undefined
        ? role === 'owner' || place?.roles?.includes(role) === true
        : isOffered(me, action as ActionName),
    )
    const paths = expected.map(({ path }) => path)
    expect([...offered].sort()).toEqual([...paths].sort())
    for (const path of paths) {
      await to(path)
      if ((await page.locator('main .trouble').count()) > 0)
        refused.push(`${path}: ${await page.locator('main .trouble').first().innerText()}`)
    }
    const actions = views.filter(({ action, path }) => action !== undefined && !path.includes('$'))
    for (const { path, action } of actions) {
      await to(path)
      const isShown = (await page.locator('main h1', { hasText: 'Your role is not for this' }).count()) === 0
      if (isShown !== isOffered(me, action as ActionName)) refused.push(`${path} is ${isShown ? '' : 'not '}shown`)
    }
    expect(refused).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('all that its lists lead to opens whole, and no link leads to what is not for the role', async () => {
    const opened = await openConsole(browser, office.world, credentialsOf(kind), '')
    const { page, base, complaints } = opened
    const refused: string[] = []
    page.on('response', (answer) => {
      if (![401, 403].includes(answer.status())) return
      refused.push(`${new URL(page.url()).pathname.slice(base.length)}: ${answer.request().method()} ${answer.url()}`)
    })
    const begin = await offeredTo(page, base)
    // A person who has a policy.
    const person = begin.includes('people') ? [`people/${office.people.nurse.membership}`] : []
    const { kinds, unknown } = await follow(opened, [...begin, ...person], async (address) => {
      for (const one of await page.locator('main .trouble').allInnerTexts()) refused.push(`${address}: ${one}`)
      if ((await page.locator('main h1', { hasText: 'Your role is not for this' }).count()) > 0)
        refused.push(`${address} is not for the role`)
    })
    expect(refused).toEqual([])
    expect(unknown).toEqual([])
    expect(complaints).toEqual([])
    expect(kinds.filter((one) => one.includes('$')).sort()).toEqual(LEADS[kind])
    // What the server takes from owners alone is asked of them alone.
    for (const path of begin.includes('apps') ? ['apps/new', `apps/${appId}?tab=all`] : []) {
      await opened.to(path)
      await page.getByLabel('Name', { exact: true }).waitFor({ timeout: STEP_MS })
      expect(await page.getByText('Whose app is it?').count(), path).toBe(kind === 'owner' ? 1 : 0)
    }
    await page.context().close()
  })
})

test('a developer is told that nothing is traced, and who can change it', async () => {
  const path = `Project/${office.owner.project}`
  const { developerModeUntil: _until, ...project } = must(await office.fhir('owner', 'GET', path)).body
  must(await office.fhir('owner', 'PUT', path, project))
  const { page, to } = await openConsole(browser, office.world, credentialsOf('app-developer'), '')
  await to(`apps/${appId}`)
  await page
    .getByText('Developer mode is off, so nothing is traced. An owner of the project can switch it on.')
    .waitFor({ timeout: STEP_MS })
  const opened = page.context().waitForEvent('page')
  await page.getByRole('button', { name: 'Sign in to it in a new window' }).click()
  await opened
  expect(await page.getByText('Waiting for the other window').count()).toBe(0)
  await page.context().close()
})

test('a help desk whose policy reads patients makes an activation code', async () => {
  const { project, token } = office.owner
  const at = `fhir/R4/Project/${project}`
  const stored = must(await office.world.call(at, { token })).body
  const setting = [...(stored.setting ?? []), { name: 'activationCodes', valueBoolean: true }]
  must(await office.world.call(at, { method: 'PUT', json: { ...stored, setting }, token }))
  // One that the help desk may give.
  const ward = { ...(await office.read(office.ward)), name: 'The ward' }
  must(await office.world.call(`fhir/R4/${office.ward}`, { method: 'PUT', json: ward, token }))
  const name = [{ given: ['Rosalind'], family: 'Franklin' }]
  const json = { resourceType: 'Patient', name, birthDate: '1920-07-25' }
  must(await office.world.call('fhir/R4/Patient', { json, token }))
  const { email } = await office.member({ adminRole: 'help-desk', accessPolicy: { reference: office.ward } })
  const { page } = await openConsole(browser, office.world, { email, password: PASSWORD, project }, 'people')
  await page.getByRole('link', { name: 'Activation code' }).click({ timeout: STEP_MS })
  await page.getByRole('button', { name: /^Patient/ }).click({ timeout: STEP_MS })
  await page.getByRole('dialog').getByRole('searchbox').fill('Franklin', { timeout: STEP_MS })
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Rosalind/ })
    .click({ timeout: STEP_MS })
  await page.getByRole('button', { name: /Access policy$|policy$/i }).click({ timeout: STEP_MS })
  await page.locator('.popover [role=option]', { hasText: 'The ward' }).click({ timeout: STEP_MS })
  await page.getByRole('button', { name: 'Make the code' }).click({ timeout: STEP_MS })
  await expect.poll(() => page.getByRole('group', { name: 'The code' }).count(), { timeout: STEP_MS }).toBe(1)
  await page.context().close()
})
