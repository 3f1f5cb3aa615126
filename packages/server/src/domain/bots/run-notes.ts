import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db, Tx } from '#base/db'
import type { Log } from '#base/log'
import { uuidAt } from '#base/random'
import {
  type BotRunRow,
  botRuns,
  forgetExcessRuns,
  insertBotRun,
  outdatedBotRuns,
  resealBotRun,
} from './bot-runs.store.ts'
import { mapsOfBotVersions } from './bots.store.ts'
import { stackMapper } from './mapped-stack.ts'
import { scrubber } from './scrubbed.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface LogLine {
  readonly level: LogLevel
  readonly text: string
}

/** Why a run failed, as its author reads it. */
interface RunError {
  readonly message: string
  /** As it is kept, in the bundled code; as it is read, in the files as they were submitted. */
  readonly stack?: string | undefined
}

/** A run that has ended. */
export interface EndedRun {
  readonly project: string
  readonly botId: string
  readonly versionId: string
  readonly traceId: string
  /** Who started it: a profile; undefined for a webhook. */
  readonly requester: string | undefined
  readonly lines: readonly LogLine[]
  /** `ok`, or why it failed. */
  readonly outcome: string
  readonly error: RunError | undefined
  /** The secrets that it was given: none of them is kept here. */
  readonly secrets: Readonly<Record<string, string>>
}

/** A run as it is read again. */
export interface NotedRun extends Kept {
  readonly id: string
  readonly at: Date
  readonly trace: string
  readonly outcome: string
}

interface Kept {
  readonly versionId: string
  readonly requester?: string | undefined
  readonly lines: readonly LogLine[]
  readonly error?: RunError | undefined
}

export interface RunNotesDeps {
  readonly db: Db
  readonly keyring: Keyring
  readonly clock: Clock
  readonly log: Log
}

export const RUNS_KEPT_SECONDS = 30 * 86_400
const MOST_OF_BOT = 10_000
/** Of the runs that are read at once, and of the source maps that are read for them: a hundredth of a second or two. */
const MOST_CHARACTERS = 1_000_000
/** One run in so many looks for what is too much. */
const SWEEP_EACH = 500
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const contextOf = ({ project, id }: Pick<BotRunRow, 'project' | 'id'>): string => `bot-run:${project}:${id}`

export interface RunNotes {
  /** Keeps what a run logged and why it failed, sealed. A run that did neither leaves nothing. */
  note(run: EndedRun): Promise<void>
  /**
   * The newest runs of a Bot, before the given id; those of one request if its trace id is given. Fewer than the limit where
   * they are large.
   */
  of(of: {
    readonly project: string
    readonly botId: string
    readonly before: string | undefined
    readonly trace: string | undefined
    readonly limit: number
  }): Promise<readonly NotedRun[]>
}

export function createRunNotes({ db, keyring, clock, log }: RunNotesDeps): RunNotes {
  let count = 0
  return {
    async note({ project, botId, versionId, traceId, requester, lines, outcome, error, secrets }) {
      if (lines.length === 0 && error === undefined) return
      const now = clock.now()
      const id = uuidAt(now)
      const scrub = scrubber(secrets)
      const kept: Kept = {
        versionId,
        requester,
        lines: lines.map(({ level, text }) => ({ level, text: scrub(text) })),
        error: error && { message: scrub(error.message), stack: error.stack && scrub(error.stack) },
      }
      const sealed = keyring.seal(JSON.stringify(kept), contextOf({ project, id }))
      try {
        await insertBotRun.run(db, { project, id, botId, at: now, trace: traceId, outcome, sealed })
        count += 1
        if (count % SWEEP_EACH === 0) await forgetExcessRuns.run(db, project, botId, MOST_OF_BOT)
      } catch (error) {
        // What the Bot did is done: its caller gets the answer all the same.
        log.warn('bots.log_unkept', { traceId, projectId: project, error })
      }
    },
    async of({ project, botId, before = LAST, trace, limit }) {
      const asked = { project, botId, before, trace: trace ?? null, limit, characters: MOST_CHARACTERS }
      const rows = await botRuns.rows(db, asked)
      const runs = rows.map((row) => {
        const { id, at, trace, outcome, sealed } = row
        // Only `note` writes it.
        const kept = JSON.parse(keyring.unseal(sealed, contextOf(row)).toString()) as Kept
        return { ...kept, id, at, trace, outcome }
      })
      return withSource(db, { project, botId }, runs)
    },
  }
}

/** With the places in the files as they were submitted, where their version is still kept and its map is not too large. */
async function withSource(
  db: Db,
  of: { readonly project: string; readonly botId: string },
  runs: readonly NotedRun[],
): Promise<readonly NotedRun[]> {
  const ids = [...new Set(runs.filter(({ error }) => error?.stack !== undefined).map(({ versionId }) => versionId))]
  if (ids.length === 0) return runs
  const maps = await mapsOfBotVersions.rows(db, { ...of, ids, most: MOST_CHARACTERS })
  const mappers = new Map(await Promise.all(maps.map(async ({ id, map }) => [id, await stackMapper(map)] as const)))
  return runs.map((run) => {
    const { error, versionId } = run
    if (error?.stack === undefined) return run
    return { ...run, error: { ...error, stack: mappers.get(versionId)?.(error.stack) ?? error.stack } }
  })
}

/** Seals some runs anew that were sealed with the previous key; returns how many. */
export async function resealBotRuns(tx: Tx, keyring: Keyring): Promise<number> {
  const outdated = await outdatedBotRuns.rows(tx, keyring.fingerprint)
  for (const { project, id, sealed } of outdated) {
    const context = contextOf({ project, id })
    await resealBotRun.run(tx, keyring.seal(keyring.unseal(sealed, context), context), project, id)
  }
  return outdated.length
}
