import { expect, test } from 'vitest'
import { createSemaphore } from './semaphore.ts'

test('so many run at once, and the others in turn', async () => {
  const semaphore = createSemaphore(2)
  const [begun, ends]: [string[], (() => void)[]] = [[], []]
  const ask = (name: string): Promise<void> =>
    semaphore.run(() => {
      begun.push(name)
      return new Promise((resolve) => ends.push(resolve))
    })
  const all = ['a', 'b', 'c', 'd'].map(ask)
  expect(begun).toEqual(['a', 'b'])
  for (let done = 0; done < all.length; done += 1) {
    ends[done]?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(all)
  expect(begun).toEqual(['a', 'b', 'c', 'd'])
})

test('what is asked for first begins before all that wait, and ends nothing that runs', async () => {
  const semaphore = createSemaphore(1)
  const [begun, ends]: [string[], (() => void)[]] = [[], []]
  const ask = (name: string, isFirst?: boolean): Promise<void> =>
    semaphore.run(() => {
      begun.push(name)
      return new Promise((resolve) => ends.push(resolve))
    }, isFirst)
  const all = [ask('runs'), ask('waits'), ask('known', true), ask('known, too', true)]
  for (let done = 0; done < all.length; done += 1) {
    ends[done]?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(all)
  expect(begun).toEqual(['runs', 'known', 'known, too', 'waits'])
})

test('a place is given back by work that fails', async () => {
  const semaphore = createSemaphore(1)
  await expect(semaphore.run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  expect(await semaphore.run(() => Promise.resolve('next'))).toBe('next')
})
