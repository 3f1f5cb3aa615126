import { text as textOf } from 'node:stream/consumers'
import { parseArgs } from 'node:util'

export const HELP = `Signs in for a legacy app, and hands it the patients of a Damson server as plain HTTP.

  CLIENT_ID=… CLIENT_SECRET=… npm start -- [--base-url URL] [--port NUMBER] [--for PERSON]
  some-secret-manager … | CLIENT_ID=… npm start -- --secret-stdin

  --base-url      the server (http://localhost:8103/)
  --port          where the legacy app finds the patients, on 127.0.0.1 (8201)
  --for           the receptionist, as ProjectMembership/… or Practitioner/…: the audit names both
  --secret-stdin  reads the secret from the standard input

Exit codes: 0 stopped, 1 fault, 2 wrong usage, 3 the server refuses the id or the secret.`

export interface Settings {
  readonly baseUrl: string
  readonly port: number
  readonly id: string
  readonly secret: string
  /** The person for whom all requests are made. */
  readonly receptionist: string | undefined
}

/** What is wrong with the command line or the environment, and what to do. */
export class UsageError extends Error {}

/** The settings; undefined where help was asked for. @throws {UsageError} */
export async function readSettings(): Promise<Settings | undefined> {
  const values = readWords()
  if (values.help === true) return undefined
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError('--port is a number from 0 to 65535.')
  const id = process.env['CLIENT_ID'] ?? ''
  if (id === '') throw new UsageError('Set CLIENT_ID to the id of the ClientApplication.')
  return {
    baseUrl: checkedUrl(values['base-url']),
    port,
    id,
    secret: await readSecret(values['secret-stdin'] === true),
    receptionist: checkedPerson(values.for),
  }
}

function readWords(): { help?: boolean; 'base-url': string; port: string; 'secret-stdin'?: boolean; for?: string } {
  try {
    const options = {
      help: { type: 'boolean', short: 'h' },
      'base-url': { type: 'string', default: 'http://localhost:8103/' },
      port: { type: 'string', default: '8201' },
      'secret-stdin': { type: 'boolean' },
      for: { type: 'string' },
    } as const
    return parseArgs({ options }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function checkedPerson(text: string | undefined): string | undefined {
  if (text === undefined || /^(ProjectMembership|Practitioner)\/[A-Za-z0-9.-]{1,64}$/.test(text)) return text
  throw new UsageError('--for names a person: ProjectMembership/… or Practitioner/… .')
}

/** The secret must not travel in the clear. */
function checkedUrl(text: string): string {
  const url = URL.parse(text)
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '')
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return url.href
  throw new UsageError(`--base-url is the https address of the server; http is for this machine alone.`)
}

async function readSecret(fromInput: boolean): Promise<string> {
  const given = process.env['CLIENT_SECRET'] ?? ''
  // Nothing that this process starts or reports needs it.
  delete process.env['CLIENT_SECRET']
  if (fromInput && process.stdin.isTTY)
    throw new UsageError('--secret-stdin: pipe the secret in, so that no screen shows it.')
  const secret = fromInput ? (await textOf(process.stdin)).trim() : given
  if (secret === '') throw new UsageError('Set CLIENT_SECRET, or pipe the secret in with --secret-stdin.')
  return secret
}
