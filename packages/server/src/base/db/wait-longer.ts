import { sql, statement } from './statement.ts'
import type { Tx } from './types.ts'

const lockTimeout = statement<[], never>('db.wait-longer', () => sql`select set_config('lock_timeout', '9s', true)`)

/** Lets a transaction wait for locks longer than a request may: nodes that start together wait for each other. */
export async function waitLonger(tx: Tx): Promise<void> {
  await lockTimeout.run(tx)
}
