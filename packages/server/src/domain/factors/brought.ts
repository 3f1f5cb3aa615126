import { setTimeout as sleep } from 'node:timers/promises'
import { accepted, type Result, refused } from '@damson/fhir'
import { createCache } from '#base/cache'
import type { Log } from '#base/log'
import { type HashScheme, hashBy } from './hash-scheme.ts'
import { createLanes, type FullLane, type Lane, type Slot } from './lanes.ts'

/** Another system's hash without its output. */
export interface Wrapped {
  /** A `HashScheme` as JSON, as it is kept. */
  readonly scheme: string
  /** base64url */
  readonly salt: string
}

/** Who tries a password where people brought some along, and the schemes of those that are left there. */
export interface BroughtLane extends Lane {
  readonly schemes: readonly string[]
}

/** One computation that was let in. */
export interface BroughtSlot extends Slot {
  /** The scheme that is computed in vain where there is nothing else to compute. */
  readonly decoy: string
}

/** Hashes as other systems make them. What people bring is as dear as others chose it to be, and ours never wait for it. */
export interface BroughtHashes {
  /** Whether there is time for one more. */
  admit(lane: BroughtLane): Result<BroughtSlot, FullLane>
  /** As long as any other of its project, whatever the scheme. Undefined where it cannot be computed: nobody's password is right then. */
  compute(password: string, wrapped: Wrapped, slot: BroughtSlot): Promise<Buffer | undefined>
  /** Whether a hash of this scheme can be computed: one was, at the latest now. */
  isComputable(wrapped: Wrapped, project: string): Promise<boolean>
  computed(): number
}

const KEPT_SCHEMES = 1_000
/** What a scheme is taken to cost that none was computed of yet. */
const UNKNOWN_MS = 250
/** A slot is so much longer than what its dearest scheme took lately, and a multiple of the step: load does not show in it. */
const ROOM = 1.25
const STEP_MS = 50

export function createBroughtHashes(log: Pick<Log, 'error'>, monotonic: () => number): BroughtHashes {
  const lanes = createLanes(monotonic)
  const computable = createCache<true>(KEPT_SCHEMES)
  /** What the schemes took lately, in milliseconds. */
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

  /** As long as the dearest scheme of the project takes, whatever the one that is computed: the time tells none apart. */
  function slotFor({ project, network, schemes }: BroughtLane): BroughtSlot {
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
