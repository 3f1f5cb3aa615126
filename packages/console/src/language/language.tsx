import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { configuration } from '#session'
import { isTag, LANGUAGES, type Tag } from './languages.ts'
import { filled, type Texts, type Values } from './texts.ts'

interface Chosen {
  readonly tag: Tag
  choose(tag: Tag): void
}

const KEY = 'damson-console-language'
const Language = createContext<Chosen>({ tag: 'en', choose: () => undefined })

/** The language to begin with: chosen here before, else what the browser prefers. */
export function firstLanguage(): Tag {
  const chosen = localStorage.getItem(KEY)
  if (isTag(chosen)) return chosen
  return isTag(configuration.language) ? configuration.language : 'en'
}

let current: Tag = firstLanguage()
/** The language of the moment, for what is loaded outside of components. */
export function currentLanguage(): Tag {
  return current
}

function show(tag: Tag): void {
  current = tag
  document.documentElement.lang = tag
  document.documentElement.dir = LANGUAGES[tag].direction
}

export function LanguageProvider({
  children,
  load,
}: {
  children: ReactNode
  load: (tag: Tag) => Promise<void>
}): ReactNode {
  const [tag, setTag] = useState(current)
  const chosen = useMemo<Chosen>(
    () => ({
      tag,
      choose(next) {
        localStorage.setItem(KEY, next)
        const change = async (): Promise<void> => {
          await load(next)
          show(next)
          setTag(next)
        }
        void change()
      },
    }),
    [tag, load],
  )
  show(tag)
  return <Language value={chosen}>{children}</Language>
}

export function useLanguage(): Chosen {
  return useContext(Language)
}

/** The texts of a view in the language of the moment. */
export function useTexts<K extends string>(texts: Texts<K>): (key: K, values?: Values) => string {
  const { tag } = useLanguage()
  return useCallback((key, values = {}) => filled(texts.read(tag, key), values, LANGUAGES[tag].locale), [texts, tag])
}

/** The text of what a server names, in the language of the moment: undefined if this version has no words for it. */
export function useKnownText(texts: Texts): (key: string) => string | undefined {
  const { tag } = useLanguage()
  return useCallback(
    (key) => {
      const text = texts.find(tag, key)
      return text === undefined ? undefined : filled(text, {}, LANGUAGES[tag].locale)
    },
    [texts, tag],
  )
}

export interface Format {
  /** A day and a time of day, in the zone of the reader. */
  time(at: string | Date): string
  day(at: string | Date): string
  /** A day and a full hour. */
  hour(at: string | Date): string
  month(at: string | Date): string
  number(value: number): string
  /** "3 minutes ago", "yesterday", "in 2 days". */
  ago(at: string | Date): string
  list(items: readonly string[]): string
}

export function useFormat(): Format {
  const { tag } = useLanguage()
  return useMemo(() => formatOf(LANGUAGES[tag].locale), [tag])
}

const STEPS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
] as const

function formatOf(locale: string): Format {
  // With the name of the month, so that nobody reads a day for a month: the medium style has it in some languages alone.
  const date = { day: 'numeric', month: 'short', year: 'numeric' } as const
  const minute = { hour: '2-digit', minute: '2-digit' } as const
  const time = new Intl.DateTimeFormat(locale, { ...date, ...minute, second: '2-digit' })
  const day = new Intl.DateTimeFormat(locale, date)
  const hour = new Intl.DateTimeFormat(locale, { ...date, ...minute })
  const month = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long' })
  const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  return {
    time: (at) => time.format(new Date(at)),
    day: (at) => day.format(new Date(at)),
    hour: (at) => hour.format(new Date(at)),
    month: (at) => month.format(new Date(at)),
    number: (value) => value.toLocaleString(locale),
    list: (items) => new Intl.ListFormat(locale).format(items),
    ago(at) {
      let value = (new Date(at).getTime() - Date.now()) / 1000
      for (const [unit, size] of STEPS) {
        if (Math.abs(value) < size) return ago.format(Math.round(value), unit)
        value /= size
      }
      return time.format(new Date(at))
    },
  }
}
