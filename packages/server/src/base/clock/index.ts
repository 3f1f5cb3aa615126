/**
 * Owns: the time. `now` is the database's clock: this node's own clock plus the last measured offset from the database,
 * so that every node judges expiry alike. Does not own: timers.
 */

/** How far this node's own clock is from the database's: it warns beyond 2 s and stops issuing beyond 30 s. */
export type ClockState = 'steady' | 'drifting' | 'wrong'

export interface Clock {
  /** The database's time, as far as this node knows it. */
  now(): Date
  /** Milliseconds that never decrease; for measuring durations. */
  monotonic(): number
  /** Takes a reading of the database's clock, made between two readings of `system()`. */
  observe(database: Date, before: number, after: number): void
  /** This node's own clock, uncorrected, in milliseconds since the epoch. */
  system(): number
  /** Database time minus own time, in milliseconds. */
  offsetMs(): number
  state(): ClockState
}

const WARN_BEYOND_MS = 2_000
const STOP_BEYOND_MS = 30_000
/** A slower reading is too inaccurate; it is used only while there is no better one. */
const GOOD_ROUND_TRIP_MS = 250

export interface ClockOptions {
  readonly system?: () => number
  /** How far a test has travelled into the future, in milliseconds. */
  readonly travelled?: () => number
}

export function createClock({ system = Date.now, travelled = () => 0 }: ClockOptions = {}): Clock {
  let offset = 0
  let measured = false
  return {
    now: () => new Date(system() + offset + travelled()),
    monotonic: () => performance.now(),
    observe(database, before, after) {
      if (measured && after - before > GOOD_ROUND_TRIP_MS) return
      // The known offset fits this reading and stays: small corrections could date later events before earlier ones.
      const [least, most] = [database.getTime() - after, database.getTime() - before]
      if (measured && least <= offset && offset <= most) return
      measured = true
      offset = Math.round(database.getTime() - (before + after) / 2)
    },
    system,
    offsetMs: () => offset,
    state() {
      const off = Math.abs(offset)
      if (off > STOP_BEYOND_MS) return 'wrong'
      return off > WARN_BEYOND_MS ? 'drifting' : 'steady'
    },
  }
}

/** This machine's own time in milliseconds since the epoch; only for what a library reads against the same. */
export const machineTime = (): number => Date.now()

/** The time a number of seconds after another. */
export function secondsAfter(from: Date, seconds: number): Date {
  return new Date(from.getTime() + seconds * 1000)
}

/** A time as tokens write it: whole seconds since 1970 (NumericDate, RFC 7519 §2). */
export function toNumericDate(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}

export function fromNumericDate(seconds: number): Date {
  return new Date(seconds * 1000)
}

/** Whether a token's time is further ahead than clocks differ. Compares numbers, so that an impossible date is ahead too. */
export function isAhead(seconds: number, now: Date, skewSeconds: number): boolean {
  return seconds * 1000 > now.getTime() + skewSeconds * 1000
}
