import type { Stored } from './stored.ts'

/** Rows are fetched so many at a time, and no more once there are so many characters: large resources make a page short. */
const PIECE = 128
const MOST_CHARACTERS = 16_000_000
/** The first piece: nothing is known yet of how large rows are. */
const FIRST_PIECE = 32
/** Each patient whom a page shows something about is told of it by an event of their own. */
const MOST_PATIENTS = 1_000

/** A page of at most `count` rows, and whether more follow; `rowsAfter` answers those after one, or from the beginning. */
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

/** What rows like those before would fill the page with: a piece of large ones is not held in memory for nothing. */
function pieceAfter(rows: number, characters: number): number {
  if (rows === 0) return FIRST_PIECE
  const fitting = Math.ceil((MOST_CHARACTERS - characters) / Math.max(1, characters / rows))
  return Math.min(PIECE, Math.max(1, fitting))
}
