import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { SandboxLevel, SandboxLimits, SandboxRun } from './types.ts'
import { WorkerProcess } from './worker-process.ts'

// What is left to somebody who has broken out of QuickJS and of WebAssembly: programs of their own in the worker's place.

const folder = mkdtempSync(join(tmpdir(), 'damson-escaped-'))
const frames = new URL('./frames.ts', import.meta.url).href
afterAll(() => rmSync(folder, { recursive: true }))

let worker: WorkerProcess | undefined
afterEach(() => worker?.kill())

const LIMITS: SandboxLimits = {
  wallMs: 30_000,
  cpuMs: 1_000,
  memoryBytes: 16 * 1_048_576,
  outputBytes: 1_000,
  calls: 3,
  callBytes: 1_000,
  logBytes: 1_000,
}

let programs = 0
/** How often a worker was caught. */
let lies = 0

/** Starts a worker that runs this: it has `send(head, body)`, and `onRun(act)` that gets the number of each run. */
async function startLiar(code: string, launcher: readonly string[] = []): Promise<WorkerProcess> {
  programs += 1
  const program = join(folder, `liar-${programs}.mjs`)
  writeFileSync(
    program,
    `import { encodeFrame, FrameReader } from ${JSON.stringify(frames)}
    const send = (head, body = '') => process.stdout.write(encodeFrame(head, body))
    const reader = new FrameReader(1e9)
    let told = () => undefined
    const onRun = (act) => { told = act }
    process.stdin.on('data', (chunk) => {
      for (const { head } of reader.read(chunk)) {
        const message = JSON.parse(head)
        if (message.kind === 'run') void told(message.run)
      }
    })
    process.stdin.on('end', () => process.exit(0))
    ${code}
    send({ kind: 'ready' })`,
  )
  worker = new WorkerProcess({ guest: '', memoryBytes: 1e6, launcher, program, lied: () => void (lies += 1) })
  await worker.started
  return worker
}

function runWith(more: Partial<SandboxRun> = {}): SandboxRun {
  return {
    project: 'clinic',
    program: { key: 'p', code: '' },
    event: '{}',
    limits: LIMITS,
    call: () => Promise.resolve({}),
    log: () => undefined,
    ...more,
  }
}

describe('a worker that speaks falsely', () => {
  test.each([
    ['a head that is no JSON', 'process.stdout.write(Buffer.from([0, 0, 0, 3, 0, 0, 0, 0, 1, 2, 3]))'],
    ['a head of another kind', "send({ kind: 'answer', run: 1, id: 1, ok: true })"],
    ['a head with more in it', "send({ kind: 'done', run: 1, project: 'other' })"],
    ['a number that is none', "send({ kind: 'done', run: '1' })"],
    ['a reason that is none', "send({ kind: 'refused', run: 1, why: 'busy' }, '{}')"],
    ['a refusal that is none', "send({ kind: 'refused', run: 1, why: 'threw' }, '{\"message\":1}')"],
    ['a head that is too long', 'process.stdout.write(Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]))'],
    ['a body of 4 GB', 'process.stdout.write(Buffer.from([0, 0, 0, 2, 255, 255, 255, 255, 123, 125]))'],
    [
      'more calls than are allowed',
      "for (let id = 1; id <= 4; id++) send({ kind: 'call', run: 1, id, name: 'fhir' }, '{}')",
    ],
    ['a call that is too large', "send({ kind: 'call', run: 1, id: 1, name: 'fhir' }, 'x'.repeat(1001))"],
    ['an output that is too large', "send({ kind: 'done', run: 1 }, 'x'.repeat(1001))"],
    ['a flood of lines', "for (let i = 0; i < 1e5; i++) send({ kind: 'log', run: 1, level: 'info' }, 'x'.repeat(100))"],
  ])('is ended, and nothing that it sent counts: %s', async (_, lie) => {
    lies = 0
    const liar = await startLiar(`onRun(() => { ${lie} })`)
    let lines = 0
    const outcome = await liar.run(runWith({ log: () => void (lines += 1) }))
    expect(outcome).toMatchObject({ ok: false, refusal: { why: 'lost' } })
    await liar.ended
    expect(lines).toBeLessThan(1_000)
    expect(lies).toBe(1)
  })

  test('reaches no run but those that it was given', async () => {
    const liar = await startLiar(`onRun((run) => {
      for (const other of [0, run + 1, 7, Number.MAX_SAFE_INTEGER]) {
        send({ kind: 'call', run: other, id: 1, name: 'fhir' }, '{}')
        send({ kind: 'log', run: other, level: 'info' }, 'of another')
        send({ kind: 'done', run: other }, '"of another"')
      }
      send({ kind: 'done', run }, '"mine"')
    })`)
    const heard: unknown[] = []
    const log = (level: SandboxLevel, text: string): void => void heard.push([level, text])
    const call = (name: string): Promise<unknown> => Promise.resolve(heard.push(name))
    expect(await liar.run(runWith({ log, call }))).toEqual({ ok: true, value: '"mine"' })
    expect(heard).toEqual([])
  })

  test.skipIf(process.platform !== 'linux')('is ended when it computes and does not listen', async () => {
    const liar = await startLiar('onRun(() => { for (;;); })')
    const outcome = await liar.run(runWith({ limits: { ...LIMITS, wallMs: 3_600_000, cpuMs: 100 } }))
    expect(outcome).toMatchObject({ ok: false, refusal: { why: 'cpu' } })
    await liar.ended
  })

  test.skipIf(process.platform !== 'linux')('is ended when it grows beyond all that it may have', async () => {
    const liar = await startLiar(`const kept = []
      onRun(() => setInterval(() => { if (kept.length < 12) kept.push(Buffer.alloc(64 * 1024 * 1024, 1)) }, 10))`)
    const outcome = await liar.run(runWith({ limits: { ...LIMITS, wallMs: 3_600_000 } }))
    expect(outcome).toMatchObject({ ok: false, refusal: { why: 'memory' } })
    await liar.ended
  })

  test('that does not read is given no more than the pipe and eight calls hold', async () => {
    const liar = await startLiar(`onRun((run) => {
      process.stdin.pause()
      setInterval(() => undefined, 1000)
      for (let id = 1; id <= 100; id++) send({ kind: 'call', run, id, name: 'fhir' }, '{}')
    })`)
    let calls = 0
    const call = (): Promise<unknown> => {
      calls += 1
      return Promise.resolve('x'.repeat(900_000))
    }
    const limits = { ...LIMITS, wallMs: 100, calls: 100, callBytes: 1_000_000 }
    expect(await liar.run(runWith({ call, limits }))).toMatchObject({ ok: false, refusal: { why: 'timeout' } })
    expect(calls).toBeGreaterThan(0)
    expect(calls).toBeLessThanOrEqual(12)
  })

  test('is ended when it does not stop in time', async () => {
    const liar = await startLiar('onRun(() => { for (;;); })')
    const outcome = await liar.run(runWith({ limits: { ...LIMITS, wallMs: 100 } }))
    expect(outcome).toMatchObject({ ok: false, refusal: { why: 'timeout' } })
    await liar.ended
  })

  test('that is killed in the middle of a call ends the call and its runs', async () => {
    const liar = await startLiar("onRun((run) => send({ kind: 'call', run, id: 1, name: 'fhir' }, '{}'))")
    const over = Promise.withResolvers<void>()
    const call = (_name: string, _argument: unknown, signal: AbortSignal): Promise<unknown> => {
      signal.addEventListener('abort', () => over.resolve())
      process.kill(liar.pid ?? 0, 'SIGKILL')
      return new Promise(() => undefined)
    }
    expect(await liar.run(runWith({ call }))).toMatchObject({ ok: false, refusal: { why: 'lost' } })
    await over.promise
  })
})

describe("a worker's process", () => {
  const probe = (act: string): string => `onRun(async (run) => {
      const tried = async (act) => { try { return await act() } catch (error) { return error.code ?? error.name } }
      ${act}
    })`

  test('may touch nothing of the machine with what Node gives it', async () => {
    const prober = await startLiar(
      probe(`const { readFileSync, writeFileSync, readdirSync } = await import('node:fs')
      const { spawn } = await import('node:child_process')
      const { Worker } = await import('node:worker_threads')
      send({ kind: 'done', run }, JSON.stringify([
        await tried(() => readFileSync('/etc/passwd')),
        await tried(() => readdirSync('/')),
        await tried(() => readFileSync('/proc/self/environ')),
        await tried(() => readFileSync('/proc/' + process.ppid + '/environ')),
        await tried(() => writeFileSync('/tmp/damson-escaped', '')),
        await tried(() => spawn('id')),
        await tried(() => new Worker('1', { eval: true })),
        await tried(() => process.binding('fs')),
        await tried(() => new Function('return 1')()),
        await tried(() => process.dlopen({}, '/x.node')),
        JSON.stringify(process.env),
      ]))`),
    )
    const outcome = await prober.run(runWith())
    expect(outcome.ok && JSON.parse(outcome.value)).toEqual([
      ...Array(8).fill('ERR_ACCESS_DENIED'),
      'EvalError',
      'ERR_DLOPEN_DISABLED',
      '{}',
    ])
  })

  test.skipIf(process.platform !== 'linux')('inherits no environment and no descriptor, and gives way', async () => {
    // Open in this process, as the server's sockets and files are.
    const server = createServer().listen(0)
    const prober = await startLiar('')
    const of = (file: string): string => `/proc/${prober.pid}/${file}`
    expect(readFileSync(of('environ'), 'utf8')).toBe('')
    const open = readdirSync(of('fd')).map((fd) => readlinkSync(of(`fd/${fd}`)))
    const ours = new Set(
      readdirSync('/proc/self/fd').map((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`)
        } catch {
          return ''
        }
      }),
    )
    expect(open.filter((name) => /^(socket|\/(?!dev\/null))/.test(name) && ours.has(name))).toEqual([])
    for (const thread of readdirSync(of('task'))) {
      const stat = readFileSync(of(`task/${thread}/stat`), 'utf8')
      expect(Number(stat.slice(stat.lastIndexOf(')')).split(' ')[17])).toBeGreaterThanOrEqual(10)
    }
    server.close()
  })

  const WITHOUT_NETWORK = ['unshare', '--map-root-user', '--net']
  const [unshare, ...words] = WITHOUT_NETWORK
  test.skipIf(spawnSync(unshare ?? '', [...words, 'true']).status !== 0)(
    'reaches no network when the launcher takes it away, which Node 24 cannot',
    async () => {
      const server = createServer((socket) => void socket.end()).listen(0, '127.0.0.1')
      await new Promise((resolve) => server.once('listening', resolve))
      const { port } = server.address() as AddressInfo
      const act = probe(`const { connect } = await import('node:net')
        const told = await new Promise((resolve) => {
          const socket = connect(${port}, '127.0.0.1', () => resolve('connected'))
          socket.on('error', (error) => resolve(error.code))
        })
        send({ kind: 'done', run }, JSON.stringify(told))`)
      const told: unknown[] = []
      for (const launcher of [[], WITHOUT_NETWORK]) {
        const prober = await startLiar(act, launcher)
        const outcome = await prober.run(runWith())
        told.push(outcome.ok && JSON.parse(outcome.value))
        prober.kill()
      }
      expect(told).toEqual(['connected', expect.stringMatching(/^E/)])
      server.close()
    },
  )
})
