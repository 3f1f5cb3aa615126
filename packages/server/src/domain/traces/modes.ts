import type { Clock } from '#base/clock'
import type { Db } from '#base/db'
import type { Log } from '#base/log'
import { projectsInDeveloperMode, SYSTEM_PROJECT } from '#domain/projects'
import type { Invalidations } from '#domain/revocation'

/** The projects in developer mode. Kept in memory: read when a project changes, not on requests. */
export interface DeveloperModes {
  /** Whether any project is: if not, nothing else is checked. */
  any(): boolean
  isOn(project: string): boolean
  /** Whether its administrators are the server's administrators. Known only for projects in developer mode. */
  isServersOwn(project: string): boolean
  /** Waits for a change that was announced but not read yet. */
  settled(): Promise<void>
  /** Reads the modes now: from time to time, because invalidations can be missed, and before a trace is shown. */
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
      // The server's own administrators see what belongs to no project, while their project is in developer mode.
      const own = rows.filter(({ superAdmin }) => superAdmin)
      serversOwn = new Set(own.map(({ id }) => id))
      const ends = own.map(({ developerUntil }) => developerUntil)
      const last = ends.toSorted((a, b) => b.getTime() - a.getTime())[0]
      if (last !== undefined) until.set(SYSTEM_PROJECT, last)
    } catch (error) {
      // Without the modes nothing is traced, and everything else continues.
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
    // A read under way may have happened before the change.
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
