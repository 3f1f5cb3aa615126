import { createLog } from '@damson/server'
import { describe, expect, test } from 'vitest'
import { createClock } from '#base/clock'
import { createJobs, inBatches, type Job } from './jobs.ts'

const lines: string[] = []
const log = createLog('debug', { write: (line: string) => void lines.push(line) })
const clock = createClock()
const done = (name: string, rows = 0): Job => ({ name, run: () => Promise.resolve(rows) })
const broken: Job = { name: 'broken', run: () => Promise.reject(new Error('quotes data of Ada Lovelace')) }

describe('the jobs of upkeep', () => {
  test('a job that fails stops no other, and is logged once, by its name and without what it says', async () => {
    lines.length = 0
    const jobs = createJobs(clock, log, [done('first', 1), broken, done('last', 2)])
    await expect(jobs.run()).rejects.toMatchObject({ name: 'JobsFailed', jobs: ['broken'] })
    await expect(jobs.run()).rejects.toMatchObject({ jobs: ['broken'] })
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ event: 'upkeep.failed', code: 'broken', level: 50 }),
      expect.objectContaining({ event: 'upkeep.failed', code: 'broken', level: 50 }),
    ])
    expect(lines.join('')).not.toContain('Lovelace')
    expect(jobs.reports()).toMatchObject([
      { name: 'first', rows: 2, failures: 0, succeededAt: expect.any(Date) },
      { name: 'broken', rows: 0, failures: 2, succeededAt: undefined },
      { name: 'last', rows: 4, failures: 0, succeededAt: expect.any(Date) },
    ])
  })

  test('a job that throws before it gives a promise fails like any other', async () => {
    const throwing: Job = {
      name: 'throwing',
      run: () => {
        throw new Error('at once')
      },
    }
    const jobs = createJobs(clock, log, [throwing, done('last')])
    await expect(jobs.run()).rejects.toMatchObject({ jobs: ['throwing'] })
    expect(jobs.reports()).toMatchObject([{ failures: 1 }, { succeededAt: expect.any(Date) }])
  })

  test('a job beside the others that never ends keeps none from being done', async () => {
    const jobs = createJobs(clock, log, [
      { name: 'hangs', run: () => new Promise(() => undefined), isBeside: true },
      { ...broken, isBeside: true },
      done('last'),
    ])
    await jobs.run()
    expect(jobs.reports()).toMatchObject([
      { succeededAt: undefined, failures: 0 },
      { failures: 1 },
      { succeededAt: expect.any(Date) },
    ])
  })
})

describe('a job in batches', () => {
  test('goes on until a batch is not full', async () => {
    const left = [2_000, 2_000, 7, 5]
    const some = () => Promise.resolve(left.shift() ?? 0).then((rows) => ({ rows, looked: rows }))
    expect(await inBatches(clock, some)).toBe(4_007)
    expect(left).toEqual([5])
  })

  test('goes on where all was looked at and little deleted', async () => {
    const left = [2_000, 3]
    const some = () => Promise.resolve({ rows: 1, looked: left.shift() ?? 0 })
    expect(await inBatches(clock, some)).toBe(2)
  })

  test('leaves the rest to the next run, once it has had its share of the time', async () => {
    let now = 0
    const slow = { monotonic: () => now }
    const some = () => {
      now += 1_500
      return Promise.resolve({ rows: 2_000, looked: 2_000 })
    }
    expect(await inBatches(slow, some)).toBe(6_000)
  })
})
