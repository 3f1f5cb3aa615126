import type { Tag } from './languages.ts'

/**
 * One text: `{name}` is a parameter. Where a number decides the form, each form stands by itself and the number is
 * `{count}` (`one`, `other`, and in Arabic the further forms of CLDR).
 */
export type Text = string | PluralText
export interface PluralText {
  readonly zero?: string
  readonly one?: string
  readonly two?: string
  readonly few?: string
  readonly many?: string
  readonly other: string
}

/** The same keys in every language: `export default { … } satisfies TextsOf<typeof en>`. */
export type TextsOf<T> = { readonly [K in keyof T]: T[K] extends string ? string : PluralText }

export type Values = Readonly<Record<string, string | number>>

/** The texts of one view, of which the browser loads one language. */
export interface Texts<K extends string = string> {
  load(tag: Tag): Promise<void>
  /** The text of a key, once it was loaded. */
  read(tag: Tag, key: K): Text
  /** The text of a key that a server named: undefined if this version of the console has no such text. */
  find(tag: Tag, key: string): Text | undefined
}

type Loaded<K extends string> = { readonly default: Readonly<Record<K, Text>> }

const begun = new Set<Pick<Texts, 'load'>>()

/** Loads, in another language, all that was loaded in one before: views that were left are shown again as they were. */
export async function loadBegun(tag: Tag): Promise<void> {
  await Promise.all([...begun].map((texts) => texts.load(tag)))
}

/**
 * Names the files of a view's texts.
 *
 * @example
 * ```ts
 * export const texts = defineTexts({
 *   en: () => import('./texts/en.ts'),
 *   es: () => import('./texts/es.ts'),
 *   ar: () => import('./texts/ar.ts'),
 * })
 * ```
 */
export function defineTexts<K extends string>(files: Readonly<Record<Tag, () => Promise<Loaded<K>>>>): Texts<K> {
  const loaded = new Map<Tag, Readonly<Record<K, Text>>>()
  const texts: Texts<K> = {
    async load(tag) {
      begun.add(texts)
      if (!loaded.has(tag)) loaded.set(tag, (await files[tag]()).default)
    },
    read(tag, key) {
      const text = loaded.get(tag)?.[key]
      if (text === undefined) throw new Error(`The text "${key}" was asked for before it was loaded.`)
      return text
    },
    find(tag, key) {
      const found = loaded.get(tag)
      return found !== undefined && Object.hasOwn(found, key) ? found[key as K] : undefined
    },
  }
  return texts
}

/** Fills in the parameters of a text. A value is text: whoever shows it must not take it for markup. */
export function filled(text: Text, values: Values, locale: string): string {
  const { count } = values
  const chosen =
    typeof text === 'string'
      ? text
      : (text[new Intl.PluralRules(locale).select(typeof count === 'number' ? count : 0)] ?? text.other)
  return chosen.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? value.toLocaleString(locale) : isolated(value, locale)
  })
}

/** Letters of lines that run from right to left, and marks that turn the direction of what follows. */
const TURNING = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufefc]/

/** A name keeps its own direction, and turns nothing around it (Unicode UAX 9, isolates). */
function isolated(value: string, locale: string): string {
  return locale.startsWith('ar') || TURNING.test(value) ? `\u2068${value}\u2069` : value
}
