import { secondsAfter } from '#base/clock'
import { uuid } from '#base/random'
import type { RegistrationDeps } from './dependencies.ts'
import { holdProject, leaveProject, takeProject } from './under-way.store.ts'

/** An import's exclusive hold on a project, across all nodes. */
export interface ImportTurn {
  /** Extends the hold; false when another import has it by now. Call it every 10 s. */
  keep(): Promise<boolean>
  /** Releases the hold. Calls after the first do nothing. */
  end(): Promise<void>
}

/** Three times the interval between extensions, so that a hold is soon free after its node dies. */
const HELD_SECONDS = 30

/** Undefined while another import of the project is under way. */
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
