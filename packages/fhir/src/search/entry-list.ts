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

  constructor(baseUrls: readonly string[] | undefined) {
    this.baseUrls = baseUrls
  }

  addTerm(term: string): void {
    this.#terms.add(term)
  }

  /** @param system Undefined where the value has none. */
  addToken(param: string, system: string | undefined, code: string | undefined): void {
    if (code !== undefined) {
      this.#terms.add(tokenTerm(param, undefined, code))
      this.#terms.add(tokenTerm(param, system ?? '', code))
    }
    if (system !== undefined) this.#terms.add(tokenTerm(param, system, undefined))
  }

  addString(param: string, text: string): void {
    const exact = exactTerm(param, text)
    const value = indexedStart(normalizeString(text))
    if (value === '' || this.#terms.has(exact)) return
    this.#strings.push({ param, value })
    this.#terms.add(exact)
  }

  /** An end before the start is no time at all. */
  addDate(param: string, lo: number, hi: number): void {
    if (lo < hi) this.#dates.push({ param, lo, hi })
  }

  addNumber(param: string, lo: number, hi: number, system: string, code: string): void {
    if (lo <= hi) this.#numbers.push({ param, system, code, lo, hi })
  }

  entries(): IndexEntries {
    return { terms: [...this.#terms], dates: this.#dates, strings: this.#strings, numbers: this.#numbers }
  }
}
