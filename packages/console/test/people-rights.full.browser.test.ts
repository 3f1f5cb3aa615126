/** What a person may do, given and taken on their page: by whom, what it says before, and against somebody who was faster. */
import { describe, expect, test } from 'vitest'
import { freshEmail, PASSWORD } from '../../server/test/identity/steps.ts'
import { actingIn } from './acting.ts'
import {
  browser,
  choose,
  clinic,
  confirm,
  main,
  opened,
  page,
  poll,
  press,
  said,
  undo,
  withConsole,
  world,
} from './clinic-console.ts'
import { openConsole, STEP_MS } from './opened.ts'

withConsole()

const ROLE = 'Does this person administrate the project\\?'

async function invite(membership: object = {}): Promise<{ readonly id: string; readonly email: string }> {
  const email = freshEmail()
  const person = { resourceType: 'Practitioner', firstName: 'Joan', lastName: 'Clarke', email, membership }
  const { id } = await clinic.ask(`admin/projects/${clinic.owner.project}/invite`, person)
  await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: PASSWORD } })
  return { id, email }
}

/** The rights of a membership, as the server has them. */
const rightsOf = async (id: string): Promise<object> => {
  const { admin, adminRole, mfaRequired, accessPolicy } = await clinic.ask(`fhir/R4/ProjectMembership/${id}`)
  return { admin, adminRole, mfaRequired, accessPolicy }
}
const NONE = { admin: undefined, adminRole: undefined, mfaRequired: undefined, accessPolicy: undefined }

describe('on the page of a person, an owner', () => {
  test('gives a role and demands a second factor, takes the role away knowing what stops, and undoes that', async () => {
    const { id } = await invite()
    await opened.to(`people/${id}`)
    await choose(ROLE, 'Help desk')
    await main().getByText('Demand a second factor of this person').click({ timeout: STEP_MS })
    await press('Save the rights')
    await said('The rights of Joan Clarke are saved')
    expect(await rightsOf(id)).toEqual({ ...NONE, adminRole: 'help-desk', mfaRequired: true })

    await choose(ROLE, 'No')
    await press('Save the rights')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('They can no longer invite people, reset passwords').waitFor({ timeout: STEP_MS })
    expect(await dialog.innerText()).toContain('Take the role “Help desk” from Joan Clarke?')
    expect(await dialog.innerText()).not.toContain('your own role')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(await rightsOf(id)).toMatchObject({ adminRole: 'help-desk' })
    await page.getByRole('button', { name: 'Close this message' }).click()
    await press('Save the rights')
    await confirm('Take the role away')
    await poll(() => rightsOf(id)).toEqual({ ...NONE, mfaRequired: true })
    await undo('The rights of Joan Clarke are saved')
    await poll(() => rightsOf(id)).toEqual({ ...NONE, adminRole: 'help-desk', mfaRequired: true })
  })

  test('sees what somebody else saved meanwhile, and overwrites nothing unseen', async () => {
    const { id } = await invite()
    await opened.to(`people/${id}`)
    await choose(ROLE, 'Deployer')
    const now = await clinic.ask(`fhir/R4/ProjectMembership/${id}`)
    await clinic.ask(`fhir/R4/ProjectMembership/${id}`, { ...now, adminRole: 'privacy-officer' }, 'PUT')
    await press('Save the rights')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Somebody else saved this while you worked on it').waitFor({ timeout: STEP_MS })
    await poll(() => dialog.innerText()).toContain('privacy-officer')
    await confirm('Take theirs and drop mine')
    expect(await rightsOf(id)).toEqual({ ...NONE, adminRole: 'privacy-officer' })
    await poll(() =>
      main()
        .getByRole('button', { name: new RegExp(`${ROLE}$`) })
        .innerText(),
    ).toContain('Privacy officer')
  })

  test('is told what the API would refuse: whoever made the project stays its owner', async () => {
    const { membership } = (await clinic.ask('auth/me')) as unknown as { membership: { id: string } }
    await opened.to(`people/${membership.id}`)
    await said('This person owns the project, and stays its owner.')
    expect(
      await main()
        .getByRole('button', { name: new RegExp(`${ROLE}$`) })
        .count(),
    ).toBe(0)
    for (const name of ['Turn off', 'Remove'])
      expect(await main().getByRole('button', { name, exact: true }).count()).toBe(0)
  })
})

test('an identity administrator gives the roles that theirs includes, and is offered nothing of those above them', async () => {
  const { email, id: own } = await invite({ adminRole: 'identity-administrator' })
  const helper = await invite({ adminRole: 'help-desk' })
  const above = await invite({ adminRole: 'deployer' })
  const person = { email, password: PASSWORD, project: clinic.owner.project }
  const theirs = await openConsole(browser, world, person, `people/${helper.id}`)
  const { main: view, press: pressed, choose: chosen } = actingIn(() => theirs.page)
  await pressed(new RegExp(`${ROLE}$`))
  const offered = await theirs.page.locator('.popover [role=option] [slot=label]').allInnerTexts()
  expect(offered).toEqual(['No', 'Help desk', 'App developer'])
  await theirs.page.keyboard.press('Escape')
  await chosen(ROLE, 'App developer')
  await pressed('Save the rights')
  const dialog = theirs.page.getByRole('dialog')
  await dialog.getByText('Instead they get this role: App developer.').waitFor({ timeout: STEP_MS })
  await dialog.getByRole('button', { name: 'Take the role away' }).click()
  await expect.poll(() => rightsOf(helper.id), { timeout: STEP_MS }).toEqual({ ...NONE, adminRole: 'app-developer' })

  const refused: string[] = []
  theirs.page.on('response', (answer) => {
    if (answer.status() === 403) refused.push(answer.url())
  })
  for (const [id, sentence] of [
    [above.id, 'Your role does not cover people who administrate the project.'],
    [own, 'These are your own rights'],
  ] as const) {
    await theirs.to(`people/${id}`)
    await theirs.page.getByText(sentence).waitFor({ timeout: STEP_MS })
    // The palette's alone.
    expect(await view().getByRole('button').allInnerTexts()).toEqual([expect.stringContaining('Ctrl')])
  }
  expect(refused).toEqual([])
  await theirs.page.context().close()
})
