import type { Condition } from '@damson/fhir'
import { LRUCache } from 'lru-cache'
import { flattened, type sql } from '#base/db'

type Fragment = ReturnType<typeof sql>

/** Fewer are written sooner than they are found. */
const WORTH_KEEPING = 32
const MOST_VALUES_KEPT = 200_000

const sizes = new WeakMap<Condition, number>()
const names = new WeakMap<Condition, number>()
let lastName = 0

const kept = new LRUCache<string, Fragment>({ maxSize: MOST_VALUES_KEPT })

/**
 * Large conditions as SQL, written and hashed once for each project and type. One that comes again is part of a policy;
 * one that comes once is somebody's search, and is not kept.
 */
export function keptSql(project: string, type: string, condition: Condition, write: () => Fragment): Fragment {
  const size = sizeOf(condition)
  if (size < WORTH_KEEPING) return write()
  const name = names.get(condition)
  if (name === undefined) {
    lastName += 1
    names.set(condition, lastName)
    return write()
  }
  const key = `${name} ${project} ${type}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const written = flattened(write())
  kept.set(key, written, { size })
  return written
}

/** How many values a condition compares with. */
function sizeOf(condition: Condition): number {
  switch (condition.op) {
    case 'all':
    case 'any': {
      const known = sizes.get(condition) ?? condition.of.reduce((sum, one) => sum + sizeOf(one), 1)
      sizes.set(condition, known)
      return known
    }
    case 'not':
      return sizeOf(condition.of)
    case 'id':
      return condition.ids.length
    case 'term':
      return condition.terms.length
    default:
      return 1
  }
}
