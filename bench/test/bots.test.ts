import { describe, expect, test } from 'vitest'
import { type BotsReport, botsText, judgeBots } from '../src/bots/report.ts'

const run = (bot: 'nothing' | 'write' | 'compute', rps: number) => ({
  bot,
  connections: 16,
  rps,
  p50Ms: 1,
  p99Ms: 2,
  nodeUs: 900,
  workerUs: undefined,
})
const read = (us: number) => ({ rps: 1_000, p50Ms: 1, p99Ms: 2, us })

function report(more: Partial<BotsReport> = {}): BotsReport {
  return {
    machine: 'a machine',
    runs: [run('nothing', 300), run('write', 100), run('compute', 50)],
    cold: { p50Ms: 20, p95Ms: 50, runs: 20 },
    others: { quietP99Ms: 5, busyP99Ms: 10 },
    memory: { freshMb: 90, mostMb: 160 },
    acting: [{ connections: 16, plain: read(200), acting: read(220) }],
    ...more,
  }
}

const missedOf = (more: Partial<BotsReport>): readonly string[] =>
  judgeBots(report(more)).flatMap(({ budget, isMet }) => (isMet ? [] : [budget]))

describe('the budgets of Bots and acting', () => {
  test('are met at their limits', () => {
    expect(missedOf({})).toEqual([])
  })

  test.each([
    [{ runs: [run('nothing', 299), run('write', 100)] }, 'calls nothing'],
    [{ runs: [run('nothing', 300), run('write', 99)] }, 'writes once'],
    [{ runs: [{ ...run('nothing', 900), connections: 1 }, run('write', 100)] }, 'calls nothing'],
    [{ cold: { p50Ms: 20, p95Ms: 51, runs: 20 } }, 'the first run'],
    [{ others: { quietP99Ms: 5, busyP99Ms: 10.1 } }, 'reads of others'],
    [{ memory: { freshMb: 91, mostMb: 91 } }, 'a process of Bots'],
    [{ acting: [{ connections: 16, plain: read(200), acting: read(221) }] }, 'a read for a person'],
    [{ acting: [{ connections: 1, plain: read(200), acting: read(200) }] }, 'a read for a person'],
    [{ acting: [] }, 'a read for a person'],
  ] satisfies [Partial<BotsReport>, string][])('are missed beyond them: %j', (more, budget) => {
    expect(missedOf(more)).toEqual([expect.stringContaining(budget)])
  })

  test('are on the page, with what was measured', () => {
    const page = botsText(report(), judgeBots(report()), '2026-12-01', true)
    for (const part of [
      'Written by `npm run bench -- --bots --results`',
      'A quick run',
      '| for a person |    16 |  1000 |',
    ])
      expect(page).toContain(part)
    expect(page).toMatch(/\| a read for a person .* \| 10 % \(200 to 220 µs\) +\| met \|/)
  })
})
