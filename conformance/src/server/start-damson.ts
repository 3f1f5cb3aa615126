import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hasLoopbackNetwork } from '../http.ts'
import { freePort, type ServerProcess, startProcess } from './process.ts'

export const PACKAGES = fileURLToPath(new URL('../../../packages', import.meta.url))

/** Long enough for a row on a busy machine, and short enough to sit out. */
export const CODE_SECONDS = 15

/** Lifetimes that rows wait for are short. Limits have their defaults if rows can use their own addresses. */
export const SETTINGS = {
  DAMSON_TOKENS_CODE_SECONDS: String(CODE_SECONDS),
  DAMSON_TOKENS_REFRESH_GRACE_SECONDS: '10',
  ...(!hasLoopbackNetwork && { DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '1500' }),
  DAMSON_LOG_LEVEL: 'error',
}

export interface DamsonOptions {
  readonly env?: Readonly<Record<string, string>>
}

/** The built Damson with an embedded store that is discarded afterwards. */
export async function startDamson({ env = {} }: DamsonOptions = {}): Promise<ServerProcess> {
  const port = await freePort()
  return startProcess({
    file: join(PACKAGES, 'server/dist/run/main.js'),
    port,
    health: '/healthcheck',
    env: {
      ...SETTINGS,
      DAMSON_PORT: String(port),
      // Browsers have no passkeys at an address without a name.
      DAMSON_BASE_URL: `http://localhost:${port}/`,
      DAMSON_DATA_DIR: 'data',
      ...env,
    },
  })
}
