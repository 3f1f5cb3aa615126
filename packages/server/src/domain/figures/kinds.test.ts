import { describe, expect, test } from 'vitest'
import { kindOfEvent, latencyKind, quantile } from './kinds.ts'

describe('figures', () => {
  test.each([
    ['login.succeeded', 0, 'sign_in'],
    ['login.succeeded', 4, 'sign_in_refused'],
    ['login.failed', 4, 'sign_in_refused'],
    ['launch.refused', 4, 'sign_in_refused'],
    ['device_sign_in.failed', 4, 'sign_in_refused'],
    ['activation_code.failed', 4, 'sign_in_refused'],
    ['consent.denied', 4, undefined],
    ['token.issued', 0, 'token'],
    ['token.refused', 4, 'token_refused'],
    ['token.reuse_detected', 8, 'token_refused'],
    ['fhir.read', 0, undefined],
    ['toString', 0, undefined],
  ])('count %s with outcome %i as %s', (kind, outcome, figure) => {
    expect(kindOfEvent(kind, outcome)).toBe(figure)
  })

  const counted = (...times: readonly number[]): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>()
    for (const ms of times) counts.set(latencyKind(ms), (counts.get(latencyKind(ms)) ?? 0) + 1)
    return counts
  }

  test('tell no latency without requests', () => {
    expect(quantile(new Map(), 0.5)).toBeUndefined()
  })

  test('tell a latency within the step in which it lies', () => {
    const counts = counted(...Array.from({ length: 90 }, () => 3), ...Array.from({ length: 10 }, () => 200))
    const [p50 = 0, p95 = 0] = [quantile(counts, 0.5), quantile(counts, 0.95)]
    expect(p50 > 2 && p50 <= 4).toBe(true)
    expect(p95 > 125 && p95 <= 250).toBe(true)
  })

  test('tell the longest latency as at most twenty seconds', () => {
    expect(quantile(counted(60_000), 0.95)).toBeLessThanOrEqual(20_000)
  })
})
