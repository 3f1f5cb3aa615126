import { afterAll, describe, expect, test } from 'vitest'
import { handlerOf, runOf, startSandbox } from './stand-in.ts'

const sandbox = startSandbox()
sandbox.keepWarm(true)

afterAll(() => sandbox.stop())

/** Each does harm within a second, and is stopped by a limit that is far below what the test waits for. */
const FEW = { cpuMs: 300, memoryBytes: 16 * 1_048_576 }

async function isWell(): Promise<void> {
  expect(await sandbox.run(handlerOf('return 1'))).toEqual({ ok: true, value: '{"json":1}' })
}

const fails = async (code: string, limits: object = FEW) => {
  const outcome = await sandbox.run(handlerOf(code, { limits }))
  return outcome.ok ? outcome.value : outcome.refusal.why
}

describe('a hostile program', () => {
  test.each([
    ['a loop', 'for (;;);'],
    ['a loop that catches', 'for (;;) try { for (;;); } catch {}'],
    ['a loop in finally', 'try { for (;;); } finally { for (;;); }'],
    ['a loop of promises', 'const turn = () => Promise.resolve().then(turn); await turn()'],
    ['promises that catch', 'const turn = async () => { try { for (;;); } catch {} return turn() }; await turn()'],
    [
      'a loop of timers',
      'const turn = () => { for (let i = 0; i < 1e6; i++); setTimeout(turn, 0) }; turn(); await new Promise(() => {})',
    ],
    ['a generator', 'function* g() { for (;;) yield* [] } [...g()]'],
    ['a getter in a sort', '[...Array(1000)].map((_, i) => i).sort(() => { for (;;); })'],
    ['an expression that never matches', '/^(a+)+$/.test("a".repeat(64) + "b")'],
    ['a replace with a loop', '"a".replace(/a/, () => { for (;;); })'],
    ['a proxy', 'new Proxy({}, { get() { for (;;); } }).x'],
    ['JSON that calls back', 'JSON.stringify({ toJSON() { for (;;); } })'],
  ])('is stopped by its processor time: %s', async (_, code) => {
    expect(await fails(code)).toBe('cpu')
    await isWell()
  })

  test('is stopped also in the code that only defines it', async () => {
    expect(await sandbox.run(runOf('for (;;);', { limits: FEW }))).toMatchObject({ ok: false, refusal: { why: 'cpu' } })
    await isWell()
  })

  test.each([
    ['an array', 'const all = []; for (;;) all.push(new Array(1000).fill(1.5))'],
    ['a text', 'let text = "x"; for (;;) text += text'],
    ['a list of texts', 'const all = []; for (let i = 0; ; i++) all.push("x".repeat(10000) + i)'],
    ['bytes', 'const all = []; for (;;) all.push(new Uint8Array(1e6))'],
    ['one large array', 'new Uint8Array(2 ** 31 - 1)'],
    ['a map', 'const map = new Map(); for (let i = 0; ; i++) map.set(i, { i })'],
    ['closures', 'let f = () => 1; for (;;) { const g = f; f = () => g }'],
    ['promises', 'const all = []; for (;;) all.push(new Promise(() => {}))'],
    [
      'itself, by catching',
      'const all = []; for (;;) try { all.push(new Uint8Array(1e5)) } catch { throw new Error("out of memory") }',
    ],
  ])('is stopped by its memory: %s', async (_, code) => {
    expect(['memory', 'threw', 'cpu']).toContain(await fails(code, { ...FEW, cpuMs: 5_000 }))
    await isWell()
  })

  test.each([
    ['functions', 'const f = () => f() + 1; f()'],
    ['getters', 'const o = { get x() { return this.x } }; o.x'],
    ['arrays to text', 'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; String(a)'],
    ['JSON', 'JSON.parse("[".repeat(1e6))'],
    ['objects to JSON', 'let a = {}; for (let i = 0; i < 1e5; i++) a = { a }; JSON.stringify(a)'],
    ['groups of an expression', 'new RegExp("(".repeat(1e5) + ")".repeat(1e5)).test("a")'],
    ['source', 'eval("(".repeat(1e5))'],
    ['source of arrays', 'new Function("return " + "[".repeat(1e5))'],
    ['proxies', 'let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); p.x'],
    ['bound functions', 'let f = () => 1; for (let i = 0; i < 1e5; i++) f = f.bind(null); f()'],
  ])('is stopped at the end of its stack: %s', async (_, code) => {
    expect(['threw', 'memory', 'cpu']).toContain(await fails(code, { ...FEW, cpuMs: 5_000 }))
    await isWell()
  })

  test.each([
    ['a search in an array that is empty', 'Array(2 ** 32 - 1).indexOf(1)'],
    ['a large number', 'let n = 3n ** 100000n; for (let i = 0; i < 12; i++) n = n * n'],
    ['a large number to text', 'String(3n ** 2000000n)'],
    [
      'a sort of bytes',
      'const a = new Float64Array(1e6); for (let i = 0; i < 1e4; i++) { a.fill(i); a.reverse(); a.sort() }',
    ],
    ['texts joined', 'Array(2 ** 31).join("")'],
    ['a text split', '"x".repeat(1e6).split("").sort().join("").split("")'],
    ['texts compared', 'const a = "x".repeat(5e6), b = "x".repeat(5e6); for (;;) a === b'],
    ['a copy within', 'const a = new Uint8Array(1e7); for (;;) a.copyWithin(1, 0)'],
    ['an expression that goes back', '/(.*)*(.*)*(.*)*x/.test("y".repeat(1e4))'],
    ['an expression that looks ahead', '/(?=(a*)*b)(?=(a*)*c)/.test("a".repeat(1e3))'],
    ['names of many properties', 'const o = {}; for (let i = 0; i < 1e5; i++) o["p" + i] = i; for (;;) Object.keys(o)'],
  ])('is stopped within functions of the engine: %s', async (_, code) => {
    expect(['cpu', 'timeout', 'memory', 'threw']).toContain(await fails(code, { ...FEW, cpuMs: 200 }))
    await isWell()
  })

  test.each([
    ['an event', 'return event.length', { event: JSON.stringify('x'.repeat(2e7)) }],
    ['a program', `return ${JSON.stringify('y'.repeat(2e7))}.length`, {}],
    [
      'an answer',
      "const all = []; try { for (;;) all.push(new Uint8Array(1e5)) } catch {} return (await host.call('large', '{}')).length",
      { call: () => Promise.resolve('z'.repeat(8e6)), limits: { ...FEW, cpuMs: 5_000, callBytes: 1e7 } },
    ],
  ])('is stopped when there is no memory for what comes from outside: %s', async (_, code, more) => {
    const limits = 'limits' in more ? more.limits : { ...FEW, cpuMs: 5_000 }
    expect(await sandbox.run(handlerOf(code, { ...more, limits }))).toMatchObject({
      ok: false,
      refusal: { why: 'memory' },
    })
    await isWell()
  })

  test('finds no way out through constructors', async () => {
    const tries = [
      "host.call.constructor('return process')()",
      "host.constructor.constructor('return process')()",
      "(async () => {}).constructor('return process')()",
      "host.random(1).constructor.constructor('return process')()",
      'Error.prepareStackTrace = (_, frames) => frames; new Error().stack[0].getThis().process',
      "import('node:fs')",
      'globalThis.process.env',
      "require('child_process')",
      "module.constructor._load('fs')",
      "arguments.callee.caller.caller.constructor('return process')()",
      'WebAssembly.compile(new Uint8Array(8))',
      "new Worker('data:text/javascript,1')",
      "fetch('http://127.0.0.1')",
      'new SharedArrayBuffer(8) && Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0)',
      "globalThis.std.getenv('PATH')",
      "globalThis.os.exec(['id'])",
    ]
    for (const code of tries) expect([code, await fails(`return typeof (await ${code})`)]).toEqual([code, 'threw'])
    const globals = await sandbox.run(
      handlerOf(
        'return Object.getOwnPropertyNames(globalThis).filter((name) => /process|require|std|os|import|load|print|script/i.test(name))',
      ),
    )
    expect(globals).toEqual({ ok: true, value: '{"json":[]}' })
  })

  test('spoils the prototypes of its own run alone', async () => {
    const spoil = `
      const bad = () => { throw new Error('spoilt') }
      for (const type of [Object, Array, Map, Set, Promise, Function, String, Number, Error, JSON, Math, Reflect, Uint8Array])
        for (const name of Reflect.ownKeys(type.prototype ?? type))
          try { Object.defineProperty(type.prototype ?? type, name, { get: bad, set: bad, configurable: true }) } catch {}
      return 1`
    expect(['threw', 'never_settled', '{"json":1}']).toContain(await fails(spoil))
    await isWell()
    await fails(
      "Object.prototype.then = (resolve) => resolve('mine'); Promise.prototype.then = function () { return 7 }; return {}",
    )
    await isWell()
  })

  test('writes a million lines, of which the first are kept', async () => {
    const lines: string[] = []
    const run = handlerOf("for (let i = 0; i < 1e6; i++) host.log('info', 'line ' + i); return 1", {
      log: (_, text) => void lines.push(text),
      limits: { logBytes: 2_000 },
    })
    expect(await sandbox.run(run)).toMatchObject({ ok: true })
    expect(lines.join('\n').length).toBeLessThan(2_100)
    expect(lines.at(-1)).toBe('The log is full: what follows is left out.')
    const large: string[] = []
    await sandbox.run(handlerOf("host.log('info', 'x'.repeat(1e6))", { log: (_, text) => void large.push(text) }))
    expect(large).toEqual(['The log is full: what follows is left out.'])
  })

  test('makes a hundred thousand calls, of which the limit is answered', async () => {
    let calls = 0
    const call = async () => {
      calls += 1
      return {}
    }
    const flood = "for (let i = 0; i < 1e5; i++) host.call('fhir', '{}'); return 1"
    const outcome = await sandbox.run(handlerOf(flood, { call, limits: { calls: 20 } }))
    expect(outcome).toMatchObject({ ok: false, refusal: { why: 'calls' } })
    expect(calls).toBeLessThanOrEqual(20)
    await isWell()
  })

  test('sends and receives no more than a call may have', async () => {
    const body = `const said = []
      for (const size of [10, 2000]) said.push(await host.call('echo', JSON.stringify('x'.repeat(size))).then((text) => text.length, (error) => error.message))
      said.push(await host.call('large', '{}').catch((error) => error.message))
      return said`
    const call = async (name: string, argument: unknown) => (name === 'large' ? 'y'.repeat(2_000) : argument)
    const outcome = await sandbox.run(handlerOf(body, { call, limits: { callBytes: 1_000 } }))
    expect(outcome.ok && JSON.parse(outcome.value)).toEqual({
      json: [12, expect.stringMatching(/call is larger/), expect.stringMatching(/answer is larger/)],
    })
    expect(await fails("await host.call('x', 'é'.repeat(900))", { callBytes: 1_000 })).toBe('threw')
  })

  test('sends no body of 1 GB', async () => {
    for (const body of [
      "'x'.repeat(2 ** 30)",
      "JSON.stringify({ body: 'x'.repeat(2 ** 23) })",
      'new Uint8Array(2 ** 30)',
    ])
      expect(['memory', 'threw', 'cpu']).toContain(
        await fails(`return host.call('fetch', ${body})`, { ...FEW, cpuMs: 5_000 }),
      )
    await isWell()
  })

  test('gives no more than an output may have', async () => {
    expect(await fails("return 'x'.repeat(2000)", { outputBytes: 1_000 })).toBe('output')
    expect(await fails("return 'é'.repeat(900)", { outputBytes: 1_000 })).toBe('output')
    await isWell()
  })

  test('that waits for nothing is refused at once, and one that waits for long at its time', async () => {
    expect(await fails('await new Promise(() => {})')).toBe('never_settled')
    expect(await fails('await new Promise((resolve) => setTimeout(resolve, 1e9))', { wallMs: 100 })).toBe('timeout')
    let isOver = false
    const call = (_name: string, _argument: unknown, signal: AbortSignal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          isOver = true
          resolve({})
        })
      })
    const outcome = await sandbox.run(handlerOf("await host.call('slow', '{}')", { call, limits: { wallMs: 100 } }))
    expect(outcome).toMatchObject({ ok: false, refusal: { why: 'timeout' } })
    expect(isOver).toBe(true)
    await isWell()
  })

  test('sets no more timers than are allowed', async () => {
    expect(await fails('for (let i = 0; i < 1e5; i++) setTimeout(() => {}, 1000); await 1')).toBe('calls')
    await isWell()
  })

  test('throws whatever it likes', async () => {
    for (const thrown of [
      "Object.assign(new Error('x'), { why: 'lost' })",
      "Object.assign(new Error('x'.repeat(1e6)), { stack: 'bot.js:1\\n'.repeat(1e5) })",
      "new Proxy(new Error('x'), { get() { throw 1 } })",
      "Object.defineProperty(new Error('x'), 'message', { get() { throw 1 } })",
      "Object.assign(new Error('x'), { name: { toString() { throw 1 } } })",
      "Object.assign(new Error('x'), { stack: null, message: { a: 1 } })",
    ])
      expect([thrown, await fails(`throw ${thrown}`, {})]).toEqual([thrown, 'threw'])
    await isWell()
  })
})
