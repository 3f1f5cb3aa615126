import type { Stored } from './stored.ts'

/** Rows per fetch, and the characters at which a page ends: large resources make a page short. */
const PIECE = 128
const MOST_CHARACTERS = 16_000_000
/** The size of the first fetch, when the size of the rows is unknown. */
const FIRST_PIECE = 32
/** For each patient on a page the audit gets a separate event. */
const MOST_PATIENTS = 1_000

/**
 * A page of at most `count` rows, and whether more follow. `rowsAfter` returns the rows after a given one, or the first
 * rows.
 */
export async function takePage<Row>(
  count: number,
  rowsAfter: (after: Row | undefined, limit: number) => Promise<readonly Row[]>,
  storedOf: (row: Row) => Pick<Stored, 'content' | 'patients'>,
): Promise<{ readonly rows: readonly Row[]; readonly more: boolean }> {
  const rows: Row[] = []
  const patients = new Set<string>()
  let characters = 0
  for (;;) {
    const limit = Math.min(pieceAfter(rows.length, characters), count + 1 - rows.length)
    const piece = await rowsAfter(rows.at(-1), limit)
    for (const row of piece) {
      if (rows.length === count || characters > MOST_CHARACTERS || patients.size > MOST_PATIENTS)
        return { rows, more: true }
      rows.push(row)
      const stored = storedOf(row)
      characters += stored.content.length
      for (const patient of stored.patients) patients.add(patient)
    }
    if (piece.length < limit) return { rows, more: false }
  }
}

/** How many rows of the present average size would fill the page: large rows aren't held in memory in vain. */
function pieceAfter(rows: number, characters: number): number {
  if (rows === 0) return FIRST_PIECE
  const fitting = Math.ceil((MOST_CHARACTERS - characters) / Math.max(1, characters / rows))
  return Math.min(PIECE, Math.max(1, fitting))
}
