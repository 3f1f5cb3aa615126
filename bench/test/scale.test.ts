import { describe, expect, test } from 'vitest'
import { chartOf } from '../src/scale/chart.ts'
import { lineOf } from '../src/scale/copier.ts'
import { eventLike } from '../src/scale/copy-events.ts'
import { SCALE_PATHS, type ScalePath } from '../src/scale/paths.ts'
import { judgeScale, type ScalePoint, scaleTable, scaleText, sizeName } from '../src/scale/report.ts'
import { checkRoom, NoRoom } from '../src/scale/room.ts'

/** A point that costs so many microseconds, a quarter of them in PostgreSQL. */
const point = (path: ScalePath, resources: number, us: number, planMs?: number): ScalePoint => ({
  path,
  resources,
  rps: 1e6 / us,
  p99Ms: 12.34,
  nodeUs: us * 0.75,
  postgresUs: us * 0.25,
  ...(planMs !== undefined && { planMs, scans: [] }),
})

const POINTS = [
  point('read-bearer', 1_000_000, 1_300),
  point('read-bearer', 10_000, 1_000),
  point('create', 10_000, 2_000),
  point('create', 1_000_000, 2_620),
  point('search by subject, code and date', 10_000, 1_500, 0.4),
  point('search by subject, code and date', 1_000_000, 1_500, 0.61),
  point('search by identifier', 10_000, 1_490, 2),
  point('search by identifier', 1_000_000, 1_500, 1.9),
]

describe('the report of --scale', () => {
  test('the table has a row for each path and size, the smallest first, with its growth', () => {
    const [, , ...rows] = scaleTable(POINTS).split('\n')
    const cells = rows.map((row) =>
      row
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    )
    expect(cells).toHaveLength(POINTS.length)
    expect(cells[0]).toEqual(['read-bearer', '10 k', '1000', '12.3', '750', '250', '1000', '1.00 ×', '–'])
    expect(cells[1]).toEqual(['read-bearer', '1 M', '769', '12.3', '975', '325', '1300', '1.30 ×', '–'])
    expect(cells[5]?.slice(-3)).toEqual(['1500', '1.00 ×', '0.61'])
  })

  test('a plan that reads a whole table is named', () => {
    expect(scaleTable([{ ...point('search by identifier', 10, 100, 1), scans: ['resources'] }])).toContain(
      '1.00 (scans resources)',
    )
  })

  test('the largest size may cost 1.3 times the smallest, and a search has its time in PostgreSQL', () => {
    expect(judgeScale(POINTS).map(({ measured, isMet }) => [measured, isMet])).toEqual([
      ['1.30 × (1300 to 1000 µs)', true],
      ['1.31 × (2620 to 2000 µs)', false],
      ['1.00 × (1500 to 1500 µs)', true],
      ['1.01 × (1500 to 1490 µs)', true],
      ['0.61 ms at 1 M', false],
      ['2.00 ms at 10 k', true],
    ])
    expect(judgeScale(POINTS)[0]?.budget).toBe('read-bearer: at 1 M ≤ 1.3 × of 10 k')
  })

  test('the page holds machine, picture, table and budgets', () => {
    const text = scaleText({ machine: 'a machine', points: POINTS }, '2026-01-01', false)
    for (const part of ['Measured on 2026-01-01: a machine.\n', '(scale.svg)', scaleTable(POINTS), '| missed |'])
      expect(text).toContain(part)
    expect(scaleText({ machine: 'a machine', points: POINTS }, '2026-01-01', true)).toContain('A quick run')
  })

  test('sizes are named as people say them', () => {
    expect([500, 1_000, 10_000, 1_000_000, 2_500_000].map(sizeName)).toEqual(['500', '1 k', '10 k', '1 M', '2.5 M'])
  })
})

describe('the picture of --scale', () => {
  test('has a line for each path, in which equal growth has an equal slope', () => {
    const lines = [...chartOf(POINTS).matchAll(/<polyline [^>]*points="([^"]*)"/g)].map(([, at]) => at ?? '')
    expect(lines).toHaveLength(4)
    const places = lines.map((line) => line.split(' ').map((place) => place.split(',').map(Number)))
    const rise = (n: number) => (places[n]?.[0]?.[1] ?? 0) - (places[n]?.[1]?.[1] ?? 0)
    expect(rise(0)).toBeCloseTo(rise(1) * (Math.log(1.3) / Math.log(1.31)), 0)
    expect(rise(2)).toBe(0)
    for (const [from, to] of places) expect(to?.[0]).toBeGreaterThan(from?.[0] ?? 0)
  })

  test('names lines, sizes and costs as text, which is readable in light and dark', () => {
    const svg = chartOf(POINTS)
    const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text)
    expect(texts).toEqual(
      expect.arrayContaining(['10 k', '1 M', '1,000', '5,000', 'read-bearer (1.30 ×)', 'create (1.31 ×)']),
    )
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="[\d ]+" role="img"/)
    expect(svg).toContain('@media (prefers-color-scheme: dark)')
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  })

  test('keeps the names of lines apart that end at the same cost', () => {
    const all = SCALE_PATHS.flatMap((path) => [point(path, 1_000, 900), point(path, 2_000, 1_000)])
    const named = [...chartOf(all).matchAll(/y="([\d.]+)" text-anchor="start">[^<]*×\)</g)].map(([, y]) => Number(y))
    expect(named).toHaveLength(SCALE_PATHS.length)
    for (const [n, y] of named.entries()) if (n > 0) expect(y - (named[n - 1] ?? 0)).toBeGreaterThanOrEqual(15)
    expect(Math.max(...named)).toBeLessThan(440)
  })
})

describe('the loading of --scale', () => {
  test('a row is escaped for COPY', () => {
    expect(lineOf([1, 'a\tb', null, '{"text":"say \\"x\\""}\n', true])).toBe(
      '1\ta\\tb\t\\N\t{"text":"say \\\\"x\\\\""}\\n\ttrue\n',
    )
  })

  test('an event is like its template, but for what it is about, when it was, and its number', () => {
    const kept = {
      at: '2026-01-01T00:00:00.000Z',
      entity: 'Observation/one',
      id: 'x',
      kind: 'fhir.read',
      patient: 'P/1',
    }
    const template = {
      project: 'p',
      at: kept.at,
      id: 'x',
      kind: 'fhir.read',
      action: 'R',
      outcome: '0',
      agent: 'ClientApplication/c',
      app: null,
      entity: 'Observation/one',
      patient: 'P/1',
      login_id: 'l',
      event: JSON.stringify(kept),
      personal: 'sealed',
      subject: 's',
      writer: 'w',
      sequence: '1',
    }
    const ms = Date.UTC(2026, 0, 2)
    const made = eventLike(template, { writer: 'v', sequence: 7, ms, id: 'two', patient: 'Patient/2' })
    const changed = { at: '2026-01-02T00:00:00.000Z', entity: 'Observation/two', id: made.id, patient: 'Patient/2' }
    expect(made).toEqual({ ...template, ...changed, writer: 'v', sequence: '7', event: expect.any(String) })
    expect(made.event).toBe(JSON.stringify({ ...kept, ...changed }))
    expect(made.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(Number.parseInt(made.id?.replace('-', '').slice(0, 12) ?? '', 16)).toBe(ms)
    // A search is about a type and about nobody.
    const search = { ...template, entity: 'Observation', patient: null }
    expect(eventLike(search, { writer: 'v', sequence: 7, ms, id: 'two', patient: 'Patient/2' })).toMatchObject({
      entity: 'Observation',
      patient: null,
    })
  })

  test('sizes for which the disk has no room are refused before anything is loaded', () => {
    expect(() => checkRoom([10_000, 100_000, 1_000_000], '/there', 20e9)).not.toThrow()
    expect(() => checkRoom([1_000_000, 5_000_000], '/there', 20e9)).toThrow(NoRoom)
    expect(() => checkRoom([1_000_000, 5_000_000], '/there', 20e9)).toThrow(
      /^1 M, 5 M resources need about \d+ GB in \/there/,
    )
  })
})
