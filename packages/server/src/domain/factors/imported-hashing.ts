import { setTimeout as sleep } from 'node:timers/promises'
import { accepted, type Result, refused } from '@damson/fhir'
import { createCache } from '#base/cache'
import type { Log } from '#base/log'
import { type HashScheme, hashBy } from './hash-scheme.ts'
import { createLanes, type FullLane, type Lane, type Slot } from './lanes.ts'

/** The scheme and salt of another system's hash, without its output. */
export interface Wrapped {
  /** A `HashScheme` as JSON, as stored. */
  readonly scheme: string
  /** base64url */
  readonly salt: string
}

/** The caller's lane in a project with imported passwords, and the schemes not yet rehashed there. */
export interface ImportedLane extends Lane {
  readonly schemes: readonly string[]
}

/** One admitted computation. */
export interface ImportedSlot extends Slot {
  /** The scheme computed in vain when there is no imported hash to check. */
  readonly decoy: string
}

/** Computes other systems' hashes. Imported schemes can be arbitrarily slow; our own hashes never wait for them. */
export interface ImportedHashing {
  /** Whether there is time for one more. */
  admit(lane: ImportedLane): Result<ImportedSlot, FullLane>
  /**
   * Takes as long as any other in its project, whatever the scheme. Undefined if it cannot be computed: no password
   * matches then.
   */
  compute(password: string, wrapped: Wrapped, slot: ImportedSlot): Promise<Buffer | undefined>
  /** Whether a hash of this scheme can be computed; tries it now unless it was tried before. */
  isComputable(wrapped: Wrapped, project: string): Promise<boolean>
  computed(): number
}

const KEPT_SCHEMES = 1_000
/** The assumed cost of a scheme that was never computed. */
const UNKNOWN_MS = 250
/** A slot exceeds the recent cost of the slowest scheme and is rounded up, so that its length doesn't reveal the load. */
const ROOM = 1.25
const STEP_MS = 50

export function createImportedHashing(log: Pick<Log, 'error'>, monotonic: () => number): ImportedHashing {
  const lanes = createLanes(monotonic)
  const computable = createCache<true>(KEPT_SCHEMES)
  /** The recent cost of each scheme, in milliseconds. */
  const costs = createCache<number>(KEPT_SCHEMES)
  let computed = 0

  async function measured(password: string, { scheme, salt }: Wrapped): Promise<Buffer | undefined> {
    computed += 1
    const begunAt = monotonic()
    try {
      return await hashBy(JSON.parse(scheme) as HashScheme, password, Buffer.from(salt, 'base64url'))
    } catch (error) {
      log.error('password.scheme_failed', { error })
      return undefined
    } finally {
      const [took, before] = [monotonic() - begunAt, costs.get(scheme)]
      costs.set(scheme, before === undefined ? took : before * 0.75 + took * 0.25)
    }
  }

  /** As long as the project's slowest scheme takes, whatever is computed, so that the time reveals nothing. */
  function slotFor({ project, network, schemes }: ImportedLane): ImportedSlot {
    const cost = (scheme: string): number => costs.get(scheme) ?? UNKNOWN_MS
    const dearest = schemes.reduce((one, other) => (cost(other) > cost(one) ? other : one), schemes[0] ?? '')
    const decoy = schemes.find((scheme) => !costs.has(scheme)) ?? dearest
    return { project, network, decoy, ms: Math.ceil((cost(dearest) * ROOM) / STEP_MS) * STEP_MS }
  }

  return {
    admit(lane) {
      const slot = slotFor(lane)
      const full = lanes.admit(slot)
      return full === undefined ? accepted(slot) : refused(full)
    },
    compute: (password, wrapped, slot) =>
      lanes.run(slot, async () => {
        const until = monotonic() + slot.ms
        const output = await measured(password, wrapped)
        const left = until - monotonic()
        if (left > 0) await sleep(Math.ceil(left))
        return output
      }),
    computed: () => computed,
    async isComputable(wrapped, project) {
      if (!computable.has(wrapped.scheme)) {
        const slot = slotFor({ project, network: 'import', schemes: [wrapped.scheme] })
        lanes.charge(slot)
        if ((await lanes.run(slot, () => measured('a password that nobody has', wrapped))) === undefined) return false
        computable.set(wrapped.scheme, true)
      }
      return true
    },
  }
}
