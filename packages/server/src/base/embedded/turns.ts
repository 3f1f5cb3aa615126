interface Waiting {
  readonly exclusive: boolean
  readonly go: () => void
}

/** Enough that the engine never waits for the next, and few enough that abandoned ones are soon done. */
const MOST_SENT = 8

/**
 * Decides who may send to an engine with one session. A few single statements may follow each other without waiting for
 * answers, because the engine takes them in order. A transaction has the session to itself from begin to commit. First
 * come, first served. A statement that was not sent yet can be withdrawn: an overloaded engine doesn't work for callers
 * that have given up.
 */
export class Turns {
  #isTaken = false
  #sent = 0
  #queue: Waiting[] = []

  /**
   * Calls `go` when no transaction has the session and not too many statements are under way; call `answered` afterwards.
   * Returns a function that withdraws it, which returns true if `go` was not called.
   */
  share(go: () => void): () => boolean {
    return this.#enter({ exclusive: false, go })
  }

  /** Calls `go` when the session is free, and reserves it until `release`. */
  take(go: () => void): () => boolean {
    return this.#enter({ exclusive: true, go })
  }

  release(): void {
    this.#isTaken = false
    this.#serve()
  }

  /** A single statement has its answer, or will never get one. */
  answered(): void {
    this.#sent -= 1
    this.#serve()
  }

  #serve(): void {
    for (;;) {
      const [next] = this.#queue
      if (next === undefined || !this.#mayGo(next)) return
      this.#queue.shift()
      this.#let(next)
    }
  }

  #mayGo({ exclusive }: Waiting): boolean {
    return !this.#isTaken && (exclusive || this.#sent < MOST_SENT)
  }

  #let({ exclusive, go }: Waiting): void {
    if (exclusive) this.#isTaken = true
    else this.#sent += 1
    go()
  }

  #enter(waiting: Waiting): () => boolean {
    if (this.#queue.length === 0 && this.#mayGo(waiting)) {
      this.#let(waiting)
      return () => false
    }
    this.#queue.push(waiting)
    return () => {
      const at = this.#queue.indexOf(waiting)
      if (at !== -1) this.#queue.splice(at, 1)
      return at !== -1
    }
  }
}
