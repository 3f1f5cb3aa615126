import { describe, expect, test } from 'vitest'
import { compare } from '../src/against/compare.ts'
import { mediansOf, percentile } from '../src/measure/measure.ts'
import { mostCostly } from '../src/measure/profiler.ts'
import { judge } from '../src/report/budgets.ts'
import {
  type Beside,
  besideOf,
  type Measured,
  rowOf,
  type SearchPlan,
  type TargetFigures,
} from '../src/report/report.ts'
import { changesText, resultsText, tableOf, verdictsText } from '../src/report/results.ts'
import { createClinic } from '../src/stand/clinic.ts'

/** A server that takes so many microseconds a request, a quarter of them in PostgreSQL. */
const figures = (us: number, p50Ms = 1, p99Ms = 2): TargetFigures => ({
  rps: 1e6 / us,
  p50Ms,
  p95Ms: p99Ms,
  p99Ms,
  nodeUs: us * 0.75,
  postgresUs: us * 0.25,
})
const NO_ROUNDS = { server: [], against: [], peer: [] }
const read = (connections: number, us: number): Measured => ({
  path: 'read-bearer',
  connections,
  server: figures(us, 1.234, 5.678),
  floor: figures(450, 1, 1.5),
  audited: figures(950),
  rounds: NO_ROUNDS,
})
const noExtras = { search: undefined, waits: [], beside: [] }
const verdictOf = (budget: string, measured: Measured) =>
  judge([measured], undefined, noExtras).find((verdict) => verdict.budget.startsWith(budget))

describe('the report of the bench', () => {
  test('a row has the keys of the report and no others, and its ratios are of processor time', () => {
    expect(rowOf(read(16, 1000))).toEqual({
      path: 'read-bearer',
      connections: 16,
      rps: 1000,
      p50Ms: 1.23,
      p99Ms: 5.68,
      nodeUs: 750,
      postgresUs: 250,
      floorRps: 2222,
      floorUs: 450,
      floorRatio: 0.45,
      auditedFloorRatio: 0.95,
    })
  })

  test('where the floor inserts durably as it is, both ratios are to it', () => {
    expect(rowOf({ ...read(16, 1000), audited: undefined })).toMatchObject({
      floorRatio: 0.45,
      auditedFloorRatio: 0.45,
    })
  })

  test('a budget is met from its figure on, missed below it, and judged at 16 connections', () => {
    const budget = 'read-bearer ≥ 45 % of the row alone'
    expect(verdictOf(budget, read(16, 1000))).toMatchObject({ measured: '45 %', isMet: true })
    expect(verdictOf(budget, read(16, 1010))).toMatchObject({ isMet: false })
    expect(verdictOf(budget, read(64, 1000))).toBeUndefined()
  })

  test('a budget that is missed says why, and one that is met does not', () => {
    const text = (us: number) => verdictsText(judge([read(16, us)], undefined, noExtras))
    expect(text(1010)).toMatch(/^- Missed: read-bearer ≥ 45 % of the row alone, since each read seals/m)
    expect(text(1000)).not.toContain('≥ 45 % of the row alone, since')
    // And what of it no server could mend.
    expect(text(1010)).toContain('The floor that only adds one durable insert reaches 47 % itself.')
  })

  test('slow answers are judged against those of the floor', () => {
    expect(verdictOf('read-bearer p99', read(16, 1000))).toMatchObject({
      measured: '3.8 × (5.7 to 1.5 ms)',
      isMet: true,
      cause: expect.stringContaining('The floor that only adds one durable insert has 1.3 × itself.'),
    })
  })

  test('the longest wait of others is judged, whatever made them wait', () => {
    const wait = (longestMs: number) => ({ request: `one of ${longestMs}`, status: 200, longestMs, quietMs: 3 })
    const judged = (...waits: ReturnType<typeof wait>[]) => judge([], undefined, { ...noExtras, waits })
    expect(judged(wait(20), wait(100))).toMatchObject([{ isMet: true }])
    expect(judged(wait(20), wait(101))).toMatchObject([
      { isMet: false, measured: expect.stringContaining('one of 101') },
    ])
  })

  test('the embedded store is judged by processor time and by the most memory that it held', () => {
    const startup = { firstMs: 1, laterMs: 2_000, laterCpuMs: 1_300, idleMb: 260, peakMb: 350 }
    expect(judge([], startup, noExtras).map(({ isMet }) => isMet)).toEqual([true, true, true])
    const worse = { ...startup, laterCpuMs: 1_301, idleMb: 261, peakMb: 351 }
    expect(judge([], worse, noExtras).map(({ isMet }) => isMet)).toEqual([false, false, false])
  })

  test('beside oidc-provider, throughput is judged at 16 connections: ahead on codes, 0.6 of it on machines', () => {
    const met = (request: Beside['request'], us: number, connections = 16) =>
      judge([], undefined, { ...noExtras, beside: [besideOf(request, connections, figures(us), figures(600))] }).map(
        ({ isMet }) => isMet,
      )
    expect(met('code-exchange', 599)).toEqual([true])
    expect(met('code-exchange', 600)).toEqual([false])
    expect(met('client-credentials', 1_000)).toEqual([true])
    expect(met('client-credentials', 1_002)).toEqual([false])
    expect(met('client-credentials, opaque', 5_000)).toEqual([])
    expect(met('code-exchange', 599, 64)).toEqual([])
  })

  test('what was not measured is not judged', () => {
    expect(judge([], undefined, noExtras)).toEqual([])
  })

  test('a search that scans misses its budget however fast it is', () => {
    const late = { created: 1, medianMs: 0.1 }
    const search = {
      resources: 1,
      searches: 1,
      medianMs: 0.1,
      slowestMs: 0.1,
      scans: ['resources'],
      late,
      selective: [],
    }
    const met = (one: SearchPlan) => judge([], undefined, { ...noExtras, search: one }).map(({ isMet }) => isMet)
    expect(met(search)).toEqual([false, true])
    expect(met({ ...search, scans: [] })).toEqual([true, true])
    expect(met({ ...search, scans: [], late: { ...late, medianMs: 0.61 } })).toEqual([true, false])
    const selective = [
      { name: 'a', medianMs: 2 },
      { name: 'b', medianMs: 2.01 },
    ]
    expect(met({ ...search, scans: [], selective })).toEqual([true, true, true, false])
  })

  test('medians are of each figure, so that one disturbed round counts for nothing', () => {
    expect(mediansOf([figures(100), figures(5_000), figures(110)])).toMatchObject({ nodeUs: 82.5, postgresUs: 27.5 })
    expect(mediansOf([])).toBeUndefined()
  })

  test('the page of results holds the table, the budgets and the waits', () => {
    const startup = { firstMs: 1, laterMs: 2, laterCpuMs: 3, idleMb: 4, peakMb: 5 }
    const waits = [{ request: 'a large form', status: 413, longestMs: 7.4, quietMs: 1 }]
    const beside = [besideOf('code-exchange', 16, figures(500), figures(1_000))]
    const report = { machine: 'a machine', startup, rows: [rowOf(read(1, 500))], waits, beside }
    const verdicts = judge([read(16, 500)], startup, { ...noExtras, waits, beside })
    const text = resultsText(report, verdicts, '2026-01-01', false)
    for (const part of ['Measured on 2026-01-01: a machine.', tableOf(report.rows), '| a large form ', 'peak 5 MB'])
      expect(text).toContain(part)
    expect(text).toMatch(/^\| code-exchange > 1 × .* 2\.00 × \(2000 to 1000 req\/s\) +\| met /m)
    expect(text).toMatch(/^\| code-exchange +\| +16 \| +2000 \| +1000 \| 2\.00 × \| 500 \| +1000 \|$/m)
  })

  test('percentiles are of the nearest rank', () => {
    const sorted = Array.from({ length: 100 }, (_, n) => n + 1)
    expect([percentile(sorted, 0.5), percentile(sorted, 0.99), percentile([7], 0.99)]).toEqual([50, 99, 7])
  })

  test('a profile is summed by function, idle time left out', () => {
    const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 4 })
    const profile = {
      nodes: [
        { id: 1, callFrame: frame('(idle)') },
        { id: 2, callFrame: frame('parse', 'file:///x/packages/fhir/dist/json.js') },
        { id: 3, callFrame: frame('(garbage collector)') },
      ],
      samples: [1, 2, 3, 2],
      timeDeltas: [900, 50, 25, 25],
    }
    expect(mostCostly(profile)).toEqual([' 75.0 %  parse fhir/dist/json.js:5', ' 25.0 %  (garbage collector)'])
  })
})

describe('two commits beside each other', () => {
  const measured = (now: readonly number[], then: readonly number[]): Measured => ({
    ...read(16, 1000),
    rounds: { server: now.map((us) => figures(us)), against: then.map((us) => figures(us)), peer: [] },
  })

  test('a change is told when it is larger than the spread of the rounds', () => {
    expect(compare(measured([1_200, 1_190, 1_210], [1_000, 1_000, 1_000]))).toMatchObject({
      thenUs: 1_000,
      nowUs: 1_200,
      verdict: 'slower',
    })
    expect(compare(measured([800, 810, 790], [1_000, 1_000, 1_000]))).toMatchObject({ verdict: 'faster' })
    expect(compare(measured([1_200, 900, 1_400], [1_000, 1_000, 1_000]))).toMatchObject({ verdict: 'same' })
    expect(compare(measured([1_020, 1_020, 1_020], [1_000, 1_000, 1_000]))).toMatchObject({ verdict: 'same' })
  })

  test('each round is judged by itself, so that a machine that slows down changes nothing', () => {
    expect(compare(measured([1_000, 2_000, 4_000], [1_000, 2_000, 4_000]))).toMatchObject({
      change: 0,
      noise: 0,
      verdict: 'same',
    })
  })

  test('what changed is said in a sentence', () => {
    const slower = compare(measured([1_200, 1_200, 1_200], [1_000, 1_000, 1_000]))
    expect(changesText([slower], 'abc a change')).toContain('Changed beyond noise: read-bearer at 16 +20.0 %.')
    expect(changesText([compare(measured([1_000], [1_000]))], 'abc')).toContain('Nothing changed beyond noise.')
  })
})

describe('the clinic of the bench', () => {
  test('is the same for the same seed, each Observation of one of its patients', () => {
    const size = { patients: 5, observations: 50 }
    const [one, two] = [createClinic(size), createClinic(size)]
    const observations = [...one.observations()]
    expect([...two.observations()]).toEqual(observations)
    const ids = new Set([...one.patients()].map(({ id }) => `Patient/${id}`))
    expect(ids.size).toBe(5)
    expect(new Set(observations.map(({ id }) => id)).size).toBe(50)
    for (const { subject } of observations) expect(ids).toContain(subject?.reference)
    expect([...createClinic(size, 7).patients()]).not.toEqual([...one.patients()])
  })
})
