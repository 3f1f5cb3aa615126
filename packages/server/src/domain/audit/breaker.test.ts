import { describe, expect, test, vi } from 'vitest'
import { SqlFault, StoreUnavailable } from '#base/db'
import { createBreaker } from './breaker.ts'

const out = (outage: ConstructorParameters<typeof StoreUnavailable>[0]) => () =>
  Promise.reject(new StoreUnavailable(outage, outage))
const fine = () => Promise.resolve('fine')

describe('while the store is out', () => {
  test.each(['timeout', 'lock_timeout', 'canceled', 'too_many_connections'] as const)(
    'after a %s nobody waits again',
    async (outage) => {
      const tryOut = vi.fn(out('lock_timeout'))
      const unlessOut = createBreaker(tryOut)
      await expect(unlessOut(out(outage))).rejects.toThrow(outage)
      const work = vi.fn(fine)
      await expect(unlessOut(work)).rejects.toThrow('a moment ago')
      expect(work).not.toHaveBeenCalled()
    },
  )

  test('what shows at once keeps nobody from trying', async () => {
    const unlessOut = createBreaker(fine as unknown as () => Promise<void>)
    for (const outage of ['connection', 'shutdown', 'read_only'] as const)
      await expect(unlessOut(out(outage))).rejects.toThrow(outage)
    await expect(unlessOut(() => Promise.reject(new SqlFault('refused', { code: 'P0001' })))).rejects.toThrow('refused')
    await expect(unlessOut(fine)).resolves.toBe('fine')
  })

  test('an outage of work that waits for other tables too counts only if the store says that the audit is out', async () => {
    let tried = 0
    let answer: () => Promise<void> = () => Promise.resolve()
    const unlessOut = createBreaker(() => {
      tried += 1
      return answer()
    })
    // Only a lock says so: too few connections, or a store that is slow with everything, do not.
    for (answer of [() => Promise.resolve(), out('too_many_connections'), out('timeout'), out('connection')]) {
      await expect(unlessOut(out('lock_timeout'), 'shared')).rejects.toThrow('lock_timeout')
      await expect(unlessOut(fine)).resolves.toBe('fine')
    }
    expect(tried).toBe(4)
    answer = out('lock_timeout')
    await expect(unlessOut(out('timeout'), 'shared')).rejects.toThrow('timeout')
    await expect(unlessOut(fine, 'shared')).rejects.toThrow('a moment ago')
    await expect(unlessOut(fine)).rejects.toThrow('a moment ago')
  })

  test('work that comes while it is asked about waits for the answer, and not for long', async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
    const unlessOut = createBreaker(() => answered)
    await expect(unlessOut(out('timeout'), 'shared')).rejects.toThrow('timeout')
    const work = vi.fn(fine)
    const waiting = unlessOut(work)
    await new Promise((resolve) => setImmediate(resolve))
    expect(work).not.toHaveBeenCalled()
    answer()
    await expect(waiting).resolves.toBe('fine')

    const silent = createBreaker(() => new Promise<never>(() => undefined))
    await expect(silent(out('timeout'), 'shared')).rejects.toThrow('timeout')
    await expect(silent(fine)).resolves.toBe('fine')
  })

  test('is tried out once at a time, however its outage was noticed, and who comes then does not wait', async () => {
    const ends: (() => void)[] = []
    const unlessOut = createBreaker(() => {
      const { promise, reject } = Promise.withResolvers<void>()
      ends.push(() => reject(new StoreUnavailable('lock_timeout', 'lock_timeout')))
      return promise
    })
    await expect(unlessOut(out('timeout'), 'shared')).rejects.toThrow('timeout')
    const [late, work] = [unlessOut(out('timeout'), 'shared'), vi.fn(fine)]
    ends[0]?.()
    await expect(late).rejects.toThrow('a moment ago')
    await expect(unlessOut(work)).rejects.toThrow('a moment ago')
    expect(work).not.toHaveBeenCalled()
    await expect.poll(() => ends.length, { timeout: 2_000 }).toBe(2)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(ends).toHaveLength(2)
  })

  test('it is tried out beside the requests until it is back', async () => {
    let isBack = false
    const unlessOut = createBreaker(() => (isBack ? Promise.resolve() : out('timeout')()))
    await expect(unlessOut(out('timeout'))).rejects.toThrow('timeout')
    await new Promise((resolve) => setTimeout(resolve, 300))
    await expect(unlessOut(fine)).rejects.toThrow('a moment ago')
    isBack = true
    await expect.poll(() => unlessOut(fine).catch(() => 'out'), { timeout: 2_000 }).toBe('fine')
  })
})
