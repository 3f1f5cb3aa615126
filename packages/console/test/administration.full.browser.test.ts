/** Settings, limits and what else administers a project, in a browser: their states, and what is done with them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { launchChromium, type Owner, startWorld, type World } from '@damson/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshEmail, must, PASSWORD } from '../../server/test/identity/steps.ts'
import { STEP_MS } from './opened.ts'
import { expectNamed } from './requests-named.ts'
import { type Person, type SignedIn, signedIn } from './signed-in.ts'

/** Set to a folder to look at every view. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
const HOSTILE = '<img src=x onerror=alert(1)>'

let browser: Browser
let world: World
let owner: Owner
/** Owns a project that administers the server. */
let operator: Owner
/** Is of the same project as the operator, but does not own it. */
let colleague: Person
let provider: string

const ask = async (path: string, json?: object, method?: string) => {
  const answer = await world.call(path, { token: owner.token, ...(json && { json }), ...(method && { method }) })
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
  return answer.body
}
const own = (): ReturnType<typeof ask> => ask(`fhir/R4/Project/${owner.project}`)
const settingOf = async (name: string) =>
  (await own()).setting?.find((one: { readonly name: string }) => one.name === name)

beforeAll(async () => {
  browser = await launchChromium()
  world = await startWorld({ console: 'built' })
  owner = await world.actors.owner({ projectName: 'Hillside Clinic' })
  const fields = { name: HOSTILE, kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic' }
  const { id } = await ask(`admin/projects/${owner.project}/client`, fields)
  const client = await ask(`fhir/R4/ClientApplication/${id}`)
  await ask(`fhir/R4/ClientApplication/${id}`, { ...client, fhirRequestLimit: 100 }, 'PUT')
  const identityProvider = {
    name: 'Hospital',
    issuer: 'https://idp.example',
    clientId: 'damson',
    clientSecret: 'a-secret',
    profileType: ['Practitioner', 'Patient', 'RelatedPerson'],
  }
  provider = (
    await ask('fhir/R4/ProjectIdentityProvider', { resourceType: 'ProjectIdentityProvider', identityProvider })
  ).id
  operator = await world.actors.owner({ projectName: 'Administration' })
  const sql = 'update projects set super_admin = true where id = $1::uuid'
  await world.store.db.query({ sql, params: [operator.project] })
  await world.app.upkeep.run()
  colleague = { project: operator.project, email: freshEmail(), password: PASSWORD }
  const person = { resourceType: 'Practitioner', firstName: 'Iris', lastName: 'Desk', email: colleague.email }
  const json = { ...person, adminRole: 'help-desk' }
  must(await world.call(`admin/projects/${operator.project}/invite`, { json, token: operator.token }))
  must(await world.call('auth/setpassword', { json: { ...world.inbox.link(colleague.email), password: PASSWORD } }))
}, 300_000)
afterAll(expectNamed)
afterAll(async () => {
  await browser.close()
  await world.close()
})

const open = (options?: Parameters<typeof signedIn>[3]): Promise<SignedIn> => signedIn(browser, world, owner, options)

const SETTINGS = ['project', 'proof', 'sessions', 'people', 'roles', 'addresses', 'bots', 'text']
const SERVERS = [
  ['projects', 'server/projects'],
  ['health', 'server/health'],
] as const
const shownViews = () => [
  ...['keys', 'api', 'limits', 'settings'].map((path) => [path, path] as const),
  ['api-operation', 'api?operation=postAdminProjectsByProjectIdInvite'] as const,
  ['claims', `providers/${provider}`] as const,
  ...SETTINGS.map((tab) => [`settings-${tab}`, `settings?tab=${tab}`] as const),
]

/**
 * All views go through all states, languages, widths and themes in `views.full`: here with what this project has, where
 * words are longest and the page is narrowest, and from right to left.
 */
const LOOKS = [
  ['es', 320, 'dark'],
  ['ar', 1_440, 'dark'],
] as const

describe('each view fits and is read out', () => {
  test.each(LOOKS)('in %s at %i px, %s', async (tag, width, colorScheme) => {
    const found: unknown[] = []
    const { page, complaints, to, wrong } = await open({ tag, width, colorScheme })
    for (const [name, path] of shownViews()) {
      await to(path)
      found.push(...(await wrong()).map((one) => [name, one]))
      const at = SCREENSHOTS && join(SCREENSHOTS, `${name}-${tag}-${width}.png`)
      if (at !== undefined) await page.screenshot({ path: at, fullPage: true })
    }
    found.push(...complaints)
    await page.context().close()
    expect(found).toEqual([])
  })
})

describe('an owner', () => {
  test('changes settings by keyboard alone, and sees what changes before it is saved', async () => {
    const { page, to } = await open()
    await to('settings?tab=sessions')
    const minutes = page.getByLabel('Staff: minutes of inactivity')
    await minutes.focus()
    await page.keyboard.type('4')
    await page.getByText('Write a whole number from 5 to 1,440.').waitFor({ timeout: STEP_MS })
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
    await page.keyboard.press('Backspace')
    await page.keyboard.type('20')
    await page.getByText('1 change that is not saved: staffIdleMinutes').waitFor({ timeout: STEP_MS })
    await page.getByRole('button', { name: 'Save', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('Nothing is changed.').waitFor({ timeout: STEP_MS })
    expect(await settingOf('staffIdleMinutes')).toEqual({ name: 'staffIdleMinutes', valueInteger: 20 })
    await page.context().close()
  })

  test('reads beside the field what the server refuses, and keeps what was typed', async () => {
    const { page, to } = await open()
    await to('settings?tab=people')
    await page.getByLabel('Version of the terms').fill('2026-11')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText(/termsVersion needs termsUrl or privacyUrl/).waitFor({ timeout: STEP_MS })
    expect(await page.getByLabel('Version of the terms').inputValue()).toBe('2026-11')
    await page.context().close()
  })

  test('sees both versions when another administrator was faster, and chooses', async () => {
    const { page, to } = await open()
    await to('settings?tab=project')
    await page.getByLabel('Description').fill('Mine')
    await ask(`fhir/R4/Project/${owner.project}`, { ...(await own()), description: 'Theirs' }, 'PUT')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Theirs').first().waitFor({ timeout: STEP_MS })
    await dialog.getByText('Mine').first().waitFor({ timeout: STEP_MS })
    expect((await own()).description).toBe('Theirs')
    await dialog.getByRole('button', { name: 'Take theirs and drop mine' }).click()
    await expect.poll(() => page.getByLabel('Description').inputValue(), { timeout: STEP_MS }).toBe('Theirs')
    expect((await own()).description).toBe('Theirs')
    await page.context().close()
  })

  test('is asked for the name before rules that shut them out', async () => {
    const { page, to } = await open()
    await to('settings?tab=addresses')
    await page.getByRole('button', { name: 'Add a rule' }).click()
    await page.getByLabel('Address or network').fill('192.0.2.0/24')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('button', { name: 'Save it and shut me out' }).click({ timeout: STEP_MS })
    const dialog = page.getByRole('dialog')
    const sure = dialog.getByRole('button', { name: 'Save it and shut me out' })
    expect(await sure.isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect((await own()).ipAccessRule).toBeUndefined()
    await page.context().close()
  })

  test('sees the use of each limit, and sets the project’s own', async () => {
    const { page, to } = await open()
    await to('limits')
    await page.getByText(HOSTILE).waitFor({ timeout: STEP_MS })
    await page.getByLabel(/^Requests of each app/).fill('500')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Nothing is changed.').waitFor({ timeout: STEP_MS })
    expect((await settingOf('fhirRequestsPerMachine')).valueInteger).toBe(500)
    await page.context().close()
  })

  test('reads of whom a provider is, relatives among them', async () => {
    const { page, complaints, to } = await open()
    await to(`providers/${provider}`)
    await page.getByText('Staff, Patient and Relative', { exact: true }).waitFor({ timeout: STEP_MS })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('edits claim rules as rows, with what they make of a sample beside them', async () => {
    const { page, to } = await open()
    await to(`providers/${provider}`)
    await page.getByRole('button', { name: 'Add a rule' }).click({ timeout: STEP_MS })
    await page.getByLabel('When the claim').fill('groups')
    await page.getByLabel('has the value').fill('Clinicians')
    await page.getByText('may sign in', { exact: true }).waitFor({ timeout: STEP_MS })
    await page.getByText('Then the person is refused').click()
    await page.getByText('is refused', { exact: true }).waitFor({ timeout: STEP_MS })
    await page.getByRole('button', { name: 'Edit as text' }).click()
    await page.getByRole('button', { name: 'Edit as rows' }).click()
    await page.getByRole('button', { name: 'Save the rules' }).click()
    await expect
      .poll(async () => (await ask(`fhir/R4/ProjectIdentityProvider/${provider}`)).identityProvider.claimRule, {
        timeout: STEP_MS,
      })
      .toEqual([{ claim: 'groups', value: 'Clinicians', refuse: true }])
    await page.context().close()
  })

  test('tries the API with their own rights: reading at once, changing only when sure', async () => {
    const { page, to } = await open()
    await to('api?operation=getAdminProjectsByProjectId')
    await page.getByRole('button', { name: 'Send it' }).click({ timeout: STEP_MS })
    const answer = page.getByRole('group', { name: 'The answer' })
    await expect.poll(() => answer.innerText(), { timeout: STEP_MS }).toContain('Hillside Clinic')
    await to('api?operation=deleteAdminProjectsByProjectIdMembersByMembershipId')
    expect(await page.getByRole('button', { name: 'Send it' }).isDisabled()).toBe(true)
    await page.getByLabel('membershipId').fill('../../x')
    await page.getByRole('button', { name: 'Send it' }).click({ timeout: STEP_MS })
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/..%2F..%2Fx is sent to this server as you/).waitFor({ timeout: STEP_MS })
    await dialog.getByRole('button', { name: 'Send it' }).click()
    await page.getByText('404', { exact: true }).waitFor({ timeout: STEP_MS })
    const parts = (): Promise<string[]> => page.locator('main section > .heading h2').allInnerTexts()
    await to('api?part=FHIR')
    await expect.poll(parts, { timeout: STEP_MS }).toEqual(['FHIR'])
    await to('api?part=nothing')
    await expect.poll(async () => (await parts()).length, { timeout: STEP_MS }).toBeGreaterThan(5)
    await page.context().close()
  })

  test('switches their project off, once they have typed its name', async () => {
    const other = await world.actors.owner({ projectName: 'Closing Clinic' })
    const { page, to } = await signedIn(browser, world, other)
    await to('settings')
    await page.getByRole('button', { name: 'Switch off…' }).click({ timeout: STEP_MS })
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Closing Clinic')
    await dialog.getByRole('button', { name: 'Switch the project off' }).click()
    const active = async (): Promise<unknown> => {
      const sql = 'select active from projects where id = $1::uuid'
      return (await world.store.db.query({ sql, params: [other.project] })).rows[0]
    }
    await expect.poll(active, { timeout: STEP_MS }).toEqual({ active: false })
    await page.context().close()
  })
})

describe('the palette', () => {
  const DIALOGS = [
    ['expor audit', 'Export the audit', 'audit?export=true'],
    ['turn traces', 'Turn traces on', 'traces?on=true'],
  ] as const
  test.each(DIALOGS)(
    'does what is typed as "%s" by keyboard, at an address that can be sent',
    async (text, name, at) => {
      const { page, to } = await open()
      await page.keyboard.press('Control+k')
      await page.getByRole('searchbox').pressSequentially(text, { timeout: STEP_MS })
      await page.locator('[role=option][data-focused]', { hasText: name }).waitFor({ timeout: STEP_MS })
      await page.keyboard.press('Enter')
      const shown = (): string => page.url().split('/console/')[1] ?? ''
      await expect.poll(shown, { timeout: STEP_MS }).toBe(at)
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('heading').waitFor({ timeout: STEP_MS })
      const title = await dialog.getByRole('heading').innerText()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached', timeout: STEP_MS })
      await expect.poll(shown, { timeout: STEP_MS }).toBe(at.split('?')[0])
      await to(at)
      await expect.poll(() => dialog.getByRole('heading').innerText(), { timeout: STEP_MS }).toBe(title)
      await page.context().close()
    },
  )

  test('takes the first at Enter, after a correction and before the mark is on it', async () => {
    const { page } = await open()
    const slow = await page.context().newCDPSession(page)
    await slow.send('Emulation.setCPUThrottlingRate', { rate: 8 })
    const search = page.getByRole('dialog').getByRole('searchbox')
    const before = page.url()
    await page.keyboard.press('Control+k')
    await search.waitFor({ timeout: STEP_MS })
    // Of nothing, there is no first.
    await page.keyboard.press('Enter')
    await page.locator('[role=option]').first().waitFor({ timeout: STEP_MS })
    await page.keyboard.press('Escape')
    await search.waitFor({ state: 'detached', timeout: STEP_MS })
    expect(page.url()).toBe(before)
    for (const [text, keys] of [
      ['devices', ['Backspace', 'Enter']],
      ['people', ['Enter']],
    ] as const) {
      await page.keyboard.press('Control+k')
      await search.waitFor({ timeout: STEP_MS })
      await page.keyboard.type(keys.length > 1 ? `${text}x` : text)
      for (const key of keys) await page.keyboard.press(key)
      await search.waitFor({ state: 'detached', timeout: STEP_MS })
      await expect.poll(() => page.url().split('/console/')[1], { timeout: STEP_MS }).toBe(text)
    }
    await page.context().close()
  })

  test('does it in the language of the moment, and offers each role its own', async () => {
    const arabic = await open({ tag: 'ar' })
    await arabic.page.keyboard.press('Control+k')
    await arabic.page.getByRole('searchbox').fill('دعوة شخص', { timeout: STEP_MS })
    await arabic.page.getByRole('option', { name: 'دعوة شخص' }).click({ timeout: STEP_MS })
    await expect.poll(() => new URL(arabic.page.url()).pathname, { timeout: STEP_MS }).toMatch(/people\/invite$/)
    await arabic.page.context().close()
    const { page } = await signedIn(browser, world, colleague)
    await page.keyboard.press('Control+k')
    const options = page.getByRole('option')
    await options.filter({ hasText: 'Invite a person' }).waitFor({ timeout: STEP_MS })
    for (const name of ['Import people', 'Export the audit', 'Turn traces on', 'Add a project'])
      expect(await options.filter({ hasText: name }).count(), name).toBe(0)
    await page.context().close()
  })
})

describe('the operator', () => {
  test('finds the server’s views by the palette, which others are not offered', async () => {
    for (const [who, count] of [
      [operator, 1],
      [owner, 0],
    ] as const) {
      const { page } = await signedIn(browser, world, who)
      await page.keyboard.press('Control+k')
      await page.getByRole('searchbox').fill('Health')
      const option = page.getByRole('option', { name: 'Health' })
      // What has been typed leaves the page of health alone, or nothing.
      await option.or(page.getByText('Nothing found.')).first().waitFor({ timeout: STEP_MS })
      expect(await option.count()).toBe(count)
      await page.context().close()
    }
  })

  test('has the server’s views at their addresses, where others read that their role is not for them', async () => {
    for (const [who, isOffered] of [
      [operator, true],
      [colleague, false],
      [owner, false],
    ] as const) {
      const { page, to } = await signedIn(browser, world, who)
      const asked: string[] = []
      page.on('request', (request) => {
        if (request.url().includes('/admin/server')) asked.push(request.url())
      })
      for (const [name, path] of SERVERS) {
        await to(path)
        const refusal = page.locator('main h1', { hasText: 'Your role is not for this' })
        expect(await refusal.count(), name).toBe(isOffered ? 0 : 1)
      }
      expect(asked.length > 0).toBe(isOffered)
      await page.context().close()
    }
  })

  test('reads what is run on the server itself, also while nothing else can be read', async () => {
    const { page, to } = await signedIn(browser, world, operator)
    await page.route(/admin\/server$/, (route) => route.fulfill({ status: 503, json: {} }))
    await to('server/health')
    await page.locator('main [role=alert]').waitFor({ timeout: STEP_MS })
    const rows = page.getByRole('table', { name: 'On the server itself' }).locator('code')
    const commands = await rows.allInnerTexts()
    expect(commands).toEqual(
      ['doctor', 'backup -- FILE', 'restore -- FILE', 'recover -- EMAIL FILE'].map((one) => `npm run ${one}`),
    )
    const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'))
    for (const command of commands) expect(Object.keys(scripts)).toContain(command.split(' ')[2])
    await page.unroute(/admin\/server$/)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Nodes' }).waitFor({ timeout: STEP_MS })
    expect(await rows.count()).toBe(commands.length)
    await page.context().close()
  })

  test('makes a project, switches one off by its name, and takes it back', async () => {
    const { page, to } = await signedIn(browser, world, operator)
    await to('server/projects')
    await page.getByRole('button', { name: 'New project' }).click({ timeout: STEP_MS })
    await page.getByRole('textbox', { name: 'Name' }).fill('New Clinic <b>')
    await page.getByRole('button', { name: 'Make the project' }).click()
    await page.getByText('New Clinic <b> is made.').waitFor({ timeout: STEP_MS })
    const link = page.getByRole('link', { name: 'New Clinic <b>', exact: true })
    const address = (await link.getAttribute('href', { timeout: STEP_MS })) ?? ''
    expect(address).toMatch(new RegExp(`^${world.baseUrl}projects/[0-9a-f-]{36}/console/$`))
    expect((await fetch(address)).status).toBe(200)
    await page.getByRole('button', { name: 'Switch off… New Clinic <b>' }).click({ timeout: STEP_MS })
    const dialog = page.getByRole('dialog')
    const sure = dialog.getByRole('button', { name: 'Switch the project off' })
    expect(await sure.isDisabled()).toBe(true)
    await dialog.getByLabel('Name').fill('New Clinic <b>')
    await sure.click()
    await page.getByText('New Clinic <b> is switched off.').waitFor({ timeout: STEP_MS })
    await link.waitFor({ state: 'detached', timeout: STEP_MS })
    await page
      .locator('.notices p', { hasText: 'New Clinic <b> is switched off.' })
      .getByRole('button', { name: 'Undo' })
      .click()
    await page.getByRole('button', { name: 'Switch off… New Clinic <b>' }).waitFor({ timeout: STEP_MS })
    await page.context().close()
  })

  test('moves an account that is found by its address, and then to a project that is found by its name', async () => {
    const email = freshEmail()
    const json = { resourceType: 'Practitioner', firstName: 'Hedy', lastName: 'Lamarr', email, scope: 'project' }
    const { token, project } = operator
    const { user } = must(await world.call(`admin/projects/${project}/invite`, { json, token })).body
    const link = world.inbox.link(email)
    must(await world.call('auth/setpassword', { json: { ...link, password: PASSWORD } }))
    const account = user.reference.replace('User/', '')
    const of = async () => {
      const sql = 'select project::text as project from users where id = $1::uuid'
      return (await world.store.db.query({ sql, params: [account] })).rows[0]?.['project']
    }
    const { page, complaints, to } = await signedIn(browser, world, operator)
    await to('server/projects?move=true')
    const dialog = page.getByRole('dialog')
    const button = dialog.getByRole('button', { name: 'Move the account' })
    await dialog.getByLabel('Account: address, name or id').fill(`nobody-${email}`, { timeout: STEP_MS })
    await dialog.getByText('Nobody in your project has this address').waitFor({ timeout: STEP_MS })
    expect(await button.isDisabled()).toBe(true)
    await dialog.getByLabel('Account: address, name or id').fill(email)
    await dialog.getByRole('button', { name: /Lamarr/ }).click({ timeout: STEP_MS })
    await dialog.getByText(account).waitFor({ timeout: STEP_MS })
    await button.click()
    await page.getByText('The account is of the server now').waitFor({ timeout: STEP_MS })
    const before = await of()
    await to('server/projects?move=true')
    // An id is taken as it is pasted.
    await dialog.getByLabel('Account: address, name or id').fill(`User/${account}`, { timeout: STEP_MS })
    await dialog.getByText('One project', { exact: true }).click()
    expect(await button.isDisabled()).toBe(true)
    const { name } = must(await world.call(`fhir/R4/Project/${project}`, { token })).body
    await dialog.getByLabel('Project: name or id').fill(name.slice(2))
    await dialog.getByRole('button', { name: project.slice(0, 8) }).click({ timeout: STEP_MS })
    await button.click()
    await page.getByText('The account is of that project now').waitFor({ timeout: STEP_MS })
    expect([before, await of()]).toEqual(['00000000-0000-0000-0000-000000000000', project])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('sets a limit of a project, and takes it back', async () => {
    const limits = async () => {
      const { projects } = must(await world.call('admin/server/projects?_count=100', { token: operator.token })).body
      return projects.find(({ id }: { readonly id: string }) => id === owner.project).limits
    }
    const { page, complaints, to } = await signedIn(browser, world, operator)
    await to('server/projects')
    const open = page.getByRole('button', { name: 'Limits… Hillside Clinic' })
    await open.click({ timeout: STEP_MS })
    const dialog = page.getByRole('dialog')
    const [runs, save] = [dialog.getByLabel('Runs at once'), dialog.getByRole('button', { name: 'Save', exact: true })]
    await runs.fill('201')
    await dialog.getByText('A whole number from 1 to 200, or nothing.').waitFor({ timeout: STEP_MS })
    expect(await save.isDisabled()).toBe(true)
    await runs.fill('3')
    await save.click()
    await page.getByText('The limits of Hillside Clinic are saved.').waitFor({ timeout: STEP_MS })
    expect(await limits()).toEqual({ botRunsAtOnce: 3 })
    const row = page.getByRole('row').filter({ has: open })
    await row.getByText('1 set', { exact: true }).waitFor({ timeout: STEP_MS })
    await open.click()
    expect(await runs.inputValue()).toBe('3')
    await runs.fill('')
    await save.click()
    await row.getByText('1 set', { exact: true }).waitFor({ state: 'detached', timeout: STEP_MS })
    expect(await limits()).toEqual({})
    const query = `entity=Project/${owner.project}&subtype=operation&outcome=0&_total=accurate&_count=0`
    expect(must(await world.call(`fhir/R4/AuditEvent?${query}`, { token: operator.token })).body.total).toBe(2)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('moves an account from a project to the server, once it is told where it belongs already', async () => {
    const token = operator.token
    const person = { resourceType: 'Practitioner', firstName: 'Emmy', lastName: 'Noether', scope: 'project' }
    const json = { ...person, email: freshEmail() }
    const { id } = must(await world.call(`admin/projects/${operator.project}/invite`, { json, token })).body
    must(await world.call('auth/setpassword', { json: { ...world.inbox.link(json.email), password: PASSWORD } }))
    const [, user = ''] = must(
      await world.call(`fhir/R4/ProjectMembership/${id}`, { token }),
    ).body.user.reference.split('/')
    const home = async () => {
      const sql = 'select project from users where id = $1::uuid'
      const { rows } = await world.store.db.query({ sql, params: [user] })
      return (rows as readonly { readonly project: string }[])[0]?.project
    }
    const { page, complaints, to } = await signedIn(browser, world, operator)
    await to('server/projects')
    await page.getByRole('button', { name: 'Move an account' }).click({ timeout: STEP_MS })
    const dialog = page.getByRole('dialog')
    const move = dialog.getByRole('button', { name: 'Move the account' })
    await dialog.getByLabel('Account: address, name or id').fill(user)
    await dialog.getByText('One project', { exact: true }).click()
    expect(await move.isDisabled()).toBe(true)
    await dialog.getByLabel('Project: name or id').fill(operator.project)
    await move.click()
    await dialog.getByText('The account belongs there already.').waitFor({ timeout: STEP_MS })
    expect(await home()).toBe(operator.project)
    await dialog.getByText('The server', { exact: true }).click()
    await move.click()
    await page.getByText('The account is of the server now, and its sign-ins have ended.').waitFor({ timeout: STEP_MS })
    expect(await dialog.count()).toBe(0)
    expect(await home()).not.toBe(operator.project)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('has new keys published, and sees them wait', async () => {
    const { page, to } = await signedIn(browser, world, operator)
    await to('keys')
    await page.getByRole('button', { name: 'Publish new keys now' }).click({ timeout: STEP_MS })
    await page.getByRole('dialog').getByRole('button', { name: 'Publish new keys now' }).click()
    await expect.poll(() => page.getByText('takes over next').count(), { timeout: STEP_MS }).toBe(2)
    await page.context().close()
  })
})
