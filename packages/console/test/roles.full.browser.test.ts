/**
 * The console as each shipped role has it: nothing that it offers is refused when it is opened, and views for what the role may
 * not do say so at their own addresses. What can be done in them is asked of the server in actions.full.test.ts.
 */
import { launchChromium } from '@damson/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD } from '../../server/test/identity/steps.ts'
import { type Kind, NAMED, type Office, startOffice } from '../../server/test/tenants/administrators.ts'
import { type ActionName, isOffered } from '../src/frame/actions.ts'
import { openConsole } from './opened.ts'
import { expectNamed } from './requests-named.ts'
import { type ListedView, listedViews } from './view-table.ts'

const ROLES: readonly Kind[] = ['owner', ...NAMED]

let browser: Browser
let office: Office
let views: readonly ListedView[]
beforeAll(async () => {
  browser = await launchChromium()
  office = await startOffice({ console: 'built' })
  views = await listedViews()
}, 300_000)
afterAll(expectNamed)
afterAll(async () => {
  await browser.close()
  await office.world.close()
})

const credentialsOf = (kind: Kind) => ({
  email: office.people[kind].email,
  password: kind === 'owner' ? office.owner.password : PASSWORD,
  project: office.owner.project,
})

describe.each(ROLES)('as %s,', (kind) => {
  test('each view that is offered opens, and what is not for the role says so', async () => {
    const role = NAMED.find((one) => one === kind) ?? 'owner'
    const { page, to, complaints, base } = await openConsole(browser, office.world, credentialsOf(kind), '')
    const refused: string[] = []
    page.on('response', (answer) => {
      if ([401, 403].includes(answer.status()))
        refused.push(`${new URL(page.url()).pathname.slice(base.length)}: ${answer.request().method()} ${answer.url()}`)
    })
    const offered = await page
      .locator('.rail nav a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
    const places = views.filter(({ place }) => place !== undefined)
    const expected = places.filter(({ place, action }) =>
      action === undefined
        ? role === 'owner' || place?.roles?.includes(role) === true
        : isOffered({ role, isOperator: false }, action as ActionName),
    )
    const paths = expected.map(({ path }) => path)
    expect(offered.map((href) => href.slice(base.length)).sort()).toEqual([...paths].sort())
    for (const path of paths) {
      await to(path)
      if ((await page.locator('main .trouble').count()) > 0)
        refused.push(`${path}: ${await page.locator('main .trouble').first().innerText()}`)
    }
    const actions = views.filter(({ action, path }) => action !== undefined && !path.includes('$'))
    for (const { path, action } of actions) {
      await to(path)
      const isShown = (await page.locator('main h1', { hasText: 'Your role is not for this' }).count()) === 0
      if (isShown !== isOffered({ role, isOperator: false }, action as ActionName))
        refused.push(`${path} is ${isShown ? '' : 'not '}shown`)
    }
    expect(refused).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
