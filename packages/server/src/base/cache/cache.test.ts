import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createCache } from './index.ts'

test('holds so many, and forgets what was unused the longest', () => {
  const cache = createCache<number>(3)
  for (const [at, name] of ['a', 'b', 'c'].entries()) cache.set(name, at)
  expect(cache.get('a')).toBe(0)
  cache.set('d', 3)
  expect(['a', 'b', 'c', 'd'].map((name) => cache.get(name))).toEqual([0, undefined, 2, 3])
  for (let at = 0; at < 1_000; at += 1) cache.set(`more ${at}`, at)
  expect(cache.size).toBe(3)
})

test('forgets after the time of the cache, or of the entry', async () => {
  const [cache, timeless] = [createCache<true>(3, 20), createCache<true>(3)]
  cache.set('short', true)
  cache.set('long', true, { ttl: 60_000 })
  timeless.set('short', true, { ttl: 20 })
  timeless.set('always', true)
  await sleep(40)
  expect(['short', 'long'].map((name) => cache.get(name))).toEqual([undefined, true])
  expect(['short', 'always'].map((name) => timeless.get(name))).toEqual([undefined, true])
})
