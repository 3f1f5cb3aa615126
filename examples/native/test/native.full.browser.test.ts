import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clinic, seedClinic } from '@damson/example-clinic'
import { launchChromium, startWorld, type World } from '@damson/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'

const FOLDER = join(import.meta.dirname, '..')

interface Run {
  readonly output: () => string
  readonly ended: Promise<number | null>
  /** The address that the app opened in the browser. */
  address(): Promise<string>
}

describe('the native app', () => {
  let world: World
  let clinic: Clinic
  let browser: Browser
  const folder = mkdtempSync(join(tmpdir(), 'damson-native-'))
  const children: ChildProcess[] = []
  beforeAll(async () => {
    world = await startWorld({ mail: 'development' })
    clinic = await seedClinic({ baseUrl: world.baseUrl, patients: 12 })
    browser = await launchChromium()
  })
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })
  afterAll(async () => {
    await browser.close()
    await world.close()
    rmSync(folder, { recursive: true, force: true })
  })

  let runs = 0
  const start = (words: readonly string[] = [], env: Record<string, string> = {}): Run => {
    const file = join(folder, `address-${(runs += 1)}`)
    const child = spawn(
      process.execPath,
      ['--conditions=source', 'src/main.ts', '--base-url', world.baseUrl, ...words],
      {
        cwd: FOLDER,
        env: {
          ...process.env,
          CLIENT_ID: clinic.clients.native.id,
          BROWSER: join(import.meta.dirname, 'browser.sh'),
          ADDRESS_FILE: file,
          ...env,
        },
      },
    )
    children.push(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    return {
      output: () => output,
      ended: once(child, 'close').then(([code]) => code as number | null),
      async address() {
        await expect.poll(() => existsSync(file), { timeout: 10_000 }).toBe(true)
        return readFileSync(file, 'utf8')
      },
    }
  }
  const signIn = async (address: string): Promise<string> => {
    const page = await browser.newPage()
    await page.goto(address)
    await page.fill('#email', clinic.clinician.email)
    await page.fill('#password', clinic.clinician.password)
    await page.click('button:not([type])')
    const text = await page.getByRole('heading').textContent()
    await page.close()
    return text ?? ''
  }

  test('signs in with the system’s browser, lists the patients, and signs out', async () => {
    const run = start()
    const address = await run.address()
    const asked = new URL(address).searchParams
    expect(asked.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)
    expect(asked.get('code_challenge_method')).toBe('S256')
    expect(await signIn(address)).toBe('You are signed in. Close this window and go back to the app.')
    expect(await run.ended).toBe(0)
    expect(run.output()).toContain('Signed in as Julian Farrow, Hillside Clinic.')
    expect(run.output()).toMatch(/\n12 patients\n$/)
    expect(run.output()).not.toMatch(/eyJ|code=/)
    const tokens = await world.actors.signIn(clinic.owner.email, clinic.owner.password)
    const ended = await world.call('fhir/R4/AuditEvent?subtype=login.ended&_count=1', {
      token: tokens.body.access_token,
    })
    expect(ended.body.entry[0].resource.agent[0].who.reference).toMatch(/^Practitioner\//)
  })

  test('uses no answer with another state, says so, and goes on waiting for its own', async () => {
    const run = start()
    const address = await run.address()
    const redirectUri = new URL(address).searchParams.get('redirect_uri') ?? ''
    const foreign = `${redirectUri}?code=planted&state=another&iss=${encodeURIComponent(world.baseUrl)}`
    const answer = await fetch(foreign)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('It was not used.')
    const state = new URL(address).searchParams.get('state')
    const wrongIssuer = await fetch(`${redirectUri}?code=planted&state=${state}&iss=https://evil.example/`)
    expect(wrongIssuer.status).toBe(400)
    await expect.poll(run.output, { timeout: 10_000 }).toContain('belongs to another sign-in')
    await expect.poll(run.output, { timeout: 10_000 }).toContain('This answer is not from')
    await signIn(address)
    expect(await run.ended).toBe(0)
  })

  test('answers one path alone, and shows nothing of what it was sent', async () => {
    const run = start()
    const redirectUri = new URL(await run.address()).searchParams.get('redirect_uri') ?? ''
    const { status, headers } = await fetch(new URL('/', redirectUri))
    expect([status, headers.get('cache-control')]).toEqual([404, 'no-store'])
    expect(await (await fetch(`${redirectUri}?code=<b>x&state=y`)).text()).not.toContain('<b>')
  })

  test.each([
    [
      'the person refused',
      async (run: Run): Promise<void> => {
        const asked = new URL(await run.address()).searchParams
        const answer = { error: 'access_denied', state: asked.get('state') ?? '', iss: world.baseUrl }
        await fetch(`${asked.get('redirect_uri')}?${new URLSearchParams(answer).toString()}`)
      },
      [],
      {},
      'You did not sign in.\n',
      1,
    ],
    ['nobody comes', undefined, ['--timeout', '1'], {}, 'Nobody signed in within 1 seconds: start again.\n', 1],
    ['the client is not set', undefined, [], { CLIENT_ID: '' }, 'Set CLIENT_ID: ', 2],
    ['a word is unknown', undefined, ['--colour'], {}, "Unknown option '--colour'", 2],
  ] as const)('ends with a sentence when %s', async (_, act, words, env, sentence, code) => {
    const run = start(words, env)
    await act?.(run)
    expect(await run.ended).toBe(code)
    expect(run.output()).toContain(sentence)
    expect(run.output()).not.toContain('    at ')
  })

  test('ends with a sentence when the port that was asked for is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const run = start(['--port', String(port)])
    expect(await run.ended).toBe(1)
    expect(run.output()).toBe(`Port ${port} is taken: leave out --port, and a free one is used.\n`)
    other.close()
  })

  test('shows the address where no browser can be opened', async () => {
    const run = start([], { BROWSER: '/nowhere/browser' })
    await expect
      .poll(run.output, { timeout: 10_000 })
      .toMatch(/No browser could be opened\. Open this address yourself:\s+http\S+authorize\S+\s/)
    await signIn(/http\S+authorize\S+/.exec(run.output())?.[0] ?? '')
    expect(await run.ended).toBe(0)
  })
})
