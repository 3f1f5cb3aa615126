import type { Language } from './languages.ts'

/** The wishes that decide the language, the strongest first. */
export interface LanguageWishes {
  /** The app's wish: tags in order of preference, separated by spaces (OpenID Connect Core §3.1.2.1). */
  readonly uiLocales: string | undefined
  /** The user's choice. */
  readonly chosen: string | undefined
  /** The browser's wish (RFC 9110 §12.5.4). */
  readonly acceptLanguage: string | undefined
}

const LONGEST = 500

/** The language of the answer; English, the first, if no wish can be met. */
export function chooseLanguage(
  languages: readonly [Language, ...Language[]],
  { uiLocales, chosen, acceptLanguage }: LanguageWishes,
): Language {
  return (
    firstOf(languages, uiLocales?.slice(0, LONGEST).split(' ') ?? []) ??
    firstOf(languages, chosen === undefined ? [] : [chosen]) ??
    firstOf(languages, acceptedTags(acceptLanguage ?? '')) ??
    languages[0]
  )
}

function firstOf(languages: readonly Language[], wanted: readonly string[]): Language | undefined {
  for (const tag of wanted) {
    const found = lookUp(languages, tag)
    if (found !== undefined) return found
  }
  return undefined
}

/** RFC 4647 §3.4: `es-MX-x-private` is looked up as itself, then `es-MX`, then `es`. */
function lookUp(languages: readonly Language[], wanted: string): Language | undefined {
  const subtags = wanted.toLowerCase().split('-')
  for (let length = subtags.length; length > 0; length -= 1) {
    const range = subtags.slice(0, length).join('-')
    const found = languages.find(({ tag }) => tag.toLowerCase() === range)
    if (found !== undefined) return found
  }
  return undefined
}

function acceptedTags(header: string): readonly string[] {
  return header
    .slice(0, LONGEST)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((text) => text.trim())
      const weight = parameters.find((text) => text.startsWith('q='))?.slice(2)
      return { tag, weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag)
}
