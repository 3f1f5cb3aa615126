import { execFile, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

const ROOT = join(import.meta.dirname, '../../..')

interface Account {
  readonly email: string
  readonly password: string
}

/** The demo as `npm run demo` starts it, as a process of its own. */
export interface Demo {
  readonly addresses: {
    readonly server: string
    readonly browserApp: string
    readonly live: string
    readonly legacy: string
  }
  readonly clinician: Account
  readonly owner: Account
  readonly nativeClientId: string
  readonly output: () => string
  /** Sends a signal, as Ctrl-C does; the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Once for all that are started here: the sources are the same. */
let built: Promise<unknown> | undefined

/** Starts it, and waits until it is open, or has said something else. */
export async function startDemo(
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
  until = /Ctrl-C ends everything/,
): Promise<Demo> {
  // What `npm run demo` does; the signal then reaches the demo, not npm.
  await (built ??= promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: ROOT }))
  const child = spawn(process.execPath, ['--conditions=source', 'examples/demo/src/main.ts', ...words], {
    cwd: ROOT,
    env: { ...process.env, ...env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const isThere = async (): Promise<void> => {
    while (!until.test(output)) await wait(20)
  }
  await Promise.race([isThere(), ended.then((code) => Promise.reject(new Error(`ended with ${code}: ${output}`)))])
  const read = (pattern: RegExp): readonly string[] => pattern.exec(output)?.slice(1) ?? []
  const [browserApp = '', ...clinician] = read(/the browser app +(\S+) +(\S+) +(\S+)/)
  const [live = '', ...owner] = read(/the live audit +(\S+) +(\S+) +(\S+)/)
  const [legacy = ''] = read(/the reception \(legacy\) +(\S+)/)
  const [nativeClientId = '', server = ''] = read(/CLIENT_ID=(\S+) .* (\S+)\n/)
  const account = ([email = '', password = '']: readonly string[]): Account => ({ email, password })
  return {
    addresses: { browserApp, live, legacy, server },
    clinician: account(clinician),
    owner: account(owner),
    nativeClientId,
    output: () => output,
    stop(signal = 'SIGINT') {
      child.kill(signal)
      return ended
    },
  }
}

/** Six ports in a row, below those that systems give away by themselves. */
export function rowOfPorts(): number {
  return 12_000 + randomInt(790) * 10
}

/** A page that notes everything its console says. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, complaints }
}

/** Signs in from an app of the demo, by the server's page. */
export async function signIn(page: Page, address: string, { email, password }: Account): Promise<void> {
  await page.goto(address)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForSelector('#email:focus')
  await page.fill('#email', email)
  await page.fill('#password', password)
  await page.click('button:not([type])')
  await page.waitForURL(`${address}**`)
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
}
