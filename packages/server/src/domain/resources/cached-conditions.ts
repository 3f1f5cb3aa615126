import type { Condition, Steps } from '@damson/fhir'
import { LRUCache } from 'lru-cache'
import { type Flat, flattened, ofFlat, type sql } from '#base/db'
import { indexHash } from './hash.ts'

type Fragment = ReturnType<typeof sql>

/** The hash of a term or parameter in the index of one project and type. */
export type Hash = (text: string) => bigint

/** Smaller conditions are written faster than they are looked up. */
const WORTH_KEEPING = 32
/** More values than a search may have, so part of a policy; hashed in slices. */
const LARGE = 500
const HASHES_IN_A_STEP = 256
const MOST_VALUES_KEPT = 200_000

const sizes = new WeakMap<Condition, number>()
const names = new WeakMap<Condition, number>()
let lastName = 0

const kept = new LRUCache<string, Fragment>({ maxSize: MOST_VALUES_KEPT })

/** Whether a condition is written once and cached; such a condition is usually part of a policy. */
export const isKept = (condition: Condition): boolean => sizeOf(condition) >= WORTH_KEEPING

const keyOf = (name: number, project: string, type: string): string => `${name} ${project} ${type}`

/**
 * Large conditions as SQL, written and hashed once for each project and type. A condition that comes again is part of a
 * policy. One that comes only once belongs to a search, and is not cached.
 */
export function keptSql(project: string, type: string, condition: Condition, write: () => Fragment): Fragment {
  const size = sizeOf(condition)
  if (size < WORTH_KEEPING) return write()
  const name = names.get(condition)
  if (name === undefined) {
    nameOf(condition)
    return write()
  }
  const key = keyOf(name, project, type)
  const known = kept.get(key)
  if (known !== undefined) return known
  const written = ofFlat(flattened(write()))
  kept.set(key, written, { size })
  return written
}

/** Hashes and writes the large parts of a condition in steps, so that the cache has them when the whole is written. */
export function* keepSteps(
  project: string,
  type: string,
  condition: Condition,
  write: (part: Condition, hash: Hash) => Steps<Flat>,
): Steps<void> {
  const size = sizeOf(condition)
  if (size < LARGE) return
  if (condition.op === 'all') {
    for (const part of condition.of) yield* keepSteps(project, type, part, write)
    return
  }
  const key = keyOf(nameOf(condition), project, type)
  if (kept.has(key)) return
  const hashes = new Map<string, bigint>()
  for (const term of termsIn(condition)) {
    hashes.set(term, indexHash(project, type, term))
    if (hashes.size % HASHES_IN_A_STEP === 0) yield
  }
  const written = yield* write(condition, (text) => hashes.get(text) ?? indexHash(project, type, text))
  kept.set(key, ofFlat(written), { size })
}

function nameOf(condition: Condition): number {
  const known = names.get(condition)
  if (known !== undefined) return known
  lastName += 1
  names.set(condition, lastName)
  return lastName
}

function* termsIn(condition: Condition): Generator<string> {
  if (condition.op === 'all' || condition.op === 'any') for (const part of condition.of) yield* termsIn(part)
  else if (condition.op === 'not') yield* termsIn(condition.of)
  else if (condition.op === 'term') yield* condition.terms
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
