import type { IncomingMessage, RequestListener } from 'node:http'

/** One of the addresses that a node listens at. */
export type Door = 'public' | 'administrators'

/** Which door each request came in by. One that the server makes to itself came in by none, and reaches every route. */
export interface Arrivals {
  /** Whether administrators have a door of their own. */
  readonly areApart: boolean
  /** The same listener, for requests that come in by a door. */
  by(door: Door, answer: RequestListener): RequestListener
  doorOf(raw: IncomingMessage): Door | undefined
  /**
   * Whether a path, or the pattern of a route, is served where the request came in: what is for administrators only at
   * their door, everything else only at the public one.
   */
  isServed(raw: IncomingMessage, path: string): boolean
}

/** At the address for administrators, where they have one of their own, and nowhere else. */
export const FOR_ADMINISTRATORS = /^\/(?:admin|console|metrics)(?=[/?#]|$)/
/** At both: what a proxy asks, and the style sheets with which the console shows previews of pages. */
const FOR_BOTH = /^\/(?:healthcheck(?=[?#]|$)|assets\/)/

export function createArrivals(areApart: boolean): Arrivals {
  const doors = new WeakMap<IncomingMessage, Door>()
  const doorOf = (raw: IncomingMessage): Door | undefined => doors.get(raw)
  return {
    areApart,
    doorOf,
    by: (door, answer) => (raw, response) => {
      doors.set(raw, door)
      answer(raw, response)
    },
    isServed(raw, path) {
      const door = areApart ? doorOf(raw) : undefined
      if (door === undefined || FOR_BOTH.test(path)) return true
      return FOR_ADMINISTRATORS.test(path) === (door === 'administrators')
    },
  }
}
