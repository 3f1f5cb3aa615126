import type { Tx } from '#base/db'
import { selectFrequentTerms } from './common-terms.store.ts'

/** Up to so many rows of a term are always fetched sooner than the newest are looked through for some with it. */
const FEW_ROWS = 500
/** Of no term are more fetched, however many resources there are. */
const MOST_ROWS = 10_000
/** A person's resources lie together in time: the newest of everybody's may hold none of them. */
const MOST_ROWS_OF_A_PERSON = 20_000
/** Together they may be in as many rows as a common one. */
const MANY_TERMS = 50
const A_PAGE = 21

/**
 * What this node knows of the terms of its store's index, read from the statistics in upkeep. It decides only how a search is
 * planned, never what it finds. A term of which nothing is known is not common.
 */
let frequent: { readonly most: number; readonly rows: ReadonlyMap<bigint, number> } = {
  most: FEW_ROWS,
  rows: new Map(),
}

/** Reads anew which terms are in many rows. */
export async function noteCommonTerms(tx: Tx): Promise<void> {
  const { all, terms, rows } = await selectFrequentTerms.one(tx, FEW_ROWS)
  // Where matches are spread evenly, a page is found among so many of the newest as it takes rows to fetch all matches.
  const even = 2 * Math.sqrt(A_PAGE * Math.max(0, all))
  frequent = {
    most: Math.min(MOST_ROWS, Math.max(FEW_ROWS, even)),
    rows: new Map(terms.map((term, at) => [BigInt(term), Number(rows[at])])),
  }
}

/** Whether so few rows carry one of these terms that fetching them all is cheap. */
export function isSelective(terms: readonly string[], hash: (term: string) => bigint): boolean {
  if (terms.length > MANY_TERMS) return false
  const limit = terms.every(isOfPerson) ? MOST_ROWS_OF_A_PERSON : frequent.most
  return terms.reduce((sum, term) => sum + (frequent.rows.get(hash(term)) ?? 0), 0) <= limit
}

const isOfPerson = (term: string): boolean => term.includes('=Patient/')
