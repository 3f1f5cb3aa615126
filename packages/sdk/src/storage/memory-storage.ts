/**
 * A store in memory, with the interface of `localStorage`.
 *
 * @example
 * ```ts
 * const client = new DamsonClient({ baseUrl, storage: new MemoryStorage() })
 * ```
 */
export class MemoryStorage {
  readonly #items = new Map<string, string>()

  get length(): number {
    return this.#items.size
  }
  clear(): void {
    this.#items.clear()
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value)
  }
  removeItem(key: string): void {
    this.#items.delete(key)
  }
  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null
  }
}
