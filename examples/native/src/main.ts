/** `npm start`: signs a person in with the system's browser, lists their patients, and signs them out. */
import { parseArgs } from 'node:util'
import { DamsonClient, DamsonError, formatHumanName, OAuthError, type Patient, type ProfileResource } from '@damson/sdk'
import { LoopbackError } from './loopback.ts'
import { openBrowser } from './open-browser.ts'
import { signIn } from './sign-in.ts'

const HELP = `Signs you in with your browser, and lists your patients.

  CLIENT_ID=… npm start -- [--base-url URL] [--name TEXT] [--port NUMBER] [--timeout SECONDS]

  CLIENT_ID   the ClientApplication of this app (kind app, redirect URI http://127.0.0.1/callback)
  --base-url  the server (http://localhost:8103/)
  --name      only patients whose name begins with this
  --port      where the browser comes back to (a free one)
  --timeout   how long to wait for you, in seconds (300)
  BROWSER     another browser than the system's

Exit codes: 0 listed, 1 not signed in or not listed, 2 wrong usage.`

interface Options {
  readonly baseUrl: string
  readonly clientId: string
  readonly name: string | undefined
  readonly port: number
  readonly timeoutMs: number
}

/** Wrong words on the command line. */
class UsageError extends Error {}

function readOptions(): Options | undefined {
  const text = { type: 'string' } as const
  const options = {
    help: { type: 'boolean', short: 'h' },
    'base-url': text,
    name: text,
    port: text,
    timeout: text,
  } as const
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values']
  try {
    ;({ values } = parseArgs({ options }))
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
  if (values.help === true) return undefined
  const { CLIENT_ID = '' } = process.env
  if (CLIENT_ID === '') throw new UsageError('Set CLIENT_ID: the id of this app’s ClientApplication.')
  return {
    baseUrl: values['base-url'] ?? 'http://localhost:8103/',
    clientId: CLIENT_ID,
    name: values.name,
    port: whole('--port', values.port ?? '0', 65_535),
    timeoutMs: whole('--timeout', values.timeout ?? '300', 86_400) * 1_000,
  }
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > most) throw new UsageError(`${name} is a whole number from 0 to ${most}.`)
  return value
}

async function main(): Promise<number> {
  const options = readOptions()
  if (options === undefined) {
    console.log(HELP)
    return 0
  }
  const { baseUrl, clientId, name, port, timeoutMs } = options
  // Tokens stay in memory: there is no `storage` in Node unless one is given.
  const client = new DamsonClient({ baseUrl, clientId, scope: 'openid profile' })
  const tell = (line: string): void => console.log(line)
  const profile = await signIn(client, { port, timeoutMs, open: openBrowser, tell })
  try {
    console.log(`\nSigned in as ${nameOf(profile)}, ${client.getProject()?.name ?? 'no project'}.\n`)
    let count = 0
    for await (const patient of client.searchAll('Patient', { name, _sort: 'family', _count: 100 })) {
      console.log(lineOf(patient))
      count += 1
    }
    console.log(`\n${count === 1 ? '1 patient' : `${count} patients`}`)
  } finally {
    await client.signOut()
  }
  return 0
}

const lineOf = ({ name, birthDate = '', gender }: Patient): string =>
  `  ${formatHumanName(name?.[0]).padEnd(32)} ${birthDate.padEnd(12)} ${gender ?? ''}`.trimEnd()

const nameOf = ({ name, resourceType }: ProfileResource): string =>
  (Array.isArray(name) ? formatHumanName(name[0]) : name) || resourceType

function textOf(error: unknown): string | undefined {
  if (error instanceof OAuthError && error.error === 'access_denied') return 'You did not sign in.'
  const isKnown = error instanceof LoopbackError || error instanceof DamsonError || error instanceof UsageError
  return isKnown ? error.message : undefined
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(textOf(error) ?? error)
  if (error instanceof UsageError) console.error(`\n${HELP}`)
  return error instanceof UsageError ? 2 : 1
})
