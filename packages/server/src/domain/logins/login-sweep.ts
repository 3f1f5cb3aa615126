import type { Db } from '#base/db'
import {
  forgetLoginsOfMachines,
  forgetLoginsOfPeople,
  forgetRootsAmong,
  forgetSomeRoots,
  type RootCursor,
} from './forget.store.ts'

/** Deletes what has ended, some at a time. Each answers how many: fewer than the limit, and no more are due. */
export interface LoginSweep {
  ofPeople(before: Date, limit: number): Promise<number>
  ofMachines(before: Date, limit: number): Promise<number>
  /** Roots that no login hangs on, and none has for as long. */
  roots(before: Date, limit: number): Promise<{ readonly looked: number; readonly rows: number }>
}

const START: RootCursor = { endsAt: '-infinity', id: '00000000-0000-0000-0000-000000000000' }
/** After so many rounds all roots are looked at again: another node may have failed to delete what it had begun to. */
const ROUNDS = 60

export function createLoginSweep(db: Db): LoginSweep {
  let cursor = START
  let rounds = 0
  return {
    ofPeople: (before, limit) =>
      db.tx(async (tx) => {
        const roots = (await forgetLoginsOfPeople.rows(tx, before, limit)).map(({ rootId }) => rootId)
        if (roots.length > 0) await forgetRootsAmong.run(tx, [...new Set(roots)], before)
        return roots.length
      }),
    ofMachines: (before, limit) => forgetLoginsOfMachines.run(db, before, limit),
    // Offline access keeps many a root for long after its end. Each is looked at once: it goes with its last login.
    async roots(before, limit) {
      const last = await forgetSomeRoots.maybeOne(db, { ...cursor, before, limit })
      const { looked, rows } = last ?? { looked: 0, rows: 0 }
      if (last !== undefined) cursor = { endsAt: last.endsAt, id: last.id }
      if (looked < limit) {
        rounds += 1
        if (rounds % ROUNDS === 0) cursor = START
      }
      return { looked, rows }
    },
  }
}
