/** The events of a client, by name. */
export interface DamsonClientEventMap {
  /** The signed-in user, or what is known about them, changed. */
  change: { readonly type: 'change' }
}

type Listener = (event: DamsonClientEventMap['change']) => void

/** Tells listeners about changes. */
export class Events {
  readonly #listeners = new Set<Listener>()

  add(listener: Listener): void {
    this.#listeners.add(listener)
  }
  remove(listener: Listener): void {
    this.#listeners.delete(listener)
  }
  changed(): void {
    for (const listener of this.#listeners) listener({ type: 'change' })
  }
}
