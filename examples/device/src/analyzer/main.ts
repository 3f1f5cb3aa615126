/** `npm start`: the host beside the analyzer. */
import { readFile } from 'node:fs/promises'
import { DamsonClient, DamsonError, OAuthError } from '@damson/sdk'
import { createKeyLogin, createLogin } from '../host/login.ts'
import { UsageError } from '../host/settings.ts'
import { createDesk, type Desk } from './desk.ts'
import { listen } from './listener.ts'
import { HELP, readSettings } from './settings.ts'

const MOST_FILE_BYTES = 32_000_000

async function main(): Promise<number | undefined> {
  const settings = await readSettings()
  if (settings === undefined) {
    console.log(HELP)
    return 0
  }
  const { baseUrl, credential, authorities, timeZone, resultSystem, file } = settings
  const client = new DamsonClient({ baseUrl })
  const now = (): Date => new Date()
  const log = (line: string): void => console.error(line)
  const signIn =
    'secret' in credential
      ? createLogin(client, credential.id, credential.secret, now)
      : createKeyLogin(client, credential, baseUrl, now)
  await signIn().catch((error: unknown) => {
    // A server that is away comes back; an id or secret that is wrong does not get right.
    if (error instanceof OAuthError || !(error instanceof DamsonError)) throw error
    log(`Not signed in yet, and tried again with the next message: ${error.message}`)
  })
  const desk = createDesk({ client, signIn, authorities, timeZone, resultSystem, now, log })
  if (file !== undefined) return takeFile(desk, file)

  const server = await listen(desk, settings.port, log)
  const address = server.address()
  console.log(`Listening for HL7 on 127.0.0.1:${typeof address === 'object' ? address?.port : settings.port}`)
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      const late = new Promise((resolve) => setTimeout(resolve, 2_000).unref())
      void Promise.race([client.signOut().catch(() => undefined), late]).finally(() => process.exit(0))
    })
  }
  return undefined
}

/** The messages of a file, one after the other; prints what they are answered. */
async function takeFile(desk: Desk, path: string): Promise<number> {
  const content = await readFile(path)
  if (content.length > MOST_FILE_BYTES) throw new UsageError('The file is too large: send it in parts.')
  // Files come with the line ends of editors.
  const lines = content.toString('latin1').replace(/\r?\n/g, '\r')
  const messages = lines.split(/(?<=\r)\r*(?=MSH)/).map((text) => Buffer.from(text.replace(/\r+$/, '\r'), 'latin1'))
  let taken = 0
  for (const message of messages) {
    const { code, acknowledgment } = await desk(message)
    if (code === 'AA') taken++
    console.log(acknowledgment.replaceAll('\r', '\n'))
  }
  console.error(`${taken} of ${messages.length} messages taken.`)
  return taken === messages.length ? 0 : 4
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${HELP}`)
    return 2
  }
  if (error instanceof OAuthError) {
    console.error(`The server refuses CLIENT_ID, or the secret or key: ${error.message}`)
    return 3
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') console.error('Another program listens on this port already: choose another --port.')
  else if (code === 'ENOENT' || code === 'EACCES') console.error('The file of --file cannot be read.')
  else console.error(error instanceof DamsonError ? error.message : error)
  return 1
}

// A code of its own means that there is nothing more to do; a listener that runs has none.
const code = await main().catch(exitCodeOf)
if (code !== undefined) process.exit(code)
