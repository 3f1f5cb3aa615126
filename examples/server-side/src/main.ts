/** `npm start`: the proxy. */
import { DamsonClient, DamsonError, OAuthError } from '@damson/sdk'
import { startProxy } from './proxy.ts'
import { HELP, readSettings, UsageError } from './settings.ts'
import { createUpstream } from './upstream.ts'

async function main(): Promise<number | undefined> {
  const settings = await readSettings()
  if (settings === undefined) {
    console.log(HELP)
    return 0
  }
  const { baseUrl, port, id, secret, receptionist } = settings
  // In memory is where a client keeps its token, anywhere but in a page.
  const client = new DamsonClient({ baseUrl })
  const upstream = createUpstream({ client, id, secret, receptionist })
  await upstream.signIn().catch((error: unknown) => {
    // A server that is away comes back; an id or secret that is wrong does not get right.
    if (error instanceof OAuthError || !(error instanceof DamsonError)) throw error
    console.error(`Not signed in yet, and tried again with the next request: ${error.message}`)
  })
  const server = await startProxy({ upstream, port, log: (line) => console.error(line) })
  const address = server.address()
  const boundTo = typeof address === 'object' ? address?.port : port
  console.log(`Patients for the legacy app: http://127.0.0.1:${boundTo}/Patient`)

  const stop = (): void => {
    server.close()
    server.closeAllConnections()
    // The login ends at the server too, if it is there to be told.
    const signedOut = client.isAuthenticated() ? client.signOut() : Promise.resolve()
    const late = new Promise((resolve) => setTimeout(resolve, 2_000).unref())
    void Promise.race([signedOut.catch(() => undefined), late]).finally(() => process.exit(0))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  return undefined
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${HELP}`)
    return 2
  }
  if (error instanceof OAuthError) {
    console.error(`The server refuses CLIENT_ID or the secret: ${error.message}`)
    return 3
  }
  const isBusy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  if (isBusy) console.error('Another program listens on this port already: stop it, or choose another --port.')
  else console.error(error instanceof DamsonError ? error.message : error)
  return 1
}

// A code of its own means that there is nothing more to do; a proxy that runs has none.
const code = await main().catch(exitCodeOf)
if (code !== undefined) process.exit(code)
