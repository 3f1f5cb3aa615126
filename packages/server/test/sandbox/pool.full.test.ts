import { afterEach, describe, expect, test } from 'vitest'
import type { Sandbox } from '#base/sandbox'
import { handlerOf, startSandbox } from './stand-in.ts'

let sandbox: Sandbox | undefined

afterEach(() => sandbox?.stop())

/** A call that is answered when the test says so. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<unknown>()
  const begun = Promise.withResolvers<void>()
  return {
    open: () => resolve({}),
    begun: begun.promise,
    call: () => {
      begun.resolve()
      return promise
    },
  }
}

const WAIT = "await host.call('wait', '{}'); return 1"
const ONE = { ok: true, value: '{"json":1}' }
const BUSY = { ok: false, refusal: { why: 'busy' } }

describe('the pool of processes', () => {
  test('queues what has no room, up to its bound, and a quarter of it for one project', async () => {
    sandbox = startSandbox({ workers: 1, runsPerWorker: 1, queue: 8 })
    const { open, begun, call } = gate()
    const first = sandbox.run(handlerOf(WAIT, { call }))
    await begun
    const own = [1, 2].map(() => sandbox?.run(handlerOf('return 1')))
    expect(await sandbox.run(handlerOf('return 1'))).toMatchObject(BUSY)
    const others = Array.from({ length: 6 }, (_, n) =>
      sandbox?.run(handlerOf('return 1', { project: `other ${n >> 1}` })),
    )
    expect(await sandbox.run(handlerOf('return 1', { project: 'last' }))).toMatchObject(BUSY)
    open()
    expect(await first).toEqual(ONE)
    expect(await Promise.all([...own, ...others])).toEqual(Array.from({ length: 8 }, () => ONE))
  })

  test('never lets a run wait for its own caller', async () => {
    sandbox = startSandbox({ workers: 1, runsPerWorker: 1 })
    const inner = () => sandbox?.run(handlerOf('return 1', { nested: true }))
    const outcome = await sandbox.run(
      handlerOf("return JSON.parse(await host.call('bot', '{}')).ok", { call: async () => inner() }),
    )
    expect(outcome).toEqual({ ok: true, value: '{"json":true}' })
    const deep = (depth: number): Promise<unknown> | undefined =>
      sandbox?.run(
        handlerOf("return JSON.parse(await host.call('bot', '{}'))", {
          nested: depth > 0,
          call: async () => deep(depth + 1),
        }),
      )
    const told = JSON.stringify(await deep(0))
    expect(told).toContain('busy')
  })

  test('leaves a process to others when one project wants all', async () => {
    sandbox = startSandbox({ workers: 2, runsPerWorker: 1 })
    const { open, begun, call } = gate()
    const first = sandbox.run(handlerOf(WAIT, { call }))
    await begun
    const second = sandbox.run(handlerOf('return 1'))
    expect(await sandbox.run(handlerOf('return 1', { project: 'other' }))).toEqual(ONE)
    open()
    expect(await Promise.all([first, second])).toEqual([ONE, ONE])
  })

  test('takes a process from a project that never pauses when another one waits', async () => {
    sandbox = startSandbox({ workers: 1, runsPerWorker: 2 })
    const other = new AbortController()
    let served = 0
    const flood = async (): Promise<void> => {
      while (!other.signal.aborted) {
        const outcome = await sandbox?.run(handlerOf('await new Promise((r) => setTimeout(r, 20)); return 1'))
        if (outcome?.ok === true) served += 1
      }
    }
    const floods = [flood(), flood(), flood()]
    expect(await sandbox.run(handlerOf('return 1', { project: 'other' }))).toEqual(ONE)
    other.abort()
    await Promise.all(floods)
    expect(served).toBeGreaterThan(0)
  })

  test('takes a process from those that want ever more, for a project that has none, also where their runs do not end', async () => {
    sandbox = startSandbox({ workers: 2 })
    const over = new AbortController()
    const { open, call } = gate()
    const said = new Set<string>()
    const flood = async (project: string): Promise<void> => {
      while (!over.signal.aborted) {
        const outcome = await sandbox?.run(handlerOf(WAIT, { project, call, limits: { wallMs: 600_000 } }))
        if (outcome?.ok === false) said.add(outcome.refusal.why)
      }
    }
    const floods = ['one', 'two'].flatMap((project) => Array.from({ length: 20 }, () => flood(project)))
    // On a busy machine, not the first that waits.
    let outcome = await sandbox.run(handlerOf('return 1'))
    while (!outcome.ok) outcome = await sandbox.run(handlerOf('return 1'))
    expect(outcome).toEqual(ONE)
    over.abort()
    open()
    await Promise.all(floods)
    expect(said).toContain('lost')
  })

  test('gives a new process to the project that has waited for one longest', async () => {
    sandbox = startSandbox({ workers: 1, runsPerWorker: 1, runsBeforeRecycling: 1 })
    const { open, begun, call } = gate()
    const order: string[] = []
    const run = async (project: string, body = 'return 1'): Promise<void> => {
      await sandbox?.run(handlerOf(body, { project, call }))
      order.push(project)
    }
    const first = run('one', WAIT)
    await begun
    const waiting = ['one', 'one', 'other'].map((project) => run(project))
    open()
    await Promise.all([first, ...waiting])
    expect(order).toEqual(['one', 'other', 'one', 'one'])
  })

  test('starts a new process after so many runs', async () => {
    sandbox = startSandbox({ workers: 1, runsBeforeRecycling: 2 })
    for (let i = 0; i < 7; i++) expect(await sandbox.run(handlerOf('return 1'))).toEqual(ONE)
  })

  test('refuses what comes or waits when it stops', async () => {
    sandbox = startSandbox({ workers: 1, runsPerWorker: 1 })
    const { begun, call } = gate()
    const running = sandbox.run(handlerOf(WAIT, { call }))
    await begun
    const waiting = sandbox.run(handlerOf('return 1'))
    await sandbox.stop()
    expect(await running).toMatchObject({ ok: false, refusal: { why: 'lost' } })
    expect(await waiting).toMatchObject(BUSY)
    expect(await sandbox.run(handlerOf('return 1'))).toMatchObject(BUSY)
  })
})
