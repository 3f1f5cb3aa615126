/** A Bot's settings and files on its page: what each says and checks, who is offered it, and against somebody who was faster. */
import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { freshEmail, PASSWORD } from '../../server/test/identity/steps.ts'
import { actingIn } from './acting.ts'
import {
  browser,
  choose,
  clinic,
  confirm,
  fill,
  main,
  opened,
  page,
  poll,
  press,
  said,
  withConsole,
  world,
  wrongAt,
} from './clinic-console.ts'
import { openConsole, STEP_MS } from './opened.ts'

withConsole()

const path = () => `fhir/R4/Bot/${clinic.ids.bot}`
const stored = () => clinic.ask(path())
const tick = (text: string) => main().locator('label', { hasText: text }).click({ timeout: STEP_MS })
const dialog = () => page.getByRole('dialog')
const button = (name: string) => main().getByRole('button', { name, exact: true })

interface Part {
  readonly name: string
  readonly valueString?: string
  readonly part?: readonly Part[]
}
/** The files of the version that runs, and the one with the handler. */
async function deployed(): Promise<object> {
  const { parameter } = (await clinic.ask(`${path()}/$source`)) as unknown as { parameter: readonly Part[] }
  const text = ({ part = [] }: Part, name: string) => part.find((one) => one.name === name)?.valueString ?? ''
  const files = parameter.filter(({ name }) => name === 'file').map((one) => [text(one, 'name'), text(one, 'text')])
  const version = parameter.find(({ name }) => name === 'version')
  return { entry: version && text(version, 'entry'), files: Object.fromEntries(files) }
}

describe('in the settings of a Bot, an owner', () => {
  test('renames it, and what the form does not show stays', async () => {
    await clinic.ask(path(), { ...(await stored()), cronString: '0 8 * * *', auditEventTrigger: 'always' }, 'PUT')
    await opened.to(`bots/${clinic.ids.bot}?tab=settings`)
    await said('this server starts no Bot by a schedule')
    await fill('Name', '')
    await wrongAt('Name', 'Give it a name.')
    expect(await button('Save the settings').isDisabled()).toBe(true)
    await fill('Name', 'Results of the lab')
    await fill('What it does', 'Reads what the lab sends.')
    await fill('Seconds that it may run', '61')
    await wrongAt('Seconds that it may run', 'A whole number from 1 to 60.')
    await fill('Seconds that it may run', '20')
    await fill('Hosts', 'https://api.example.com')
    await wrongAt('Hosts', 'no scheme, path or asterisk')
    await fill('Hosts', 'api.example.com lab.example:8443')
    await press('Save the settings')
    await poll(stored).toMatchObject({
      name: 'Results of the lab',
      description: 'Reads what the lab sends.',
      timeout: 20,
      allowedHost: ['api.example.com', 'lab.example:8443'],
      cronString: '0 8 * * *',
      auditEventTrigger: 'always',
    })
    await poll(() => page.getByRole('heading', { level: 1 }).innerText()).toContain('Results of the lab')
    expect(opened.complaints).toEqual([])
  })

  test('opens a webhook, knowing what that changes, and a vendor starts the Bot at the address that is shown', async () => {
    const code = 'export async function handler(_client, event) { return { got: event.input.id } }'
    await clinic.ask(`${path()}/$deploy`, { code, filename: 'bot.ts' })
    await clinic.ask(`admin/projects/${clinic.owner.project}/secrets`, [
      { name: 'LAB', valueString: 'lab:a quiet garden path' },
    ])
    await opened.to(`bots/${clinic.ids.bot}?tab=settings`)
    await tick('Senders without an account may start it')
    await said('Choose how the sender is known.')
    await choose('How the sender is known', 'By nothing')
    await said('From then on anyone who knows the address starts it')
    await choose('How the sender is known', 'By a certificate')
    await fill('Fingerprints of the accepted certificates', 'AB:CD')
    await wrongAt('Fingerprints of the accepted certificates', 'each with 64 hex digits')
    await choose('How the sender is known', 'By a user and password')
    expect(await main().innerText()).not.toContain('anyone who knows the address starts it')
    await said('Name a secret of the project.')
    await fill('Secret of the sender', 'OTHER')
    await page.keyboard.press('Tab')
    await said('OTHER is not set in this project')
    await fill('Secret of the sender', 'LAB')
    await page.keyboard.press('Tab')
    await said('From then on senders without an account start it by its webhook')
    await press('Save the settings')
    await poll(stored).toMatchObject({ publicWebhook: true, webhook: { verification: 'basic', secretName: ['LAB'] } })
    const address = await main().getByRole('group', { name: 'Address for the sender' }).innerText({ timeout: STEP_MS })
    const send = async (credentials: string) => {
      const Authorization = `Basic ${Buffer.from(credentials).toString('base64')}`
      const headers = { Authorization, 'Content-Type': 'application/json' }
      return fetch(address.trim(), { method: 'POST', body: '{"id":"7"}', headers })
    }
    const taken = await send('lab:a quiet garden path')
    expect([taken.status, await taken.json()]).toEqual([200, { got: '7' }])
    expect((await send('lab:another')).status).toBeGreaterThanOrEqual(400)
    expect(opened.complaints).toEqual([])
  })

  test('reads at the field what the server finds wrong', async () => {
    await opened.to(`bots/${clinic.ids.bot}?tab=settings`)
    await page.route(`**/${path()}`, async (route) => {
      if (route.request().method() !== 'PUT') return route.continue()
      const sent = route.request().postDataJSON() as object
      return route.continue({ postData: JSON.stringify({ ...sent, allowedHost: ['Api.example'] }) })
    })
    await fill('Hosts', 'api.example')
    await press('Save the settings')
    await wrongAt('Hosts', 'An allowed host is a name in small letters')
    expect(await stored()).not.toMatchObject({ allowedHost: ['Api.example'] })
    await page.unroute(`**/${path()}`)
    await press('Drop my changes')
  })

  test('lets it act as its callers, and sees what somebody else saved meanwhile', async () => {
    await opened.to(`bots/${clinic.ids.bot}?tab=settings`)
    await tick('It acts within the rights of whoever calls it')
    await said('owners of the project included')
    await said('Nobody is signed in behind a webhook')
    await clinic.ask(path(), { ...(await stored()), description: 'Somebody else’s' }, 'PUT')
    await press('Save the settings')
    await dialog().getByText('Somebody else saved this while you worked on it').waitFor({ timeout: STEP_MS })
    expect(await stored()).not.toHaveProperty('runAsUser')
    await confirm('Save mine over theirs')
    await poll(stored).toMatchObject({ runAsUser: true, description: 'Reads what the lab sends.' })
    await tick('It acts within the rights of whoever calls it')
    await said('From then on it does everything that its own policy allows')
    await clinic.ask(path(), { ...(await stored()), description: 'Theirs' }, 'PUT')
    await press('Save the settings')
    await confirm('Take theirs and drop mine')
    expect(await stored()).toMatchObject({ runAsUser: true, description: 'Theirs' })
    await poll(() => page.getByLabel('What it does').inputValue()).toBe('Theirs')
    expect(await page.getByRole('checkbox', { name: 'It acts within the rights' }).isChecked()).toBe(true)
    // While something is typed, a secret is not saved beside it.
    const secret = page.getByRole('checkbox', { name: 'LAB' })
    expect(await secret.isDisabled()).toBe(false)
    await fill('What it does', 'Mine')
    await poll(() => secret.isDisabled()).toBe(true)
    await press('Drop my changes')
    await poll(() => secret.isDisabled()).toBe(false)
  })
})

test('a deployer is not offered what makes a Bot act as others, nor any change of one that does', async () => {
  const email = freshEmail()
  const person = { resourceType: 'Practitioner', firstName: 'Dee', lastName: 'Ployer', email }
  const project = `admin/projects/${clinic.owner.project}`
  await clinic.ask(`${project}/invite`, { ...person, membership: { adminRole: 'deployer' } })
  await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: PASSWORD } })
  const { id } = await clinic.ask(`${project}/bot`, { name: 'Plain' })
  const at = `fhir/R4/Bot/${id}`
  const deployer = { email, password: PASSWORD, project: clinic.owner.project }
  const theirs = await openConsole(browser, world, deployer, `bots/${id}?tab=settings`)
  const { main: view, press: pressed, fill: filled, poll: polled } = actingIn(() => theirs.page)
  await filled('What it does', 'Plain work')
  expect(await view().innerText()).not.toContain('With whose rights it acts')
  await view().getByText('Senders without an account may start it').click()
  await pressed(/How the sender is known$/)
  await theirs.page.locator('.popover [role=option]', { hasText: 'By nothing' }).click()
  await pressed('Save the settings')
  await polled(() => clinic.ask(at)).toMatchObject({ description: 'Plain work', publicWebhook: true })
  await theirs.page.getByText('An owner of the project sees here the address').waitFor({ timeout: STEP_MS })

  await clinic.ask(at, { ...(await clinic.ask(at)), runAsUser: true }, 'PUT')
  await theirs.to('bots')
  for (const tab of ['settings', 'code', 'versions']) {
    await theirs.to(`bots/${id}?tab=${tab}`)
    if (tab !== 'versions')
      await theirs.page
        .getByText('This Bot acts with the rights of others')
        .filter({ visible: true })
        .first()
        .waitFor({ timeout: STEP_MS })
    const names = await view().getByRole('button').allInnerTexts()
    expect(names.filter((name) => /Save|Deploy|Delete|Restore|Add|Rename/.test(name))).toEqual([])
  }
  expect(theirs.complaints).toEqual([])
  await theirs.page.context().close()
})

test('files are added, renamed and removed in the editor, and count as unsaved until they are deployed', async () => {
  const entry = "import { word } from './lib/word.ts'\nexport const handler = async () => word\n"
  const isHeld = () =>
    page.evaluate(() => {
      const closing = new Event('beforeunload', { cancelable: true })
      dispatchEvent(closing)
      return closing.defaultPrevented
    })
  const editor = () => main().locator('.cm-content').first()
  const write = async (text: string): Promise<void> => {
    await editor().click({ timeout: STEP_MS })
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('Delete')
    await page.keyboard.insertText(text)
  }
  const name = (text: string) => dialog().getByLabel('Name of the file').fill(text, { timeout: STEP_MS })
  const wrong = (text: string) => dialog().getByText(text).waitFor({ timeout: STEP_MS })
  const shown = (file: string) => main().getByRole('textbox', { name: file, exact: true }).waitFor({ timeout: STEP_MS })

  await clinic.ask(`${path()}/$deploy`, { code: 'export const handler = async () => 1', filename: 'bot.ts' })
  await opened.to('bots')
  await opened.to(`bots/${clinic.ids.bot}`)
  await press('Add a file')
  await name('../up.ts')
  await wrong('no step upwards')
  await name('bot.ts')
  await wrong('There is a file of this name already.')
  expect(await dialog().getByRole('button', { name: 'Add a file' }).isDisabled()).toBe(true)
  await name('words.ts')
  await confirm('Add a file')
  await poll(isHeld).toBe(true)
  await shown('words.ts')
  await write("export const word = 'hello'\n")
  await press('Rename this file')
  await name('lib/word.ts')
  await confirm('Rename this file')
  await shown('lib/word.ts')
  expect(await editor().innerText()).toContain('hello')
  await choose('File', 'bot.ts')
  await write(entry)
  expect(await button('Remove this file').count()).toBe(0)
  await press('Deploy')
  await said('Deployed.')
  await poll(deployed).toEqual({
    entry: 'bot.ts',
    files: { 'bot.ts': entry, 'lib/word.ts': "export const word = 'hello'\n" },
  })
  await poll(isHeld).toBe(false)

  // Another file can have the handler, and then the first one can go.
  await choose('File', 'lib/word.ts')
  await write('export const handler = async () => 2\n')
  await choose('The file with the handler', 'lib/word.ts')
  await choose('File', 'bot.ts')
  await press('Remove this file')
  await confirm('Remove this file')
  await shown('lib/word.ts')
  await press('Deploy')
  await poll(deployed).toEqual({
    entry: 'lib/word.ts',
    files: { 'lib/word.ts': 'export const handler = async () => 2\n' },
  })
  await press('Rename this file')
  await name('index.ts')
  await confirm('Rename this file')
  await press('Drop my changes')
  await shown('lib/word.ts')
  await poll(isHeld).toBe(false)
  expect(opened.complaints).toEqual([])
})
