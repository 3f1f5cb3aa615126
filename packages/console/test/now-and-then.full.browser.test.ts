/** What an administrator does now and then: each has its place, says what will happen, and does it. */
import type { Response } from 'playwright-core'
import { expect, test } from 'vitest'
import { freshEmail, must, PASSWORD } from '../../server/test/identity/steps.ts'
import { askChange } from '../../server/test/signin/pending-change.ts'
import { clinic, confirm, main, opened, page, poll, press, said, undo, withConsole, world } from './clinic-console.ts'
import { STEP_MS } from './opened.ts'

withConsole()

const own = async () => clinic.ask(`fhir/R4/Project/${clinic.owner.project}`)
const at = () => `admin/projects/${clinic.owner.project}`
const dialog = () => page.getByRole('dialog')
const SHOWN = { timeout: STEP_MS }

test('patients who sign in by a password alone are sent a code in new browsers, which undoing ends', async () => {
  const email = freshEmail()
  const person = { resourceType: 'Patient', firstName: 'Mary', lastName: 'Cartwright', email }
  await clinic.ask(`${at()}/invite`, person)
  must(await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: PASSWORD } }))
  const settings = async () =>
    (await own())['setting'] as readonly { readonly name: string; readonly valueString?: string }[]
  const isNew = ({ name }: { readonly name: string }) => name === 'newBrowserCode'
  const isAsked = async () => (await settings()).find(isNew)?.valueString
  // As in a project from before new ones had it.
  const setting = (await settings()).filter((one) => !isNew(one))
  await clinic.ask(`fhir/R4/Project/${clinic.owner.project}`, { ...(await own()), setting }, 'PUT')
  await page.reload()
  const title = 'A patient or relative signs in by a password alone.'
  await said(title)
  const json = { resourceType: 'OperationOutcome', issue: [{ details: { text: 'An owner alone may change this.' } }] }
  const project = new RegExp(`fhir/R4/Project/${clinic.owner.project}$`)
  await page.route(project, (route) =>
    route.request().method() === 'PUT' ? route.fulfill({ status: 403, json }) : route.fallback(),
  )
  await press('Send them a code')
  await said('An owner alone may change this.')
  expect(await isAsked()).toBeUndefined()
  await page.unroute(project)
  await press('Send them a code')
  await said('In a new browser, patients and relatives are sent a code.')
  expect(await isAsked()).toBe('Patient,RelatedPerson')
  await page.getByText(title).waitFor({ state: 'detached', ...SHOWN })
  await page.getByRole('button', { name: 'Undo' }).last().click(SHOWN)
  await said(title)
  expect(await isAsked()).toBeUndefined()
})

test('a change that waits is decided on a page of its own, and then waits no more', async () => {
  await askChange({ world, clinic: clinic.owner })
  await page.reload()
  const opening = page.context().waitForEvent('page')
  await main().getByRole('link', { name: 'Decide' }).click(SHOWN)
  const changes = await opening
  expect(new URL(changes.url()).pathname).toMatch(/\/account\/changes$/)
  await changes.getByRole('link', { name: 'See the change' }).click(SHOWN)
  await changes.getByRole('button', { name: 'Refuse' }).click(SHOWN)
  await changes.waitForURL(/done=refused/, SHOWN)
  await changes.close()
  await page.reload()
  await main().getByText('What needs you').waitFor(SHOWN)
  await poll(() => main().getByRole('link', { name: 'Decide' }).count()).toBe(0)
})

test('a patient gets a code on paper once codes are on, and it is ended', async () => {
  await opened.to(`people/activation?patient=Patient/${clinic.ids.patient}`)
  await page.getByRole('link', { name: 'Open the settings' }).waitFor(SHOWN)
  const project = await own()
  const setting = [
    ...((project['setting'] as readonly object[]) ?? []),
    { name: 'activationCodes', valueBoolean: true },
  ]
  await clinic.ask(`fhir/R4/Project/${clinic.owner.project}`, { ...project, setting }, 'PUT')
  await opened.to('people')
  await opened.to(`people/activation?patient=Patient/${clinic.ids.patient}`)
  await press('Make the code')
  const code = await page.getByRole('group', { name: 'The code' }).innerText(SHOWN)
  expect(code).toMatch(/^[A-Z0-9]{4}([- ][A-Z0-9]{4}){3}$/)
  await page.getByRole('img', { name: 'The address of the code, as a QR code' }).waitFor(SHOWN)
  // In no address, and nowhere else that stays.
  expect(page.url()).not.toContain(code)
  await opened.to('people')
  await opened.to(`people/activation?patient=Patient/${clinic.ids.patient}`)
  await press('End the open code')
  const [, name] = /type the name: (.*)/.exec(await dialog().innerText(SHOWN)) ?? []
  await confirm('End the open code', name)
  await said('No code of this patient works any more.')
  const open = `select count(*)::integer as count from activation_codes where used_at is null and ended_at is null`
  expect((await world.store.db.query({ sql: open, params: [] })).rows).toEqual([{ count: 0 }])
})

test('an administrator becomes the emergency account once they have a factor, and it is taken back', async () => {
  const { body } = must(await world.call('auth/me', { token: clinic.owner.token }))
  await opened.to('domains')
  const choose = page.getByRole('button', { name: /^Choose / }).first()
  await choose.click(SHOWN)
  await dialog().getByRole('button', { name: 'Choose', exact: true }).click(SHOWN)
  await said('The emergency account needs an authenticator app or a passkey of its own')
  expect((await own())['emergencyAccount']).toBeUndefined()
  const sql = `insert into factors (id, user_id, kind, name, created_at, confirmed_at)
    select gen_random_uuid(), user_id, 'totp', '', now(), now() from memberships where id = $1::uuid`
  await world.store.db.query({ sql, params: [body.membership.id] })
  await confirm('Choose')
  await said('is the emergency account.')
  expect((await own())['emergencyAccount']).toEqual({ reference: `ProjectMembership/${body.membership.id}` })
  await undo('is the emergency account.')
  await poll(async () => (await own())['emergencyAccount']).toBeUndefined()
  await world.store.db.query({ sql: `delete from factors where kind = 'totp'`, params: [] })
})

test('the provider of one app becomes one of the project', async () => {
  const identityProvider = { name: 'Own', issuer: 'https://own.example', clientId: 'x', clientSecret: 'a-secret' }
  const { id } = await clinic.ask(`${at()}/client`, { name: 'With its own', kind: 'app', identityProvider })
  await opened.to(`apps/${id}`)
  await press('Make it one of the project')
  await confirm('Make it one of the project', 'Own')
  await said('is a provider of the project now.')
  await poll(async () => new URL(page.url()).pathname).toMatch(/\/providers\/[0-9a-f-]{36}$/)
  expect((await clinic.ask(`fhir/R4/ClientApplication/${id}`))['identityProvider']).toBeUndefined()
})

test('a new Bot opens with the first lines of its code, and nothing of it is refused', async () => {
  const bot = await clinic.ask(`${at()}/bot`, { name: 'Without code' })
  const refused: string[] = []
  const note = (answer: Response): void => {
    if (answer.status() >= 400) refused.push(`${answer.status()} ${answer.url()}`)
  }
  page.on('response', note)
  await opened.to(`bots/${bot.id}`)
  await page.locator('main .cm-content', { hasText: 'export async function handler' }).waitFor(SHOWN)
  page.off('response', note)
  expect(refused).toEqual([])
  await press('Deploy')
  await poll(async () => JSON.stringify(await clinic.ask(`fhir/R4/Bot/${bot.id}/$source`))).toContain('handler')
})

test('a secret is removed by its name, and who gets it is named before', async () => {
  const secret = (name: string) => ({ name, valueString: 'a value of the laboratory' })
  await clinic.ask(`${at()}/secrets`, [secret('LAB_KEY'), secret('OTHER_KEY')])
  const bot = await clinic.ask(`fhir/R4/Bot/${clinic.ids.bot}`)
  await clinic.ask(`fhir/R4/Bot/${clinic.ids.bot}`, { ...bot, secretName: ['LAB_KEY'] }, 'PUT')
  await opened.to(`bots/${clinic.ids.bot}?tab=settings`)
  await page.getByRole('button', { name: 'Remove LAB_KEY' }).click(SHOWN)
  await dialog().getByText('1 Bot gets it:').waitFor(SHOWN)
  const remove = dialog().getByRole('button', { name: 'Remove', exact: true })
  expect(await remove.isDisabled()).toBe(true)
  await dialog().getByLabel('Name').fill('LAB_KEY')
  await remove.click(SHOWN)
  await said('The secret LAB_KEY was removed.')
  const { project } = (await clinic.ask(at())) as unknown as {
    readonly project: { readonly secret: readonly object[] }
  }
  expect(project.secret).toEqual([{ name: 'OTHER_KEY' }])
})

test('the help desk may give a policy, and must prove a second factor, by the settings', async () => {
  await opened.to('settings?tab=roles')
  const desk = page.getByRole('region', { name: 'Help desk' })
  await desk.getByText('They prove a second factor').click(SHOWN)
  await desk.getByRole('button', { name: /Add a policy/ }).click(SHOWN)
  await page.locator('.popover [role=option]').first().click(SHOWN)
  await desk.getByRole('button', { name: /^Remove / }).waitFor(SHOWN)
  await press('Save')
  await poll(async () => (await own())['adminRole']).toEqual([
    { role: 'help-desk', mayAssign: [{ reference: expect.stringMatching(/^AccessPolicy\//) }], mfaRequired: true },
  ])
})

test('tracing is stopped where it is read, and goes on by undoing', async () => {
  await opened.to('traces')
  await press('Stop tracing')
  await poll(async () => (await own())['developerModeUntil']).toBeUndefined()
  await page.getByRole('button', { name: 'Trace for one hour' }).first().waitFor(SHOWN)
  await undo('Nothing is traced any more.')
  await poll(async () => typeof (await own())['developerModeUntil']).toBe('string')
  expect(await page.getByRole('button', { name: 'Stop tracing' }).isEnabled(SHOWN)).toBe(true)
})
