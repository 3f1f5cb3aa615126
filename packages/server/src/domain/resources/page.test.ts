import { describe, expect, test } from 'vitest'
import { takePage } from './page.ts'

/** A store of rows, each with a number and a size in characters; it remembers how many it was asked for. */
function rowsOf(
  sizes: readonly number[],
  patientsOf: (at: number) => readonly string[] = () => [],
): {
  readonly asked: number[]
  rowsAfter(after: Row | undefined, limit: number): Promise<readonly Row[]>
} {
  const rows = sizes.map((size, at): Row => ({ at, content: 'x'.repeat(size), patients: patientsOf(at) }))
  const asked: number[] = []
  return {
    asked,
    rowsAfter(after, limit) {
      asked.push(limit)
      const from = after === undefined ? 0 : after.at + 1
      return Promise.resolve(rows.slice(from, from + limit))
    },
  }
}

interface Row {
  readonly at: number
  readonly content: string
  readonly patients: readonly string[]
}

const sizes = (n: number, size = 1): readonly number[] => Array.from({ length: n }, () => size)
const numbers = (n: number): readonly number[] => Array.from({ length: n }, (_, at) => at)

async function page(store: ReturnType<typeof rowsOf>, count: number): Promise<readonly [readonly number[], boolean]> {
  const { rows, more } = await takePage<Row>(count, store.rowsAfter, (row) => row)
  return [rows.map(({ at }) => at), more]
}

describe('a page', () => {
  test.each([
    [0, 20, 0, false],
    [20, 20, 20, false],
    [21, 20, 20, true],
    [127, 1_000, 127, false],
    [128, 1_000, 128, false],
    [129, 1_000, 129, false],
    [1_000, 1_000, 1_000, false],
    [1_001, 1_000, 1_000, true],
    [128, 128, 128, false],
    [129, 128, 128, true],
    [129, 127, 127, true],
  ])('of %i rows for %i has %i, in order, and knows whether more follow', async (there, count, taken, more) => {
    expect(await page(rowsOf(sizes(there)), count)).toEqual([numbers(taken), more])
  })

  test('is had in one piece when it is small', async () => {
    const store = rowsOf(sizes(500))
    await page(store, 20)
    expect(store.asked).toEqual([21])
  })

  test('asks for no more than 128 rows at a time, and fewer until it knows how large they are', async () => {
    const store = rowsOf(sizes(500))
    await page(store, 300)
    expect(store.asked).toEqual([32, 128, 128, 13])
  })

  test('asks for no more large rows than fill it', async () => {
    const store = rowsOf(sizes(500, 100_000))
    await page(store, 500)
    expect(store.asked).toEqual([32, 128, 1, 1])
    const larger = rowsOf(sizes(500, 1_000_000))
    await page(larger, 500)
    expect(larger.asked).toEqual([32])
  })

  test('ends early once it is about more than 1,000 patients, counting each once', async () => {
    const hundreds = (at: number): readonly string[] => Array.from({ length: 300 }, (_, n) => `Patient/${at}-${n}`)
    expect(await page(rowsOf(sizes(50), hundreds), 50)).toEqual([numbers(4), true])
    expect(
      await page(
        rowsOf(sizes(50), () => hundreds(0)),
        50,
      ),
    ).toEqual([numbers(50), false])
    expect(
      await page(
        rowsOf(sizes(1_000), (at) => [`Patient/${at}`]),
        1_000,
      ),
    ).toEqual([numbers(1_000), false])
  })

  test('ends early once it has 16 million characters, but is never empty', async () => {
    expect(await page(rowsOf(sizes(50, 1_000_000)), 1_000)).toEqual([numbers(17), true])
    expect(await page(rowsOf(sizes(2, 20_000_000)), 1_000)).toEqual([[0], true])
    expect(await page(rowsOf(sizes(1, 20_000_000)), 1_000)).toEqual([[0], false])
  })
})
