/** What a client tells of, by the name of the event. */
export interface DamsonClientEventMap {
  /** Who is signed in, or what is known of them, changed. */
  change: { readonly type: 'change' }
}

type Listener = (event: DamsonClientEventMap['change']) => void

/** Tells listeners that something changed. */
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
