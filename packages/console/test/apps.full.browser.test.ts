/** Apps and servers, devices and Bots in a real browser: each view as it looks, and each act as it is done. */

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { launchChromium, type Owner, startWorld, type World } from '@damson/testkit'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ON } from '../../server/test/clients/device.ts'
import { makePair, type Pair, present, sign } from '../../server/test/clients/signing.ts'
import { openPage } from '../../server/test/signin/chromium.ts'
import { complaintsByKeyboard, complaintsOfAxe } from '../../server/test/signin/page-checks.ts'
import type { Tag } from '../src/language/languages.ts'
import { LAYOUT } from './layout.ts'
import { type OnDevice, runOnDevice } from './on-device.ts'
import { settling } from './opened.ts'
import { expectNamed, watchRequests } from './requests-named.ts'

const run = promisify(execFile)
const HERE = join(import.meta.dirname, '..')
/** Set to a folder to look at every view. */
const SCREENSHOTS = process.env['DAMSON_SCREENSHOTS']
const HOSTILE = '<img src=x onerror=alert(1)>'
const STEP_MS = 20_000
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

let browser: Browser
let world: World
let owner: Owner
let policy: string
let device: OnDevice | undefined
let ids: { readonly app: string; readonly server: string; readonly device: string; readonly bot: string }

const ask = async (path: string, json?: object, method?: string) => {
  const options = { token: owner.token, ...(json !== undefined && { json }), ...(method !== undefined && { method }) }
  const answer = await world.call(path, options)
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
  return answer.body
}

beforeAll(async () => {
  browser = await launchChromium()
  world = await startWorld({ console: 'built' })
  owner = await world.actors.owner({ projectName: 'Hillside Clinic' })
  policy = await world.actors.policy(owner, [
    { resourceType: 'Observation', interaction: ['create', 'read', 'search'] },
  ])
  await ask('fhir/R4/AccessPolicy', {
    resourceType: 'AccessPolicy',
    name: 'Everything',
    resource: [{ resourceType: '*' }],
  })
  const accessPolicy = { reference: policy.includes('/') ? policy : `AccessPolicy/${policy}` }
  const client = async (body: object): Promise<string> =>
    (await ask(`admin/projects/${owner.project}/client`, { accessPolicy, ...body })).id
  const redirectUris = ['https://app.example/callback', 'https://app.example/<script>alert(1)</script>']
  ids = {
    app: await client({ name: HOSTILE, kind: 'app', redirectUris, accessPolicy: undefined }),
    server: await client({ name: 'Night export', kind: 'server' }),
    device: await client({ name: 'Old host', kind: 'device', basicAllowed: true }),
    bot: (await ask(`admin/projects/${owner.project}/bot`, { name: 'Arrivals', description: HOSTILE, accessPolicy }))
      .id,
  }
  const code = 'export async function handler() {\n  return "first"\n}\n'
  await ask(`fhir/R4/Bot/${ids.bot}/$deploy`, { code, filename: 'bot.ts' })
  await ask(`fhir/R4/Bot/${ids.bot}/$deploy`, { code: code.replace('first', 'second'), filename: 'bot.ts' })
  const project = await ask(`fhir/R4/Project/${owner.project}`)
  await ask(`fhir/R4/Project/${owner.project}`, { ...project, setting: [...(project.setting ?? []), ON] }, 'PUT')
  await client({
    name: 'Devices',
    kind: 'app',
    accessPolicy: undefined,
    tokenEndpointAuthMethod: 'none',
    grantType: [DEVICE_GRANT],
  })
})
afterAll(expectNamed)
afterAll(async () => {
  await device?.end()
  await browser.close()
  await world.close()
})

interface Console {
  readonly page: Page
  /** What the browser complains about: violated policies, errors. */
  readonly complaints: readonly string[]
  /** Goes to a view, and waits until it has what it shows. */
  to(path: string): Promise<void>
  press(name: string | RegExp): Promise<void>
  /** Presses a button of the dialog that is open. */
  confirm(name: string): Promise<void>
}

async function openConsole(tag: Tag, width: number): Promise<Console> {
  const { page, complaints } = await openPage(browser, {
    locale: tag,
    viewport: { width, height: 800 },
    reducedMotion: 'reduce',
    bypassCSP: false,
  })
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  watchRequests(page)
  const still = settling(page)
  await page.goto(`${world.baseUrl}console/apps`)
  await page.fill('input[name=email]', owner.email)
  if ((await page.locator('input[name=password]').count()) === 0) await page.keyboard.press('Enter')
  await page.fill('input[name=password]', owner.password)
  await page.keyboard.press('Enter')
  await page.waitForSelector('main#content h1', { timeout: STEP_MS })
  return {
    page,
    complaints,
    async to(path) {
      await page.evaluate((address) => {
        history.pushState({}, '', address)
        dispatchEvent(new PopStateEvent('popstate'))
      }, `/console/${path}`)
      await still()
      await page.waitForSelector('main#content h1', { timeout: STEP_MS })
    },
    async press(name) {
      await page
        .getByRole('button', { name, exact: typeof name === 'string' })
        .first()
        .click({ timeout: STEP_MS })
    },
    async confirm(name) {
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name, exact: true }).click({ timeout: STEP_MS })
      await dialog.waitFor({ state: 'detached', timeout: STEP_MS })
    },
  }
}

const views = (): readonly (readonly [name: string, path: string])[] => [
  ['apps', 'apps'],
  ['apps-none', 'apps?name=nobody'],
  ['app-new', 'apps/new'],
  ['app', `apps/${ids.app}`],
  ['app-all', `apps/${ids.app}?tab=all`],
  ['app-text', `apps/${ids.app}?tab=text`],
  ['server', `apps/${ids.server}`],
  ['app-missing', 'apps/00000000-0000-4000-8000-000000000000'],
  ['devices', 'devices'],
  ['device', `devices/${ids.device}`],
  ['device-missing', 'devices/nothing'],
  ['connect', 'devices/new'],
  ['bots', 'bots'],
  ['bot-new', 'bots/new'],
  ['bot-code', `bots/${ids.bot}`],
  ['bot-run', `bots/${ids.bot}?tab=run`],
  ['bot-logs', `bots/${ids.bot}?tab=logs`],
  ['bot-versions', `bots/${ids.bot}?tab=versions`],
  ['bot-settings', `bots/${ids.bot}?tab=settings`],
]

/**
 * All views go through all languages, widths and themes in `views.full`: here with what this project has, where words are
 * longest and the page is narrowest, and from right to left.
 */
const LOOKS = [
  ['es', 320],
  ['ar', 1280],
] as const

describe('each view fits, is read out and is reached by keyboard', () => {
  test.each(LOOKS)('in %s, %i px wide', async (tag, width) => {
    const { page, complaints, to } = await openConsole(tag, width)
    const found: unknown[] = []
    for (const [name, path] of views()) {
      await to(path)
      const wrong = [...(await page.evaluate<string[]>(LAYOUT)), ...(await complaintsOfAxe(page))]
      found.push(...wrong.map((one) => [name, one]))
      // In columns, the order in which they are seen is no order from the top down.
      if (width === 320 && (name === 'server' || name === 'connect'))
        found.push(...(await complaintsByKeyboard(page)).map((one) => [name, one]))
      if (SCREENSHOTS !== undefined)
        await page.screenshot({ path: join(SCREENSHOTS, `${name}-${tag}-${width}.png`), fullPage: true })
    }
    expect(found).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe('an administrator', () => {
  test('makes a server, and its lines run as they stand', async () => {
    const { page, complaints, to, press } = await openConsole('en', 1280)
    await to('apps/new')
    await page.getByText('A server that signs in as itself').click()
    await page.getByLabel('Name', { exact: true }).fill('Exporter')
    await press(/Policy$/)
    await page.locator('.popover [role=option]', { hasText: 'a policy' }).first().click()
    await press('Create')
    const snippets = page.locator('pre')
    await expect.poll(() => snippets.count(), { timeout: STEP_MS }).toBeGreaterThan(2)
    const environment = await snippets.nth(1).innerText()
    expect(environment).toContain(await snippets.nth(0).innerText())
    const sdk = await snippets.nth(2).innerText()
    const shell = (script: string) => run('sh', ['-c', `${environment}\n${script}`], { cwd: HERE })
    const ran = await shell(`exec node --conditions=source --input-type=module - <<'END'\n${sdk}\nEND`)
    expect(ran.stdout).toContain("resourceType: 'ClientApplication'")
    for (const [program, shows] of [
      ['curl', '"ClientApplication"'],
      ['Python', "'ClientApplication'"],
    ] as const) {
      await press(/written with$/)
      await page.locator('.popover [role=option]', { hasText: program }).click()
      const lines = await page.locator('pre').nth(2).innerText()
      const { stdout } = await shell(program === 'curl' ? lines : `exec python3 - <<'END'\n${lines}\nEND`)
      expect(stdout.replaceAll(' ', ''), program).toContain(`resourceType${program === 'curl' ? '"' : "'"}:${shows}`)
    }
    await page.getByRole('link', { name: 'Go to Exporter' }).click()
    await press('Rotate')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Rotate' }).click()
    await expect
      .poll(() => page.locator('pre', { hasText: 'export DAMSON_SECRET' }).count(), { timeout: STEP_MS })
      .toBe(1)
    const id = page.url().split('/').at(-1) ?? ''
    const lines = `exec node --conditions=source --input-type=module - <<'END'\n${sdk}\nEND`
    const renewed = await page.locator('pre', { hasText: 'export DAMSON_SECRET' }).innerText()
    const withNew = () => run('sh', ['-c', `${renewed}\n${lines}`], { cwd: HERE })
    expect((await withNew()).stdout).toContain('id:')
    // The old secret works on beside the new one, until it is ended here; who still uses it is told.
    await page.getByText('Still works. Nobody has used it since.').waitFor({ timeout: STEP_MS })
    expect((await shell(lines)).stdout).toContain('id:')
    const listed = async () => (await ask(`admin/projects/${owner.project}/clients?id=${id}`)).clients[0]
    await expect.poll(async () => (await listed()).oldSecret.lastUsedAt, { timeout: STEP_MS }).toBeDefined()
    await to('apps')
    await to(`apps/${id}`)
    await page.getByText(/^Still works\. Last used .* from \S+\.$/).waitFor({ timeout: STEP_MS })
    // Who has left the page has seen the new one for the last time.
    expect(await page.locator('pre', { hasText: 'export DAMSON_SECRET' }).count()).toBe(0)
    await press('End the old secret')
    await dialog.getByText('End the old secret of Exporter?').waitFor({ timeout: STEP_MS })
    await dialog.getByLabel('Name').fill('Exporter')
    await dialog.getByRole('button', { name: 'End the old secret' }).click()
    await dialog.waitFor({ state: 'detached', timeout: STEP_MS })
    await page.getByText('Still works').waitFor({ state: 'detached', timeout: STEP_MS })
    expect((await listed()).oldSecret).toBeUndefined()
    await expect(shell(lines)).rejects.toThrow()
    expect((await withNew()).stdout).toContain('id:')
    const events = await ask(`fhir/R4/AuditEvent?entity=ClientApplication/${id}&subtype=client.secret_rotated`)
    expect(events.entry.map((one: { resource: { outcomeDesc: string } }) => one.resource.outcomeDesc)).toEqual([
      'retired',
      'lost_kept',
    ])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('makes a server that signs by a key of its own, whose lines run as they stand', async () => {
    const { page, complaints, to, press } = await openConsole('en', 1280)
    await to('apps/new')
    await page.getByText('A server that signs in as itself').click()
    await page.getByLabel('Name', { exact: true }).fill('Signing exporter')
    expect(await page.locator('main .question, main .field').count()).toBeLessThanOrEqual(4)
    await page.getByText('By a key that is made here').click()
    await press('Create')
    const snippets = page.locator('pre')
    await expect.poll(() => snippets.count(), { timeout: STEP_MS }).toBe(3)
    const [key = '', environment = '', lines = ''] = await snippets.allInnerTexts()
    expect(environment).toBe(`export DAMSON_KEY_JWK='${key}'`)
    const signIn = (before: string, sdk: string) =>
      run('sh', ['-c', `${before}\nexec node --conditions=source --input-type=module - <<'END'\n${sdk}\nEND`], {
        cwd: HERE,
      })
    expect((await signIn(environment, lines)).stdout).toContain("resourceType: 'ClientApplication'")
    await page.getByRole('link', { name: 'Go to Signing exporter' }).click()
    await page.getByText(`${JSON.parse(key).kid} · ES384 · EC`).waitFor({ timeout: STEP_MS })
    const id = page.url().split('/').at(-1) ?? ''
    const stored = await ask(`fhir/R4/ClientApplication/${id}`)
    expect([stored.tokenEndpointAuthMethod, JSON.stringify(stored.jwks).includes('"d"')]).toEqual([
      'private_key_jwt',
      false,
    ])
    // One that has keys already gives their address, or the set itself.
    await to('apps/new')
    await page.getByText('A server that signs in as itself').click()
    await page.getByLabel('Name', { exact: true }).fill('Pipeline')
    await page.getByText('By a key that it has').click()
    const keys = page.getByRole('textbox', { name: 'Its public keys' })
    await keys.fill('a key')
    await page.getByText('This is neither a JSON Web Key Set nor an https address.').waitFor({ timeout: STEP_MS })
    expect(await page.getByRole('button', { name: 'Create' }).isDisabled()).toBe(true)
    const own = await makePair()
    await keys.fill(JSON.stringify({ keys: [own.publicJwk] }))
    await press('Create')
    await page.getByText('Run these lines with its private key').waitFor({ timeout: STEP_MS })
    const [ofOwn = ''] = await page.locator('pre').allInnerTexts()
    const jwk = JSON.stringify({
      ...(await crypto.subtle.exportKey('jwk', own.privateKey)),
      alg: 'ES384',
      kid: own.kid,
    })
    expect((await signIn(`export DAMSON_KEY_JWK='${jwk}'`, ofOwn)).stdout).toContain(
      "resourceType: 'ClientApplication'",
    )
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('lets a server go from its secret to a key, and the secret ends', async () => {
    const accessPolicy = { reference: policy.includes('/') ? policy : `AccessPolicy/${policy}` }
    const made = { name: 'Turning', kind: 'server', accessPolicy, basicAllowed: true }
    const { id, secret } = await ask(`admin/projects/${owner.project}/client`, made)
    const byBasic = async () => {
      const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret }
      return (await world.call('oauth2/token', { form })).status
    }
    expect(await byBasic()).toBe(200)
    const { page, complaints, to, press } = await openConsole('en', 1280)
    await to(`apps/${id}`)
    await press('Use a key instead')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Turning')
    await dialog.getByRole('button', { name: 'Use a key instead' }).click()
    await dialog.waitFor({ state: 'detached', timeout: STEP_MS })
    await page.getByText('Keep this private key now.').first().waitFor({ timeout: STEP_MS })
    const environment = await page.locator('pre', { hasText: 'export DAMSON_KEY_JWK' }).innerText()
    const lines = await page.locator('pre', { hasText: 'startJwtAssertionLogin' }).innerText()
    const program = `${environment}\nexec node --conditions=source --input-type=module - <<'END'\n${lines}\nEND`
    expect((await run('sh', ['-c', program], { cwd: HERE })).stdout).toContain(`id: '${id}'`)
    expect(await byBasic()).toBe(401)
    expect((await ask(`fhir/R4/ClientApplication/${id}`)).basicAllowed).toBeUndefined()
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('changes the keys of a server that signs, and hears why a set is refused', async () => {
    const [first, second] = await Promise.all([makePair(), makePair()])
    const fields = { kind: 'server', tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [first.publicJwk] } }
    const accessPolicy = { reference: policy.includes('/') ? policy : `AccessPolicy/${policy}` }
    const made = { name: 'Signer', accessPolicy, ...fields }
    const { id } = await ask(`admin/projects/${owner.project}/client`, made)
    const works = async (pair: Pair): Promise<boolean> =>
      (await present(world.call, await sign(pair, { id }, `${world.baseUrl}oauth2/token`))).status === 200
    expect([await works(first), await works(second)]).toEqual([true, false])
    const { page, complaints, to, press } = await openConsole('en', 1280)
    await to(`apps/${id}`)
    await press('Change the keys')
    const type = async (keys: readonly object[]): Promise<void> => {
      await page.locator('main .cm-content').click({ timeout: STEP_MS })
      await page.keyboard.press('Control+a')
      await page.keyboard.insertText(JSON.stringify({ keys }))
      await press('Save the keys')
    }
    await type([{ ...second.publicJwk, d: 'of-nobody' }])
    await page.locator('main [role=alert]', { hasText: 'only public keys' }).waitFor({ timeout: STEP_MS })
    expect([await works(first), await works(second)]).toEqual([true, false])
    await type([second.publicJwk])
    await page.getByText('The keys are saved.').waitFor({ timeout: STEP_MS })
    await page.getByText(`${second.kid} · ES384 · EC`).waitFor({ timeout: STEP_MS })
    await expect.poll(() => Promise.all([works(first), works(second)]), { timeout: STEP_MS }).toEqual([false, true])
    // Somebody else changes them while the form is open: theirs are not overwritten unseen, and are shown when taken.
    await press('Change the keys')
    const stored = await ask(`fhir/R4/ClientApplication/${id}`)
    await ask(`fhir/R4/ClientApplication/${id}`, { ...stored, jwks: { keys: [first.publicJwk] } }, 'PUT')
    await type([second.publicJwk])
    await page.getByRole('dialog').getByRole('button', { name: 'Take theirs and drop mine' }).click()
    await page.getByText(`${first.kid} · ES384 · EC`).waitFor({ timeout: STEP_MS })
    await expect.poll(() => Promise.all([works(first), works(second)]), { timeout: STEP_MS }).toEqual([true, false])
    const query = `entity=ClientApplication/${id}&subtype=update&outcome=0&_total=accurate&_count=0`
    expect((await ask(`fhir/R4/AuditEvent?${query}`)).total).toBe(2)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('changes the limits of a server, and takes those that another administrator has set meanwhile', async () => {
    const { page, complaints, to, press } = await openConsole('en', 1280)
    const path = `fhir/R4/ClientApplication/${ids.server}`
    const limits = async () => {
      const { fhirRequestLimit, tokenLimit } = await ask(path)
      return [fhirRequestLimit, tokenLimit]
    }
    const labels = ['Maximum requests to the API', 'Maximum tokens']
    const [requests, tokens] = labels.map((label) => page.getByLabel(label)) as [Locator, Locator]
    await to(`apps/${ids.server}`)
    await tokens.fill('ten')
    await page.getByText('Write a whole number, or nothing.').waitFor({ timeout: STEP_MS })
    expect(await page.getByRole('button', { name: 'Save the limits' }).isDisabled()).toBe(true)
    await tokens.fill('1000')
    await requests.fill('700')
    const reading = '**/fhir/R4/ClientApplication/*'
    await page.route(reading, async (route) => {
      if (route.request().method() === 'GET') await pause(1_000)
      await route.continue()
    })
    await press('Save the limits')
    await expect.poll(limits, { timeout: STEP_MS }).toEqual([700, 1000])
    // What is typed while it is being saved stays.
    await requests.fill('800')
    await page.getByText('The limits are saved.').first().waitFor({ timeout: STEP_MS })
    await page.unroute(reading)
    expect(await requests.inputValue()).toBe('800')
    await ask(path, { ...(await ask(path)), tokenLimit: 500 }, 'PUT')
    await press('Save the limits')
    await page.getByRole('dialog').getByRole('button', { name: 'Take theirs and drop mine' }).click()
    await expect.poll(() => tokens.inputValue(), { timeout: STEP_MS }).toBe('500')
    expect([await requests.inputValue(), await limits()]).toEqual(['700', [700, 500]])
    await requests.fill('')
    await tokens.fill('')
    await press('Save the limits')
    await expect.poll(limits, { timeout: STEP_MS }).toEqual([undefined, undefined])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('changes all that an app is set up with, in fields and as text, and nothing else of it', async () => {
    const redirectUris = ['https://diary.example/callback']
    const others = { publisher: 'Diary Ltd', requiredScope: ['patient/Observation.cu'] }
    const made = { name: 'Diary', kind: 'app', redirectUris, ...others }
    const { id } = await ask(`admin/projects/${owner.project}/client`, made)
    const path = `fhir/R4/ClientApplication/${id}`
    const { page, complaints, to, press } = await openConsole('en', 1280)
    await to(`apps/${id}`)
    await page.getByRole('link', { name: 'All details' }).click()
    const fill = (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text)
    await fill('Name', 'Heart diary')
    await fill('Description', 'Of the ward')
    await page.getByText('Our own').click()
    await fill('Default scope', 'openid  patient/*.rs')
    await fill('Lifetime of an access token', '25h')
    await fill('Lifetime of a refresh token', '30d')
    await fill('Where people return to after they sign out', 'https://diary.example/\nnowhere')
    await fill('Launch address', 'https://diary.example/launch')
    await page.getByText('Write a number with s, m, h, d, w or y, from 301s to 24h.').waitFor({ timeout: STEP_MS })
    await page.getByText('Write the whole address').waitFor({ timeout: STEP_MS })
    const save = page.getByRole('button', { name: 'Save the details' })
    await fill('Lifetime of an access token', '30m')
    expect(await save.isDisabled()).toBe(true)
    await fill('Where people return to after they sign out', 'https://diary.example/\nhttps://diary.example/bye')
    await press(/What it demands of people$/)
    await page.locator('.popover [role=option]', { hasText: 'AAL2' }).click()
    await save.click()
    await page.getByText('The details are saved.').first().waitFor({ timeout: STEP_MS })
    const { meta: _meta, ...stored } = await ask(path)
    expect(stored).toMatchObject({
      ...made,
      name: 'Heart diary',
      description: 'Of the ward',
      firstParty: true,
      defaultScope: ['openid', 'patient/*.rs'],
      accessTokenLifetime: '30m',
      refreshTokenLifetime: '30d',
      postLogoutRedirectUris: ['https://diary.example/', 'https://diary.example/bye'],
      launchUri: 'https://diary.example/launch',
      minimumAcr: 'http://idmanagement.gov/ns/assurance/aal/2',
    })
    // Somebody else was faster: nothing of theirs is overwritten unseen.
    await fill('Description', 'Mine')
    await ask(path, { ...stored, description: 'Theirs' }, 'PUT')
    await save.click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take theirs and drop mine' }).click()
    await expect.poll(() => page.getByLabel('Description').inputValue(), { timeout: STEP_MS }).toBe('Theirs')
    await page.getByRole('link', { name: 'As text' }).click()
    const type = async (client: object): Promise<void> => {
      await page.locator('main .cm-content').click({ timeout: STEP_MS })
      await page.keyboard.press('Control+a')
      await page.keyboard.insertText(JSON.stringify(client, undefined, 2))
      await page.getByRole('button', { name: 'Save', exact: true }).click()
    }
    const { id: _id, ...body } = stored
    // Which line is at fault is told: here the second.
    const { accessTokenLifetime: _lifetime, ...rest } = body
    await type({ accessTokenLifetime: '9y', ...rest })
    await page.getByText('Line 2:').waitFor({ timeout: STEP_MS })
    await type({ ...body, ipAccessRule: [{ name: 'ward', action: 'allow', value: '198.51.100.0/24' }] })
    await page.getByText('Where people return to', { exact: true }).first().waitFor({ timeout: STEP_MS })
    expect(await ask(path)).toMatchObject({ ...stored, ipAccessRule: [{ value: '198.51.100.0/24' }] })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('tries an app, with what the server saw beside it', async () => {
    const { page, complaints, to, press } = await openConsole('en', 1280)
    await to(`apps/${ids.app}`)
    await press('Turn developer mode on for an hour')
    await page.getByText('Developer mode is off').waitFor({ state: 'detached', timeout: STEP_MS })
    const opened = page.context().waitForEvent('page')
    await press('Sign in to it in a new window')
    const other = await opened
    await other.waitForURL(/\/(signin|oauth2)\b/, { timeout: STEP_MS })
    expect(await other.evaluate('window.opener')).toBeNull()
    const trace = page.getByRole('list', { name: 'What the server saw' })
    await expect.poll(() => trace.innerText(), { timeout: STEP_MS }).toContain('GET /oauth2/authorize')
    // A browser that opens no window leaves a link, which begins the same.
    await page.evaluate('window.open = () => null')
    await press('Sign in to it in a new window')
    await page.getByText('Your browser blocked the new window.').waitFor({ timeout: STEP_MS })
    await page.getByText('Waiting for the other window').waitFor({ timeout: STEP_MS })
    await page.getByRole('link', { name: 'Open it by this link' }).click()
    await expect.poll(() => trace.innerText(), { timeout: STEP_MS }).toContain('GET /oauth2/authorize')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('connects a device by its code and fingerprint, and ends Basic', async () => {
    const { page, to, press, confirm } = await openConsole('en', 1280)
    await to('devices/new')
    await page.locator('main input:focus').waitFor({ timeout: STEP_MS })
    // Each form begins in its first field, also in a dialog.
    await page.keyboard.insertText('Analyzer, room 12')
    expect(await page.getByLabel('Device', { exact: true }).inputValue()).toBe('Analyzer, room 12')
    await press('New policy')
    const dialog = page.getByRole('dialog')
    await dialog.locator('input:focus').waitFor({ timeout: STEP_MS })
    await page.keyboard.insertText('Sends results')
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('Sends results')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await press(/Policy$/)
    await page.locator('.popover [role=option]', { hasText: 'a policy' }).first().click()
    await press('Begin the ten minutes')
    await page.getByLabel(/^Code on/).waitFor({ timeout: STEP_MS })
    device = await runOnDevice(await page.locator('pre').innerText())
    await page.getByLabel(/^Code on/).fill(await device.printed(/^Code: +(\S+)$/m))
    await press('Look it up')
    await page.getByLabel(/^Fingerprint/).fill('0000-0000-0000-0000')
    await press('Connect the device')
    await page.getByText('This is not the fingerprint of the device that asks.').waitFor({ timeout: STEP_MS })
    await page.getByLabel(/^Fingerprint/).fill(await device.printed(/^Fingerprint: (\S+)$/m))
    await press('Connect the device')
    await page.getByText('Analyzer, room 12 is connected').waitFor({ timeout: STEP_MS })
    const id = await device.printed(/^Connected as (\S+)\. The key is in device-key\.json\.$/m)
    // With that key it signs in by the lines of its page.
    await page.getByRole('link', { name: 'All devices' }).click()
    await page.getByRole('link', { name: 'Analyzer, room 12' }).click()
    await page.getByRole('link', { name: 'Its keys, limits and lines of code' }).click()
    expect(await device.signIn(await page.locator('pre').innerText())).toContain(`id: '${id}'`)
    // What is for everything is no device's, and is not offered to it.
    await press(/Policy$/)
    const offered = await page.locator('.popover [role=option]').allInnerTexts()
    expect([offered.length > 0, offered.filter((name) => name.includes('Everything'))]).toEqual([true, []])
    await page.keyboard.press('Escape')
    await to('devices')
    await press('End Basic for this project')
    await confirm('End Basic for this project')
    expect((await ask(`fhir/R4/ClientApplication/${ids.device}`)).basicAllowed).toBe(false)
    await press('Undo')
    await expect
      .poll(async () => (await ask(`fhir/R4/ClientApplication/${ids.device}`)).basicAllowed, { timeout: STEP_MS })
      .toBe(true)
    // Its own page says what Basic is, and leads to where it is ended.
    await to(`devices/${ids.device}/program`)
    await page.getByText('its secret goes with every request').waitFor({ timeout: STEP_MS })
    await page.getByRole('link', { name: 'See who may use Basic, and end it' }).click()
    await page.waitForURL(/\/devices$/, { timeout: STEP_MS })
    await to('apps/new')
    await page.getByRole('link', { name: 'Go to Devices' }).click()
    await page.waitForURL(/\/devices$/, { timeout: STEP_MS })
    await page.context().close()
  })

  test('lets an earlier version of a Bot run again, and runs it with a sample', async () => {
    const { page, to, press, confirm } = await openConsole('en', 1280)
    await to(`bots/${ids.bot}?tab=versions`)
    await press('Restore version 1')
    await confirm('Restore')
    await to(`bots/${ids.bot}?tab=run`)
    await press('Run it')
    await expect.poll(() => page.locator('pre').allInnerTexts(), { timeout: STEP_MS }).toContain('first')
    // What it logged may tell of patients: owners allow themselves to read it.
    await to(`bots/${ids.bot}?tab=logs`)
    await press('Allow me to read them')
    await page.getByText('There is nothing to show.').waitFor({ timeout: STEP_MS })
    await page.context().close()
  })
})
