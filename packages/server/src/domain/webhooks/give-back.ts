import { setTimeout as sleep } from 'node:timers/promises'
import type { Tx } from '#base/db'
import { returnMarks } from './deliveries.store.ts'

/** How long a store that fails is given each time, in ms: together less than senders wait for an answer. */
const WAITS = [100, 500, 2_000]

/** What an attempt took of a delivery, or may have taken. */
export interface TakenDelivery {
  readonly project: string
  readonly membershipId: string
  readonly marks: readonly string[]
  /** Of this attempt alone. */
  readonly claim: string
}

/**
 * Gives back the signatures that an attempt took, after which no code ran: the sender may send the same again. A store that
 * fails is asked again, since it may be what kept the code from running.
 */
export async function giveBack(db: Tx, { project, membershipId, marks, claim }: TakenDelivery): Promise<void> {
  const taken = { project, membershipId, marks, claim }
  for (const wait of WAITS) {
    try {
      await returnMarks.run(db, taken)
      return
    } catch {
      await sleep(wait)
    }
  }
  await returnMarks.run(db, taken)
}
