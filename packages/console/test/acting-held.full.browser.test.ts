/** An app or Bot that acts for people, on its page: owners alone are offered what the server takes from nobody else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshEmail, PASSWORD } from '../../server/test/identity/steps.ts'
import { actingIn } from './acting.ts'
import { browser, clinic, main, opened, withConsole, world } from './clinic-console.ts'
import { type Opened, openConsole, STEP_MS } from './opened.ts'

withConsole()

const CHANGES =
  /Rotate|Replace at once|Create a secret|End the old|Use a key|Turn off|Delete|Add|Remove|Save|Deploy|Restore|Rename/
const ACTS = 'acts for people'
const memberships: string[] = []

const membershipOf = async (search: string): Promise<string> => {
  const { entry } = (await clinic.ask(`fhir/R4/ProjectMembership?${search}`)) as unknown as {
    readonly entry: readonly [{ readonly resource: { readonly id: string } }]
  }
  return `fhir/R4/ProjectMembership/${entry[0].resource.id}`
}
const actFor = async (path: string, rules: readonly object[] | undefined): Promise<void> => {
  await clinic.ask(path, { ...(await clinic.ask(path)), actFor: rules }, 'PUT')
}

/** The console of somebody invited with this membership. */
async function consoleOf(membership: object, view: string): Promise<Opened> {
  const email = freshEmail()
  const person = { resourceType: 'Practitioner', firstName: 'Joan', lastName: 'Clarke', email, membership }
  await clinic.ask(`admin/projects/${clinic.owner.project}/invite`, person)
  await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: PASSWORD } })
  return openConsole(browser, world, { email, password: PASSWORD, project: clinic.owner.project }, view)
}

/** The admin flag, with a policy that allows less than an owner's. */
async function limited(): Promise<object> {
  const project = { resourceType: 'Project', criteria: `Project?_id=${clinic.owner.project}`, interaction: ['read'] }
  const resource = [
    ...['*', 'AccessPolicy', 'Bot', 'ClientApplication', 'ProjectMembership'].map((resourceType) => ({ resourceType })),
    project,
  ]
  const { id } = await clinic.ask('fhir/R4/AccessPolicy', { resourceType: 'AccessPolicy', name: 'Limited', resource })
  return { admin: true, accessPolicy: { reference: `AccessPolicy/${id}` } }
}

/** Waits for the sentence, and answers with the buttons that would change something. */
async function offered({ page }: Opened): Promise<readonly string[]> {
  const { main: view } = actingIn(() => page)
  await view().getByText(ACTS).filter({ visible: true }).first().waitFor({ timeout: STEP_MS })
  const names = await view().getByRole('button').filter({ visible: true }).allInnerTexts()
  return names.filter((name) => CHANGES.test(name))
}

describe('what acts for people', () => {
  beforeAll(async () => {
    memberships.push(
      await membershipOf(`user=ClientApplication/${clinic.ids.server}`),
      await membershipOf(`profile=Bot/${clinic.ids.bot}`),
    )
    for (const path of memberships) await actFor(path, [{ how: 'proven', profileType: ['Practitioner'] }])
  })
  afterAll(async () => {
    for (const path of memberships) await actFor(path, undefined)
  })

  test('as an app, offers its secret and each change to owners alone', async () => {
    const app = `apps/${clinic.ids.server}`
    for (const membership of [{ adminRole: 'identity-administrator' }, await limited()]) {
      const theirs = await consoleOf(membership, app)
      for (const tab of ['app', 'all', 'text']) {
        await theirs.to(`${app}?tab=${tab}`)
        expect(await offered(theirs), tab).toEqual([])
      }
      // Of another app they are.
      await theirs.to(`apps/${clinic.ids.app}`)
      const button = theirs.page.locator('main').getByRole('button', { name: 'Turn off' })
      await button.waitFor({ timeout: STEP_MS })
      expect(theirs.complaints).toEqual([])
      await theirs.page.context().close()
    }
    await opened.to(app)
    await main().getByRole('button', { name: 'Rotate' }).waitFor({ timeout: STEP_MS })
    expect(await main().getByText('only an owner of the project').count()).toBe(0)
  })

  test('as a Bot, offers its code, its settings and its end to owners alone', async () => {
    const bot = `bots/${clinic.ids.bot}`
    for (const membership of [{ adminRole: 'deployer' }, await limited()]) {
      const theirs = await consoleOf(membership, bot)
      for (const tab of ['code', 'settings', 'versions']) {
        await theirs.to(`${bot}?tab=${tab}`)
        expect(await offered(theirs), tab).toEqual([])
      }
      expect(theirs.complaints).toEqual([])
      await theirs.page.context().close()
    }
    await opened.to(bot)
    await main().getByRole('button', { name: 'Deploy' }).waitFor({ timeout: STEP_MS })
    await main().getByRole('button', { name: 'Delete' }).waitFor({ timeout: STEP_MS })
  })
})
