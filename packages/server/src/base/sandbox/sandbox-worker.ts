import { readFileSync } from 'node:fs'
import { Cell } from './cell.ts'
import { compileEngine } from './engine.ts'
import { encodeFrame, FrameReader } from './frames.ts'
import { type FromWorker, PROGRAMS_KEPT, type ToWorker } from './messages.ts'

// The process in which programs run. Its one way out is the pipe to the server: it is started without an environment,
// and its command line names the engine's file and how large an engine's memory may be.

// Of the machine, a program learns not even in which zone it stands.
process.env['TZ'] = 'UTC'

const [, , wasmFile = '', maxBytes = ''] = process.argv
const wasm = compileEngine(readFileSync(wasmFile))

const running = new Map<number, Cell>()
const programs = new Map<string, string>()
const idle: Cell[] = []
let guest = ''

const send = (head: FromWorker, body = '') => void process.stdout.write(encodeFrame(head, body))

const make = (): Promise<Cell> => Cell.make(wasm, guest, Number(maxBytes))

async function run({ run: id, key, limits }: ToWorker & { kind: 'run' }, event: string): Promise<void> {
  const cell = idle.pop() ?? (await make())
  running.set(id, cell)
  const code = programs.get(key) ?? ''
  cell.run(
    { code, event, limits },
    {
      call: (call, name, argument) => send({ kind: 'call', run: id, id: call, name: name.slice(0, 32) }, argument),
      log: (level, text) => send({ kind: 'log', run: id, level }, text),
      ended(end) {
        running.delete(id)
        if (cell.isUsable) idle.push(cell)
        if (end.ok) send({ kind: 'done', run: id }, end.output)
        else
          send({ kind: 'refused', run: id, why: end.why }, JSON.stringify({ message: end.message, stack: end.stack }))
      },
    },
  )
}

async function take(message: ToWorker, body: string): Promise<void> {
  switch (message.kind) {
    case 'guest':
      guest = body
      idle.push(await make())
      return send({ kind: 'ready' })
    case 'program': {
      const oldest = programs.size < PROGRAMS_KEPT ? undefined : programs.keys().next().value
      if (oldest !== undefined) programs.delete(oldest)
      programs.set(message.key, body)
      return
    }
    case 'run':
      return run(message, body)
    case 'listen':
      return send({ kind: 'here' })
    case 'answer':
      return running.get(message.run)?.settle(message.id, message.ok, body)
  }
}

const reader = new FrameReader(Number.MAX_SAFE_INTEGER)
process.stdin.on('data', (chunk: Buffer) => {
  for (const { head, body } of reader.read(chunk)) void take(JSON.parse(head) as ToWorker, body)
})
// Without a server there is nobody to work for.
process.stdin.on('end', () => process.exit(0))
process.stdout.on('error', () => process.exit(0))
