import type { Db } from '#base/db'
import {
  forgetLoginsOfMachines,
  forgetLoginsOfPeople,
  forgetRootsAmong,
  forgetSomeRoots,
  type RootCursor,
} from './forget.store.ts'

/** Deletes ended rows, some at a time. Each returns how many; fewer than the limit means that none are left. */
export interface LoginSweep {
  ofPeople(before: Date, limit: number): Promise<number>
  ofMachines(before: Date, limit: number): Promise<number>
  /** Roots that have had no login for as long. */
  roots(before: Date, limit: number): Promise<{ readonly looked: number; readonly rows: number }>
}

const START: RootCursor = { endsAt: '-infinity', id: '00000000-0000-0000-0000-000000000000' }
/**
 * After this many rounds all roots are checked again, because another node may have failed to delete those it had locked.
 */
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
    // Offline access can keep a root long after its end. Each is checked once here, and later deleted with its last
    // login.
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
