/** `npm run demo`: a server with a seeded clinic, and the three patterns at work in it. Ctrl-C ends all. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClinicRefused, seedClinic } from '@damson/example-clinic'
import { DamsonError } from '@damson/sdk'
import { describe } from './announcement.ts'
import { HELP, type Options, readOptions, UsageError } from './options.ts'
import { appPrograms, buildPrograms, serverProgram } from './plan.ts'
import { DemoError, refuseBusyPorts } from './ports.ts'
import { prepareAudit } from './prepare-audit.ts'
import { Programs } from './programs.ts'
import { keepBusy } from './work.ts'

const tell = (line: string): void => console.log(line)

/** Runs until it is told to stop, or something breaks; nothing is left of it. */
async function run({ ports, patients, seed }: Options): Promise<void> {
  await refuseBusyPorts(ports)
  const began = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'damson-demo-'))
  const programs = new Programs()
  const stopping = new AbortController()
  const stopped = stopSignal(programs, stopping)
  const say = (line: string): void => {
    if (!stopping.signal.aborted) tell(line)
  }
  const open = async (): Promise<void> => {
    say('Starting the server')
    await programs.start(serverProgram(ports, folder))
    const baseUrl = `http://localhost:${ports.server}/`
    const browserRedirectUri = `http://localhost:${ports.browserApp}/`
    const clinic = await seedClinic({ baseUrl, browserRedirectUri, patients, seed, onProgress: say })
    const audit = await prepareAudit(clinic, `http://localhost:${ports.livePage}/`)
    const apps = { clinic, ports, folder, liveClientId: audit.clientId }
    say('Building the pages')
    await Promise.all(buildPrograms(apps).map((program) => programs.start(program)))
    say('Starting the apps, the proxy and the analyzer')
    await Promise.all(appPrograms(apps).map((program) => programs.start(program)))
    keepBusy({ ports, records: audit.records, signal: stopping.signal })
    say(describe(clinic, ports, (performance.now() - began) / 1_000))
  }
  try {
    await Promise.race([stopped, programs.died, open().then(() => stopped)])
  } finally {
    stopping.abort()
    await programs.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Resolves on Ctrl-C; a second one does not wait for anybody. */
function stopSignal(programs: Programs, stopping: AbortController): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      if (stopping.signal.aborted) programs.kill()
      else tell('\nStopping')
      stopping.abort()
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  })
}

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2))
    if (options === undefined) tell(HELP)
    else await run(options)
    return 0
  } catch (error) {
    const isUsage = error instanceof UsageError
    const isKnown = isUsage || [DemoError, ClinicRefused, DamsonError].some((known) => error instanceof known)
    console.error(isKnown && error instanceof Error ? error.message : error)
    if (isUsage) console.error(`\n${HELP}`)
    return isUsage ? 2 : 1
  }
}

// Do not wait for unfinished work, such as a request to a server that has stopped.
process.exit(await main())
