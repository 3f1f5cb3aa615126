import type { FastifyRequest } from 'fastify'
import type { ImportTurn } from '#domain/registration'
import { type Administrator, stillAdministrator } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'

/** Why an import ends while it waits for a line. */
export type WatchEnding = 'not_administrator' | 'overtaken' | 'line_too_slow' | 'unavailable'

/** Watches an import while it waits: the client may be gone, or may never complete a line. */
export interface ImportWatch {
  /** The awaited value, or the reason for giving up. */
  over<T>(next: Promise<T>): Promise<T | WatchEnding>
  stop(): void
}

const EVERY_MS = 10_000
/** A line must be complete within a minute. */
const MOST_TURNS = 6

export function watchImport(
  deps: AdminDeps,
  request: FastifyRequest,
  administrator: Administrator,
  turn: ImportTurn,
): ImportWatch {
  let turns = 0
  let ending: WatchEnding | undefined
  let tell: ((ending: WatchEnding) => void) | undefined

  async function look(): Promise<WatchEnding | undefined> {
    if (!(await turn.keep())) return 'overtaken'
    // Asking does not count as using the sign-in, which may end meanwhile.
    if ((await stillAdministrator(deps, request, administrator, 'import_people', true)) === undefined)
      return 'not_administrator'
    turns += 1
    return turns >= MOST_TURNS && tell !== undefined ? 'line_too_slow' : undefined
  }

  async function lookAround(): Promise<void> {
    try {
      ending ??= await look()
    } catch (error) {
      deps.log.error('import.failed', { error, traceId: request.id, projectId: administrator.project.id })
      ending ??= 'unavailable'
    }
    if (ending !== undefined) tell?.(ending)
  }

  const timer = setInterval(() => void lookAround(), EVERY_MS)

  return {
    async over(next) {
      if (ending !== undefined) return ending
      turns = 0
      const ended = new Promise<WatchEnding>((resolve) => {
        tell = resolve
      })
      try {
        return await Promise.race([next, ended])
      } finally {
        tell = undefined
      }
    },
    stop: () => clearInterval(timer),
  }
}
