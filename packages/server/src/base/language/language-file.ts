import type en from './messages/en.ts'

type English = (typeof en)['messages']

/** What can be said. English has every key; a key that it lacks does not type-check. */
export type MessageKey = keyof English

/** A text, or one for each form that a count takes in its language (`Intl.PluralRules`); `other` is always there. */
export type Message = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string })

type ParameterIn<T> = T extends `${string}{${infer P}}${infer Rest}` ? P | ParameterIn<Rest> : never

/** The names of the parameters in a text, as English has it. */
export type ParameterOf<K extends MessageKey> = English[K] extends string
  ? ParameterIn<English[K]>
  : ParameterIn<English[K][keyof English[K]]>

/** The parameters of a text with their values: nothing to give where it has none. */
export type ValuesOf<K extends MessageKey, V> = [ParameterOf<K>] extends [never]
  ? []
  : [values: Readonly<Record<ParameterOf<K>, V>>]

/** One language: a file in `messages/`, named by its BCP 47 tag, whose default export is this. */
export interface LanguageFile {
  /** What its speakers call it. */
  readonly name: string
  /** The locale in which numbers, dates, lists and lengths of time are written. */
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
  readonly messages: Readonly<Record<MessageKey, Message>>
}
