interface Waiting {
  readonly exclusive: boolean
  readonly go: () => void
}

/**
 * Says who may send to an engine that has one session. Single statements may follow each other without waiting for
 * answers, since the engine takes them in order; a transaction has the session for itself from begin to commit.
 * First come, first served.
 */
export class Turns {
  #isTaken = false
  #queue: Waiting[] = []

  /** Calls `go` when no transaction has the session. Answers how to withdraw, which is true when `go` was not called. */
  share(go: () => void): () => boolean {
    return this.#enter({ exclusive: false, go })
  }

  /** Calls `go` when the session is free, and keeps it until `release`. */
  take(go: () => void): () => boolean {
    return this.#enter({ exclusive: true, go })
  }

  release(): void {
    this.#isTaken = false
    while (!this.#isTaken) {
      const next = this.#queue.shift()
      if (next === undefined) return
      this.#isTaken = next.exclusive
      next.go()
    }
  }

  #enter(waiting: Waiting): () => boolean {
    if (!this.#isTaken && this.#queue.length === 0) {
      this.#isTaken = waiting.exclusive
      waiting.go()
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
