import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { percentile } from '../src/measure/measure.ts'
import { mostCostly } from '../src/measure/profiler.ts'
import { judge } from '../src/report/budgets.ts'
import { type Measured, rowOf } from '../src/report/report.ts'
import { README_BEGIN, README_END, readmeBlock, tableOf, verdictsText, withBlock } from '../src/report/table.ts'
import { createClinic } from '../src/stand/clinic.ts'

const figures = (rps: number, p50Ms = 1, p99Ms = 2, p95Ms = p99Ms) => ({ rps, p50Ms, p95Ms, p99Ms })
const read = (connections: number, rps: number): Measured => ({
  path: 'read-bearer',
  connections,
  server: figures(rps, 1.234, 5.678),
  floor: figures(1000, 1, 1),
  audited: figures(800),
})
const noExtras = { idleAfterFirstMb: 0, search: undefined }

describe('the report of the bench', () => {
  test('a row has the keys of the report and no others', () => {
    expect(rowOf(read(16, 600))).toEqual({
      path: 'read-bearer',
      connections: 16,
      rps: 600,
      p50Ms: 1.23,
      p99Ms: 5.68,
      floorRps: 1000,
      floorRatio: 0.6,
      auditedFloorRatio: 0.75,
    })
  })

  test('where the floor inserts durably as it is, both ratios are to it', () => {
    expect(rowOf({ ...read(16, 600), audited: undefined })).toMatchObject({ floorRatio: 0.6, auditedFloorRatio: 0.6 })
  })

  test('a budget is met from its figure on, and missed below it', () => {
    const verdictOf = (rps: number) =>
      judge([read(64, rps)], undefined, noExtras).find(({ budget }) => /at 64/.test(budget))
    expect(verdictOf(600)).toMatchObject({ measured: '60 %', isMet: true })
    expect(verdictOf(599)).toMatchObject({ isMet: false })
  })

  test('a budget that is missed says why, and one that is met does not', () => {
    const text = (rps: number) => verdictsText(judge([read(64, rps)], undefined, noExtras))
    expect(text(599)).toMatch(/^- Missed: read-bearer ≥ 60 % of the row alone at 64, since each read seals/m)
    expect(text(600)).not.toContain('≥ 60 % of the row alone at 64, since')
  })

  test('the sign-in page is judged by its slow answers at 16 connections, against those of its floor', () => {
    const page = (connections: number, p95Ms: number): Measured => ({
      path: 'signin-page',
      connections,
      server: figures(100, 1, 99, p95Ms),
      floor: figures(1000, 1, 2, 2),
      audited: undefined,
    })
    const verdictOf = (p95Ms: number) => judge([page(16, p95Ms)], undefined, noExtras)
    expect(verdictOf(6)).toMatchObject([{ measured: '3.0 × (6.0 to 2.0 ms)', isMet: true }])
    expect(verdictOf(6.01)).toMatchObject([{ isMet: false }])
    expect(judge([page(64, 6)], undefined, noExtras)).toEqual([])
  })

  test('what was not measured is not judged', () => {
    expect(judge([], undefined, noExtras)).toEqual([])
  })

  test('a search that scans misses its budget however fast it is', () => {
    const search = { resources: 1, searches: 1, medianMs: 0.1, slowestMs: 0.1, scans: ['resources'] }
    expect(judge([], undefined, { ...noExtras, search })).toMatchObject([{ isMet: false }])
    expect(judge([], undefined, { ...noExtras, search: { ...search, scans: [] } })).toMatchObject([{ isMet: true }])
  })

  test('percentiles are of the nearest rank', () => {
    const sorted = Array.from({ length: 100 }, (_, n) => n + 1)
    expect([percentile(sorted, 0.5), percentile(sorted, 0.99), percentile([7], 0.99)]).toEqual([50, 99, 7])
  })

  test('the block goes between the markers of the README, again and again', () => {
    const report = { machine: 'a machine', startup: { firstMs: 1, laterMs: 1, idleMb: 1 }, rows: [rowOf(read(1, 500))] }
    const block = readmeBlock(report, judge([read(16, 500)], undefined, noExtras), '2026-01-01', '')
    const readme = `before\n${README_BEGIN}\nold\n${README_END}\nafter\n`
    const once = withBlock(readme, block)
    expect(once).toContain('Measured on 2026-01-01: a machine.')
    expect(once).toContain(tableOf(report.rows))
    expect(once).not.toContain('old')
    expect(once.startsWith('before\n') && once.endsWith('after\n')).toBe(true)
    expect(withBlock(once, block)).toBe(once)
    expect(() => withBlock('no markers', block)).toThrow('no place for the bench')
  })

  test('the README has a place for it', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    expect(() => withBlock(readme, '')).not.toThrow()
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
