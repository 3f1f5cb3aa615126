/**
 * `npm run dev`: starts the server from its sources, and restarts it when one changes. For a developer's own server
 * (embedded store, loopback address) it also starts identity providers to sign in with; with a new store it makes a
 * demo project with an app for each. Ctrl-C ends everything.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Config, readConfig } from '@damson/server'
import { type DemoLocation, describeDemo, findDemo } from './demo.ts'
import { type DemoPage, startDemoPage } from './demo-page.ts'
import { type DevelopmentProviders, describeProviders, startDevelopmentProviders } from './providers.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const ASK_EVERY_MS = 200
const HELP = `npm run dev -- [--first-port NUMBER] [--no-providers]

  --first-port    identity providers and demo apps take ports in a row from here; 8111 if not given
  --no-providers  the server alone`

/** Reads the settings as the server will. If they are wrong, the server reports it. */
function readServerConfig(): Config | undefined {
  const path = process.env['DAMSON_CONFIG']
  try {
    const file: unknown = path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8'))
    return readConfig({ env: process.env, file }).config
  } catch {
    return undefined
  }
}

/** What runs beside a developer's server. */
interface Beside {
  readonly providers: DevelopmentProviders
  readonly page: DemoPage
}

async function startBeside(config: Config, firstPort: number): Promise<Beside | undefined> {
  if (!config.isDevelopment) {
    console.log('No test identity providers: they run only with the embedded store under a loopback address.')
    return undefined
  }
  let providers: DevelopmentProviders | undefined
  try {
    providers = await startDevelopmentProviders(firstPort)
    const page = await startDemoPage(config.baseUrl, firstPort + providers.all.size)
    console.log(`\n${describeProviders(providers)}\n\nMail: ${config.baseUrl}dev/inbox\n`)
    return { providers, page }
  } catch (error) {
    await providers?.stop()
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') throw error
    throw new Error(
      `A port from ${firstPort} on is taken: stop the process that uses it, or pass \`-- --first-port NUMBER\`.`,
      {
        cause: error,
      },
    )
  }
}

async function showDemo(location: DemoLocation, beside: Beside, isNew: boolean, ended: AbortSignal): Promise<void> {
  if (!(await isUp(location.baseUrl, ended))) return
  const demo = await findDemo(location, beside.providers, beside.page.redirectUri, isNew).catch((error: unknown) => {
    if (ended.aborted || !(error instanceof Error)) throw error
    return error.message
  })
  if (typeof demo !== 'string') beside.page.show(demo.apps)
  console.log(`\n${typeof demo === 'string' ? demo : describeDemo(demo, beside.page.origin)}\n`)
}

/** Waits for the server; false if it has ended. */
async function isUp(baseUrl: string, ended: AbortSignal): Promise<boolean> {
  while (!ended.aborted) {
    const isAnswering = await fetch(`${baseUrl}healthcheck`, { signal: ended }).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isAnswering) return true
    await setTimeout(ASK_EVERY_MS, undefined, { signal: ended }).catch(() => {})
  }
  return false
}

async function run(firstPort: number, withProviders: boolean): Promise<number> {
  const config = readServerConfig()
  const beside = config !== undefined && withProviders ? await startBeside(config, firstPort) : undefined
  const isNew = config !== undefined && !existsSync(resolve(ROOT, config.server.dataDir, 'store'))
  const words = ['--conditions=source', '--watch', '--watch-preserve-output', 'packages/server/src/main.ts']
  // In its own process group: Ctrl-C reaches only this process, which passes it on once. A second Ctrl-C ends the
  // server at once.
  const server = spawn(process.execPath, words, { cwd: ROOT, stdio: 'inherit', detached: true })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => server.kill(signal))
  const ended = new AbortController()
  const shown =
    config === undefined || beside === undefined
      ? undefined
      : showDemo(
          { baseUrl: config.baseUrl, dataDir: resolve(ROOT, config.server.dataDir), firstPort },
          beside,
          isNew,
          ended.signal,
        )
  const [code] = (await once(server, 'close')) as [number | null]
  ended.abort()
  await shown
  await beside?.page.stop()
  await beside?.providers.stop()
  return code ?? 0
}

const { values } = parseArgs({
  options: {
    'first-port': { type: 'string', default: '8111' },
    'no-providers': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const firstPort = Number(values['first-port'])
if (values.help) console.log(HELP)
else if (!Number.isInteger(firstPort) || firstPort < 1_024 || firstPort > 65_000) {
  console.error(`--first-port must be a number from 1024 to 65000\n\n${HELP}`)
  process.exitCode = 2
} else {
  process.exitCode = await run(firstPort, !values['no-providers']).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    return 1
  })
}
