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
  open,
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

const ROLE = 'Does this person administer the project\\?'

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

  test('is asked before they shut themselves out by a policy that they give to themselves', async () => {
    const resource = [{ resourceType: 'Patient', interaction: ['read'] }]
    const strict = { resourceType: 'AccessPolicy', name: 'Managed devices', resource, compliantDeviceRequired: true }
    await clinic.ask('fhir/R4/AccessPolicy', strict)
    const { membership } = (await clinic.ask('auth/me')) as unknown as { membership: { id: string } }
    const own = `fhir/R4/ProjectMembership/${membership.id}`
    const before = await clinic.ask(own)
    // The policies to choose from are read anew.
    await page.context().close()
    await open(`people/${membership.id}`)
    await choose('Policy', 'Managed devices')
    await press('Save the rights')
    await said('your own requests would be refused')
    expect(await clinic.ask(own)).toEqual(before)
    expect(await main().getByRole('button', { name: 'Save it and shut me out' }).isVisible()).toBe(true)
    const menu = page.getByRole('navigation', { name: 'Menu' })
    await menu.getByRole('link', { name: 'Audit', exact: true }).click({ timeout: STEP_MS })
    await page.getByRole('button', { name: 'Leave and lose it' }).click({ timeout: STEP_MS })
  })

  test('is asked before another default policy of the project shuts them out', async () => {
    const path = `fhir/R4/Project/${clinic.owner.project}`
    const before = await clinic.ask(path)
    await page.context().close()
    await open('settings?tab=people')
    await choose('Default policy for administrators', 'Managed devices')
    await press('Save')
    await said('your own requests would be refused')
    expect(await main().getByRole('button', { name: 'Save it and shut me out' }).isVisible()).toBe(true)
    expect(await clinic.ask(path)).toEqual(before)
    await press('Discard the changes')
  })
})

test('who is sure shuts themselves out by their name, and who presses Cancel changes nothing', async () => {
  const resource = [{ resourceType: 'Patient', interaction: ['read'] }]
  const strict = { resourceType: 'AccessPolicy', name: 'Managed alone', resource, compliantDeviceRequired: true }
  const reference = `AccessPolicy/${(await clinic.ask('fhir/R4/AccessPolicy', strict)).id}`
  const { email, id } = await invite({ admin: true })
  const own = `fhir/R4/ProjectMembership/${id}`
  const before = await clinic.ask(own)
  const person = { email, password: PASSWORD, project: clinic.owner.project }
  const theirs = await openConsole(browser, world, person, `people/${id}`)
  const acting = actingIn(() => theirs.page)
  const dialog = theirs.page.getByRole('dialog')
  const ask = async (): Promise<void> => {
    await acting.press('Save it and shut me out')
    await dialog.getByText('Your own requests will be refused at once').waitFor({ timeout: STEP_MS })
  }
  await acting.choose('Policy', 'Managed alone')
  await acting.press('Save the rights')
  await ask()
  await dialog.getByLabel('Name', { exact: true }).fill('Joan Clarke')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await dialog.waitFor({ state: 'detached', timeout: STEP_MS })
  expect(await clinic.ask(own)).toEqual(before)
  const { body: tokens } = await world.actors.signIn(email, PASSWORD, { projectId: clinic.owner.project })
  const reads = async (): Promise<number> =>
    (await world.call('fhir/R4/Practitioner', { token: tokens.access_token })).status
  expect(await reads()).toBe(200)

  await ask()
  await acting.confirm('Save it and shut me out', 'Joan Clarke')
  await acting.said('The rights of Joan Clarke are saved')
  expect(await clinic.ask(own)).toMatchObject({ admin: true, accessPolicy: { reference } })
  // As the dialog said.
  expect(await reads()).toBe(403)
  expect(await theirs.page.locator('.notices').getByRole('button', { name: 'Undo' }).count()).toBe(0)
  await theirs.page.context().close()
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
    [above.id, 'Your role does not cover people who administer the project.'],
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

const policy = async (name: string, criteria?: string): Promise<string> => {
  const resource = [{ resourceType: 'Patient', interaction: ['read'], ...(criteria !== undefined && { criteria }) }]
  const { id } = await clinic.ask('fhir/R4/AccessPolicy', { resourceType: 'AccessPolicy', name, resource })
  return `AccessPolicy/${id}`
}
const group = (name: string) => main().getByRole('group', { name })
const button = (name: string) => main().getByRole('button', { name, exact: true })

describe('policies beside the first', () => {
  test('are given with the values that they need, taken away, and given back', async () => {
    const [ofClinic, ofPatient] = [
      await policy('Of a clinic', 'Patient?organization=%clinic'),
      await policy('Of one patient', 'Patient?_id=%patient.id'),
    ]
    const { id } = await invite()
    const path = `fhir/R4/ProjectMembership/${id}`
    const ana = await clinic.ask('fhir/R4/Patient', { resourceType: 'Patient', name: [{ family: 'Quintana' }] })
    await opened.to(`people/${id}`)
    await press('Add a further policy')
    expect(await button('Save the rights').isDisabled()).toBe(true)
    await choose('Further policy 1', 'Of a clinic')
    await said('The policy reads %clinic. Without a value')
    await press('Add a value')
    await group('Value of clinic').getByLabel('Value', { exact: true }).fill('North')
    await choose('Kind', 'A reference')
    await said('As in the address of its record')
    expect(await button('Save the rights').isDisabled()).toBe(true)
    await group('Value of clinic').getByLabel('Value', { exact: true }).fill('Organization/1')
    await press('Add a further policy')
    await choose('Further policy 2', 'Of one patient')
    await main().getByRole('button', { name: 'Add a value' }).last().click()
    await press('Find a patient')
    await page.getByRole('dialog').getByRole('searchbox').fill('Quint')
    await page.getByRole('dialog').getByRole('button', { name: 'Quintana' }).click({ timeout: STEP_MS })
    await press('Save the rights')
    await said('The rights of Joan Clarke are saved')
    const access = [
      {
        policy: { reference: ofClinic },
        parameter: [{ name: 'clinic', valueReference: { reference: 'Organization/1' } }],
      },
      {
        policy: { reference: ofPatient },
        parameter: [{ name: 'patient', valueReference: { reference: `Patient/${ana.id}` } }],
      },
    ]
    await poll(() => clinic.ask(path)).toMatchObject({ access })
    await press('Remove this policy: Further policy 1')
    await page.getByRole('button', { name: 'Close this message' }).first().click()
    await press('Save the rights')
    await poll(async () => (await clinic.ask(path))['access']).toMatchObject([access[1]])
    await undo('The rights of Joan Clarke are saved')
    await poll(() => clinic.ask(path)).toMatchObject({ access })
    expect(opened.complaints).toEqual([])
  })

  test('keep a value that the form does not show, and name it', async () => {
    const reference = await policy('Of a ward', 'Patient?organization=%ward')
    const { id } = await invite()
    const path = `fhir/R4/ProjectMembership/${id}`
    const now = await clinic.ask(path)
    const ward = { name: 'ward', valueReference: { identifier: { value: 'W-7' } } }
    const held = { policy: { reference }, parameter: [ward, { name: 'floor', valueString: '2' }] }
    await clinic.ask(path, { ...now, access: [held] }, 'PUT')
    await opened.to(`people/${id}`)
    await said('ward has a value that this form does not show.')
    expect(await group('Value of ward').innerText()).toContain('W-7')
    await group('Value of floor').getByLabel('Value', { exact: true }).fill('3')
    await press('Save the rights')
    await poll(() => clinic.ask(path)).toMatchObject({
      access: [{ policy: { reference }, parameter: [ward, { name: 'floor', valueString: '3' }] }],
    })
    await press('Remove: Value of ward')
    await press('Save the rights')
    await poll(async () => JSON.stringify((await clinic.ask(path))['access'])).not.toContain('W-7')
  })

  test('are named by their reference where the policy itself is not read', async () => {
    const reference = await policy('Of a floor')
    const { id } = await invite({ access: [{ policy: { reference }, parameter: [{ name: 'x', valueString: '1' }] }] })
    const listed = '**/fhir/R4/AccessPolicy?*'
    await page.route(listed, (route) =>
      route.fulfill({ json: { resourceType: 'Bundle', type: 'searchset' }, contentType: 'application/fhir+json' }),
    )
    await page.reload()
    await opened.to(`people/${id}`)
    const named = main().getByRole('button', { name: /^AccessPolicy\/.*Further policy 1$/ })
    await named.waitFor({ timeout: STEP_MS })
    expect(await named.innerText()).toContain(reference.slice(0, 'AccessPolicy/12345678'.length))
    await page.unroute(listed)
    await page.reload()
  })

  test('are given by an identity administrator, who makes no policies and hears where a value needs an owner', async () => {
    const listed = await policy('Listed', 'Patient?organization=%clinic')
    const project = `fhir/R4/Project/${clinic.owner.project}`
    const adminRole = [{ role: 'identity-administrator', mayAssign: [{ reference: listed }] }]
    await clinic.ask(project, { ...(await clinic.ask(project)), adminRole }, 'PUT')
    const { email } = await invite({ adminRole: 'identity-administrator' })
    const { id } = await invite()
    const person = { email, password: PASSWORD, project: clinic.owner.project }
    const theirs = await openConsole(browser, world, person, `people/${id}`)
    const { main: view, press: pressed, choose: chosen, poll: polled } = actingIn(() => theirs.page)
    await pressed('Add a further policy')
    await theirs.page.getByText('Your role gives a policy with values only if').waitFor({ timeout: STEP_MS })
    // Who may not write policies is offered no form for one.
    expect(
      await view()
        .getByRole('button', { name: /Write|Make|New/ })
        .count(),
    ).toBe(0)
    await chosen('Further policy 1', 'Listed')
    await pressed('Save the rights')
    await polled(() => clinic.ask(`fhir/R4/ProjectMembership/${id}`)).toMatchObject({
      access: [{ policy: { reference: listed } }],
    })
    await theirs.page.getByText('The rights of Joan Clarke are saved').waitFor({ timeout: STEP_MS })
    await theirs.settled()
    // The first without values is the one that the field above shows.
    await pressed('Add a further policy')
    await chosen('Further policy 1', 'Listed')
    await pressed('Add a value')
    await view().getByRole('group', { name: 'Value of clinic' }).getByLabel('Value', { exact: true }).fill('x')
    await pressed('Save the rights')
    await theirs.page.getByText('Your role assigns this policy only without parameters').waitFor({ timeout: STEP_MS })
    expect((await clinic.ask(`fhir/R4/ProjectMembership/${id}`))['access']).toHaveLength(1)
    await theirs.page.context().close()
  })
})

describe('for whom an app or Bot acts', () => {
  const machine = async (): Promise<{ readonly path: string; readonly now: Record<string, unknown> }> => {
    const of = `ClientApplication/${clinic.ids.server}`
    const found = await clinic.ask(`fhir/R4/ProjectMembership?user=${of}`)
    const [{ resource }] = found['entry'] as [{ resource: { readonly id: string } }]
    return { path: `fhir/R4/ProjectMembership/${resource.id}`, now: { ...resource } }
  }

  test('is said by an owner, by a rule and by one person’s name; nobody else is offered it then', async () => {
    const { path, now } = await machine()
    const joan = await invite({ accessPolicy: { reference: await policy('Reads patients') } })
    const profile = ((await clinic.ask(`fhir/R4/ProjectMembership/${joan.id}`))['profile'] as { reference: string })
      .reference
    const front = await clinic.ask('fhir/R4/Group', {
      resourceType: 'Group',
      type: 'practitioner',
      actual: true,
      name: 'Front desk',
    })
    await opened.to('apps')
    await opened.to(`apps/${clinic.ids.server}`)
    await press('Add people by a rule')
    await said('Say for whom: tick a kind, or add a group or a criteria.')
    for (const kind of ['Patients', 'Staff', 'Relatives of patients'])
      await main().getByText(kind, { exact: true }).click({ timeout: STEP_MS })
    await said('one stolen secret would speak for all')
    expect(await button('Save the rights').isDisabled()).toBe(true)
    for (const kind of ['Patients', 'Relatives of patients'])
      await main().getByText(kind, { exact: true }).click({ timeout: STEP_MS })
    await press('Add a group')
    await main().getByLabel('Group 1', { exact: true }).first().fill(`Group/${front.id}`)
    await page.keyboard.press('Tab')
    await press('Find a person')
    await page.getByRole('dialog').getByRole('searchbox').fill('Clarke')
    await page.getByRole('dialog').getByRole('listitem').filter({ hasText: joan.email }).getByRole('button').click()
    await said('For this person alone:')
    await choose('How it shows whom it acts for, rule 2', 'It says so itself')
    await press('Save the rights')
    const actFor = [
      { how: 'proven', profileType: ['Practitioner'], group: [{ reference: `Group/${front.id}` }] },
      { how: 'asserted', criteria: profile.replace('/', '?_id=') },
    ]
    await poll(() => clinic.ask(path)).toMatchObject({ actFor })

    const { email } = await invite({ adminRole: 'identity-administrator' })
    const person = { email, password: PASSWORD, project: clinic.owner.project }
    const theirs = await openConsole(browser, world, person, `apps/${clinic.ids.server}`)
    await theirs.page.getByText('It acts for people, so only an owner of the project').waitFor({ timeout: STEP_MS })
    expect(await theirs.page.getByRole('button', { name: 'Save the rights' }).count()).toBe(0)
    await theirs.page.context().close()

    await press('Remove this rule: Rule 1')
    await press('Remove this rule: Rule 1')
    await press('Save the rights')
    await poll(async () => (await clinic.ask(path))['actFor']).toBeUndefined()
    expect(opened.complaints).toEqual([])
    await clinic.ask(path, now, 'PUT')
  })

  test('is refused at its field where the app itself could choose it', async () => {
    const { path, now } = await machine()
    const resource = [{ resourceType: 'Practitioner', interaction: ['read', 'update'] }]
    const writes = await clinic.ask('fhir/R4/AccessPolicy', { resourceType: 'AccessPolicy', name: 'Writes', resource })
    await clinic.ask(path, { ...now, access: [{ policy: { reference: `AccessPolicy/${writes.id}` } }] }, 'PUT')
    await opened.to('apps')
    await opened.to(`apps/${clinic.ids.server}`)
    await press('Add people by a rule')
    await main().getByLabel('What their profile must match').fill('Practitioner?_tag=front-desk')
    await press('Save the rights')
    await main()
      .locator('.field', { hasText: 'What their profile must match' })
      .getByText('let it write what decides for whom it acts')
      .waitFor({ timeout: STEP_MS })
    expect((await clinic.ask(path))['actFor']).toBeUndefined()
    await press('Drop my changes')
    await clinic.ask(path, now, 'PUT')
  })
})
