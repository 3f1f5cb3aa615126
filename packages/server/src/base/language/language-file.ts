import type en from './messages/en.ts'

type English = (typeof en)['messages']

/** The keys of all texts. English has every key; a key that it lacks doesn't type-check. */
export type MessageKey = keyof English

/** A text, or one per plural form of its language (`Intl.PluralRules`); `other` is always there. */
export type Message = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string })

type ParameterIn<T> = T extends `${string}{${infer P}}${infer Rest}` ? P | ParameterIn<Rest> : never

/** The names of the parameters in the English text. */
export type ParameterOf<K extends MessageKey> = English[K] extends string
  ? ParameterIn<English[K]>
  : ParameterIn<English[K][keyof English[K]]>

/** The values of a text's parameters; nothing if it has none. */
export type ValuesOf<K extends MessageKey, V> = [ParameterOf<K>] extends [never]
  ? []
  : [values: Readonly<Record<ParameterOf<K>, V>>]

/** One language: a file in `messages/`, named by its BCP 47 tag, whose default export is this. */
export interface LanguageFile {
  /** The language's own name. */
  readonly name: string
  /** The locale of numbers, dates, lists and lengths of time. */
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
  readonly messages: Readonly<Record<MessageKey, Message>>
}
