import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hasLoopbackNetwork } from '../http.ts'
import { freePort, type ServerProcess, startProcess } from './process.ts'

export const PACKAGES = fileURLToPath(new URL('../../../packages', import.meta.url))

/** Long enough for a row on a busy machine, and short enough to sit out. */
export const CODE_SECONDS = 15

/** Lifetimes that rows sit out are short; limits are as shipped, where rows can come from addresses of their own. */
export const SETTINGS = {
  DAMSON_TOKENS_CODE_SECONDS: String(CODE_SECONDS),
  DAMSON_TOKENS_REFRESH_GRACE_SECONDS: '10',
  ...(!hasLoopbackNetwork && { DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '1500' }),
  DAMSON_LOG_LEVEL: 'error',
}

export interface DamsonOptions {
  readonly env?: Readonly<Record<string, string>>
}

/** Damson as it is built, with an embedded store that is thrown away. */
export async function startDamson({ env = {} }: DamsonOptions = {}): Promise<ServerProcess> {
  const port = await freePort()
  return startProcess({
    file: join(PACKAGES, 'server/dist/run/main.js'),
    port,
    health: '/healthcheck',
    env: {
      ...SETTINGS,
      DAMSON_PORT: String(port),
      DAMSON_BASE_URL: `http://127.0.0.1:${port}/`,
      DAMSON_DATA_DIR: 'data',
      ...env,
    },
  })
}
