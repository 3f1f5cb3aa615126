import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { type Keyring, sealWith, unsealWith } from '#base/crypto'
import type { Tx } from '#base/db'
import { insertSubjectKey, subjectKey } from './audit.store.ts'

/** Seals and opens personal fields with the key of the person or machine they speak of. */
export interface SubjectKeys {
  /** Seals with the subject's key, which is made when there is none. `tx` is the transaction the event is written in. */
  seal(tx: Tx, project: string, subject: string, plain: string, now: Date): Promise<string>
  /** The personal fields, or undefined when the subject's key was deleted. */
  open(project: string, subject: string, sealed: string): Promise<string | undefined>
}

const KEPT_IN_MEMORY = 20_000
const KEY_BYTES = 32

export function createSubjectKeys(db: Tx, keyring: Keyring): SubjectKeys {
  const known = new LRUCache<string, Buffer>({ max: KEPT_IN_MEMORY })
  // A key made inside a transaction may yet be rolled back: until it is found committed, only that transaction uses it.
  const uncommitted = new WeakMap<Tx, Map<string, Buffer>>()
  const contextOf = (project: string, subject: string): string => `audit-subject:${project}/${subject}`

  async function find(tx: Tx, project: string, subject: string): Promise<Buffer | undefined> {
    const context = contextOf(project, subject)
    const held = known.get(context) ?? uncommitted.get(tx)?.get(context)
    if (held !== undefined) return held
    const row = await subjectKey.maybeOne(tx, project, subject)
    if (row === undefined) return undefined
    const key = keyring.unseal(row.sealedKey, context)
    known.set(context, key)
    return key
  }

  async function make(tx: Tx, project: string, subject: string, now: Date): Promise<Buffer> {
    const context = contextOf(project, subject)
    const key = randomBytes(KEY_BYTES)
    const inserted = await insertSubjectKey.run(tx, project, subject, keyring.seal(key, context), now)
    if (inserted === 0 || tx === db) {
      // Another was first, or it is committed already: the store has the one that counts.
      const found = await find(tx, project, subject)
      if (found === undefined) throw new Error('an audit subject key vanished')
      return found
    }
    uncommitted.set(tx, (uncommitted.get(tx) ?? new Map<string, Buffer>()).set(context, key))
    return key
  }

  return {
    async seal(tx, project, subject, plain, now) {
      const key = (await find(tx, project, subject)) ?? (await make(tx, project, subject, now))
      return sealWith(key, plain, contextOf(project, subject))
    },
    async open(project, subject, sealed) {
      const key = await find(db, project, subject)
      return key === undefined ? undefined : unsealWith(key, sealed, contextOf(project, subject)).toString()
    },
  }
}
