import { describe, expect, test } from 'vitest'
import type { Db, Query } from '#base/db'
import { createResourceReader } from './reader.ts'

const ALL = { op: 'all', of: [] } as const
const key = (project: string, id: string) => ({ project, type: 'Patient', id })

/** A store that answers when the test says so, with a row for each id that is not "absent". */
function slowStore() {
  const asked: { readonly query: Query; readonly end: (error?: Error) => Promise<void> }[] = []
  const db = {
    query: (query: Query) =>
      new Promise((resolve, reject) => {
        const [projects, types, ids] = query.params.map((param) => [param].flat()) as string[][]
        const rows = ids!
          .map((id, n) => ({ project: projects![n]!, type: types![n]!, id }))
          .filter(({ id }) => id !== 'absent')
        const end = async (error?: Error) => {
          if (error === undefined) resolve({ rows: rows.reverse(), count: rows.length })
          else reject(error)
          await new Promise((done) => setImmediate(done))
        }
        asked.push({ query, end })
      }),
  } as unknown as Db
  const idsOf = () => asked.map(({ query }) => [query.params[2]].flat())
  return { db, asked, idsOf }
}

describe('reads of single resources', () => {
  test('go out at once, two at a time; those that come meanwhile share the next statement', async () => {
    const store = slowStore()
    const reader = createResourceReader(store.db)
    const found = ['a', 'b', 'c', 'absent', 'c'].map((id) => reader.read('p', 'Patient', id, ALL))
    expect(store.idsOf()).toEqual([['a'], ['b']])
    await store.asked[0]!.end()
    expect(store.idsOf()).toEqual([['a'], ['b'], ['c', 'absent']])
    await store.asked[2]!.end()
    await store.asked[1]!.end()
    expect(await Promise.all(found)).toEqual([key('p', 'a'), key('p', 'b'), key('p', 'c'), undefined, key('p', 'c')])
  })

  test('of the same id in two projects each gets its own', async () => {
    const store = slowStore()
    const reader = createResourceReader(store.db)
    const first = ['x', 'y'].map((id) => reader.read('p', 'Patient', id, ALL))
    const both = ['p', 'q'].map((project) => reader.read(project, 'Patient', 'same', ALL))
    for (const n of [0, 1, 2]) await store.asked[n]!.end()
    expect(await Promise.all(both)).toEqual([key('p', 'same'), key('q', 'same')])
    await Promise.all(first)
  })

  test('fail together when their statement fails, and the next ones are asked anew', async () => {
    const store = slowStore()
    const reader = createResourceReader(store.db)
    const first = ['a', 'b'].map((id) => reader.read('p', 'Patient', id, ALL))
    const failing = Promise.allSettled(['c', 'd'].map((id) => reader.read('p', 'Patient', id, ALL)))
    await store.asked[0]!.end()
    await store.asked[2]!.end(new Error('gone'))
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await store.asked[1]!.end()
    await Promise.all(first)
    const again = reader.read('p', 'Patient', 'c', ALL)
    await store.asked[3]!.end()
    expect(await again).toEqual(key('p', 'c'))
  })
})
