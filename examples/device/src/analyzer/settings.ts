import { parseArgs } from 'node:util'
import { type DeviceFile, readFileOf } from '../host/key.ts'
import { checkedUrl, clientId, readSecret, UsageError } from '../host/settings.ts'
import type { Authorities } from './patient.ts'

export const HELP = `Takes HL7 v2 results (ORU^R01), and writes them to a Damson server as Observations.

  CLIENT_ID=… CLIENT_SECRET=… npm start -- [--port NUMBER]       listens for MLLP on 127.0.0.1
  CLIENT_ID=… CLIENT_SECRET=… npm start -- --file FILE           takes the messages of a file, and ends

  --base-url URL           the server (http://localhost:8103/)
  --port NUMBER            (2575)
  --authority NAME=SYSTEM  an assigning authority of PID-3, and the system of its numbers; may be repeated
                           (HILLSIDE=https://hillside.example/mrn)
  --time-zone ZONE         of times that carry none (that of this machine)
  --result-system SYSTEM   of the identifiers of the results (https://hillside.example/results)
  --key-file FILE          the file of npm run enroll, instead of CLIENT_ID and a secret
  --secret-stdin           reads the secret from the standard input

Exit codes: 0 stopped, or every message was taken; 1 fault; 2 wrong usage; 3 the server refuses the id or the secret;
4 not every message of the file was taken.`

export interface Settings {
  readonly baseUrl: string
  readonly port: number
  readonly file: string | undefined
  readonly authorities: Authorities
  readonly timeZone: string
  readonly resultSystem: string
  readonly credential: { readonly id: string; readonly secret: string } | DeviceFile
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  'base-url': { type: 'string', default: 'http://localhost:8103/' },
  port: { type: 'string', default: '2575' },
  file: { type: 'string' },
  authority: { type: 'string', multiple: true },
  'time-zone': { type: 'string', default: Intl.DateTimeFormat().resolvedOptions().timeZone },
  'result-system': { type: 'string', default: 'https://hillside.example/results' },
  'secret-stdin': { type: 'boolean' },
  'key-file': { type: 'string' },
} as const

/** The settings; undefined where help was asked for. @throws {UsageError} */
export async function readSettings(): Promise<Settings | undefined> {
  const values = parsed()
  if (values.help === true) return undefined
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError('--port is a number from 0 to 65535.')
  const pairs = (values.authority ?? ['HILLSIDE=https://hillside.example/mrn']).map((text) => {
    const [, name, system] = /^([^=]+)=(\S+)$/.exec(text) ?? []
    if (name === undefined || system === undefined) throw new UsageError('--authority is a name, = and a system.')
    return [name, system] as const
  })
  return {
    baseUrl: checkedUrl(values['base-url']),
    port,
    file: values.file,
    authorities: new Map(pairs),
    timeZone: checkedZone(values['time-zone']),
    resultSystem: values['result-system'],
    credential:
      values['key-file'] === undefined
        ? { id: clientId(), secret: await readSecret(values['secret-stdin'] === true) }
        : await readFileOf(values['key-file']),
  }
}

function parsed(): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] {
  try {
    return parseArgs({ options: OPTIONS }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function checkedZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    throw new UsageError('--time-zone is one such as Europe/Berlin.')
  }
}
