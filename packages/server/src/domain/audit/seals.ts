import type { KeyObject } from 'node:crypto'
import { createCache } from '#base/cache'
import { sha256Text } from '#base/crypto'
import type { Tx } from '#base/db'
import { saltBytes } from '#base/random'
import { canonicalWriter } from './canonical.ts'
import type { AuditEntry, Personal } from './entry.ts'
import { NOBODY, type SubjectKeys } from './subject-keys.ts'

/** The personal fields of an event as the store keeps them. */
export interface SealedPersonal {
  /** Whose key they are sealed with. */
  readonly subject: string
  readonly sealed: string
  /** The salted hash that the event holds. */
  readonly hash: string
}

/** Seals the personal fields of events. */
export interface Seals {
  /** Undefined when there are none. `tx` is the transaction that the event will be written in. */
  seal(tx: Tx, entry: AuditEntry, now: Date): Promise<SealedPersonal | undefined>
}

/** For so long a login's events may share what is the same in them. */
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

interface Kept {
  readonly key: KeyObject
  readonly made: Date
  readonly personal: SealedPersonal
}

export function createSeals(keys: SubjectKeys): Seals {
  const kept = createCache<Kept>(KEPT_IN_MEMORY, REUSED_MS)

  /** What was sealed for the same login a moment ago, with the key that would seal it now. */
  function keptAt(place: string, { project }: AuditEntry, subject: string, now: Date): SealedPersonal | undefined {
    const found = kept.get(place)
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
      const place = placeOf(entry, subject, text)
      const before = place === undefined ? undefined : keptAt(place, entry, subject, now)
      if (before !== undefined) return before
      const { key, seal } = await keys.keyOf(tx, project, subject, now)
      // With a salt, so that the hash gives nothing away.
      const plain = personalText({ ...entry.personal, salt: saltBytes(SALT_BYTES).toString('base64url') })
      const personal = { subject, sealed: seal(plain), hash: sha256Text(plain) }
      if (place !== undefined) kept.set(place, { key, made: now, personal })
      return personal
    },
  }
}

/** Where events of one login meet whose personal fields are the same; undefined for those that share with no other. */
function placeOf({ project, agent, personal }: AuditEntry, subject: string, text: string): string | undefined {
  // What was searched for or typed is rarely the same, and need not lie in memory.
  if (agent.loginId === undefined || personal.query !== undefined || personal.account !== undefined) return undefined
  return `${project}/${subject}/${agent.loginId}/${text}`
}

/** Whose key seals the personal fields: whoever did it, or nobody in particular. */
function subjectOf({ agent }: AuditEntry): string {
  if (agent.userId !== undefined) return `User/${agent.userId}`
  if (agent.clientId !== undefined) return `ClientApplication/${agent.clientId}`
  return NOBODY
}
