/**
 * `npm run dev`: the server from its sources, started again when one changes; beside it, where it is a developer's own
 * (embedded store, loopback address), identity providers to sign in at. Ctrl-C ends all.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Config, readConfig } from '@damson/server'
import { type DevelopmentProviders, describeProviders, startDevelopmentProviders } from './providers.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const HELP = `npm run dev -- [--first-port NUMBER] [--no-providers]

  --first-port    the identity providers take ports in a row from here; 8111 if not given
  --no-providers  the server alone`

/** As the server will read it; what it would refuse, it says by itself. */
function readServerConfig(): Config | undefined {
  const path = process.env['DAMSON_CONFIG']
  try {
    const file: unknown = path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8'))
    return readConfig({ env: process.env, file }).config
  } catch {
    return undefined
  }
}

async function startProviders(config: Config, firstPort: number): Promise<DevelopmentProviders | undefined> {
  if (!config.isDevelopment) {
    console.log('No test identity providers: they are for the embedded store under a loopback address alone.')
    return undefined
  }
  try {
    const providers = await startDevelopmentProviders(firstPort)
    console.log(`\n${describeProviders(providers)}\n\nMail: ${config.baseUrl}dev/inbox\n`)
    return providers
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') throw error
    throw new Error(`A port from ${firstPort} on is taken: stop who has it, or give \`-- --first-port NUMBER\`.`, {
      cause: error,
    })
  }
}

async function run(firstPort: number, withProviders: boolean): Promise<number> {
  const config = readServerConfig()
  const providers = config !== undefined && withProviders ? await startProviders(config, firstPort) : undefined
  const words = ['--conditions=source', '--watch', '--watch-preserve-output', 'packages/server/src/main.ts']
  // In a group of its own: Ctrl-C comes here alone, and is handed on once; a second one ends the server at once.
  const server = spawn(process.execPath, words, { cwd: ROOT, stdio: 'inherit', detached: true })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => server.kill(signal))
  const [code] = (await once(server, 'close')) as [number | null]
  await providers?.stop()
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
