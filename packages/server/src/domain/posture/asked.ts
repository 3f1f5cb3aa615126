import type { Db } from '#base/db'
import type { Asked } from './rule.ts'
import { chartHolders } from './second-factors.ts'
import { widePolicies } from './wide-policies.ts'

/** Who asks, with what several rules read. */
export function askedBy(db: Db, by: Pick<Asked, 'grantee' | 'project' | 'now'>): Asked {
  const wide = once(() => widePolicies(db, by.project.id))
  return {
    ...by,
    widePolicies: wide,
    chartHolders: once(async () => chartHolders(db, by.project, (await wide()).charts)),
  }
}

/** Reads when it is first asked. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined
  return () => {
    found ??= read()
    return found
  }
}
