import { secondsAfter } from '#base/clock'
import { uuid } from '#base/random'
import type { RegistrationDeps } from './dependencies.ts'
import { holdProject, leaveProject, takeProject } from './under-way.store.ts'

/** A project that one import has for itself, on all nodes. */
export interface ImportTurn {
  /** Keeps it for another while; false where it is another import's by now. To be called every 10 s. */
  keep(): Promise<boolean>
  /** Gives it back. What comes after the first call does nothing. */
  end(): Promise<void>
}

/** Three times as long as it takes to be kept again: that of a node that died is soon free. */
const HELD_SECONDS = 30

/** Undefined where another import of the project is under way. */
export async function takeImportTurn(
  { db, clock }: Pick<RegistrationDeps, 'db' | 'clock'>,
  project: string,
): Promise<ImportTurn | undefined> {
  const run = uuid()
  const until = (): Date => secondsAfter(clock.now(), HELD_SECONDS)
  if ((await takeProject.maybeOne(db, { project, run, now: clock.now(), until: until() })) === undefined)
    return undefined
  let ended = false
  return {
    keep: async () => (await holdProject.maybeOne(db, until(), project, run)) !== undefined,
    async end() {
      if (ended) return
      ended = true
      await leaveProject.run(db, project, run)
    },
  }
}
