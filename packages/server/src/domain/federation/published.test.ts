import { accepted } from '@damson/fhir'
import { describe, expect, test } from 'vitest'
import type { Clock } from '#base/clock'
import type { AnswerLimits, Outbound } from '#base/outbound'
import { ISSUER_KEYS } from '../issuers/issuer-keys.ts'
import { createPublished } from './published.ts'
import { createShares } from './shares.ts'

const KEY = { kty: 'EC', crv: 'P-256', x: 'a'.repeat(43), y: 'b'.repeat(43), kid: 'one', alg: 'ES256', use: 'sig' }
const read = (document: unknown) => ISSUER_KEYS.read(document)

describe('the key set of an issuer', () => {
  test('is kept without what checks no signature', () => {
    const set = read({
      keys: [{ ...KEY, x5c: ['c'.repeat(5_000)], 'x5t#S256': 'd', note: {} }],
      more: 'e'.repeat(9_000),
    })
    expect(set.ok && set.value.jwks()).toEqual({ keys: [KEY] })
    expect(set.ok && ISSUER_KEYS.sizeOf(set.value)).toBeLessThan(1_000)
  })

  test('keeps its good keys beside others that could not be used', () => {
    const others = [
      null,
      'key',
      { kty: 'oct', k: 'abc' },
      { ...KEY, x: {} },
      { ...KEY, key_ops: 'verify' },
      { kid: 'a' },
    ]
    const rsa = { kty: 'RSA', n: 'n'.repeat(1_366), e: 'AQAB', key_ops: ['verify'] }
    const set = read({ keys: [...others, { ...rsa, n: 'n'.repeat(2_049) }, rsa] })
    expect(set.ok && set.value.jwks()).toEqual({ keys: [rsa] })
  })

  test.each([
    ['none', {}],
    ['no list', { keys: {} }],
    ['empty', { keys: [] }],
    ['secret', { keys: [{ kty: 'oct', k: 'abc' }] }],
    ['long', { keys: Array.from({ length: 101 }, () => KEY) }],
    ['large', { keys: Array.from({ length: 60 }, () => ({ ...KEY, kid: 'k'.repeat(1_500) })) }],
  ])('is refused where it is %s', (_, document) => {
    expect(read(document).ok).toBe(false)
  })
})

describe('what others publish', () => {
  function network(answer: () => { readonly status: number; readonly cache?: string }) {
    const asked: (AnswerLimits | undefined)[] = []
    let now = new Date('2026-03-01T12:00:00Z')
    const outbound = {
      get: (_: string, limits?: AnswerLimits) => {
        asked.push(limits)
        const { status, cache } = answer()
        const body = Buffer.from(JSON.stringify({ keys: [KEY] }))
        // As slow as it may be.
        now = new Date(now.getTime() + 5_000)
        return Promise.resolve(accepted({ status, headers: { 'cache-control': cache }, body }))
      },
    } as unknown as Outbound
    const published = createPublished(outbound, { now: () => now } as Clock, ISSUER_KEYS)
    return { published, asked, pass: (seconds: number) => (now = new Date(now.getTime() + seconds * 1000)) }
  }

  test('is not taken beyond 128 KiB', async () => {
    const { published, asked } = network(() => ({ status: 200 }))
    await published.find('p', 'https://idp.example/keys')
    expect(asked).toEqual([{ mostBytes: 131_072 }])
  })

  test.each([
    ['cannot be had', { status: 500 }],
    ['may not be kept', { status: 200, cache: 'no-store' }],
  ])('is not asked for by each request where it %s', async (_, answer) => {
    const { published, asked, pass } = network(() => answer)
    for (let times = 0; times < 3; times += 1) await published.find('p', 'https://idp.example/keys')
    expect(asked).toHaveLength(1)
    pass(11)
    await published.find('p', 'https://idp.example/keys')
    expect(asked).toHaveLength(2)
  })

  test('for one project pushes out nothing that is kept for another', async () => {
    const { published, asked } = network(() => ({ status: 200, cache: 'max-age=86400' }))
    await published.find('quiet', 'https://idp.example/keys')
    for (let n = 0; n < 1_500; n += 1) await published.find('loud', `https://idp.example/keys?n=${n}`)
    expect(asked).toHaveLength(1_501)
    await published.find('quiet', 'https://idp.example/keys')
    await published.find('loud', 'https://idp.example/keys?n=1499')
    expect(asked).toHaveLength(1_501)
    await published.find('loud', 'https://idp.example/keys?n=0')
    expect(asked).toHaveLength(1_502)
  })
})

test('a share is bounded in number and size, and so are all together', () => {
  const shares = createShares<string>({ number: 2, bytes: 100, allBytes: 150 })
  const kept = (...places: readonly string[]): string =>
    places.map((place) => shares.get(place.slice(0, 1), place) ?? '-').join(' ')
  for (const place of ['a1', 'a2', 'a3']) shares.put('a', place, place, 1)
  expect(kept('a1', 'a2', 'a3')).toBe('- a2 a3')
  shares.put('a', 'a4', 'a4', 99)
  expect(kept('a2', 'a3', 'a4')).toBe('- a3 a4')
  shares.put('b', 'b1', 'b1', 60)
  expect(kept('a3', 'a4', 'b1')).toBe('- - b1')
  shares.put('b', 'b2', 'b2', 101)
  expect(kept('b1', 'b2')).toBe('b1 -')
})
