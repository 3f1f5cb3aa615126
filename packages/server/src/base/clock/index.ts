/**
 * Owns: what time it is. `now` is the database's clock: this node's own clock plus the offset that was last
 * measured against the database, so that every node judges expiry alike. Does not own: timers.
 */

/** How far this node's own clock is from the database's: it warns beyond 2 s and stops issuing beyond 30 s. */
export type ClockState = 'steady' | 'drifting' | 'wrong'

export interface Clock {
  /** The database's time, as far as this node knows it. */
  now(): Date
  /** Milliseconds that only ever grow; for measuring how long something took. */
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
/** A reading that took longer says too little; it is used only while there is no better one. */
const GOOD_ROUND_TRIP_MS = 250

export interface ClockOptions {
  readonly system?: () => number
  /** How far tests have travelled into the future, in milliseconds. */
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
      // As good as what is known, which stays: else what happened later would often be dated before what happened first.
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

/** A time that many seconds after another. */
export function secondsAfter(from: Date, seconds: number): Date {
  return new Date(from.getTime() + seconds * 1000)
}

/** A time as tokens have it: whole seconds since 1970 (NumericDate, RFC 7519 §2). */
export function toNumericDate(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}

export function fromNumericDate(seconds: number): Date {
  return new Date(seconds * 1000)
}

/** Whether a time that a token names lies further ahead than clocks differ. In numbers: a time of no calendar is ahead, too. */
export function isAhead(seconds: number, now: Date, skewSeconds: number): boolean {
  return seconds * 1000 > now.getTime() + skewSeconds * 1000
}
