/**
 * Owns: giving back the memory that a start has needed. Does not own: how much the server may use. Asked by: `main.ts`,
 * before it listens.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Collects all garbage, which takes up to a fifth of a second, and gives its room back to the machine: by itself, V8 does
 * so only after a while without requests.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: { readonly flavor: 'last-resort' }) => void
  setFlagsFromString('--no-expose-gc')
  // Any other collection leaves the room in which the start made its objects as large as it was.
  collect({ flavor: 'last-resort' })
}
