import type { SandboxLevel } from './types.ts'

/** What the guest's script gives: see `guest/`. */
export interface Guest {
  readonly require: (name: string) => unknown
  readonly main: (exports: unknown, event: string) => Promise<string>
}

/** The one global that the guest's script finds, takes and deletes. */
export interface Host {
  /** Asks the server; text in and out is JSON. */
  call(name: string, argument: string): Promise<string>
  log(level: SandboxLevel, text: string): void
  random(bytes: number): ArrayBuffer
  /** Milliseconds since 1970. */
  now(): number
}

/** What the preamble asks of the worker, in numbers and texts alone. False: the worker wants no more of the kind. */
type Post = (
  kind: 'call' | 'log' | 'timer' | 'cleared' | 'done' | 'failed',
  id: number,
  name: string,
  text: string,
) => boolean

type Program = (module: { exports: unknown }, exports: unknown, require: Guest['require']) => void

/** What the worker calls in return. */
export interface Entries {
  readonly adopt: (guest: Guest) => void
  readonly launch: (program: Program, event: string) => void
  readonly settle: (id: number, isAnswer: boolean, text: string) => void
  readonly fire: (id: number) => void
}

/**
 * What is evaluated in QuickJS before the guest: an expression whose value is `preamble`. It is sent there as the text of
 * these functions, so they use nothing but each other.
 */
export function preambleText(): string {
  return `(() => {\n${[describe, say, luckFrom, preamble].join('\n')}\nreturn ${preamble.name}\n})()`
}

/**
 * Makes promises and timers of plain calls. A program that spoils what is used here hurts itself alone: every limit is
 * held outside.
 */
export function preamble(post: Post, draw: (bytes: number) => ArrayBuffer, clock: () => number): Entries {
  const scope = globalThis as unknown as Record<string, unknown>
  const waiting = new Map<number, readonly [(text: string) => void, (error: Error) => void]>()
  const timers = new Map<number, () => void>()
  let last = 0
  let guest: Guest | undefined
  let isLogOpen = true

  const host: Host = {
    call: (name: unknown, argument: unknown) =>
      new Promise((resolve, reject) => {
        last += 1
        waiting.set(last, [resolve, reject])
        post('call', last, String(name), String(argument))
      }),
    log: (level: unknown, text: unknown) => {
      if (isLogOpen) isLogOpen = post('log', 0, String(level), String(text))
    },
    random: (bytes) => draw(bytes),
    now: () => clock(),
  }
  scope['host'] = host
  scope['setTimeout'] = (act: (...words: unknown[]) => void, ms: unknown, ...words: unknown[]): number => {
    last += 1
    timers.set(last, () => act(...words))
    post('timer', last, '', String(Number(ms)))
    return last
  }
  scope['clearTimeout'] = (id: number): void => {
    if (timers.delete(id)) post('cleared', id, '', '')
  }
  Math.random = luckFrom(draw)

  const fail = (error: unknown): void => void post('failed', 0, '', say(error))
  return {
    adopt: (made) => {
      guest = made
    },
    launch: (program, event) => {
      if (guest === undefined) return
      const module = { exports: {} as unknown }
      try {
        program(module, module.exports, guest.require)
        guest.main(module.exports, event).then((text) => post('done', 0, '', text), fail)
      } catch (error) {
        fail(error)
      }
    },
    settle: (id, isAnswer, text) => {
      const pair = waiting.get(id)
      waiting.delete(id)
      if (isAnswer) pair?.[0](text)
      else pair?.[1](new Error(text))
    },
    fire: (id) => {
      const act = timers.get(id)
      timers.delete(id)
      act?.()
    },
  }
}

/** Every run begins with the same memory, and so with the same seed: chance comes from outside. */
function luckFrom(draw: (bytes: number) => ArrayBuffer): () => number {
  let numbers = new Uint32Array(0)
  let used = 0
  return () => {
    if (used === numbers.length) {
      numbers = new Uint32Array(draw(256))
      used = 0
    }
    used += 1
    return (numbers[used - 1] ?? 0) / 4_294_967_296
  }
}

/** What was thrown, as JSON. It may be made to throw once more, and there may be no memory for it. */
function say(error: unknown): string {
  try {
    if (!(error instanceof Error)) return JSON.stringify({ message: describe(error) })
    // Not always what an error has.
    const { name, message, stack, why } = error as unknown as Readonly<Record<string, unknown>>
    return JSON.stringify({ name: String(name), message: String(message), stack: String(stack), why })
  } catch {
    return '{}'
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return value
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return 'a value that is no text'
  }
}
