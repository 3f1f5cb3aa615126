import type { Message, MessageKey, ParameterOf } from './language-file.ts'
import type { Language } from './languages.ts'

/** A part of a text: `{ parameter }` where a value goes. */
export type Part = string | { readonly parameter: string }

const cut = new Map<string, readonly Part[]>()

/** The parts of a text in a language, in the plural form for `count`. */
export function partsOf(language: Language, key: MessageKey, count: unknown): readonly Part[] {
  const text = formOf(language, language.messages[key], count)
  const known = cut.get(text)
  if (known !== undefined) return known
  const parts = text
    .split(/\{([^}]+)\}/)
    .map((part, at) => (at % 2 === 0 ? part : { parameter: part }))
    .filter((part) => part !== '')
  cut.set(text, parts)
  return parts
}

/** A text as plain text. In one of the other direction, Unicode isolates keep the values together. */
export function textIn<K extends MessageKey>(
  language: Language,
  key: K,
  values: Readonly<Record<ParameterOf<K>, string>>,
): string {
  const [before, after] = language.direction === 'rtl' ? ['\u2068', '\u2069'] : ['', '']
  const given: Readonly<Record<string, string>> = values
  return partsOf(language, key, undefined)
    .map((part) => (typeof part === 'string' ? part : `${before}${given[part.parameter] ?? ''}${after}`))
    .join('')
}

function formOf({ locale }: Language, message: Message, count: unknown): string {
  if (typeof message === 'string') return message
  return (typeof count === 'number' ? message[new Intl.PluralRules(locale).select(count)] : undefined) ?? message.other
}

/** A day, such as "30 November 2026", in UTC. */
export function dateIn({ locale }: Pick<Language, 'locale'>, at: Date): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(at)
}

/** A day and a time of day, such as "30 November 2026 at 02:02 UTC". */
export function momentIn({ locale }: Pick<Language, 'locale'>, at: Date): string {
  const options = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const
  return `${new Intl.DateTimeFormat(locale, options).format(at)} UTC`
}

const UNITS = [
  { seconds: 31_536_000, unit: 'years' },
  { seconds: 2_678_400, unit: 'months' },
  { seconds: 86_400, unit: 'days' },
  { seconds: 3_600, unit: 'hours' },
  { seconds: 60, unit: 'minutes' },
] as const

/** A length of time in words, never rounded down, with months of 31 days: in the largest unit that gives more than one, or exactly one. */
export function inWords({ locale }: Pick<Language, 'locale'>, seconds: number): string {
  const found = UNITS.find((one) => seconds >= 2 * one.seconds || seconds === one.seconds)
  const { seconds: size, unit } = found ?? { seconds: 1, unit: 'seconds' }
  return new Intl.DurationFormat(locale, { style: 'long' }).format({ [unit]: Math.max(1, Math.ceil(seconds / size)) })
}
