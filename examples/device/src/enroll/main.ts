/** `npm run enroll`: asks to be connected, shows the code, and keeps the key once an administrator has connected it. */
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { encodeQR } from 'qr'
import { assertionOf, type DeviceKey, fingerprintOf, keepFile, makeKey, publicPart } from '../host/key.ts'
import { checkedUrl, clientId, UsageError } from '../host/settings.ts'

const HELP = `Connects this device to a Damson server. An administrator types the code and the fingerprint that it shows.

  CLIENT_ID=… npm run enroll -- --key-file FILE

  --base-url URL   the server (http://localhost:8103/)
  --key-file FILE  keeps the key and the id of the device; an earlier file is replaced

CLIENT_ID is the project's client for devices. Exit codes: 0 connected; 1 fault; 2 wrong usage; 3 refused or too late.`
const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  'base-url': { type: 'string', default: 'http://localhost:8103/' },
  'key-file': { type: 'string' },
} as const

type Answer = Readonly<Record<string, unknown>>

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS })
  if (values.help === true) {
    console.log(HELP)
    return 0
  }
  const [baseUrl, file, id] = [checkedUrl(values['base-url']), values['key-file'], clientId()]
  if (file === undefined) throw new UsageError('--key-file names the file that keeps the key.')
  const key = makeKey()
  const send = async (path: string, fields: Record<string, string>): Promise<Answer> => {
    const proof = { client_assertion_type: ASSERTION, client_assertion: assertionOf(key, id, baseUrl, new Date()) }
    const body = new URLSearchParams({ client_id: id, ...proof, ...fields })
    return (await (await fetch(new URL(path, baseUrl), { method: 'POST', body })).json()) as Answer
  }
  const asked = await send('oauth2/device_authorization', { device_key: publicPart(key) })
  if (typeof asked['device_code'] !== 'string') return refused(asked)
  show(asked, key)
  const given = await poll(asked, (code) => send('oauth2/token', { grant_type: GRANT, device_code: code }))
  if (typeof given['client_id'] !== 'string') return refused(given)
  await keepFile(file, { ...key, clientId: given['client_id'] })
  console.log(`Connected as ${given['client_id']}.`)
  return 0
}

/** The drawing leads a phone to the page. The code stands beside it, so that people compare it there. */
function show({ verification_uri, verification_uri_complete, user_code }: Answer, key: DeviceKey): void {
  console.log(encodeQR(String(verification_uri_complete), 'ascii', { ecc: 'low' }))
  console.log(`An administrator opens ${String(verification_uri)}`)
  console.log(`Code:        ${String(user_code)}`)
  console.log(`Fingerprint: ${fingerprintOf(key)}`)
}

/** Asks until there is an answer, as slowly as the server wants. */
async function poll({ device_code, interval }: Answer, ask: (code: string) => Promise<Answer>): Promise<Answer> {
  let seconds = Number(interval)
  for (;;) {
    await wait(seconds * 1_000)
    // A connection that broke is tried again after the interval.
    const answer = await ask(String(device_code)).catch((): Answer => ({ error: 'authorization_pending' }))
    if (answer['error'] === 'slow_down') seconds += 5
    else if (answer['error'] !== 'authorization_pending') return answer
  }
}

function refused({ error_description: text }: Answer): number {
  console.error(String(text))
  return 3
}

process.exitCode = await main().catch((error: unknown) => {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${HELP}`)
  else console.error(error instanceof Error ? error.message : error)
  return error instanceof UsageError ? 2 : 1
})
