import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, launchChromium, type Owner, startWorld, type World } from '@damson/testkit'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

const FOLDER = join(import.meta.dirname, '..')
const resolve = createRequire(import.meta.url).resolve
const VITE = join(resolve('vite/package.json'), '../bin/vite.js')
const AXE = readFileSync(resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** A clinic with patients, a clinician, and the app as it is served, in Chromium. */
export interface Ward {
  readonly world: World
  readonly owner: Owner
  readonly address: string
  readonly clinician: { readonly email: string; readonly password: string; readonly profile: string }
  patient(family: string, fields?: object): Promise<string>
  /** A page that notes what the browser complains about. */
  open(options?: BrowserContextOptions): Promise<{ readonly page: Page; readonly complaints: string[] }>
  /** Types address and password into the server's page, which the app leads to. */
  signIn(page: Page, email?: string): Promise<void>
  /** One more clinician, with the same password; their membership. */
  colleague(email: string): Promise<string>
  close(): Promise<void>
}

interface Made {
  readonly id: string
  readonly profile?: { readonly reference: string }
}

export async function startWard(): Promise<Ward> {
  const [world, port, browser] = await Promise.all([startWorld(), freePort(), launchChromium()])
  const owner = await world.actors.owner({ projectName: 'Riverside Clinic' })
  const address = `http://localhost:${port}/`
  const policy = await world.actors.policy(owner, [
    { resourceType: 'Patient', criteria: 'Patient?active=true', readonly: true },
    { resourceType: 'Observation', interaction: ['create', 'read', 'search'] },
  ])
  const admin = async (path: string, json: object): Promise<Made> => {
    const answer = await world.call(path, { json, token: owner.token })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    return answer.body
  }
  const app = await admin(`admin/projects/${owner.project}/client`, {
    name: 'Vital Signs',
    kind: 'app',
    firstParty: true,
    redirectUris: [address],
    allowedOrigin: [new URL(address).origin],
  })
  const clinician = { email: 'grace@example.org', password: 'a quiet garden path' }
  const invite = async (email: string): Promise<Made> => {
    const invited = await admin(`admin/projects/${owner.project}/invite`, {
      resourceType: 'Practitioner',
      firstName: 'Grace',
      lastName: 'Hopper',
      email,
      membership: { accessPolicy: { reference: policy } },
    })
    const { id, secret } = world.inbox.link(email)
    await world.call('auth/setpassword', { json: { id, secret, password: clinician.password } })
    return invited
  }
  const invited = await invite(clinician.email)
  const served = await serve({ VITE_DAMSON_URL: world.baseUrl, VITE_DAMSON_CLIENT_ID: app.id }, port)

  return {
    world,
    owner,
    address,
    clinician: { ...clinician, profile: invited.profile?.reference ?? '' },
    async patient(family, fields = {}) {
      const name = [{ given: ['Ada'], family }]
      return (await admin('fhir/R4/Patient', { resourceType: 'Patient', active: true, name, ...fields })).id
    },
    open: (options) => openPage(browser, options),
    colleague: async (email) => (await invite(email)).id,
    async signIn(page, email = clinician.email) {
      await page.getByRole('button', { name: /^Sign in/ }).click()
      await page.waitForSelector('#email:focus')
      await page.fill('#email', email)
      await page.fill('#password', clinician.password)
      await page.click('button:not([type])')
      await page.getByRole('heading', { name: 'My patients' }).waitFor({ state: 'attached' })
    },
    async close() {
      await Promise.all([browser.close(), served.close()])
      await world.close()
    },
  }
}

/** The app as `npm start` serves it. */
async function serve(env: Record<string, string>, port: number): Promise<{ close(): Promise<void> }> {
  const outDir = mkdtempSync(join(tmpdir(), 'damson-client-side-'))
  const options = { cwd: FOLDER, env: { ...process.env, ...env } }
  await promisify(execFile)(process.execPath, [VITE, 'build', '--outDir', outDir, '--logLevel', 'error'], options)
  const words = [VITE, 'preview', '--outDir', outDir, '--port', String(port)]
  const child = spawn(process.execPath, words, { ...options, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return {
    async close() {
      child.kill()
      if (child.exitCode === null) await once(child, 'exit')
      rmSync(outDir, { recursive: true, force: true })
    },
  }
}

async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, complaints }
}

/** Each scheme and each width once: colors do not depend on the width, nor places on the scheme. */
const LOOKS = [
  ['light', 320],
  ['dark', 1280],
] as const

/** What axe finds wrong with a page, and whether it is as wide as the screen, however it is looked at. */
export async function complaintsAbout(
  page: Page,
  shoot?: (look: string) => Promise<unknown>,
): Promise<readonly string[]> {
  const found: string[] = []
  for (const [colorScheme, width] of LOOKS) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 800 })
    found.push(...(await axe(page)).map((complaint) => `${colorScheme} ${width}: ${complaint}`))
    const shown = await page.evaluate<number>('document.documentElement.scrollWidth')
    if (shown > width) found.push(`${colorScheme} ${width}: scrolls sideways by ${shown - width} px`)
    await shoot?.(`${colorScheme}-${width}`)
  }
  return found
}

/** What axe finds wrong with a page. */
async function axe(page: Page): Promise<readonly string[]> {
  // Not a script element: the page's own policy forbids those.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE)
  return page.evaluate<readonly string[]>(
    `axe.run({ runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'], selectors: false })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
  )
}
