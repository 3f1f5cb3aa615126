/** What a form does not show is not lost when it is saved, and what is typed is not lost when somebody leaves it. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshEmail } from '../../server/test/identity/steps.ts'
import {
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
  withConsoles,
  world,
} from './clinic-console.ts'
import { STEP_MS } from './opened.ts'

withConsoles()
beforeEach(async () => {
  await open('')
})

test('another policy is chosen for a client or Bot that has several, and the others are named and stay', async () => {
  const policy = async (name: string) => {
    const resource = [{ resourceType: 'Observation', interaction: ['read'] }]
    const { id } = await clinic.ask('fhir/R4/AccessPolicy', { resourceType: 'AccessPolicy', name, resource })
    return { reference: `AccessPolicy/${id}` }
  }
  const [night, ward, next] = [await policy('Night'), await policy('Ward'), await policy('Next')]
  const access = [{ policy: ward, parameter: [{ name: 'ward', valueString: '3' }] }, { policy: night }]
  for (const [view, field, of] of [
    [`apps/${clinic.ids.server}`, 'user', `ClientApplication/${clinic.ids.server}`],
    [`devices/${clinic.ids.device}`, 'user', `ClientApplication/${clinic.ids.device}`],
    [`bots/${clinic.ids.bot}?tab=settings`, 'profile', `Bot/${clinic.ids.bot}`],
  ] as const) {
    const found = await clinic.ask(`fhir/R4/ProjectMembership?${field}=${of}`)
    const [{ resource }] = found['entry'] as [{ resource: { readonly id: string } }]
    const path = `fhir/R4/ProjectMembership/${resource.id}`
    await clinic.ask(path, { ...resource, access }, 'PUT')
    await opened.to(view)
    await said('Further policies')
    const further = main().getByRole('listitem')
    expect(await further.filter({ hasText: 'Ward' }).getByLabel('Value', { exact: true }).inputValue()).toBe('3')
    await choose('Policy', 'Next')
    await press('Save the rights')
    await poll(async () => (await clinic.ask(path))['accessPolicy']).toMatchObject(next)
    expect((await clinic.ask(path))['access']).toMatchObject(access)
  }
  expect(opened.complaints).toEqual([])
})

describe('something typed is not saved, so', () => {
  const dialog = () => page.getByRole('dialog', { name: 'Your change is not saved' })
  const answer = (name: 'Stay here' | 'Leave and lose it') => dialog().getByRole('button', { name }).click()
  const follow = (name: string) =>
    page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name, exact: true }).click({ timeout: STEP_MS })
  /** Whether the browser would ask before it closes the tab. */
  const isHeld = () =>
    page.evaluate(() => {
      const closing = new Event('beforeunload', { cancelable: true })
      dispatchEvent(closing)
      return closing.defaultPrevented
    })
  const editor = () => main().locator('.cm-content').first()
  const inEditor = async (text: string): Promise<void> => {
    await editor().click({ timeout: STEP_MS })
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.insertText(text)
  }
  const inField = (name: string) => (text: string) =>
    page.getByLabel(name, { exact: true }).fill(text, { timeout: STEP_MS })
  let organization: string
  beforeAll(async () => {
    organization = (await clinic.ask('fhir/R4/Organization', { resourceType: 'Organization', name: 'Ward' })).id
    const project = `fhir/R4/Project/${clinic.owner.project}`
    const setting = [{ name: 'deviceEnrolment', valueBoolean: true }]
    await clinic.ask(project, { ...(await clinic.ask(project)), setting }, 'PUT')
  })
  interface Case {
    readonly what: string
    readonly view: () => string
    readonly type: (text: string) => Promise<void>
    readonly typed: () => Promise<string>
  }
  const field = (name: string): Pick<Case, 'type' | 'typed'> => ({
    type: inField(name),
    typed: () => page.getByLabel(name, { exact: true }).inputValue(),
  })
  const text = { type: inEditor, typed: () => editor().innerText() }
  const cases: readonly Case[] = [
    { what: 'a Bot’s code', view: () => `bots/${clinic.ids.bot}`, ...text },
    { what: 'the hosts of a Bot', view: () => `bots/${clinic.ids.bot}?tab=settings`, ...field('Hosts') },
    {
      what: 'a rule for whom an app acts',
      view: () => `apps/${clinic.ids.server}`,
      async type(text) {
        await press('Add people by a rule')
        await inField('What their profile must match')(text)
      },
      typed: () => page.getByLabel('What their profile must match').inputValue(),
    },
    { what: 'the name of a Bot', view: () => `bots/${clinic.ids.bot}?tab=settings`, ...field('Name') },
    { what: 'a policy as text', view: () => `policies/${clinic.ids.policy}?tab=text`, ...text },
    { what: 'the entries of a policy', view: () => `policies/${clinic.ids.policy}`, ...field('Name') },
    { what: 'a new policy', view: () => 'policies/new', ...field('Name') },
    { what: 'an invitation', view: () => 'people/invite', ...field('First name') },
    { what: 'a new app', view: () => 'apps/new', ...field('Name') },
    { what: 'a new provider', view: () => 'providers/new?kind=okta', ...field('Issuer URI') },
    { what: 'a new Bot', view: () => 'bots/new', ...field('Name') },
    { what: 'a device to connect', view: () => 'devices/new', ...field('Device') },
    { what: 'claim rules', view: () => `providers/${clinic.ids.provider}?rules=text`, ...text },
    { what: 'settings', view: () => 'settings', ...field('Description') },
    { what: 'sign-in pages', view: () => 'sign-in-pages', ...field('Notice') },
    { what: 'the text of an e-mail', view: () => 'emails?email=invite', ...field('Subject') },
    { what: 'the limits of an app', view: () => `apps/${clinic.ids.server}`, ...field('Maximum requests to the API') },
    { what: 'a resource', view: () => `resources/Organization/${organization}?tab=edit`, ...text },
  ]

  test.each(cases)('who leaves $what is asked before', async ({ view, type, typed }) => {
    await opened.to(view())
    expect(await isHeld()).toBe(false)
    const address = page.url()
    await type('unsaved')
    await poll(isHeld).toBe(true)
    await follow('Audit')
    await answer('Stay here')
    await dialog().waitFor({ state: 'detached', timeout: STEP_MS })
    expect(page.url()).toBe(address)
    expect(await typed()).toContain('unsaved')
    await follow('Audit')
    await answer('Leave and lose it')
    await page.waitForURL(/audit/, { timeout: STEP_MS })
    // The address changes before the view does.
    await poll(isHeld).toBe(false)
    expect(opened.complaints).toEqual([])
  })

  test('another tab of the view asks where it would lose that, and only there', async () => {
    await opened.to('settings')
    await inField('Description')('unsaved')
    await page.getByRole('link', { name: 'Sign-ins', exact: true }).last().click()
    await page.waitForURL(/tab=/, { timeout: STEP_MS })
    expect(await dialog().count()).toBe(0)
    expect(await isHeld()).toBe(true)
    await press('Discard the changes')
    await poll(isHeld).toBe(false)

    await opened.to(`bots/${clinic.ids.bot}?tab=settings`)
    await inField('Hosts')('unsaved.example')
    await page.getByRole('link', { name: 'Logs', exact: true }).click()
    await answer('Stay here')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('searchbox').fill('Audit')
    await page.getByRole('option', { name: 'Audit', exact: true }).first().click()
    await answer('Stay here')
    expect(await page.getByLabel('Hosts', { exact: true }).inputValue()).toBe('unsaved.example')
    expect(opened.complaints).toEqual([])
  })

  test('nothing is asked of what was made, typed back, saved, or deleted', async () => {
    const resource = [{ resourceType: 'Observation', interaction: ['read'] }]
    const { id } = await clinic.ask('fhir/R4/AccessPolicy', { resourceType: 'AccessPolicy', name: 'Short', resource })
    await opened.to('bots/new')
    await inField('Name')('Made')
    await poll(isHeld).toBe(true)
    await press('Create')
    await page.waitForURL(/bots\/[0-9a-f-]{36}/, { timeout: STEP_MS })
    await opened.to(`policies/${id}`)
    const name = inField('Name')
    await name('Shorter')
    await poll(isHeld).toBe(true)
    await name('Short')
    await poll(isHeld).toBe(false)
    await name('Shorter')
    await press('Save')
    await said('Saved: ')
    await poll(isHeld).toBe(false)
    await name('Shortest')
    await press('Delete')
    await page.getByRole('dialog').getByRole('textbox').fill('Shorter')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.waitForURL(/policies$/, { timeout: STEP_MS })
    expect(await dialog().count()).toBe(0)
    expect(opened.complaints).toEqual([])
  })
})

describe('what can be undone', () => {
  const message = () => page.locator('.notices p', { hasText: 'can no longer sign in here' })
  const takeBack = () => message().getByRole('button', { name: 'Undo' })
  const focused = () => page.evaluate(() => document.activeElement?.textContent)
  let member: string
  beforeEach(async () => {
    const person = { resourceType: 'Practitioner', firstName: 'Joan', lastName: 'Clarke', email: freshEmail() }
    member = (await clinic.ask(`admin/projects/${clinic.owner.project}/invite`, person)).id
    // As if they had signed in.
    const sql = 'update memberships set invitation_open = false where id = $1::uuid'
    await world.store.db.query({ sql, params: [member] })
    await page.clock.install()
    await page.goto(page.url())
    await page.waitForSelector('main#content h1', { timeout: STEP_MS })
    await opened.to(`people/${member}`)
    await press('Turn off')
    await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click()
    await takeBack().waitFor({ timeout: STEP_MS })
  })
  const isActive = async () => (await clinic.ask(`fhir/R4/ProjectMembership/${member}`))['active']

  test('is offered for twenty seconds, and for as long as somebody points at it or is in it', async () => {
    await page.clock.fastForward(19_000)
    await message().hover()
    await page.clock.fastForward(60_000)
    expect(await message().count()).toBe(1)
    await page.keyboard.press('F6')
    await page.mouse.move(0, 0)
    await page.clock.fastForward(60_000)
    expect(await message().count()).toBe(1)
    await page.keyboard.press('F6')
    await page.clock.fastForward(19_000)
    expect(await message().count()).toBe(1)
    await page.clock.fastForward(2_000)
    await poll(() => message().count()).toBe(0)
  })

  test('is reached by the key that is told, and the focus goes back to where it was', async () => {
    const before = await focused()
    expect(await message().innerText()).toContain('The F6 key goes here.')
    await page.keyboard.press('F6')
    expect(await focused()).toBe('Undo')
    await page.keyboard.press('F6')
    expect(await focused()).toBe(before)
    await page.keyboard.press('F6')
    await page.keyboard.press('Enter')
    await poll(isActive).toBe(true)
    // The same button, which turns them off again.
    expect(before).toBe('Turn on')
    await poll(focused).toBe('Turn off')
    expect(await message().count()).toBe(0)
  })

  test('is reached from a dialog, too', async () => {
    await press('Remove')
    await page.getByRole('dialog').getByRole('textbox').waitFor({ timeout: STEP_MS })
    await page.keyboard.press('F6')
    expect(await focused()).toBe('Undo')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await poll(() => message().count()).toBe(0)
    expect(
      await page
        .getByRole('dialog')
        .getByRole('textbox')
        .evaluate((one) => one === document.activeElement),
    ).toBe(true)
    expect(await isActive()).toBe(false)
  })
})

test('what cannot be undone asks for the name: all sign-ins of a person, and an invitation', async () => {
  const at = `admin/projects/${clinic.owner.project}/members`
  const invite = async (lastName: string) => {
    const person = { resourceType: 'Practitioner', firstName: 'Joan', lastName, email: freshEmail() }
    return (await clinic.ask(`admin/projects/${clinic.owner.project}/invite`, person)).id
  }
  const member = await invite('Here')
  const sql = 'update memberships set invitation_open = false where id = $1::uuid'
  await world.store.db.query({ sql, params: [member] })
  await opened.to(`people/${member}`)
  await press('End all sign-ins')
  await confirm('End all sign-ins', 'Joan Here')
  await said('Joan Here is signed out everywhere in this project.')
  const invited = await invite('Invited')
  await opened.to(`people/${invited}`)
  await press('Withdraw the invitation')
  await confirm('Withdraw the invitation', 'Joan Invited')
  await page.waitForURL(/people$/, { timeout: STEP_MS })
  expect(JSON.stringify(await clinic.ask(`${at}?id=${invited}`))).not.toContain('Joan Invited')
})

test('an address of an app that was removed comes back by undoing', async () => {
  const path = `fhir/R4/ClientApplication/${clinic.ids.app}`
  const { redirectUris } = await clinic.ask(path)
  await opened.to(`apps/${clinic.ids.app}`)
  await press('Remove https://app.example/callback')
  await confirm('Remove')
  await poll(async () => (await clinic.ask(path))['redirectUris']).toHaveLength(1)
  await undo('The addresses are saved.')
  await poll(async () => (await clinic.ask(path))['redirectUris']).toEqual(redirectUris)
  expect(opened.complaints).toEqual([])
})
