import { describe, expect, test } from 'vitest'
import { readClaim } from './claims.ts'
import type { FromWorker } from './messages.ts'
import { Running } from './running.ts'
import type { SandboxRun } from './types.ts'

const limits = { wallMs: 1, cpuMs: 1, memoryBytes: 1, outputBytes: 10, calls: 2, callBytes: 10, logBytes: 10 }

function running(more: Partial<SandboxRun> = {}): Running {
  const run: SandboxRun = {
    project: 'clinic',
    program: { key: 'p', code: '' },
    event: '{}',
    limits,
    call: () => Promise.resolve({}),
    log: () => undefined,
    ...more,
  }
  return new Running(1, run, () => Promise.resolve())
}

const call: FromWorker & { kind: 'call' } = { kind: 'call', run: 1, id: 1, name: 'fhir' }

describe('what a worker says', () => {
  test('is believed within the limits of its run', () => {
    const run = running()
    expect(run.heard(call, '"12345678"')).toBeUndefined()
    expect(run.heard({ kind: 'log', run: 1, level: 'info' }, 'a line')).toBeUndefined()
    expect(run.heard({ kind: 'done', run: 1 }, '"12345678"')).toEqual({ ok: true, value: '"12345678"' })
    expect(run.heard({ kind: 'refused', run: 1, why: 'threw' }, '{"message":"no"}')).toMatchObject({
      refusal: { why: 'threw', message: 'no' },
    })
  })

  test('is not believed beyond them', () => {
    const run = running()
    expect(() => run.heard(call, '"123456789"')).toThrow('goes beyond')
    expect(() => run.heard({ kind: 'done', run: 1 }, '"123456789"')).toThrow('goes beyond')
    expect(() => run.heard({ kind: 'log', run: 1, level: 'info' }, 'x'.repeat(100_000))).toThrow('goes beyond')
    const another = running()
    for (const id of [1, 2]) another.heard({ ...call, id }, '{}')
    expect(() => another.heard({ ...call, id: 3 }, '{}')).toThrow('goes beyond')
    const empty = (): unknown => another.heard({ kind: 'log', run: 1, level: 'info' }, '')
    expect(() => Array.from({ length: 2_000 }, empty)).toThrow('goes beyond')
  })

  test('is not kept beyond two of the largest calls that wait for their answers', async () => {
    const answers: (() => void)[] = []
    const call = (): Promise<unknown> => new Promise((resolve) => answers.push(() => resolve({})))
    const { run } = running({ call })
    const answered: (() => void)[] = []
    const many = new Running(1, { ...run, limits: { ...limits, calls: 100 } }, () => {
      answered.shift()?.()
      return Promise.resolve()
    })
    const ask = (id: number): unknown => many.heard({ kind: 'call', run: 1, id, name: 'fhir' }, '"12345678"')
    for (const id of [1, 2]) ask(id)
    // What was answered is not kept: there is room again.
    const isAnswered = new Promise<void>((resolve) => answered.push(resolve))
    answers.shift()?.()
    await isAnswered
    expect(ask(3)).toBeUndefined()
    expect(() => ask(4)).toThrow('goes beyond')
  })

  test('has one form', () => {
    const head = (more: object): string => JSON.stringify({ kind: 'done', run: 1, ...more })
    expect(readClaim(head({}))).toEqual({ kind: 'done', run: 1 })
    for (const more of [
      { project: 'other' },
      { run: '1' },
      { run: -1 },
      { run: 1.5 },
      { kind: 'answer' },
      { run: undefined },
    ])
      expect(() => readClaim(head(more))).toThrow()
    expect(() => readClaim('null')).toThrow()
  })

  test('asks for no more at once than eight calls', async () => {
    let underWay = 0
    let most = 0
    const slow = async (): Promise<unknown> => {
      underWay += 1
      most = Math.max(most, underWay)
      await new Promise((resolve) => setImmediate(resolve))
      underWay -= 1
      return {}
    }
    let answered = 0
    const all = Promise.withResolvers<void>()
    const run: SandboxRun = { ...running({ call: slow }).run, limits: { ...limits, calls: 30, callBytes: 100 } }
    const many = new Running(1, run, () => {
      answered += 1
      if (answered === 30) all.resolve()
      return Promise.resolve()
    })
    for (let id = 1; id <= 30; id++) many.heard({ ...call, id }, '{}')
    await all.promise
    expect(most).toBe(8)
  })
})
