import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createClock } from '#base/clock'
import { createKeyring } from '#base/crypto'
import { type Db, type Query, SqlFault, StoreUnavailable } from '#base/db'
import type { Log } from '#base/log'
import { createAudit } from './audit.ts'

const log = { info: () => undefined, warn: () => undefined, error: () => undefined } as unknown as Log
const key = (project: string, id: string) => ({ project, type: 'Patient', id })
const found = (project: string, id: string) => ({ isRecorded: true, stored: key(project, id) })
const ABSENT = { isRecorded: false, stored: undefined }
const turn = () => new Promise((done) => setImmediate(done))

interface Row {
  readonly event: string
  readonly isRecorded: boolean
  readonly project: string
  readonly type: string
  readonly id: string
}

/** The rows that the store would return, in reverse order; there is none for "absent". */
function rowsFor({ params }: Query): readonly Row[] {
  const [projects = [], types = [], ids = [], events = []] = params as string[][]
  return ids
    .map((id, n) => ({ event: events[n]!, isRecorded: true, project: projects[n]!, type: types[n]!, id }))
    .filter(({ id }) => id !== 'absent')
    .reverse()
}

/** A store that answers when the test says so. */
function slowStore() {
  const asked: { readonly query: Query; readonly end: (error?: Error, rows?: readonly Row[]) => Promise<void> }[] = []
  const query = (query: Query) =>
    new Promise((resolve, reject) => {
      const end = async (error?: Error, rows = rowsFor(query)) => {
        if (error === undefined) resolve({ rows, count: rows.length })
        else reject(error)
        await turn()
      }
      asked.push({ query, end })
    })
  return { query, asked, idsOf: () => asked.map(({ query }) => query.params[2]) }
}

function readerOf(query: (query: Query) => Promise<unknown>) {
  const keyring = createKeyring(randomBytes(32))
  const db = { query } as unknown as Db
  const audit = createAudit({ db, keyring, clock: createClock(), log, settings: { commitMs: 2_000 }, baseUrl: 'x' })
  return (project: string, id: string) =>
    audit.readRecorded({ kind: 'fhir.read', project, outcome: 0, agent: {}, personal: {} }, { type: 'Patient', id })
}

describe('reads of single resources, with their events', () => {
  test('go out at once, two at a time; those that come meanwhile share the next statement', async () => {
    const store = slowStore()
    const read = readerOf(store.query)
    const all = ['a', 'b', 'c', 'absent', 'c'].map((id) => read('p', id))
    await turn()
    expect(store.idsOf()).toEqual([['a'], ['b']])
    await store.asked[0]!.end()
    expect(store.idsOf()).toEqual([['a'], ['b'], ['c', 'absent', 'c']])
    // Each has its own event, although two are for the same resource.
    expect(new Set(store.asked[2]!.query.params[3] as string[]).size).toBe(3)
    await store.asked[2]!.end()
    await store.asked[1]!.end()
    expect(await Promise.all(all)).toEqual([found('p', 'a'), found('p', 'b'), found('p', 'c'), ABSENT, found('p', 'c')])
  })

  test('of the same id in two projects each gets its own', async () => {
    const store = slowStore()
    const read = readerOf(store.query)
    const first = ['x', 'y'].map((id) => read('p', id))
    const both = ['p', 'q'].map((project) => read(project, 'same'))
    await turn()
    for (const n of [0, 1, 2]) await store.asked[n]!.end()
    expect(await Promise.all(both)).toEqual([found('p', 'same'), found('q', 'same')])
    await Promise.all(first)
  })

  test('fail together in an outage, which is the audit’s, and the next ones are asked anew', async () => {
    const store = slowStore()
    const read = readerOf(store.query)
    const first = ['a', 'b'].map((id) => read('p', id))
    const failing = Promise.allSettled(['c', 'd'].map((id) => read('p', id)))
    await turn()
    await store.asked[0]!.end()
    await store.asked[2]!.end(new StoreUnavailable('connection', 'gone'))
    expect((await failing).map((one) => one.status === 'rejected' && one.reason.name)).toEqual([
      'AuditUnavailable',
      'AuditUnavailable',
    ])
    await store.asked[1]!.end()
    await Promise.all(first)
    const again = read('p', 'c')
    await turn()
    await store.asked[3]!.end()
    expect(await again).toEqual(found('p', 'c'))
  })

  test('are read one by one where the store refuses them together, and one that is refused fails alone', async () => {
    const store = slowStore()
    const read = readerOf(store.query)
    const first = ['a', 'b'].map((id) => read('p', id))
    const group = Promise.allSettled(['c', 'refused', 'd'].map((id) => read('p', id)))
    await turn()
    const refusal = new SqlFault('refused', { code: 'P0001' })
    await store.asked[0]!.end()
    await store.asked[2]!.end(refusal)
    await store.asked[3]!.end()
    await store.asked[4]!.end(refusal)
    await store.asked[5]!.end()
    expect(store.idsOf().slice(2)).toEqual([['c', 'refused', 'd'], ['c'], ['refused'], ['d']])
    expect((await group).map((one) => (one.status === 'fulfilled' ? one.value : one.reason.name))).toEqual([
      found('p', 'c'),
      'AuditUnavailable',
      found('p', 'd'),
    ])
    await store.asked[1]!.end()
    await Promise.all(first)
  })

  test('never give another row than the one that was asked for, and take no other with them', async () => {
    const store = slowStore()
    const read = readerOf(store.query)
    const first = ['a', 'b'].map((id) => read('p', id))
    const group = Promise.allSettled(['mine', 'fine'].map((id) => read('p', id)))
    await turn()
    await store.asked[0]!.end()
    const { end, query } = store.asked[2]!
    await end(
      undefined,
      rowsFor(query).map((row) => (row.id === 'mine' ? { ...row, id: 'theirs' } : row)),
    )
    expect((await group).map((one) => (one.status === 'fulfilled' ? one.value : one.reason.name))).toEqual([
      'AuditUnavailable',
      found('p', 'fine'),
    ])
    await store.asked[1]!.end()
    await Promise.all(first)
  })

  test('each ends as it would alone, whatever others ask for at the same moment', async () => {
    const asked = fc.record({ project: fc.constantFrom('p', 'q'), id: fc.constantFrom('a', 'b', 'absent', 'refused') })
    const waits = fc.infiniteStream(fc.nat(3))
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 1, maxLength: 40 }), waits, async (requests, pauses) => {
        const recorded: string[] = []
        const pause = () => sleep(pauses.next().value ?? 0)
        const read = readerOf(async (query) => {
          await pause()
          const rows = rowsFor(query)
          if (rows.some(({ id }) => id === 'refused')) throw new SqlFault('refused', { code: 'P0001' })
          recorded.push(...rows.map(({ event, project, id }) => `${event} ${project}/${id}`))
          return { rows, count: rows.length }
        })
        const answers = await Promise.allSettled(
          requests.map(async ({ project, id }, n) => {
            if (n % 3 === 0) await pause()
            return read(project, id)
          }),
        )
        for (const [n, { project, id }] of requests.entries()) {
          const answer = answers[n]!
          if (id === 'refused') expect(answer.status).toBe('rejected')
          else expect(answer).toMatchObject({ value: id === 'absent' ? ABSENT : found(project, id) })
        }
        const disclosed = requests
          .filter(({ id }) => id === 'a' || id === 'b')
          .map(({ project, id }) => `${project}/${id}`)
        expect(recorded.map((text) => text.slice(text.indexOf(' ') + 1)).sort()).toEqual(disclosed.sort())
        expect(new Set(recorded).size).toBe(recorded.length)
      }),
      { numRuns: (fc.readConfigureGlobal().numRuns ?? 200) / 4 },
    )
  })
})
