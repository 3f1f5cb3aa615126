/** `npm start`: makes the clinic on a server that runs, and prints what was made. */
import { parseArgs } from 'node:util'
import { DamsonError } from '@damson/sdk'
import { type Clinic, ClinicRefused, seedClinic } from './index.ts'

const HELP = `Makes a clinic of synthetic people on a Damson server of this machine.

  npm start -- [--base-url URL] [--seed NUMBER] [--patients NUMBER] [--redirect-uri URL]

  --base-url      the server (http://localhost:8103/)
  --seed          the same seed makes the same people (1)
  --patients      how many (24)
  --redirect-uri  where the browser app is sent back to (http://localhost:5173/)

Exit codes: 0 made, 1 not made, 2 wrong usage.`

/** Wrong words on the command line. */
class UsageError extends Error {}

function readOptions(): { baseUrl: string; seed: number; patients: number; browserRedirectUri: string } | undefined {
  const text = (fallback: string): { type: 'string'; default: string } => ({ type: 'string', default: fallback })
  const { values } = parsed(() =>
    parseArgs({
      options: {
        help: { type: 'boolean', short: 'h' },
        'base-url': text('http://localhost:8103/'),
        seed: text('1'),
        patients: text('24'),
        'redirect-uri': text('http://localhost:5173/'),
      },
    }),
  )
  if (values.help === true) return undefined
  return {
    baseUrl: values['base-url'],
    seed: whole('--seed', values.seed, 2 ** 31),
    patients: whole('--patients', values.patients, 10_000),
    browserRedirectUri: values['redirect-uri'],
  }
}

function parsed<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new UsageError(`${name} is a whole number from 0 to ${most}.`)
  return value
}

function outcomeOf({ projectId, owner, clinician, clients, baseUrl }: Clinic): string {
  const { browser, native, server, analyzer, gateway, pipeline } = clients
  return `
The clinic is project ${projectId} on ${baseUrl}.

  sign in as     e-mail                        password
  owner          ${owner.email.padEnd(28)}  ${owner.password}
  clinician      ${clinician.email.padEnd(28)}  ${clinician.password}

The clients of the examples. Secrets are shown here and nowhere else:

  client-side    CLIENT_ID=${browser.id}
  native         CLIENT_ID=${native.id}
  server-side    CLIENT_ID=${server.id} CLIENT_SECRET=${server.secret}
  analyzer       CLIENT_ID=${analyzer.id} CLIENT_SECRET=${analyzer.secret}
  basic.sh       CLIENT_ID=${gateway.id} CLIENT_SECRET=${gateway.secret}
  pipeline       CLIENT_ID=${pipeline.id} CLIENT_SECRET=${pipeline.secret}`
}

async function main(): Promise<number> {
  const options = readOptions()
  if (options === undefined) {
    console.log(HELP)
    return 0
  }
  const clinic = await seedClinic({ ...options, onProgress: (line) => console.log(line) })
  console.log(outcomeOf(clinic))
  return 0
}

process.exitCode = await main().catch((error: unknown) => {
  const isUsage = error instanceof UsageError
  const isKnown = isUsage || error instanceof ClinicRefused || error instanceof DamsonError
  console.error(isKnown ? error.message : error)
  if (isUsage) console.error(`\n${HELP}`)
  return isUsage ? 2 : 1
})
