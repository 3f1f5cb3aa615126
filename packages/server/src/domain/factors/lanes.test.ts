import { expect, test } from 'vitest'
import { createLanes, type Slot } from './lanes.ts'

const slot = (project: string, network: string, ms = 1_000): Slot => ({ project, network, ms })

/** Lanes with a clock of the test's own, and work that ends on request. */
function started() {
  let now = 0
  const lanes = createLanes(() => now)
  const [begun, ends]: [string[], (() => void)[]] = [[], []]
  return {
    lanes,
    begun,
    pass: (ms: number) => void (now += ms),
    ask: (name: string, of: Slot): Promise<void> =>
      lanes.run(of, () => {
        begun.push(name)
        return new Promise((resolve) => ends.push(resolve))
      }),
    async finish(times: number) {
      for (let done = 0; done < times; done += 1) {
        ends.shift()?.()
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
  }
}

test('projects take turns, and networks in each, however much one asks for', async () => {
  const { ask, begun, finish } = started()
  const all = [
    ...['a1', 'a2', 'a3'].map((name) => ask(name, slot('a', 'flood'))),
    ask('a4', slot('a', 'member')),
    ask('b1', slot('b', 'flood')),
    ask('b2', slot('b', 'flood')),
  ]
  expect(begun).toEqual(['a1'])
  await finish(all.length)
  await Promise.all(all)
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a4', 'b2', 'a3'])
})

test('one network uses up half of what its project has, and a project nothing of another’s', () => {
  const { lanes, pass } = started()
  const admitted = (project: string, network: string, ms?: number): number => {
    let count = 0
    while (lanes.admit(slot(project, network, ms)) === undefined) count += 1
    return count
  }
  expect(admitted('a', 'flood')).toBe(5)
  expect(admitted('a', 'flood')).toBe(0)
  expect([admitted('a', 'member'), admitted('a', 'third')]).toEqual([5, 0])
  expect([admitted('b', 'flood', 100), admitted('b', 'member', 100)]).toEqual([50, 50])
  // The budget comes back with time: to a network half as fast as to its project.
  pass(4_000)
  expect([admitted('a', 'flood'), admitted('a', 'member'), admitted('a', 'third')]).toEqual([1, 1, 0])
})

test('who would wait too long is told to come back, and when; the first of a project is marked', async () => {
  const { lanes, ask, finish } = started()
  const running = Array.from({ length: 12 }, (_, n) => ask(`other ${n}`, slot(`other ${n}`, 'x', 3_000)))
  expect(lanes.admit(slot('a', 'member', 1_000))).toEqual({ seconds: 9, isFirst: true })
  expect(lanes.admit(slot('a', 'member', 1_000))).toEqual({ seconds: 9, isFirst: false })
  await finish(12)
  await Promise.all(running)
  expect(lanes.admit(slot('a', 'member', 1_000))).toBeUndefined()
  expect(lanes.admit(slot('a', 'other', 60_000))).toBeUndefined()
  expect(lanes.admit(slot('a', 'member', 1_000))).toEqual({ seconds: 103, isFirst: true })
})

test('a turn is given back by work that fails', async () => {
  const { lanes } = started()
  await expect(lanes.run(slot('a', 'x'), () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  expect(await lanes.run(slot('a', 'x'), () => Promise.resolve('next'))).toBe('next')
})
