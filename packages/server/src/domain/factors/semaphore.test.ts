import { expect, test } from 'vitest'
import { createSemaphore } from './semaphore.ts'

test('so many run at once, and of those who wait each line has its turn', async () => {
  const semaphore = createSemaphore(2)
  const [begun, ends]: [string[], (() => void)[]] = [[], []]
  const ask = (name: string, line: string): Promise<void> =>
    semaphore.run(() => {
      begun.push(name)
      return new Promise((resolve) => ends.push(resolve))
    }, line)
  const all = ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'].map((name) => ask(name, name.slice(0, 1)))
  expect(begun).toEqual(['a1', 'a2'])
  for (let done = 0; done < all.length; done += 1) {
    ends[done]?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(all)
  expect(begun).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2'])
  // Nothing is left over: two places are free again.
  void ask('d1', 'd')
  void ask('d2', 'd')
  void ask('d3', 'd')
  expect(begun.slice(7)).toEqual(['d1', 'd2'])
})

test('a place is given back by work that fails', async () => {
  const semaphore = createSemaphore(1)
  await expect(semaphore.run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  expect(await semaphore.run(() => Promise.resolve('next'))).toBe('next')
})
