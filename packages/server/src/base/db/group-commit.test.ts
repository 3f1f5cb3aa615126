import { describe, expect, test } from 'vitest'
import { SqlFault, StoreUnavailable } from './faults.ts'
import { createGroupCommit, newCaller } from './group-commit.ts'

/** A store whose writes end when the test says so. */
function slowStore(): {
  readonly groups: (readonly number[])[]
  readonly write: (rows: readonly number[]) => Promise<(row: number) => number>
  end(at: number, error?: Error): Promise<void>
} {
  const groups: (readonly number[])[] = []
  const ends: ((error?: Error) => void)[] = []
  return {
    groups,
    write(rows) {
      groups.push(rows)
      return new Promise((resolve, reject) =>
        ends.push((error) => (error === undefined ? resolve((row) => row) : reject(error))),
      )
    },
    async end(at, error) {
      ends[at]?.(error)
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

const never = newCaller()

describe('a group commit', () => {
  test('writes at once, two groups at a time, and shares the next commit among all who wait', async () => {
    const store = slowStore()
    const { commit } = createGroupCommit(500, store.write)
    const done: number[] = []
    for (const row of [1, 2, 3, 4, 5]) void commit(row, never).then(() => done.push(row))
    expect(store.groups).toEqual([[1], [2]])
    await store.end(0)
    expect(store.groups).toEqual([[1], [2], [3, 4, 5]])
    expect(done).toEqual([1])
    await store.end(2)
    await store.end(1)
    expect(done).toEqual([1, 3, 4, 5, 2])
  })

  test('never lets a group grow over its size, and writes what is larger by itself', async () => {
    const store = slowStore()
    const { commit } = createGroupCommit(500, store.write, { size: { of: (row) => row, most: 10 } })
    for (const row of [1, 2, 4, 6, 5, 30, 3]) void commit(row, never)
    for (const at of [0, 1, 2, 3, 4]) await store.end(at)
    expect(store.groups).toEqual([[1], [2], [4, 6], [5], [30], [3]])
  })

  test('resolves only once the row is written, and fails all of a group in an outage', async () => {
    const store = slowStore()
    const { commit } = createGroupCommit(500, store.write)
    const first = [1, 2].map((row) => commit(row, never))
    const [third, fourth] = [commit(3, never), commit(4, never)]
    await store.end(0)
    const failed = Promise.allSettled([third, fourth])
    await store.end(2, new StoreUnavailable('connection', 'disk'))
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await store.end(1)
    await expect(Promise.all(first)).resolves.toBeDefined()
    const next = commit(5, never)
    await store.end(3)
    await expect(next).resolves.toBe(5)
  })

  test('writes what was refused together one by one, so that each fails for itself alone', async () => {
    const store = slowStore()
    const { commit } = createGroupCommit(500, store.write)
    const first = [1, 2].map((row) => commit(row, never))
    const givenUp = newCaller()
    const group = Promise.allSettled([3, 4, 5, 6].map((row) => commit(row, row === 5 ? givenUp : never)))
    const refused = new SqlFault('refused', { code: 'P0001' })
    await store.end(0)
    await store.end(2, refused)
    givenUp.aborted = true
    await store.end(3)
    await store.end(4, refused)
    await store.end(5)
    expect(store.groups.slice(2)).toEqual([[3, 4, 5, 6], [3], [4], [6]])
    expect((await group).map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).toEqual([
      3,
      'refused',
      'given up',
      6,
    ])
    await store.end(1)
    await Promise.all(first)
  })

  test('drops rows whose callers have given up, but never one that is under way', async () => {
    const store = slowStore()
    const { commit } = createGroupCommit(500, store.write)
    const givenUp = newCaller()
    for (const row of [1, 2, 3, 4]) void commit(row, row === 2 || row === 3 ? givenUp : never)
    givenUp.aborted = true
    expect(givenUp.isSent).toBe(true)
    const waiting = newCaller()
    void commit(5, waiting)
    expect(waiting.isSent).toBe(false)
    await store.end(0)
    expect(store.groups).toEqual([[1], [2], [4, 5]])
    expect(waiting.isSent).toBe(true)
  })

  test('writes no more than 500 rows in one group', async () => {
    const store = slowStore()
    const { commit } = createGroupCommit(500, store.write)
    for (let row = 0; row < 1_202; row += 1) void commit(row, never)
    await store.end(0)
    await store.end(1)
    expect(store.groups.map((group) => group.length)).toEqual([1, 1, 500, 500])
    await store.end(2)
    expect(store.groups.at(-1)).toHaveLength(200)
    expect(store.groups.flat()).toEqual(Array.from({ length: 1_202 }, (_, row) => row))
  })

  test('that gathers begins once all that came together has been read', async () => {
    const store = slowStore()
    const { commit } = createGroupCommit(2, store.write, { gathers: true })
    for (const row of [1, 2, 3]) void commit(row, never)
    await Promise.resolve().then(() => void commit(4, never))
    expect(store.groups).toEqual([])
    await new Promise((resolve) => setImmediate(resolve))
    expect(store.groups).toEqual([
      [1, 2],
      [3, 4],
    ])
    void commit(5, never)
    await new Promise((resolve) => setImmediate(resolve))
    expect(store.groups).toEqual([
      [1, 2],
      [3, 4],
    ])
    await store.end(1)
    expect(store.groups.at(-1)).toEqual([5])
    for (const at of [0, 2]) await store.end(at)
  })

  test('that gathers fails those who wait behind an outage, but not those behind a lock', async () => {
    const store = slowStore()
    const { commit } = createGroupCommit(1, store.write, { gathers: true })
    const asked = [1, 2, 3, 4].map((row) => commit(row, never))
    const settled = Promise.allSettled(asked)
    await new Promise((resolve) => setImmediate(resolve))
    await store.end(0, new StoreUnavailable('lock_timeout', 'held'))
    expect(store.groups).toEqual([[1], [2], [3]])
    await store.end(1, new StoreUnavailable('timeout', 'no answer'))
    await store.end(2)
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'rejected'])
    const later = commit(5, never)
    await new Promise((resolve) => setImmediate(resolve))
    await store.end(3)
    expect(await later).toBe(5)
  })
})
