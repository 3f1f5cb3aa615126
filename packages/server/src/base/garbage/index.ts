/**
 * Owns: giving back the memory that a start has needed. Does not own: how much the server may use. Asked by: `main.ts`,
 * before it listens.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Collects all garbage, which takes up to a tenth of a second. By itself, V8 does so only after a while without requests. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  setFlagsFromString('--no-expose-gc')
  collect()
}
