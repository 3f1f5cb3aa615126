import type { KeyValueStore } from './key-value-store.ts'
import { MemoryStorage } from './memory-storage.ts'

/** The synchronous half of Web Storage. */
type SyncStore = {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/**
 * A store whose keys have a prefix, as apps written for `@medplum/core` make one.
 *
 * @example
 * ```ts
 * const client = new MedplumClient({ baseUrl, storage: new ClientStorage(new MemoryStorage()) })
 * ```
 */
export class ClientStorage implements KeyValueStore {
  readonly #store: SyncStore
  readonly #prefix: string
  readonly #keys = new Set<string>()

  /**
   * @param store  The store to write to.
   * @param prefix  The beginning of every key.
   */
  constructor(store: SyncStore = new MemoryStorage(), prefix = '') {
    this.#store = store
    this.#prefix = prefix
  }

  /** Removes only what was stored through this object. */
  clear(): void {
    for (const key of this.#keys) this.#store.removeItem(key)
    this.#keys.clear()
  }
  makeKey(key: string): string {
    return this.#prefix + key
  }
  getItem(key: string): string | null {
    return this.#store.getItem(this.makeKey(key))
  }
  setItem(key: string, value: string): void {
    this.#keys.add(this.makeKey(key))
    this.#store.setItem(this.makeKey(key), value)
  }
  removeItem(key: string): void {
    this.#store.removeItem(this.makeKey(key))
  }
  getString(key: string): string | undefined {
    return this.getItem(key) ?? undefined
  }
  setString(key: string, value: string | undefined): void {
    if (value === undefined) this.removeItem(key)
    else this.setItem(key, value)
  }
  getObject<T>(key: string): T | undefined {
    const text = this.getItem(key)
    return text === null ? undefined : (JSON.parse(text) as T)
  }
  setObject(key: string, value: unknown): void {
    this.setString(key, value === undefined ? undefined : JSON.stringify(value))
  }
}
