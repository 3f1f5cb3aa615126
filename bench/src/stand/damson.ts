import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { freePort } from '@damson/testkit'
import { type ServerProcess, startServer } from './processes.ts'

export const MAIN = fileURLToPath(new URL('../../../packages/server/dist/run/main.js', import.meta.url))
/** The program to profile, so that its functions can be found in the sources. */
const SOURCES = fileURLToPath(new URL('../../../packages/server/src/main.ts', import.meta.url))

/** Connections to PostgreSQL of the server and of the floors: the server's default. */
export const POOL_SIZE = 20

export const ADMINISTRATOR = { email: 'bench@example.org', password: 'several words are easy to remember' }

// The largest value that the settings accept: no limit may affect a measurement.
const NO_LIMIT = '1000000'
const LIMITS = {
  DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: NO_LIMIT,
  DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: NO_LIMIT,
  DAMSON_THROTTLE_WRONG_SECRETS_PER_CLIENT: NO_LIMIT,
  DAMSON_THROTTLE_TOKENS_PER_CLIENT: NO_LIMIT,
  DAMSON_THROTTLE_FHIR_REQUESTS_PER_PERSON: NO_LIMIT,
  DAMSON_THROTTLE_FHIR_REQUESTS_PER_MACHINE: NO_LIMIT,
}

/**
 * The built server on a PostgreSQL database, as an operator would run it, but with limits too high to take effect.
 * `file` is the program of another build. `key` is that of an earlier start on the same database.
 */
export async function startDamson(
  databaseUrl: string,
  nodeOptions: readonly string[] = [],
  file: string = nodeOptions.length === 0 ? MAIN : SOURCES,
  key: string = newKey(),
): Promise<ServerProcess> {
  const port = await freePort()
  return startServer({
    file,
    port,
    health: '/healthcheck',
    nodeOptions,
    env: {
      ...LIMITS,
      DATABASE_URL: databaseUrl,
      DAMSON_PORT: String(port),
      DAMSON_BASE_URL: `http://127.0.0.1:${port}/`,
      DAMSON_KEY: key,
      DAMSON_POOL_SIZE: String(POOL_SIZE),
      DAMSON_ADMIN_EMAIL: ADMINISTRATOR.email,
      DAMSON_ADMIN_PASSWORD: ADMINISTRATOR.password,
    },
  })
}

/** A root key for a new database. */
export function newKey(): string {
  return randomBytes(32).toString('hex')
}

/** The built server on its embedded store in a folder. */
export async function startEmbedded(dataDir: string): Promise<ServerProcess> {
  const port = await freePort()
  const env = { DAMSON_PORT: String(port), DAMSON_DATA_DIR: dataDir }
  return startServer({ file: MAIN, port, health: '/healthcheck', env })
}
