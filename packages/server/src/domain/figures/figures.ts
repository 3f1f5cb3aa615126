import type { Clock } from '#base/clock'
import type { Db } from '#base/db'
import type { Log } from '#base/log'
import { addFigures, addNearLimits } from './figures.store.ts'
import { type EventKind, INVALID_AUTHORIZATION, kindOfEvent, latencyKind, type RequestKind } from './kinds.ts'

/** Adds up what happens. Counting is in memory and never waits. */
export interface Figures {
  /** An event of the audit. `outcome`: 0 where what it is about succeeded. */
  event(project: string, kind: string, outcome: number): void
  /** A sign-in that is refused without an event. */
  signInRefused(project: string): void
  /** A request for a sign-in that is refused before anybody types anything. Whoever knows a client ID can make many. */
  authorizationInvalid(project: string): void
  /** A request of somebody who is known, when it is answered. */
  request(project: string, status: number, ms: number): void
  /** A limit of which `used` of `limit` were used; only those above 80 % are kept. */
  used(project: string, name: string, subject: string, used: number, limit: number): void
  start(): void
  /** Writes what was counted since the last time. */
  flush(): Promise<void>
  /** Writes the rest. */
  stop(): Promise<void>
}

const FLUSH_MS = 10_000
const HOUR_MS = 3_600_000
/** More are not held while the store cannot be written: the newest projects are left out. */
const MOST_KEPT = 50_000
const NEAR = 0.8
const MOST_PERCENT = 1_000

interface Counted {
  readonly hour: number
  readonly project: string
  readonly kind: string
  readonly count: number
}

interface Near {
  readonly hour: number
  readonly project: string
  readonly name: string
  readonly subject: string
  readonly percent: number
}

export function createFigures({
  db,
  clock,
  log,
}: {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
}): Figures {
  const counts = createTally<Counted>((known, one) => ({ ...known, count: known.count + one.count }))
  const nears = createTally<Near>((known, one) => ({ ...known, percent: Math.max(known.percent, one.percent) }))
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  const hourNow = (): number => Math.floor(clock.now().getTime() / HOUR_MS) * HOUR_MS
  const count = (project: string, kind: string, hour = hourNow()): void =>
    counts.add(`${project} ${kind} ${hour}`, { project, kind, hour, count: 1 })
  const written = <T>(tally: Tally<T>, write: (all: readonly T[]) => Promise<unknown>): Promise<void> =>
    tally.drain(write).catch((error: unknown) => log.warn('figures.not_written', { error }))

  const flush = (): Promise<void> => {
    writing = writing
      .then(() => written(counts, (all) => addFigures.run(db, columnsOfCounts(all))))
      .then(() => written(nears, (all) => addNearLimits.run(db, columnsOfNears(all))))
    return writing
  }

  return {
    event(project, kind, outcome) {
      const figure = kindOfEvent(kind, outcome)
      if (figure !== undefined) count(project, figure)
    },
    signInRefused(project) {
      count(project, 'sign_in_refused' satisfies EventKind)
    },
    authorizationInvalid(project) {
      count(project, INVALID_AUTHORIZATION)
    },
    request(project, status, ms) {
      const hour = hourNow()
      const kind: RequestKind = status >= 500 ? 'request_failed' : status >= 400 ? 'request_refused' : 'request'
      count(project, kind, hour)
      count(project, latencyKind(ms), hour)
    },
    used(project, name, subject, used, limit) {
      if (used < limit * NEAR || limit <= 0) return
      const percent = Math.min(MOST_PERCENT, Math.floor((used / limit) * 100))
      const hour = hourNow()
      nears.add(`${project} ${name} ${subject} ${hour}`, { project, name, subject, hour, percent })
    },
    start() {
      timer = setInterval(() => void flush(), FLUSH_MS)
      timer.unref()
    },
    flush,
    async stop() {
      clearInterval(timer)
      await flush()
    },
  }
}

/** What was counted and is not written yet, by key. */
interface Tally<T> {
  add(key: string, one: T): void
  /** Hands over what was counted. If that fails, it is counted again, with what came meanwhile. */
  drain(write: (all: readonly T[]) => Promise<unknown>): Promise<void>
}

function createTally<T>(both: (known: T, one: T) => T): Tally<T> {
  let counted = new Map<string, T>()
  const add = (key: string, one: T): void => {
    const known = counted.get(key)
    if (known !== undefined) counted.set(key, both(known, one))
    else if (counted.size < MOST_KEPT) counted.set(key, one)
  }
  return {
    add,
    async drain(write) {
      if (counted.size === 0) return
      const drained = counted
      counted = new Map()
      try {
        await write([...drained.values()])
      } catch (error) {
        for (const [key, one] of drained) add(key, one)
        throw error
      }
    },
  }
}

const iso = (ms: number): string => new Date(ms).toISOString()

function columnsOfCounts(all: readonly Counted[]) {
  return {
    projects: all.map(({ project }) => project),
    hours: all.map(({ hour }) => iso(hour)),
    kinds: all.map(({ kind }) => kind),
    counts: all.map(({ count }) => String(count)),
  }
}

function columnsOfNears(all: readonly Near[]) {
  return {
    projects: all.map(({ project }) => project),
    hours: all.map(({ hour }) => iso(hour)),
    names: all.map(({ name }) => name),
    subjects: all.map(({ subject }) => subject),
    percents: all.map(({ percent }) => String(percent)),
  }
}
