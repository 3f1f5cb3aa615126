import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inSlices } from './index.ts'

/** Work of so many steps, each of which takes a while. */
function* busy(steps: number, name: string, told: string[]): Generator<undefined, string, undefined> {
  for (let step = 0; step < steps; step += 1) {
    const end = performance.now() + 10
    while (performance.now() < end);
    told.push(name)
    yield
  }
  return name
}

test('long work lets others have their turn, and works take turns', async () => {
  const told: string[] = []
  const works = ['a', 'b', 'c'].map((name) => inSlices(busy(4, name, told)))
  for (let turn = 1; turn <= 3; turn += 1) {
    await setImmediate()
    told.push('other')
  }
  expect(await Promise.all(works)).toEqual(['a', 'b', 'c'])
  expect(told.filter((name) => name !== 'other')).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c'])
  // However much sliced work there is, other work waits for only a slice or two.
  const turns = told.join('').split('other')
  for (const between of turns.slice(1, -1)) expect(between.length).toBeLessThanOrEqual(2)
})

test('short work is done at once', async () => {
  let isDone = false
  const work = inSlices(
    (function* (): Generator<undefined, void, undefined> {
      yield
      isDone = true
    })(),
  )
  expect(isDone).toBe(true)
  await work
})

test('what fails is told', async () => {
  await expect(
    inSlices(
      (function* (): Generator<undefined, void, undefined> {
        yield
        throw new Error('broken')
      })(),
    ),
  ).rejects.toThrow('broken')
})
