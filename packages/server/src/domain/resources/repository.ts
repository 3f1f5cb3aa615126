import type { Condition } from '@damson/fhir'
import type { Tx } from '#base/db'
import { inSlices } from '#base/slices'
import { insertBinary } from './binary.store.ts'
import { type IndexColumns, indexColumns, noIndexColumns } from './index-columns.ts'
import type { IndexedDraft } from './indexed.ts'
import { selectNarrowed } from './narrowed.store.ts'
import { isUnrestricted } from './narrowed.ts'
import {
  currentResource,
  currentResources,
  indexParams,
  insertResource,
  olderVersion,
  type RowParams,
  updateResource,
} from './resource.store.ts'
import { accountOf, contentOf, type Draft, extendedOf, type Stored } from './stored.ts'

/** The newest version, including tombstones; undefined if the id was never used. The caller must check access. */
export function findResource(tx: Tx, project: string, type: string, id: string): Promise<Stored | undefined> {
  return currentResource.maybeOne(tx, project, type, id)
}

/** The newest versions of several of one type, including tombstones. The caller must check access. */
export async function findResources(
  tx: Tx,
  project: string,
  type: string,
  ids: readonly string[],
): Promise<readonly Stored[]> {
  return ids.length === 0 ? [] : currentResources.rows(tx, project, type, ids)
}

/** One version, the newest or an older one. */
export async function findVersion(
  tx: Tx,
  project: string,
  type: string,
  id: string,
  version: number,
): Promise<Stored | undefined> {
  const current = await findResource(tx, project, type, id)
  return current?.version === version ? current : olderVersion.maybeOne(tx, { project, type, id, version })
}

/** The resource if it is within the narrowing: out of reach looks like missing. Tombstones only without a narrowing. */
export async function readResource(
  tx: Tx,
  project: string,
  type: string,
  id: string,
  narrowing: Condition,
): Promise<Stored | undefined> {
  if (isUnrestricted(narrowing)) return findResource(tx, project, type, id)
  return selectNarrowed(tx, project, type, id, narrowing)
}

/** Writes version 1. @throws {UniqueViolation} When the id exists. */
export async function createResource(tx: Tx, draft: IndexedDraft, now: Date): Promise<Stored> {
  return write(draft, 1, now, false, async (stored, columns) => {
    const { rk } = await insertResource.one(tx, { ...rowOf(stored, columns), ...indexParams(columns) })
    if (draft.bytes !== undefined)
      await insertBinary.run(tx, { project: draft.project, id: draft.id, version: 1, content: draft.bytes })
    return rk
  })
}

/** Writes the version after `current`; undefined when another writer was first. */
export async function replaceResource(
  tx: Tx,
  current: Stored,
  draft: IndexedDraft,
  now: Date,
): Promise<Stored | undefined> {
  const version = current.version + 1
  return write(draft, version, now, false, async (stored, columns) => {
    const replaced = await updateResource.maybeOne(tx, {
      ...rowOf(stored, columns),
      replaced: current.version,
      deleted: false,
      ...indexParams(columns),
    })
    if (replaced !== undefined && draft.bytes !== undefined)
      await insertBinary.run(tx, { project: draft.project, id: draft.id, version, content: draft.bytes })
    return replaced?.rk
  })
}

/** Writes a tombstone after `current`; undefined when another writer was first. */
export async function deleteResource(
  tx: Tx,
  current: Stored,
  by: Pick<Draft, 'author' | 'onBehalfOf'>,
  now: Date,
): Promise<Stored | undefined> {
  const { project, type, id, patients } = current
  const extended = extendedOf({
    project,
    type,
    id,
    resource: { resourceType: type },
    ...by,
    account: accountOf(current),
  })
  const tombstone: Stored = {
    rk: current.rk,
    project,
    type,
    id,
    version: current.version + 1,
    updatedAt: now,
    deleted: true,
    content: '',
    extended,
    patients,
  }
  const replaced = await updateResource.maybeOne(tx, {
    ...rowOf(tombstone, noIndexColumns),
    replaced: current.version,
    deleted: true,
    ...indexParams(noIndexColumns),
  })
  return replaced === undefined ? undefined : tombstone
}

async function write<K extends number | undefined>(
  draft: IndexedDraft,
  version: number,
  updatedAt: Date,
  deleted: boolean,
  put: (stored: Stored, columns: IndexColumns) => Promise<K>,
): Promise<Stored | Extract<K, undefined>> {
  const { project, type, index } = draft
  const columns = await inSlices(indexColumns(project, type, index.entries))
  const stored = versionOf(draft, version, updatedAt, deleted)
  const rk = await put(stored, columns)
  return rk === undefined ? (undefined as Extract<K, undefined>) : { ...stored, rk }
}

/** Version 1 as it will be stored. */
export function firstVersion(draft: IndexedDraft, now: Date): Stored {
  return versionOf(draft, 1, now, false)
}

function versionOf(draft: IndexedDraft, version: number, updatedAt: Date, deleted: boolean): Stored {
  const { project, type, id, index } = draft
  const content = contentOf(draft, version, updatedAt)
  const extended = extendedOf(draft)
  return { rk: 0, project, type, id, version, updatedAt, deleted, content, extended, patients: index.patients }
}

function rowOf(stored: Stored, columns: IndexColumns): RowParams {
  const { project, type, id, version, updatedAt, content, extended, patients } = stored
  return { project, type, id, version, updatedAt, terms: columns.terms, content, extended, patients }
}
