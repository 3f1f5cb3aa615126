import type { Tx } from '#base/db'
import { selectFrequentTerms } from './common-terms.store.ts'

/** Fetching up to this many rows of a term is always faster than searching the newest rows for it. */
const FEW_ROWS = 500
/** The most rows fetched for a term, however many resources there are. */
const MOST_ROWS = 10_000
/** Higher for a patient: their resources were written close together, so everyone's newest may include none of them. */
const MOST_ROWS_OF_A_PERSON = 20_000
/** More terms together may be in as many rows as one common term. */
const MANY_TERMS = 50
const A_PAGE = 21

interface CommonTerms {
  /** A search for terms that are in no more rows than this fetches them all. */
  readonly most: number
  readonly rows: ReadonlyMap<bigint, number>
}

const NONE_KNOWN: CommonTerms = { most: FEW_ROWS, rows: new Map() }

/**
 * What this node knows of the terms in the index of each store, read from the statistics during upkeep. It decides only
 * how a search is planned, never its result. A term without statistics counts as rare.
 */
const known = new WeakMap<Tx['store'], CommonTerms>()

/** Rereads which terms are in many rows. */
export async function noteCommonTerms(tx: Tx): Promise<void> {
  const { all, terms, rows } = await selectFrequentTerms.one(tx, FEW_ROWS)
  // If matches are spread evenly, filling a page from the newest rows costs as much as fetching this many matches.
  const even = 2 * Math.sqrt(A_PAGE * Math.max(0, all))
  known.set(tx.store, {
    most: Math.min(MOST_ROWS, Math.max(FEW_ROWS, even)),
    rows: new Map(terms.map((term, at) => [BigInt(term), Number(rows[at])])),
  })
}

/** Whether so few rows have one of these terms that fetching them all is cheap. */
export function isSelective({ store }: Tx, terms: readonly string[], hash: (term: string) => bigint): boolean {
  if (terms.length > MANY_TERMS) return false
  const { most, rows } = known.get(store) ?? NONE_KNOWN
  const limit = terms.every(isOfPerson) ? MOST_ROWS_OF_A_PERSON : most
  return terms.reduce((sum, term) => sum + (rows.get(hash(term)) ?? 0), 0) <= limit
}

/** Whether each of these terms is in so few rows that the statistics do not name it. */
export function isRare(tx: Tx, terms: readonly string[], hash: (term: string) => bigint): boolean {
  const { rows } = known.get(tx.store) ?? NONE_KNOWN
  return isSelective(tx, terms, hash) && !terms.some((term) => rows.has(hash(term)))
}

const isOfPerson = (term: string): boolean => term.includes('=Patient/')
