interface Waiting {
  readonly exclusive: boolean
  readonly go: () => void
}

/** So many that the engine need not wait for the next; so few that it is soon done with those that were given up. */
const MOST_SENT = 8

/**
 * Says who may send to an engine that has one session. A few single statements may follow each other without waiting for
 * answers, since the engine takes them in order; a transaction has the session for itself from begin to commit.
 * First come, first served. What has not been sent can be withdrawn: an engine that is given more than it can do does
 * not work for those who have given up waiting.
 */
export class Turns {
  #isTaken = false
  #sent = 0
  #queue: Waiting[] = []

  /**
   * Calls `go` when no transaction has the session and not too many statements are under way; `answered` follows. Answers
   * how to withdraw, which is true when `go` was not called.
   */
  share(go: () => void): () => boolean {
    return this.#enter({ exclusive: false, go })
  }

  /** Calls `go` when the session is free, and keeps it until `release`. */
  take(go: () => void): () => boolean {
    return this.#enter({ exclusive: true, go })
  }

  release(): void {
    this.#isTaken = false
    this.#serve()
  }

  /** A single statement has its answer, or will never have one. */
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
