import type { Clock } from '#base/clock'
import type { Db } from '#base/db'
import type { Log } from '#base/log'
import { projectsInDeveloperMode, SYSTEM_PROJECT } from '#domain/projects'
import type { Invalidations } from '#domain/revocation'

/** Which projects are in developer mode. Known without asking the store: it is read when a project changes, not on requests. */
export interface DeveloperModes {
  /** Whether any is: nothing else is looked at where none is. */
  any(): boolean
  isOn(project: string): boolean
  /** Whether its administrators are those of the server. Known of projects in developer mode alone. */
  isServersOwn(project: string): boolean
  /** Waits for a change that has been heard of and not read yet. */
  settled(): Promise<void>
  /** Reads them now: from time to time, since invalidations can be missed, and before a trace is shown. */
  renew(): Promise<void>
}

export function createDeveloperModes(db: Db, clock: Clock, invalidations: Invalidations, log: Log): DeveloperModes {
  let until = new Map<string, Date>()
  let serversOwn = new Set<string>()
  let reading: Promise<void> | undefined
  let isOvertaken = false

  async function read(): Promise<void> {
    try {
      const rows = await projectsInDeveloperMode.rows(db, clock.now())
      until = new Map(rows.map(({ id, developerUntil }) => [id, developerUntil]))
      // What belongs to no project is for the server's own administrators, while theirs is in developer mode.
      const own = rows.filter(({ superAdmin }) => superAdmin)
      serversOwn = new Set(own.map(({ id }) => id))
      const ends = own.map(({ developerUntil }) => developerUntil)
      const last = ends.toSorted((a, b) => b.getTime() - a.getTime())[0]
      if (last !== undefined) until.set(SYSTEM_PROJECT, last)
    } catch (error) {
      // Without it nothing is traced, and everything else goes on.
      log.warn('traces.modes_unread', { error })
    }
  }

  async function readUntilNew(): Promise<void> {
    do {
      isOvertaken = false
      await read()
    } while (isOvertaken)
    reading = undefined
  }

  function renew(): Promise<void> {
    // A reading under way may have read before the change.
    if (reading !== undefined) isOvertaken = true
    reading ??= readUntilNew()
    return reading
  }

  invalidations.subscribe((items) => {
    if (items !== 'everything' && items.some(({ kind }) => kind === 'project')) void renew()
  })
  return {
    any: () => reading !== undefined || until.size > 0,
    isOn: (project) => (until.get(project)?.getTime() ?? 0) > clock.now().getTime(),
    isServersOwn: (project) => serversOwn.has(project),
    settled: () => reading ?? Promise.resolve(),
    renew,
  }
}
