/**
 * Owns: how many threads Node's pool has, and how many of them may compute password hashes. Does not own: what runs there
 * (hashes, signatures, compression, files). Asked by: `main.ts`, before anything else, and `domain/factors`.
 */
import { availableParallelism } from 'node:os'

/** One for each core. Three at the least: on one core or two, some wait for memory meanwhile. */
export const HASHES_AT_ONCE = Math.max(3, availableParallelism())

/** What is no hash of ours never waits behind them: as many threads as the pool has by itself. */
const OTHERS = 4

/**
 * Sizes the pool. Has an effect only before its first use. Whoever starts the server may have sized it already.
 *
 * @param env - the environment of the process, which the pool reads its size from
 */
export function sizeThreadPool(env: NodeJS.ProcessEnv): void {
  env['UV_THREADPOOL_SIZE'] ??= String(HASHES_AT_ONCE + OTHERS)
}
