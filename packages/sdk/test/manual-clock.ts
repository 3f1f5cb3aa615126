import type { Clock } from '../src/index.ts'

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** Time that goes on only when told, or when nothing else can. */
export class ManualClock implements Clock {
  #now: number
  readonly #sleepers = new Set<Sleeper>()

  constructor(now = Date.parse('2026-11-25T08:00:00Z')) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sleeper: Sleeper = { at: this.#now + ms, wake: done }
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', done)
      const sleepers = this.#sleepers
      function done(): void {
        sleepers.delete(sleeper)
        signal?.removeEventListener('abort', done)
        resolve()
      }
    })
  }

  /** How many are asleep. */
  get asleep(): number {
    return this.#sleepers.size
  }

  advance(ms: number): void {
    this.#now += ms
    for (const sleeper of [...this.#sleepers].sort((a, b) => a.at - b.at)) if (sleeper.at <= this.#now) sleeper.wake()
  }

  /** Lets a work end: whenever it stands still, time jumps to whoever wakes next. */
  async run<T>(work: Promise<T>): Promise<T> {
    const state = { ended: false }
    const end = (): void => {
      state.ended = true
    }
    work.then(end, end)
    for (let turns = 0; !state.ended; turns += 1) {
      await settle()
      const next = Math.min(...[...this.#sleepers].map(({ at }) => at))
      if (!state.ended && Number.isFinite(next)) this.advance(Math.max(0, next - this.#now))
      if (turns > 10_000) throw new Error('It does not end.')
    }
    return work
  }
}

/** Lets everything that can go on without time go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
