import { type KeyObject, randomBytes } from 'node:crypto'
import { createCache } from '#base/cache'
import { type Keyring, sealingKey, sealWith, unsealWith } from '#base/crypto'
import type { Tx } from '#base/db'
import { insertSubjectKey, outdatedSubjectKeys, resealSubjectKey, subjectKey, subjectKeys } from './audit.store.ts'

/** Personal fields as stored. */
export interface Sealed {
  readonly subject: string
  readonly sealed: string
}

/** The key of one person or machine. */
export interface SubjectKey {
  readonly key: KeyObject
  seal(plain: string): string
}

/** Seals and opens personal fields with the key of the person or machine they are about. */
export interface SubjectKeys {
  /** The subject's key, made if there is none. `tx` is the event's transaction. */
  keyOf(tx: Tx, project: string, subject: string, now: Date): Promise<SubjectKey>
  /** Whether this node currently holds the key, and the key was committed. */
  isAtHand(project: string, subject: string, key: KeyObject): boolean
  /**
   * Fetches a person's key from the store, even if it is cached, and makes sure that the anonymous key is cached. The
   * next seal with either key then needs no query.
   */
  lookUp(tx: Tx, project: string, subject: string): Promise<void>
  /** Opens personal fields of a project; returns undefined for a subject whose key was deleted. */
  opener(project: string, subjects: readonly string[]): Promise<(sealed: Sealed) => string | undefined>
}

/** The subject of events by unknown callers. */
export const NOBODY = 'anonymous'

const KEPT_IN_MEMORY = 20_000
/** A node may seal with a deleted key from its memory for at most this long; nothing opens with it from the start. */
const KEPT_MS = 60_000
const KEY_BYTES = 32

const contextOf = (project: string, subject: string): string => `audit-subject:${project}/${subject}`

/** Reseals some keys that use the previous master key, and returns how many: 0 when none are left. */
export async function resealSubjectKeys(tx: Tx, keyring: Keyring): Promise<number> {
  const outdated = await outdatedSubjectKeys.rows(tx, keyring.fingerprint)
  for (const { project, subject, sealedKey } of outdated) {
    const context = contextOf(project, subject)
    const again = keyring.seal(keyring.unseal(sealedKey, context), context)
    await resealSubjectKey.run(tx, { sealedKey: again, project, subject, earlier: sealedKey })
  }
  return outdated.length
}

export function createSubjectKeys(db: Tx, keyring: Keyring): SubjectKeys {
  const known = createCache<KeyObject>(KEPT_IN_MEMORY, KEPT_MS)
  // A key made inside a transaction may be rolled back: only that transaction uses it until it is found committed.
  const uncommitted = new WeakMap<Tx, Map<string, KeyObject>>()

  async function find(tx: Tx, project: string, subject: string): Promise<KeyObject | undefined> {
    const context = contextOf(project, subject)
    return known.get(context) ?? uncommitted.get(tx)?.get(context) ?? stored(tx, project, subject)
  }

  async function stored(tx: Tx, project: string, subject: string): Promise<KeyObject | undefined> {
    const context = contextOf(project, subject)
    const row = await subjectKey.maybeOne(tx, project, subject)
    if (row === undefined) return undefined
    const key = sealingKey(keyring.unseal(row.sealedKey, context))
    known.set(context, key)
    return key
  }

  async function make(tx: Tx, project: string, subject: string, now: Date): Promise<KeyObject> {
    const context = contextOf(project, subject)
    const bytes = randomBytes(KEY_BYTES)
    const inserted = await insertSubjectKey.run(tx, { project, subject, sealedKey: keyring.seal(bytes, context), now })
    if (inserted === 0 || tx === db) {
      // Another transaction was first, or the key is committed already: the store has the right one.
      const found = await find(tx, project, subject)
      if (found === undefined) throw new Error('an audit subject key vanished')
      return found
    }
    const key = sealingKey(bytes)
    uncommitted.set(tx, (uncommitted.get(tx) ?? new Map<string, KeyObject>()).set(context, key))
    return key
  }

  return {
    async keyOf(tx, project, subject, now) {
      const key = (await find(tx, project, subject)) ?? (await make(tx, project, subject, now))
      return { key, seal: (plain) => sealWith(key, plain, contextOf(project, subject)) }
    },
    isAtHand: (project, subject, key) => known.get(contextOf(project, subject)) === key,
    async lookUp(tx, project, subject) {
      await stored(tx, project, subject)
      await find(tx, project, NOBODY)
    },
    async opener(project, subjects) {
      const rows = subjects.length === 0 ? [] : await subjectKeys.rows(db, project, [...new Set(subjects)])
      const keys = new Map(
        rows.map(({ subject, sealedKey }) => [
          subject,
          sealingKey(keyring.unseal(sealedKey, contextOf(project, subject))),
        ]),
      )
      return ({ subject, sealed }) => {
        const key = keys.get(subject)
        if (key === undefined) return undefined
        try {
          return unsealWith(key, sealed, contextOf(project, subject)).toString()
        } catch {
          // Sealed with a key that was deleted before this one was made.
          return undefined
        }
      }
    },
  }
}
