import type { Stored } from './stored.ts'

/** Rows are fetched so many at a time, and no more once there are so many characters: large resources make a page short. */
const PIECE = 128
const MOST_CHARACTERS = 16_000_000

/** A page of at most `count` rows, and whether more follow; `rowsAfter` answers those after one, or from the beginning. */
export async function takePage<Row>(
  count: number,
  rowsAfter: (after: Row | undefined, limit: number) => Promise<readonly Row[]>,
  contentOf: (row: Row) => Pick<Stored, 'content'>,
): Promise<{ readonly rows: readonly Row[]; readonly more: boolean }> {
  const rows: Row[] = []
  let characters = 0
  for (;;) {
    const limit = Math.min(PIECE, count + 1 - rows.length)
    const piece = await rowsAfter(rows.at(-1), limit)
    for (const row of piece) {
      if (rows.length === count || characters > MOST_CHARACTERS) return { rows, more: true }
      rows.push(row)
      characters += contentOf(row).content.length
    }
    if (piece.length < limit) return { rows, more: false }
  }
}
