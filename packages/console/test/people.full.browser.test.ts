/** A person's page: what is corrected there, and what leads on. */
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { freshEmail } from '../../server/test/identity/steps.ts'
import { HOSTILE } from './clinic.ts'
import {
  browser,
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
import { STEP_MS } from './opened.ts'

withConsole()

const OPENED = {
  text: 'This person signs in without an address: only they add one.',
  coding: [{ system: 'urn:damson:reason', code: 'opened' }],
}

describe('on the page of a person, an administrator', () => {
  test('corrects the name and the address of somebody, and goes to their other membership', async () => {
    const invite = (more: object) =>
      clinic.ask(`admin/projects/${clinic.owner.project}/invite`, {
        firstName: 'Grace',
        lastName: 'Hoper',
        scope: 'project',
        ...more,
      })
    const email = freshEmail()
    const { id } = await invite({ resourceType: 'Practitioner', email })
    const other = await invite({ resourceType: 'Patient', email, forceNewMembership: true })
    const taken = freshEmail()
    await invite({ resourceType: 'Practitioner', email: taken })
    const { password } = clinic.owner
    await world.call('auth/setpassword', { json: { ...world.inbox.link(taken), password } })
    const heading = () => page.locator('main h1').innerText()
    const dialog = page.getByRole('dialog')
    await opened.to(`people/${id}`)
    await press('Correct the name')
    await dialog.getByLabel('Last name').fill('Hopper', { timeout: STEP_MS })
    await confirm('Save the name')
    await poll(heading).toBe('Grace Hopper')
    await undo('The name is corrected.')
    await poll(heading).toBe('Grace Hoper')

    const ask = async (address: string): Promise<void> => {
      await dialog.getByLabel('New e-mail address').fill(address, { timeout: STEP_MS })
      await dialog.getByRole('button', { name: 'Change the address', exact: true }).click({ timeout: STEP_MS })
    }
    await press('Change the e-mail address')
    await ask(email)
    await said('This is the address of the account already.')
    await ask(taken)
    await said('Another account has this address.')
    expect(await dialog.getByRole('link', { name: 'Who has this address?' }).getAttribute('href')).toContain(
      encodeURIComponent(taken),
    )
    const moved = freshEmail()
    await ask(moved)
    await said('The link in the earlier e-mail stops working.')
    await poll(() => main().innerText()).toContain(moved)

    // A person whose account a provider opens: the sentence, and a way on.
    const refused = {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'conflict', details: OPENED }],
    }
    await page.route(/update-email$/, (route) => route.fulfill({ status: 409, json: refused }))
    await press('Change the e-mail address')
    await ask(freshEmail())
    await said('only they add one')
    expect(await dialog.getByRole('link', { name: 'Invite a person' }).count()).toBe(1)
    await page.unroute(/update-email$/)
    await dialog.getByRole('button', { name: 'Cancel' }).click({ timeout: STEP_MS })

    await main().getByRole('region', { name: 'Other memberships of this person' }).getByRole('link').click()
    await page.waitForURL(new RegExp(`people/${other.id}`), { timeout: STEP_MS })
    await said('Other memberships of this person')
    await opened.to(`people/${clinic.ids.member}`)
    await poll(heading).toContain(HOSTILE.markup)
    expect(await main().innerText()).not.toContain('Other memberships')
    // An account of the whole server.
    await press('Change the e-mail address')
    await said('This account is not of this project alone')
    await dialog.getByRole('button', { name: 'Cancel' }).click({ timeout: STEP_MS })
  })
})

test('a form begins in its first field', async () => {
  const focused = (): Promise<string> =>
    page.evaluate(`(() => {
      const { activeElement: it } = document
      return (it.labels?.[0] ?? it).innerText.split('\\n')[0]
    })()`)
  const follow = (name: string): Promise<void> =>
    page.getByRole('link', { name, exact: true }).first().click({ timeout: STEP_MS })
  await follow('Apps and servers')
  await follow('Add an app or server')
  await expect.poll(focused, { timeout: STEP_MS }).toBe('An app in a browser')
  await follow('Bots')
  await opened.to('bots/new')
  await expect.poll(focused, { timeout: STEP_MS }).toBe('Name')
  await follow('People')
  await follow('Invite a person')
  await expect.poll(focused, { timeout: STEP_MS }).toBe('Staff')
})

test('the heading of a view has the focus, also where its code or what it shows comes late', async () => {
  const heading = 'document.activeElement.matches("main h1") ? document.activeElement.innerText : ""'
  const focused = (): Promise<string> => page.evaluate(heading)
  const follow = (name: string): Promise<void> =>
    page.getByRole('link', { name, exact: true }).first().click({ timeout: STEP_MS })
  const late = /assets\/policies-|AccessPolicy\//
  await page.route(late, async (route) => {
    await pause(500)
    await route.continue()
  })
  await follow('Policies')
  await expect.poll(focused, { timeout: STEP_MS }).toBe('Policies')
  const name = await page.locator('main tbody a').first().innerText({ timeout: STEP_MS })
  await follow(name)
  await expect.poll(focused, { timeout: STEP_MS }).toBe(name)
  // What comes later takes it from nowhere else.
  await page.getByRole('link', { name: 'Keys', exact: true }).focus()
  await page.unroute(late)
  await page.evaluate('document.querySelector("main").append(document.createElement("p"))')
  expect(await focused()).toBe('')
})

test('who is invited is told to have the project’s default policy where there is one, else none', async () => {
  await opened.to('people/invite')
  const policy = page.getByRole('button', { name: /Policy$/ })
  // A new project has a default for its patients alone.
  await expect.poll(() => policy.innerText(), { timeout: STEP_MS }).toContain('No policy')
  await page.locator('label', { hasText: 'A patient' }).first().click()
  await expect.poll(() => policy.innerText(), { timeout: STEP_MS }).toContain('The project’s default')
})

test('who is invited by an e-mail that was not sent is said to be, and what to do', async () => {
  const details = { text: 'Could not send email.', coding: [{ system: 'urn:damson:reason', code: 'mail_failed' }] }
  const json = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception', details }] }
  await opened.to('people/invite')
  await page.getByLabel('First name').fill('Ada', { timeout: STEP_MS })
  await page.getByLabel('Last name').fill('Lovelace')
  await page.getByLabel('E-mail address').fill('ada@example.org')
  await page.route('**/invite', (route) => route.fulfill({ json }))
  await press('Send the invitation')
  await said('ada@example.org is invited, but the mail server refused the e-mail')
  await page.unroute('**/invite')
  expect(new URL(page.url()).pathname).toMatch(/\/people$/)
})

test('who has lost their phone is helped: begun, stopped, confirmed by the number on their page, waited for', async () => {
  const email = freshEmail()
  const invited = await clinic.ask(`admin/projects/${clinic.owner.project}/invite`, {
    resourceType: 'Practitioner',
    firstName: 'Julius',
    lastName: 'Hibbert',
    email,
  })
  const password = 'a quiet garden path'
  await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password } })
  const sql = `insert into factors (id, user_id, kind, name, created_at, confirmed_at)
    select gen_random_uuid(), id, 'totp', '', now(), now() from users where email = $1`
  await world.store.db.query({ sql, params: [email] })
  // As if they had signed in.
  const accepted = 'update memberships set invitation_open = false where id = $1::uuid'
  await world.store.db.query({ sql: accepted, params: [invited.id] })
  await opened.to(`people/${invited.id}`)
  await press('Start a recovery')
  await said('an administrator other than you')
  await confirm('Start a recovery')
  await said('has not opened the link in the e-mail yet')
  await press('Stop the recovery')
  await confirm('Stop the recovery')
  await said('a day later they set up a new phone or passkey')
  // Now they begin it themselves.
  const theirs = await browser.newPage()
  await theirs.goto(new URL('signin/recover', world.baseUrl).href)
  await theirs.fill('#email', email)
  await theirs.keyboard.press('Enter')
  await theirs.waitForURL(/recover\/sent/, { timeout: STEP_MS })
  const links = () =>
    world.inbox.to(email).flatMap(({ text }) => /\S+\/signin\/recovery\/start\/\S+/.exec(text)?.[0] ?? [])
  await expect.poll(() => links().length, { timeout: STEP_MS }).toBe(2)
  await theirs.goto(links()[1] ?? '')
  await theirs.locator('main button').first().click({ timeout: STEP_MS })
  await theirs
    .getByText(/\d{3} \d{3}/)
    .first()
    .waitFor({ timeout: STEP_MS })
  const number = /\d{3} \d{3}/.exec(await theirs.locator('main').innerText())?.[0] ?? ''
  await theirs.close()
  await page.reload()
  await press('Confirm who they are')
  const dialog = page.getByRole('dialog')
  const digits = dialog.getByLabel('The six digits on their page')
  await digits.fill(number === '123 456' ? '654 321' : '123 456', { timeout: STEP_MS })
  await dialog.getByLabel('How you checked it').fill('They stand before me with their badge.')
  await dialog.getByRole('button', { name: 'Confirm who they are' }).click()
  await said('The number is')
  await digits.fill(number)
  await confirm('Confirm who they are')
  await said('the person can set up a new phone or passkey')
  // Whoever confirmed it does not shorten it.
  await press('End the waiting time')
  await page.getByRole('dialog').getByRole('button', { name: 'End the waiting time' }).click()
  await said('Another administrator must do this')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
})

test('Ctrl-K finds a person by the beginning of a name', async () => {
  const invited = await clinic.ask(`admin/projects/${clinic.owner.project}/invite`, {
    resourceType: 'Practitioner',
    firstName: 'Wilhelmina',
    lastName: 'Roentgen',
    email: freshEmail(),
  })
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('searchbox').fill('Roen', { timeout: STEP_MS })
  await page.getByRole('option', { name: /Wilhelmina Roentgen/ }).click({ timeout: STEP_MS })
  await expect
    .poll(() => new URL(page.url()).pathname, { timeout: STEP_MS })
    .toMatch(new RegExp(`people/${invited.id}$`))
})

test('a page of a list in which nothing is found is followed by the next', async () => {
  await clinic.ask(`admin/projects/${clinic.owner.project}/invite`, {
    resourceType: 'Practitioner',
    firstName: 'Konrad',
    lastName: 'Zuse',
    email: freshEmail(),
  })
  let asked = 0
  const members = /\/members\?/
  await page.route(members, async (route) => {
    asked += 1
    if (asked > 1) return route.continue()
    return route.fulfill({ json: { members: [], next: route.request().url() } })
  })
  await opened.to('people?name=Zuse')
  await main().getByRole('link', { name: 'Konrad Zuse' }).waitFor({ timeout: STEP_MS })
  expect(asked).toBeGreaterThan(1)
  await page.unroute(members)
})
