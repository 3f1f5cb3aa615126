import { afterAll, describe, expect, test } from 'vitest'
import { handlerOf, runOf, startSandbox } from './stand-in.ts'

const sandbox = startSandbox()

afterAll(() => sandbox.stop())

describe('a program in the sandbox', () => {
  test('is given the event, and its output is JSON', async () => {
    expect(await sandbox.run(handlerOf('return event.input + 1'))).toEqual({ ok: true, value: '{"json":2}' })
    expect(await sandbox.run(handlerOf('return "Grüße \\u0000 😀"'))).toEqual({
      ok: true,
      value: '{"json":"Grüße \\u0000 😀"}',
    })
  })

  test('requires what the guest has', async () => {
    const code = "const list = require('list'); module.exports = { handler: async () => list.length }"
    expect(await sandbox.run(runOf(code))).toEqual({ ok: true, value: '{"json":3}' })
    expect(await sandbox.run(runOf("require('node:fs')"))).toMatchObject({
      ok: false,
      refusal: { why: 'threw', message: 'Error: Cannot find node:fs' },
    })
  })

  test('calls the server, many times at once, and gets its answers and its errors', async () => {
    const asked: unknown[] = []
    const run = handlerOf(
      `const answers = await Promise.all([1, 2, 3].map((n) => host.call('double', JSON.stringify({ n }))))
      const failed = await host.call('double', '{}').catch((error) => error.message)
      const garbage = await host.call('double', 'no JSON').catch((error) => error.message)
      return [...answers.map((answer) => JSON.parse(answer)), failed, typeof garbage]`,
      {
        call: (name, argument) => {
          asked.push([name, argument])
          const { n } = argument as { n?: number }
          return n === undefined ? Promise.reject(new Error('Name a number.')) : Promise.resolve({ twice: 2 * n })
        },
      },
    )
    expect(await sandbox.run(run)).toEqual({
      ok: true,
      value: '{"json":[{"twice":2},{"twice":4},{"twice":6},"Name a number.","string"]}',
    })
    expect(asked).toEqual([
      ['double', { n: 1 }],
      ['double', { n: 2 }],
      ['double', { n: 3 }],
      ['double', {}],
    ])
  })

  test('that asks for much at once is told to await some of it, and may ask again then', async () => {
    const run = handlerOf(
      `const ask = () => host.call('keep', JSON.stringify('x'.repeat(600))).then(() => 'kept', (error) => error.message)
      const said = await Promise.all([ask(), ask(), ask(), ask(), ask()])
      return [...said, await ask()]`,
      { call: () => Promise.resolve({}), limits: { callBytes: 1_000 } },
    )
    const beyond =
      'The calls that wait for their answers would be larger than 2000 bytes together: await some of them first.'
    expect(await sandbox.run(run)).toEqual({
      ok: true,
      value: JSON.stringify({ json: ['kept', 'kept', 'kept', beyond, beyond, 'kept'] }),
    })
  })

  test('waits with timers, draws random numbers, and knows the time', async () => {
    const run = handlerOf(`
      const order = []
      const dropped = setTimeout(() => order.push('dropped'), 1)
      clearTimeout(dropped)
      await Promise.all([30, 1].map((ms) => new Promise((resolve) => setTimeout(() => resolve(order.push(ms)), ms))))
      return { order, bytes: host.random(16).byteLength, year: new Date(host.now()).getFullYear(), chance: Math.random() }`)
    const [first, second] = [await sandbox.run(run), await sandbox.run(run)]
    expect(first).toMatchObject({
      ok: true,
      value: expect.stringMatching(/^\{"json":\{"order":\[1,30\],"bytes":16,"year":20/),
    })
    // Each run begins with the same memory, but not with the same luck.
    expect(second).not.toEqual(first)
  })

  test('writes to the log', async () => {
    const lines: unknown[] = []
    await sandbox.run(
      handlerOf("host.log('warn', 'low'); host.log('unknown', 'odd')", {
        log: (level, text) => void lines.push([level, text]),
      }),
    )
    expect(lines).toEqual([
      ['warn', 'low'],
      ['info', 'odd'],
    ])
  })

  test('has a log of so many lines, though they are empty', async () => {
    const lines: unknown[] = []
    const run = handlerOf("for (let i = 0; i < 1000; i++) host.log('info', '')", {
      limits: { logBytes: 640 },
      log: (level, text) => void lines.push([level, text]),
    })
    expect((await sandbox.run(run)).ok).toBe(true)
    const empty = Array.from({ length: 10 }, () => ['info', ''])
    expect(lines).toEqual([...empty, ['warn', 'The log is full: what follows is left out.']])
  })

  test('that throws is refused with the place in its own code', async () => {
    const code = 'exports.handler = async () => {\n  const patient = undefined\n  return patient.name\n}'
    expect(await sandbox.run(runOf(code))).toEqual({
      ok: false,
      refusal: {
        why: 'threw',
        message: "TypeError: cannot read property 'name' of undefined",
        stack: expect.stringMatching(/bot\.js:3:1\d/),
      },
    })
  })

  test('that does not parse is refused with the place', async () => {
    expect(await sandbox.run(runOf('const a = 1\nconst b = = 2'))).toMatchObject({
      ok: false,
      refusal: {
        why: 'threw',
        message: expect.stringContaining('SyntaxError'),
        stack: expect.stringContaining('bot.js:2'),
      },
    })
  })

  test('without a handler, or throwing what is no error, is refused in words', async () => {
    expect(await sandbox.run(runOf('exports.other = 1'))).toMatchObject({ ok: false, refusal: { why: 'no_handler' } })
    for (const [thrown, message] of [
      ['"a text"', 'a text'],
      ['{ code: 7 }', '{"code":7}'],
      ['undefined', 'undefined'],
      ['Symbol("x")', expect.any(String)],
    ] as const)
      expect(await sandbox.run(handlerOf(`throw ${thrown}`))).toMatchObject({
        ok: false,
        refusal: { why: 'threw', message },
      })
  })

  test('finds nothing of an earlier run', async () => {
    const leave =
      'globalThis.left = 1; Array.prototype.left = 2; Object.prototype.left = 3; JSON.parse.left = 4; return 1'
    const find = 'return [globalThis.left, [].left, ({}).left, JSON.parse.left].filter((one) => one !== undefined)'
    expect(await sandbox.run(handlerOf(leave))).toMatchObject({ ok: true })
    expect(await sandbox.run(handlerOf(find))).toEqual({ ok: true, value: '{"json":[]}' })
  })

  test('runs beside others of its project, each with its own answers', async () => {
    const body = "const { of } = JSON.parse(await host.call('who', '{}')); return of"
    const runs = Array.from({ length: 20 }, (_, of) =>
      sandbox.run(handlerOf(body, { call: () => Promise.resolve({ of }) })),
    )
    expect((await Promise.all(runs)).map((outcome) => outcome.ok && outcome.value)).toEqual(
      Array.from({ length: 20 }, (_, of) => `{"json":${of}}`),
    )
  })
})

describe('a program that does harm', () => {
  test('is stopped, and the next one finds a process that knows nothing of it', async () => {
    const few = { cpuMs: 200, memoryBytes: 8 * 1_048_576 }
    for (const [code, why] of [
      ['for (;;);', 'cpu'],
      ['const all = []; for (;;) all.push(new Uint8Array(1e5))', 'memory'],
      ['await new Promise(() => {})', 'never_settled'],
    ] as const)
      expect(await sandbox.run(handlerOf(code, { limits: few }))).toMatchObject({ ok: false, refusal: { why } })
    expect(await sandbox.run(handlerOf('return 1'))).toEqual({ ok: true, value: '{"json":1}' })
  })
})
