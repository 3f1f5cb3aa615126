import type { Arguments } from '../arguments.ts'
import type { Driver } from '../drive/driver.ts'
import { type Effort, Measurement } from '../measure/measure.ts'
import type { PathName } from '../paths.ts'
import { type Row, rowOf } from '../report/report.ts'
import type { RunningStand } from '../stand/stand.ts'
import { type PeerCredentials, standElsewhere } from './elsewhere.ts'

/** The paths that any server of the protocol has; codes and visits can be made only in our own store. */
const PATHS_ELSEWHERE: readonly PathName[] = [
  'read-bearer',
  'read-basic',
  'create',
  'search',
  'client-credentials',
  'password-login',
]

/** Drives a server elsewhere in turn with our own floor. */
export async function measurePeer(
  url: URL,
  wanted: Pick<Arguments, 'only' | 'connections'>,
  stand: RunningStand,
  driver: Driver,
  effort: Effort,
  say: (line: string) => void,
): Promise<readonly Row[]> {
  const credentials = credentialsOf(process.env)
  const elsewhere = await standElsewhere(url.href, credentials, say)
  const paths = PATHS_ELSEWHERE.filter(
    (path) => wanted.only.includes(path) && (path !== 'password-login' || credentials.person !== undefined),
  )
  const measurement = new Measurement(driver, { ...stand, elsewhere }, effort)
  const rows: Row[] = []
  for (const path of paths) {
    // In turn with our own floor, so that both run on the machine in the same state.
    await measurement.warmUp(path, ['peer', 'floor'])
    for (const count of wanted.connections) {
      const row = rowOf(await measurement.measure(path, count, ['peer', 'floor']), `${path} (${url.host})`)
      say(`  ${row.path} at ${count}: ${row.rps}/s`)
      rows.push(row)
    }
  }
  return rows
}

/** @throws {Error} When the client is not named. */
export function credentialsOf(env: Readonly<Record<string, string | undefined>>): PeerCredentials {
  const { BENCH_PEER_CLIENT_ID: clientId, BENCH_PEER_CLIENT_SECRET: clientSecret } = env
  const { BENCH_PEER_EMAIL: email, BENCH_PEER_PASSWORD: password } = env
  if (clientId === undefined || clientSecret === undefined)
    throw new Error('Set BENCH_PEER_CLIENT_ID and BENCH_PEER_CLIENT_SECRET to a client of the peer.')
  const person = email === undefined || password === undefined ? undefined : { email, password }
  return { clientId, clientSecret, person }
}
