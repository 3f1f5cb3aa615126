import { type Condition, otherTerms, type Search } from '@damson/fhir'
import { sql, type Tx } from '#base/db'
import { isKept } from './cached-conditions.ts'
import { isRare, isSelective } from './common-terms.ts'
import { indexHash } from './hash.ts'
import { conjuncts } from './narrowed.ts'

type Fragment = ReturnType<typeof sql>
type TermCondition = Extract<Condition, { readonly op: 'term' }>

/** The rows `r` of `resources` that a search reads, and the conditions that are left for them. */
export interface Reading {
  readonly rows: Fragment
  /** The rows are few and fenced: each is checked alone, and nothing else is read to find them. */
  readonly isFenced: boolean
  readonly condition: Condition
  /** The SQL text depends only on the search's shape, and recurs with other values. */
  readonly isShape: boolean
}

/** More terms are compared one by one. */
const MOST_IN_INDEX = 200

/**
 * A search for a term that few rows have starts at that term, whatever the sort order. The planner would rather walk
 * through everyone's newest resources, or everyone's dates, and hope for a page of matches; if the matches are old, it
 * reads them all. Project and type are checked outside of the fence, so that only the index of terms serves the inside.
 */
export function readingOf(tx: Tx, project: string, { type }: Search, condition: Condition): Reading {
  const parts = conjuncts(condition).map((part) => positive(type, part))
  const hash = (term: string): bigint => indexHash(project, type, term)
  const required = parts.filter(isInIndex)
  const isFenced = required.some(({ terms }) => isSelective(tx, terms, hash)) && !parts.some(({ op }) => op === 'id')
  if (!isFenced) return { rows: sql`resources r`, isFenced, condition, isShape: false }
  // The index walks what it has of every term that it is asked for. Beside a rare one, checking the rows costs less.
  const rare = required.filter(({ terms }) => isRare(tx, terms, hash))
  const sought = rare.length > 0 ? rare : required
  const single = sought.filter(({ terms }) => terms.length === 1).flatMap(({ terms }) => terms)
  const several = sought.filter(({ terms }) => terms.length > 1)
  const demands = [
    ...(single.length === 0 ? [] : [sql`f.terms @> ${single.map(hash)}::bigint[]`]),
    ...several.map(({ terms }) => sql`f.terms && ${terms.map(hash)}::bigint[]`),
  ]
  const rest = parts.filter((part) => !sought.some((one) => one === part))
  return {
    rows: sql`(select * from resources f where ${sql.join(demands, sql` and `)} offset 0) r`,
    isFenced,
    condition: { op: 'all', of: rest },
    isShape: !rest.some(isKept),
  }
}

/** Writes `:not` of a code as "any other code", because no index finds absent values. */
function positive(type: Search['type'], part: Condition): Condition {
  const terms = part.op === 'not' && part.of.op === 'term' ? otherTerms(type, part.of.terms) : undefined
  return terms === undefined ? part : { op: 'term', terms }
}

function isInIndex(condition: Condition): condition is TermCondition {
  return condition.op === 'term' && condition.terms.length > 0 && condition.terms.length <= MOST_IN_INDEX
}
