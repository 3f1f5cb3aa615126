import { accepted, type Result, refused } from '@damson/fhir'
import { readRefusal } from './claims.ts'
import { type FromWorker, LARGEST_WAITING, LOG_LINE_BYTES, MAX_REFUSAL_BYTES, type ToWorker } from './messages.ts'
import type { SandboxRefusal, SandboxRun } from './types.ts'

export type Outcome = Result<string, SandboxRefusal>

/** Calls of one run that the server answers at the same time; the others wait their turn. */
const CALLS_AT_ONCE = 8

/** What a frame may hold whatever a run's limits are: a refusal, or a line of the log. */
export const LEAST_BODY_BYTES = 4 * MAX_REFUSAL_BYTES

/** To the worker; resolves when the worker has room for more. */
export type Send = (head: ToWorker, body: string) => Promise<void>

/** One run in a worker, as the server sees it: it believes the worker no more than the run's limits allow. */
export class Running {
  readonly run: SandboxRun
  readonly #id: number
  readonly #send: Send
  readonly #over = new AbortController()
  readonly #queue: (() => Promise<void>)[] = []
  readonly #outcome = Promise.withResolvers<Outcome>()
  #atWork = 0
  #calls = 0
  /** Of the calls that are not answered yet. */
  #waiting = 0
  #logged = 0

  constructor(id: number, run: SandboxRun, send: Send) {
    this.#id = id
    this.run = run
    this.#send = send
  }

  get outcome(): Promise<Outcome> {
    return this.#outcome.promise
  }

  end(outcome: Outcome): void {
    this.#over.abort()
    this.#queue.length = 0
    this.#outcome.resolve(outcome)
  }

  /** What the run ends with, when the worker says that it ends. @throws when the worker goes beyond what it may */
  heard(claim: Exclude<FromWorker, { kind: 'ready' | 'here' }>, body: string): Outcome | undefined {
    const { limits, log } = this.run
    switch (claim.kind) {
      case 'call':
        this.#calls += 1
        this.#waiting += body.length
        mustNot(this.#calls > limits.calls || body.length > limits.callBytes)
        mustNot(this.#waiting > limits.callBytes * LARGEST_WAITING)
        this.#queue.push(() => this.#answer(claim.id, claim.name, body))
        void this.#work()
        return undefined
      case 'log':
        this.#logged += body.length + LOG_LINE_BYTES
        mustNot(this.#logged > limits.logBytes + LEAST_BODY_BYTES)
        log(claim.level, body)
        return undefined
      case 'done':
        mustNot(body.length > limits.outputBytes)
        return accepted(body)
      case 'refused':
        return refused(readRefusal(claim.why, body))
    }
  }

  async #work(): Promise<void> {
    if (this.#atWork >= CALLS_AT_ONCE) return
    this.#atWork += 1
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) await next()
    this.#atWork -= 1
  }

  async #answer(id: number, name: string, body: string): Promise<void> {
    const made = await this.#ask(name, body)
    this.#waiting -= body.length
    if (this.#over.signal.aborted) return
    await this.#send({ kind: 'answer', run: this.#id, id, ok: made.ok }, made.ok ? made.value : made.refusal)
  }

  async #ask(name: string, body: string): Promise<Result<string, string>> {
    const { limits, call } = this.run
    try {
      const text = JSON.stringify((await call(name, JSON.parse(body), this.#over.signal)) ?? null)
      if (Buffer.byteLength(text) <= limits.callBytes) return accepted(text)
      return refused(`The answer is larger than the ${limits.callBytes} bytes that a call may have.`)
    } catch (error) {
      return refused(error instanceof Error ? error.message : 'The call failed.')
    }
  }
}

function mustNot(isBeyond: boolean): void {
  if (isBeyond) throw new Error('The worker goes beyond what it may.')
}
