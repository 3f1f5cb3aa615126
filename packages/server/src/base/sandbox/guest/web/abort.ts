/** What ends a wait, as the web has it. The call itself goes on outside; its answer is let go. */
export class AbortSignal {
  aborted = false
  reason: unknown
  onabort: (() => void) | undefined
  readonly #listeners = new Set<() => void>()

  static abort(reason?: unknown): AbortSignal {
    const controller = new AbortController()
    controller.abort(reason)
    return controller.signal
  }

  static timeout(milliseconds: number): AbortSignal {
    const controller = new AbortController()
    const ended = Object.assign(new Error('The operation was aborted due to timeout'), { name: 'TimeoutError' })
    setTimeout(() => controller.abort(ended), milliseconds)
    return controller.signal
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener)
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason
  }

  whenAborted(): Promise<never> {
    return new Promise((_, reject) => {
      this.addEventListener('abort', () => reject(this.reason))
    })
  }

  /** Called by the controller. */
  end(reason: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason ?? Object.assign(new Error('This operation was aborted'), { name: 'AbortError' })
    this.onabort?.()
    for (const listener of this.#listeners) listener()
  }
}

export class AbortController {
  readonly signal = new AbortSignal()

  abort(reason?: unknown): void {
    this.signal.end(reason)
  }
}
