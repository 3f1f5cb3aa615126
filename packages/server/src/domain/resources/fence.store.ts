import { type Condition, otherTerms, type Search } from '@damson/fhir'
import { sql } from '#base/db'
import { isSelective } from './common-terms.ts'
import { indexHash } from './hash.ts'
import { isKept } from './kept-conditions.ts'
import { conjuncts } from './narrowed.ts'

type Fragment = ReturnType<typeof sql>
type TermCondition = Extract<Condition, { readonly op: 'term' }>

/** Where a search reads rows `r` of `resources`, and what it still has to ask of them. */
export interface Reading {
  readonly rows: Fragment
  /** The rows are few and fenced: each is asked by itself, and nothing else is read to find them. */
  readonly isFenced: boolean
  readonly condition: Condition
  /** Its text is of its shape alone, and recurs with other values. */
  readonly isShape: boolean
}

/** More are compared one by one. */
const MOST_IN_INDEX = 200

/**
 * A search that demands a term which few rows have begins at that term, whatever it sorts by. Left to choose, the planner
 * walks everybody's newest, or everybody's dates, in the hope of a page of matches; where these are old, it reads them all.
 * Project and type are asked outside of the fence, so that nothing but the index of terms serves what is inside.
 */
export function readingOf(project: string, { type }: Search, condition: Condition): Reading {
  const parts = conjuncts(condition).map((part) => positive(type, part))
  const hash = (term: string): bigint => indexHash(project, type, term)
  const required = parts.filter(isInIndex)
  const isFenced = required.some(({ terms }) => isSelective(terms, hash)) && !parts.some(({ op }) => op === 'id')
  if (!isFenced) return { rows: sql`resources r`, isFenced, condition, isShape: false }
  const single = required.filter(({ terms }) => terms.length === 1).flatMap(({ terms }) => terms)
  const several = required.filter(({ terms }) => terms.length > 1)
  const demands = [
    ...(single.length === 0 ? [] : [sql`f.terms @> ${single.map(hash)}::bigint[]`]),
    ...several.map(({ terms }) => sql`f.terms && ${terms.map(hash)}::bigint[]`),
  ]
  const rest = parts.filter((part) => !isInIndex(part))
  return {
    rows: sql`(select * from resources f where ${sql.join(demands, sql` and `)} offset 0) r`,
    isFenced,
    condition: { op: 'all', of: rest },
    isShape: !rest.some(isKept),
  }
}

/** `:not` of a code as "any other": no index finds what is not there. */
function positive(type: Search['type'], part: Condition): Condition {
  const terms = part.op === 'not' && part.of.op === 'term' ? otherTerms(type, part.of.terms) : undefined
  return terms === undefined ? part : { op: 'term', terms }
}

function isInIndex(condition: Condition): condition is TermCondition {
  return condition.op === 'term' && condition.terms.length > 0 && condition.terms.length <= MOST_IN_INDEX
}
