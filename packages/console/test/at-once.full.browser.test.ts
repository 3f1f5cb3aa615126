/** What two administrators do at once where it is no resource that they save, and what is typed while a save is under way. */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshEmail, must, PASSWORD } from '../../server/test/identity/steps.ts'
import { clinic, open, opened, page, poll, withConsoles, world } from './clinic-console.ts'
import { STEP_MS } from './opened.ts'

withConsoles()

const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click({ timeout: STEP_MS })
const editor = () => page.locator('main .cm-content').first()
const type = async (text: string): Promise<void> => {
  await editor().click({ timeout: STEP_MS })
  await page.keyboard.press('ControlOrMeta+A')
  // In the place of a selection, the browser would keep its look by a style that the page does not allow.
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(text)
}
const meeting = () => page.getByRole('dialog').filter({ hasText: 'Somebody else saved this' })

describe('two administrators at once', () => {
  const codeOf = (word: string): string => `export const handler = async () => '${word}'\n`
  const bot = () => `fhir/R4/Bot/${clinic.ids.bot}`
  const deployed = async (): Promise<string> => JSON.stringify(await clinic.ask(`${bot()}/$source`))
  const deploy = (word: string) => clinic.ask(`${bot()}/$deploy`, { code: codeOf(word), filename: 'bot.ts' })

  test('who deploy a Bot see the code of both, and choose', async () => {
    await open(`bots/${clinic.ids.bot}`)
    await type(codeOf('mine'))
    await deploy('theirs')
    await press('Deploy')
    await poll(() => meeting().innerText()).toMatch(/theirs[\s\S]*mine/)
    expect(await deployed()).toContain('theirs')
    await meeting().getByRole('button', { name: 'Take theirs and drop mine' }).click()
    await poll(() => editor().innerText()).toContain('theirs')
    await type(codeOf('mine again'))
    await deploy('theirs again')
    await press('Deploy')
    await meeting().getByRole('button', { name: 'Save mine over theirs' }).click({ timeout: STEP_MS })
    await poll(deployed).toContain('mine again')
    expect(opened.complaints).toEqual([])
  })

  test('who go back to a version hear that another one runs by now', async () => {
    await open(`bots/${clinic.ids.bot}?tab=versions`)
    await press('Restore version 1')
    await deploy('meanwhile')
    await page.getByRole('dialog').getByRole('button', { name: 'Restore', exact: true }).click()
    await page.getByText(/Version \d+ of the code runs now/).waitFor({ timeout: STEP_MS })
    expect(await deployed()).toContain('meanwhile')
  })

  test('who choose the provider of a domain see the choice of both', async () => {
    const at = `admin/projects/${clinic.owner.project}/domain/${clinic.ids.domain}`
    const providers = []
    for (const name of ['Okta of mine', 'Entra of theirs']) {
      const of = { issuer: 'https://idp.example', clientId: 'damson', clientSecret: 'a-secret-of-the-provider' }
      const identityProvider = { name, ...of, profileType: ['Practitioner'] }
      const resource = { resourceType: 'ProjectIdentityProvider', identityProvider }
      providers.push(`ProjectIdentityProvider/${(await clinic.ask('fhir/R4/ProjectIdentityProvider', resource)).id}`)
    }
    const [mine = '', theirs = ''] = providers
    await open(`domains/${clinic.ids.domain}`)
    await page
      .getByRole('button', { name: /^Provider/ })
      .or(page.getByLabel('Provider'))
      .first()
      .click()
    await page.getByRole('option', { name: 'Okta of mine' }).click({ timeout: STEP_MS })
    await clinic.ask(at, { provider: { reference: theirs } })
    await press('Use this provider')
    await poll(() => meeting().innerText()).toMatch(/Entra of theirs[\s\S]*Okta of mine/)
    expect((await clinic.ask(at))['provider']).toEqual({ reference: theirs })
    await meeting().getByRole('button', { name: 'Save mine over theirs' }).click()
    await poll(async () => (await clinic.ask(at))['provider']).toEqual({ reference: mine })
  })

  test('who choose the emergency account see whom both have chosen, and undoing overwrites nothing unseen', async () => {
    const { project } = clinic.owner
    const administrator = async (firstName: string) => {
      const person = { resourceType: 'Practitioner', firstName, lastName: 'Exempt', email: freshEmail() }
      const { id } = await clinic.ask(`admin/projects/${project}/invite`, { ...person, membership: { admin: true } })
      must(await world.call('auth/setpassword', { json: { ...world.inbox.link(person.email), password: PASSWORD } }))
      const sql = `insert into factors (id, user_id, kind, name, created_at, confirmed_at)
        select gen_random_uuid(), user_id, 'totp', '', now(), now() from memberships where id = $1::uuid`
      await world.store.db.query({ sql, params: [id] })
      return id
    }
    const [mine, theirs] = [await administrator('Ada'), await administrator('Grace')]
    const now = async () => {
      const { emergencyAccount } = await clinic.ask(`fhir/R4/Project/${project}`)
      return (emergencyAccount as { readonly reference: string } | undefined)?.reference
    }
    const choose = (id: string | null) => {
      const membership = id === null ? null : { reference: `ProjectMembership/${id}` }
      return world.call(`admin/projects/${project}/emergency-account`, {
        json: { membership },
        token: clinic.owner.token,
      })
    }
    await open('domains')
    await press('Choose Ada Exempt')
    await page.getByRole('dialog').getByText('Make').first().waitFor({ timeout: STEP_MS })
    must(await choose(theirs))
    await page.getByRole('dialog').getByRole('button', { name: 'Choose', exact: true }).click()
    await poll(() => meeting().innerText()).toMatch(/Grace Exempt[\s\S]*Ada Exempt/)
    expect(await now()).toContain(theirs)
    await meeting().getByRole('button', { name: 'Save mine over theirs' }).click()
    await poll(now).toContain(mine)
    const undo = page
      .locator('.notices p', { hasText: 'is the emergency account.' })
      .getByRole('button', { name: 'Undo' })
    await undo.waitFor({ timeout: STEP_MS })
    must(await choose(null))
    await undo.click()
    await poll(() => meeting().count()).toBe(1)
    expect(await now()).toBeUndefined()
    await meeting().getByRole('button', { name: 'Take theirs and drop mine' }).click()
    await meeting().waitFor({ state: 'detached', timeout: STEP_MS })
    expect(await now()).toBeUndefined()
    expect(opened.complaints).toEqual([])
  })

  test('who remove what the other has changed see the change first, and choose', async () => {
    const { project, token } = clinic.owner
    const put = async (path: string, change: object) => {
      const before = await clinic.ask(path)
      must(await world.call(path, { method: 'PUT', json: { ...before, ...change }, token }))
    }
    const removal = () => page.getByRole('dialog').filter({ hasText: 'Somebody changed this while you decided' })
    const remove = async (name: string, action: string): Promise<void> => {
      await press(action)
      const dialog = page.getByRole('dialog').filter({ hasText: name })
      await dialog.getByRole('textbox').fill(name, { timeout: STEP_MS })
    }
    const confirm = (action: string) =>
      page.getByRole('dialog').getByRole('button', { name: action, exact: true }).click({ timeout: STEP_MS })

    const person = { resourceType: 'Practitioner', firstName: 'Edith', lastName: 'Leaving', email: freshEmail() }
    const { id: member } = await clinic.ask(`admin/projects/${project}/invite`, person)
    must(await world.call('auth/setpassword', { json: { ...world.inbox.link(person.email), password: PASSWORD } }))
    must(await world.actors.signIn(person.email, PASSWORD, { projectId: project }))
    const membership = `fhir/R4/ProjectMembership/${member}`
    await open(`people/${member}`)
    await remove('Edith Leaving', 'Remove')
    await put(membership, { admin: true })
    await confirm('Remove')
    await poll(() => removal().innerText()).toMatch(/As you saw it[\s\S]*As it is now[\s\S]*"admin": true/)
    await removal().getByRole('button', { name: 'Keep it' }).click()
    await removal().waitFor({ state: 'detached', timeout: STEP_MS })
    expect((await clinic.ask(membership))['admin']).toBe(true)
    await remove('Edith Leaving', 'Remove')
    await put(membership, { admin: false })
    await confirm('Remove')
    await removal().getByRole('button', { name: 'Remove it all the same' }).click({ timeout: STEP_MS })
    const status = async (path: string) => (await world.call(path, { token })).status
    await poll(() => status(membership)).toBe(410)

    const late = { ...person, firstName: 'Irene', email: freshEmail() }
    const invited = `fhir/R4/ProjectMembership/${(await clinic.ask(`admin/projects/${project}/invite`, late)).id}`
    await open(invited.replace('fhir/R4/ProjectMembership', 'people'))
    await remove('Irene Leaving', 'Withdraw the invitation')
    await put(invited, { admin: true })
    await confirm('Withdraw the invitation')
    await poll(() => removal().innerText()).toMatch(/As it is now[\s\S]*"admin": true/)
    expect(await status(invited)).toBe(200)
    await removal().getByRole('button', { name: 'Remove it all the same' }).click({ timeout: STEP_MS })
    await poll(() => status(invited)).toBe(410)

    const of = { name: 'Leaving IdP', issuer: 'https://idp.example', clientId: 'a', clientSecret: 'a-secret' }
    const resource = {
      resourceType: 'ProjectIdentityProvider',
      identityProvider: { ...of, profileType: ['Practitioner'] },
    }
    const provider = `fhir/R4/ProjectIdentityProvider/${(await clinic.ask('fhir/R4/ProjectIdentityProvider', resource)).id}`
    await open(provider.replace('fhir/R4/ProjectIdentityProvider', 'providers'))
    await remove('Leaving IdP', 'Remove')
    await put(provider, { active: false })
    await confirm('Remove')
    await poll(() => removal().innerText()).toMatch(/"active": false/)
    expect(await status(provider)).toBe(200)
    await removal().getByRole('button', { name: 'Remove it all the same' }).click()
    await poll(() => status(provider)).toBe(410)
  })

  test('who set a limit of a project see both, and are not asked about other limits', async () => {
    const operator = await world.actors.owner({ projectName: 'Administration' })
    const sql = 'update projects set super_admin = true where id = $1::uuid'
    await world.store.db.query({ sql, params: [operator.project] })
    await world.app.upkeep.run()
    const token = (await world.actors.signIn(operator.email, operator.password, { projectId: operator.project })).body
      .access_token
    const { project } = clinic.owner
    const set = async (json: object) =>
      must(await world.call(`fhir/R4/Project/${project}/$rate-limits`, { method: 'POST', json, token }))
    const limits = async () =>
      must(await world.call('admin/server/projects?_count=100', { token })).body.projects.find(
        ({ id }: { readonly id: string }) => id === project,
      ).limits
    await open('server/projects', operator)
    await page
      .getByRole('row')
      .filter({ hasText: 'Hillside' })
      .getByRole('button', { name: /^Limits/ })
      .click()
    const dialog = page.getByRole('dialog').filter({ hasText: 'Runs at once' })
    await dialog.getByLabel('Runs at once').fill('3')
    await set({ botCalls: 50 })
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await poll(limits).toEqual({ botCalls: 50, botRunsAtOnce: 3 })
    await page
      .getByRole('row')
      .filter({ hasText: 'Hillside' })
      .getByRole('button', { name: /^Limits/ })
      .click()
    await dialog.getByLabel('Runs at once').fill('4')
    await set({ botRunsAtOnce: 5 })
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await poll(() => meeting().innerText()).toMatch(/"botRunsAtOnce": 5[\s\S]*"botRunsAtOnce": 4/)
    expect(await limits()).toEqual({ botCalls: 50, botRunsAtOnce: 5 })
    await meeting().getByRole('button', { name: 'Save mine over theirs' }).click()
    await poll(limits).toEqual({ botCalls: 50, botRunsAtOnce: 4 })
  })
})

describe('two owners at once', () => {
  const at = () => `admin/projects/${clinic.owner.project}/secrets`
  const names = async () => ((await clinic.ask(at()))['secrets'] as { name: string }[]).map(({ name }) => name)
  const setAt = async (name: string) =>
    ((await clinic.ask(at()))['secrets'] as { name: string; setAt: string }[]).find((one) => one.name === name)?.setAt
  const value = (name: string) => ({ name, valueString: 'theirs' })
  const fill = async (name: string, text: string): Promise<void> => {
    await page.getByLabel('Name of a secret').fill(name, { timeout: STEP_MS })
    await page.getByLabel('Value', { exact: true }).fill(text)
  }
  const saved = () => page.getByText('The secret is saved.').first().waitFor({ timeout: STEP_MS })

  test('keep the secrets that the other has set', async () => {
    await clinic.ask(at(), [value('FIRST')])
    await open(`bots/${clinic.ids.bot}?tab=settings`)
    await fill('MINE', 'mine')
    await clinic.ask(at(), [{ name: 'FIRST' }, value('THEIRS')])
    await press('Save the secret')
    await saved()
    expect(await names()).toEqual(['FIRST', 'MINE', 'THEIRS'])
    expect(await meeting().count()).toBe(0)
    expect(opened.complaints).toEqual([])
  })

  test('hear of the same secret who has set it, and choose', async () => {
    await clinic.ask(at(), [value('SAME')])
    await open(`bots/${clinic.ids.bot}?tab=settings`)
    await fill('SAME', 'mine')
    await clinic.ask(at(), [value('SAME')])
    const theirs = await setAt('SAME')
    await press('Save the secret')
    await poll(() => meeting().innerText()).toContain('Nobody can read a value')
    await meeting().getByRole('button', { name: 'Leave it as it is' }).click()
    await poll(() => page.getByLabel('Name of a secret').inputValue()).toBe('')
    expect(await setAt('SAME')).toBe(theirs)
    await fill('SAME', 'mine')
    await clinic.ask(at(), [])
    await press('Save the secret')
    await poll(() => meeting().innerText()).toContain('removed')
    await meeting().getByRole('button', { name: 'Save my value' }).click()
    await saved()
    expect(await names()).toEqual(['SAME'])
    expect(opened.complaints).toEqual([])
  })

  test('do not remove a secret whose value the other has replaced', async () => {
    await clinic.ask(at(), [value('GONE'), value('OTHER')])
    await open(`bots/${clinic.ids.bot}?tab=settings`)
    await press('Remove GONE')
    const dialog = page.getByRole('dialog').filter({ hasText: 'Remove the secret GONE?' })
    await dialog.getByLabel('Name', { exact: true }).fill('GONE', { timeout: STEP_MS })
    await clinic.ask(at(), [value('GONE'), { name: 'OTHER' }])
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
    await poll(() => meeting().innerText()).toContain('set a new value for')
    expect(await names()).toEqual(['GONE', 'OTHER'])
    await meeting().getByRole('button', { name: 'Remove it anyway' }).click()
    await poll(names).toEqual(['OTHER'])
  })

  test('are not asked about settings where the other has only set a secret', async () => {
    await open('settings')
    await page.getByLabel('Description', { exact: true }).fill('A clinic on a hill', { timeout: STEP_MS })
    await clinic.ask(at(), [value('BESIDE')])
    await press('Save')
    await poll(async () => (await clinic.ask(`fhir/R4/Project/${clinic.owner.project}`))['description']).toBe(
      'A clinic on a hill',
    )
    expect(await meeting().count()).toBe(0)
  })
})

describe('what is typed while a save is under way is not lost', () => {
  interface Case {
    readonly what: string
    readonly view: () => string
    /** Where it is saved to. */
    readonly saved: RegExp
    readonly button: string
    readonly type: (word: string) => Promise<void>
    readonly typed: () => Promise<string>
    readonly stored: () => Promise<unknown>
  }
  let organization: string
  beforeAll(async () => {
    organization = (await clinic.ask('fhir/R4/Organization', { resourceType: 'Organization', name: 'Ward' })).id
  })
  const inEditor = (text: (word: string) => string): Pick<Case, 'type' | 'typed'> => ({
    type: (word) => type(text(word)),
    typed: () => editor().innerText(),
  })
  const inField = (name: string): Pick<Case, 'type' | 'typed'> => ({
    type: (word) => page.getByLabel(name, { exact: true }).fill(word, { timeout: STEP_MS }),
    typed: () => page.getByLabel(name, { exact: true }).inputValue(),
  })
  const ofProject = () => clinic.ask(`fhir/R4/Project/${clinic.owner.project}`)
  const cases: readonly Case[] = [
    {
      what: 'an e-mail’s own words',
      view: () => 'emails?email=invite',
      saved: /R4\/Project\//,
      button: 'Save',
      ...inField('Subject'),
      stored: ofProject,
    },
    {
      what: 'the sign-in pages',
      view: () => 'sign-in-pages',
      saved: /R4\/Project\//,
      button: 'Save',
      ...inField('Notice'),
      stored: ofProject,
    },
    {
      what: 'the settings',
      view: () => 'settings',
      saved: /R4\/Project\//,
      button: 'Save',
      ...inField('Description'),
      stored: ofProject,
    },
    {
      what: 'a policy as text',
      view: () => `policies/${clinic.ids.policy}?tab=text`,
      saved: /R4\/AccessPolicy\//,
      button: 'Save',
      ...inEditor((name) => JSON.stringify({ resourceType: 'AccessPolicy', id: clinic.ids.policy, name })),
      stored: () => clinic.ask(`fhir/R4/AccessPolicy/${clinic.ids.policy}`),
    },
    {
      what: 'a resource',
      view: () => `resources/Organization/${organization}?tab=edit`,
      saved: /R4\/Organization\//,
      button: 'Save',
      ...inEditor((name) => JSON.stringify({ resourceType: 'Organization', name })),
      stored: () => clinic.ask(`fhir/R4/Organization/${organization}`),
    },
    {
      what: 'the code of a Bot',
      view: () => `bots/${clinic.ids.bot}`,
      saved: /\$deploy$/,
      button: 'Deploy',
      ...inEditor((word) => `export const handler = async () => '${word}'`),
      stored: () => clinic.ask(`fhir/R4/Bot/${clinic.ids.bot}/$source`),
    },
    {
      what: 'claim rules',
      view: () => `providers/${clinic.ids.provider}?rules=text`,
      saved: /R4\/ProjectIdentityProvider\//,
      button: 'Save the rules',
      ...inEditor((value) => JSON.stringify([{ claim: 'groups', value, refuse: true }])),
      stored: () => clinic.ask(`fhir/R4/ProjectIdentityProvider/${clinic.ids.provider}`),
    },
  ]
  const isSaving = (url: string, method: string, { saved }: Case): boolean => method !== 'GET' && saved.test(url)
  let release: () => void
  beforeEach(() => {
    release = () => undefined
  })
  afterEach(() => release())

  test.each(cases)('$what', async (one) => {
    await open(one.view())
    const held = Promise.withResolvers<void>()
    release = held.resolve
    await page.route('**/fhir/R4/**', async (route) => {
      if (isSaving(route.request().url(), route.request().method(), one)) await held.promise
      await route.continue()
    })
    await one.type('first words')
    const saving = page.waitForRequest((request) => isSaving(request.url(), request.method(), one))
    await press(one.button)
    await saving
    await one.type('second words')
    const answered = page.waitForResponse((answer) => isSaving(answer.url(), answer.request().method(), one))
    held.resolve()
    await answered
    await poll(async () => JSON.stringify(await one.stored())).toContain('first words')
    await opened.settled()
    expect(await one.typed()).toContain('second words')
    await press(one.button)
    await poll(async () => JSON.stringify(await one.stored())).toContain('second words')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(opened.complaints).toEqual([])
  })
})
