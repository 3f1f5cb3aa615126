import type { Files } from '../parameters.ts'
import type { AnswerTo, Declarations, FromWorker, Question, Questions, ToWorker } from './messages.ts'

/** As much of a worker as is used. */
export interface TypesWorker {
  send(message: ToWorker): void
  stop(): void
}

/** Told what a worker says, and that it has ended by itself. */
export interface Hearing {
  readonly heard: (said: FromWorker) => void
  readonly ended: () => void
}

export interface AskingDeps {
  /** Throws where the browser has no workers. */
  readonly start: (hearing: Hearing) => TypesWorker
  readonly declarations: () => Promise<Declarations>
  /** Told when answers begin, and when there are none any more. */
  readonly changed: (state: TypesState) => void
  /** How long an answer may take. */
  readonly longestMs?: number
}

/** `off`: they could not be loaded, or the code was too much for them. */
export type TypesState = 'loading' | 'ready' | 'off'

export interface Asking {
  /** Undefined: there is no answer, now or any more. */
  ask<K extends keyof Questions>(
    question: Question & { readonly kind: K },
    files: Files,
  ): Promise<AnswerTo<K> | undefined>
  stop(): void
}

const LONGEST_MS = 20_000
/** Code that TypeScript does not come to an end with is met again by the next worker: so many are tried. */
const MOST_WORKERS = 3

interface Waiting {
  readonly resolve: (answer: unknown) => void
  readonly timer: ReturnType<typeof setTimeout>
}

/** Asks TypeScript in a worker, which nothing waits for: what it does not answer in time is not known. */
export function startAsking(deps: AskingDeps): Asking {
  return new Worked(deps)
}

class Worked implements Asking {
  readonly #deps: AskingDeps
  readonly #waiting = new Map<number, Waiting>()
  #worker: TypesWorker | undefined
  #known: Files = {}
  #state: TypesState = 'loading'
  #started = 0
  #last = 0

  constructor(deps: AskingDeps) {
    this.#deps = deps
    void this.#begin()
  }

  ask<K extends keyof Questions>(
    question: Question & { readonly kind: K },
    files: Files,
  ): Promise<AnswerTo<K> | undefined> {
    const worker = this.#worker
    if (this.#state !== 'ready' || worker === undefined) return Promise.resolve(undefined)
    this.#last += 1
    const id = this.#last
    const changed = changedBetween(this.#known, files)
    this.#known = files
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#renew(), this.#deps.longestMs ?? LONGEST_MS)
      this.#waiting.set(id, { timer, resolve: (answer) => resolve(answer as AnswerTo<K> | undefined) })
      worker.send({ id, changed, question })
    })
  }

  stop(): void {
    this.#leave()
    this.#state = 'off'
  }

  async #begin(): Promise<void> {
    this.#started += 1
    try {
      const declarations = await this.#deps.declarations()
      if (this.#state === 'off') return
      const worker: TypesWorker = this.#deps.start({
        heard: (said) => {
          if (worker === this.#worker) this.#hear(said)
        },
        ended: () => this.#end(),
      })
      this.#worker = worker
      worker.send({ declarations })
    } catch {
      this.#end()
    }
  }

  #hear(said: FromWorker): void {
    if ('isReady' in said) return this.#become('ready')
    const waiting = this.#waiting.get(said.id)
    this.#waiting.delete(said.id)
    clearTimeout(waiting?.timer)
    waiting?.resolve(said.answer)
  }

  /** Another worker takes the place of one that does not answer. */
  #renew(): void {
    this.#leave()
    if (this.#started >= MOST_WORKERS) return this.#end()
    this.#become('loading')
    void this.#begin()
  }

  #end(): void {
    this.#leave()
    if (this.#state !== 'off') this.#become('off')
  }

  #leave(): void {
    this.#worker?.stop()
    this.#worker = undefined
    this.#known = {}
    for (const { resolve, timer } of this.#waiting.values()) {
      clearTimeout(timer)
      resolve(undefined)
    }
    this.#waiting.clear()
  }

  #become(state: TypesState): void {
    this.#state = state
    this.#deps.changed(state)
  }
}

/** The files that differ, and those that are gone. */
function changedBetween(known: Files, files: Files): Readonly<Record<string, string | undefined>> {
  const names = [...new Set([...Object.keys(known), ...Object.keys(files)])]
  return Object.fromEntries(names.filter((name) => known[name] !== files[name]).map((name) => [name, files[name]]))
}
