import { accepted, parseJson, type Resource, type Result } from '@damson/fhir'
import type { Tx } from '#base/db'
import type { Invalidation } from '#domain/revocation'
import { type IndexedDraft, indexedDraft } from './indexed.ts'
import { createResource, deleteResource, replaceResource } from './repository.ts'
import { accountOf, type Draft, type Stored } from './stored.ts'
import { type WriteRefusal, writeRefusal } from './write-refusal.ts'

/** A write of a resource, as the gates of its type see it. */
export interface Change {
  readonly project: string
  readonly type: string
  readonly id: string
  readonly before?: Resource | undefined
  /** Undefined for a deletion. */
  readonly after?: Resource | undefined
  readonly now: Date
}

/**
 * Checks a write of an identity resource and updates its module's gate table, in the transaction of the write. Returns
 * the invalidations for the other nodes, which are published last in the transaction.
 */
export interface Gate {
  (tx: Tx, change: Change): Promise<Result<readonly Invalidation[], WriteRefusal>>
  /** The resource with what the server adds to it, whoever writes it: members by which nothing is searched. */
  readonly completes?: (change: Pick<Change, 'before'> & { readonly after: Resource }) => Resource
}

/** The gates of each type, in the order of their calls. */
export type Gates = Readonly<Record<string, readonly Gate[]>>

/** A version that was written, and the invalidations that its transaction must publish. */
export interface Written {
  readonly stored: Stored
  readonly invalidations: readonly Invalidation[]
}

export type WriteResult = Result<Written, WriteRefusal>

const OVERTAKEN: WriteRefusal = writeRefusal(
  'overtaken',
  'version_conflict',
  'Another request changed this resource at the same moment: read it again and repeat the change.',
)

async function pass(gates: Gates, tx: Tx, change: Change): Promise<Result<readonly Invalidation[], WriteRefusal>> {
  const invalidations: Invalidation[] = []
  for (const gate of gates[change.type] ?? []) {
    const passed = await gate(tx, change)
    if (!passed.ok) return passed
    invalidations.push(...passed.value)
  }
  return accepted(invalidations)
}

function completed(gates: Gates, draft: IndexedDraft, before?: Resource): IndexedDraft {
  const complete = (after: Resource, { completes }: Gate): Resource => completes?.({ before, after }) ?? after
  return { ...draft, resource: (gates[draft.type] ?? []).reduce(complete, draft.resource) }
}

/** Creates a resource through the gates of its type. */
export async function createGated(tx: Tx, gates: Gates, draft: Draft, now: Date): Promise<WriteResult> {
  const indexed = await indexedDraft(draft)
  if (!indexed.ok) return indexed
  const ready = completed(gates, indexed.value)
  const { project, type, id, resource } = ready
  const passed = await pass(gates, tx, { project, type, id, after: resource, now })
  if (!passed.ok) return passed
  return accepted({ stored: await createResource(tx, ready, now), invalidations: passed.value })
}

/** Replaces the version that was read through the gates of its type. */
export async function replaceGated(
  tx: Tx,
  gates: Gates,
  current: Stored,
  draft: Draft,
  now: Date,
): Promise<WriteResult> {
  // Keeps the account of the first version, which is part of the index.
  const account = accountOf(current) ?? draft.account
  const indexed = await indexedDraft(account === draft.account ? draft : { ...draft, account, index: undefined })
  if (!indexed.ok) return indexed
  const before = resourceOf(current)
  const ready = completed(gates, indexed.value, before)
  const { project, type, id, resource } = ready
  const passed = await pass(gates, tx, { project, type, id, before, after: resource, now })
  if (!passed.ok) return passed
  const stored = await replaceResource(tx, current, ready, now)
  return stored === undefined ? { ok: false, refusal: OVERTAKEN } : accepted({ stored, invalidations: passed.value })
}

/** Deletes the version that was read through the gates of its type. */
export async function deleteGated(
  tx: Tx,
  gates: Gates,
  current: Stored,
  author: string,
  now: Date,
  onBehalfOf?: string,
): Promise<WriteResult> {
  const { project, type, id } = current
  const passed = await pass(gates, tx, { project, type, id, before: resourceOf(current), now })
  if (!passed.ok) return passed
  const stored = await deleteResource(tx, current, { author, onBehalfOf }, now)
  return stored === undefined ? { ok: false, refusal: OVERTAKEN } : accepted({ stored, invalidations: passed.value })
}

/** The resource of a stored version; undefined for a tombstone. It was validated when it was written. */
export function resourceOf<R extends Resource = Resource>(stored: Stored): R | undefined {
  return stored.content === '' ? undefined : (parseJson(stored.content) as R)
}
