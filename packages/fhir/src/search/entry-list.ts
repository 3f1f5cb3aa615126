/** Collects the index entries of one resource. */
import type { IndexEntries } from './condition.ts'
import { indexedStart, normalizeString } from './normal-string.ts'
import { exactTerm, tokenTerm } from './terms.ts'

type Mutable<T> = T extends readonly (infer Item)[] ? Item[] : never

export class EntryList {
  readonly baseUrls: readonly string[] | undefined
  readonly #terms = new Set<string>()
  readonly #dates: Mutable<IndexEntries['dates']> = []
  readonly #strings: Mutable<IndexEntries['strings']> = []
  readonly #numbers: Mutable<IndexEntries['numbers']> = []

  readonly #most: number
  #isCut = false

  /** @param most  Entries beyond this number are not collected. */
  constructor(baseUrls: readonly string[] | undefined, most: number) {
    this.baseUrls = baseUrls
    this.#most = most
  }

  /** Whether there were more entries than the limit. */
  get isCut(): boolean {
    return this.#isCut
  }

  addTerm(term: string): void {
    if (this.#terms.has(term) || this.#isFull()) return
    this.#terms.add(term)
  }

  /** @param system Undefined if the value has none. */
  addToken(param: string, system: string | undefined, code: string | undefined): void {
    if (code !== undefined) {
      this.addTerm(tokenTerm(param, undefined, code))
      this.addTerm(tokenTerm(param, system ?? '', code))
    }
    if (system !== undefined) this.addTerm(tokenTerm(param, system, undefined))
  }

  addString(param: string, text: string): void {
    if (this.#isCut) return
    const exact = exactTerm(param, text)
    const value = indexedStart(normalizeString(text))
    if (value === '' || this.#terms.has(exact) || this.#isFull()) return
    this.#strings.push({ param, value })
    this.addTerm(exact)
  }

  /** If the end is before the start, the range is empty. */
  addDate(param: string, lo: number, hi: number): void {
    if (lo < hi && !this.#isFull()) this.#dates.push({ param, lo, hi })
  }

  addNumber(param: string, lo: number, hi: number, system: string, code: string): void {
    if (lo <= hi && !this.#isFull()) this.#numbers.push({ param, system, code, lo, hi })
  }

  #isFull(): boolean {
    const size = this.#terms.size + this.#dates.length + this.#strings.length + this.#numbers.length
    if (size >= this.#most) this.#isCut = true
    return this.#isCut
  }

  entries(): IndexEntries {
    return { terms: [...this.#terms], dates: this.#dates, strings: this.#strings, numbers: this.#numbers }
  }
}
