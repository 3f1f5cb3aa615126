import type { Condition } from '@damson/fhir'
import { type Db, outsideTransaction } from '#base/db'
import { isUnrestricted } from './narrowed.ts'
import { readResource } from './repository.ts'
import { currentResource, currentResources } from './resource.store.ts'
import type { Stored } from './stored.ts'

/** Reads single resources outside of transactions. Those asked for while others are being read share a statement. */
export interface ResourceReader {
  /** The resource, if it is within the narrowing; out of reach and not there are the same. Unrestricted, tombstones are returned. */
  read(project: string, type: string, id: string, narrowing: Condition): Promise<Stored | undefined>
}

interface Wanted {
  readonly project: string
  readonly type: string
  readonly id: string
  readonly resolve: (stored: Stored | undefined) => void
  readonly reject: (error: unknown) => void
}

const MOST_IN_A_GROUP = 100
/** Two, so that one group is sent while PostgreSQL answers the other. */
const GROUPS_UNDER_WAY = 2

export function createResourceReader(db: Db): ResourceReader {
  let waiting: Wanted[] = []
  let underWay = 0

  function next(): void {
    if (underWay >= GROUPS_UNDER_WAY || waiting.length === 0) return
    const group = waiting.slice(0, MOST_IN_A_GROUP)
    waiting = waiting.slice(MOST_IN_A_GROUP)
    underWay += 1
    void answer(db, group).finally(() => {
      underWay -= 1
      next()
    })
  }

  return {
    read(project, type, id, narrowing) {
      if (!isUnrestricted(narrowing)) return readResource(db, project, type, id, narrowing)
      return new Promise((resolve, reject) => {
        waiting.push({ project, type, id, resolve, reject })
        outsideTransaction(next)
      })
    },
  }
}

async function answer(db: Db, group: readonly Wanted[]): Promise<void> {
  try {
    const found = await readAll(db, group)
    for (const wanted of group) wanted.resolve(found.get(keyOf(wanted)))
  } catch (error) {
    for (const { reject } of group) reject(error)
  }
}

const keyOf = ({
  project,
  type,
  id,
}: {
  readonly project: string
  readonly type: string
  readonly id: string
}): string => `${project}/${type}/${id}`

async function readAll(db: Db, group: readonly Wanted[]): Promise<ReadonlyMap<string, Stored>> {
  const [only, ...others] = group
  if (only !== undefined && others.length === 0) {
    const stored = await currentResource.maybeOne(db, only.project, only.type, only.id)
    return new Map(stored === undefined ? [] : [[keyOf(stored), stored]])
  }
  const distinct = [...new Map(group.map((wanted) => [keyOf(wanted), wanted])).values()]
  const rows = await currentResources.rows(
    db,
    distinct.map(({ project }) => project),
    distinct.map(({ type }) => type),
    distinct.map(({ id }) => id),
  )
  return new Map(rows.map((stored) => [keyOf(stored), stored]))
}
