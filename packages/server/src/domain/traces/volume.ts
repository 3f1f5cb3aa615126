import { createCache } from '#base/cache'

const WINDOW_MS = 60_000
/** How many steps a project may write per minute on each node, and how many of those one address may cause. */
const MOST_OF_PROJECT = 1_200
const MOST_OF_ADDRESS = 300
const ADDRESSES = 2_000
/** For successful requests, the first few of a login are enough. */
const FIRST_OF_LOGIN = 5
const LOGINS = 5_000

/** Keeps traces small: a flood of requests to a project doesn't displace other callers' traces. */
export interface Volume {
  mayKeep(project: string, address: string, now: Date): boolean
  /** Whether a successful request is among the first of its login. */
  isAmongFirst(loginId: string): boolean
}

export function createVolume(): Volume {
  const counts = createCache<{ since: number; count: number }>(ADDRESSES)
  const requests = createCache<number>(LOGINS)
  function count(key: string, now: number): number {
    const known = counts.get(key)
    const counted = known === undefined || known.since <= now - WINDOW_MS ? { since: now, count: 0 } : known
    counted.count += 1
    counts.set(key, counted)
    return counted.count
  }
  return {
    mayKeep(project, address, now) {
      const time = now.getTime()
      // The address is counted first: its excess doesn't count against the project.
      return count(`${project} ${address}`, time) <= MOST_OF_ADDRESS && count(project, time) <= MOST_OF_PROJECT
    },
    isAmongFirst(loginId) {
      const made = (requests.get(loginId) ?? 0) + 1
      requests.set(loginId, made)
      return made <= FIRST_OF_LOGIN
    },
  }
}
