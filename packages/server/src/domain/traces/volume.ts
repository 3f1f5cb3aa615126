import { createCache } from '#base/cache'

const WINDOW_MS = 60_000
/** So many steps a project may write in a minute on each node, and so many of them one address. */
const MOST_OF_PROJECT = 1_200
const MOST_OF_ADDRESS = 300
const ADDRESSES = 2_000
/** Of requests that went well, the first ones of a login are enough. */
const FIRST_OF_LOGIN = 5
const LOGINS = 5_000

/** Keeps the traces small: whoever floods a project with requests pushes nothing of others out. */
export interface Volume {
  mayKeep(project: string, address: string, now: Date): boolean
  /** Whether a request of this login that went well is still among the first. */
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
      // The address is counted first: what it has too many of does not count against the project.
      return count(`${project} ${address}`, time) <= MOST_OF_ADDRESS && count(project, time) <= MOST_OF_PROJECT
    },
    isAmongFirst(loginId) {
      const made = (requests.get(loginId) ?? 0) + 1
      requests.set(loginId, made)
      return made <= FIRST_OF_LOGIN
    },
  }
}
