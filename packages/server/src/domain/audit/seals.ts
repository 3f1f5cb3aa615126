import type { KeyObject } from 'node:crypto'
import { createCache } from '#base/cache'
import { sha256Text } from '#base/crypto'
import type { Tx } from '#base/db'
import { saltBytes } from '#base/random'
import { canonicalWriter } from './canonical.ts'
import type { AuditEntry, Personal } from './entry.ts'
import { NOBODY, type SubjectKeys } from './subject-keys.ts'

/** The personal fields of an event as stored. */
export interface SealedPersonal {
  /** The subject whose key seals them. */
  readonly subject: string
  readonly sealed: string
  /** The salted hash in the event. */
  readonly hash: string
}

/** Seals the personal fields of events. */
export interface Seals {
  /** Undefined when there are none. `tx` is the event's transaction. */
  seal(tx: Tx, entry: AuditEntry, now: Date): Promise<SealedPersonal | undefined>
}

/** How long a login's events may share equal sealed fields. */
const REUSED_MS = 60_000
const KEPT_IN_MEMORY = 10_000
const SALT_BYTES = 32

const personalText = canonicalWriter<Personal & { readonly salt?: string }>({
  address: true,
  userAgent: true,
  query: true,
  account: true,
  salt: true,
}).text

interface CachedSeal {
  readonly key: KeyObject
  readonly made: Date
  readonly personal: SealedPersonal
}

export function createSeals(keys: SubjectKeys): Seals {
  const kept = createCache<CachedSeal>(KEPT_IN_MEMORY, REUSED_MS)

  /** The fields sealed for the same login a moment ago, if the current key sealed them. */
  function keptAt(cacheKey: string, { project }: AuditEntry, subject: string, now: Date): SealedPersonal | undefined {
    const found = kept.get(cacheKey)
    if (found === undefined || !keys.isAtHand(project, subject, found.key)) return undefined
    const age = now.getTime() - found.made.getTime()
    return age >= 0 && age < REUSED_MS ? found.personal : undefined
  }

  return {
    async seal(tx, entry, now) {
      const text = personalText(entry.personal)
      if (text === '{}') return undefined
      const { project } = entry
      const subject = subjectOf(entry)
      const cacheKey = sharedAs(entry, subject, text)
      const before = cacheKey === undefined ? undefined : keptAt(cacheKey, entry, subject, now)
      if (before !== undefined) return before
      const { key, seal } = await keys.keyOf(tx, project, subject, now)
      // Salted, so that the hash reveals nothing.
      const plain = personalText({ ...entry.personal, salt: saltBytes(SALT_BYTES).toString('base64url') })
      const personal = { subject, sealed: seal(plain), hash: sha256Text(plain) }
      if (cacheKey !== undefined) kept.set(cacheKey, { key, made: now, personal })
      return personal
    },
  }
}

/** The cache key that a login's events with equal personal fields share; undefined for events that share with no other. */
function sharedAs({ project, agent, personal }: AuditEntry, subject: string, text: string): string | undefined {
  // Searches and typed names rarely repeat, and shouldn't stay in memory.
  if (agent.loginId === undefined || personal.query !== undefined || personal.account !== undefined) return undefined
  return `${project}/${subject}/${agent.loginId}/${text}`
}

/** The subject whose key seals the personal fields: the agent, or the anonymous subject. */
function subjectOf({ agent }: AuditEntry): string {
  if (agent.userId !== undefined) return `User/${agent.userId}`
  if (agent.clientId !== undefined) return `ClientApplication/${agent.clientId}`
  return NOBODY
}
