import type { Condition } from '@damson/fhir'
import { dynamic, sql, type Tx } from '#base/db'
import { conditionSqlInSlices } from './condition.store.ts'
import { STORED } from './resource.store.ts'
import type { Stored } from './stored.ts'

/** The newest version, if it is within the narrowing. A tombstone has no content by which it could be. */
export async function selectNarrowed(
  tx: Tx,
  project: string,
  type: string,
  id: string,
  narrowing: Condition,
): Promise<Stored | undefined> {
  const within = await conditionSqlInSlices(project, type, narrowing)
  return dynamic.maybeOne<Stored>(
    tx,
    sql`
    select ${STORED}
    from resources r
    where r.project = ${project} and r.type = ${type} and r.id = ${id} and not r.deleted and ${within}`,
  )
}
