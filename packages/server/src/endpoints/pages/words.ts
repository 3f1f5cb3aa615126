import type { FastifyRequest } from 'fastify'
import { queryParametersOf, readForm } from '#answers'
import { type Html, html } from '#base/html'
import {
  chooseLanguage,
  dateIn,
  inWords,
  type Language,
  languages,
  type MessageKey,
  momentIn,
  partsOf,
  type ValuesOf,
} from '#base/language'
import type { ProfileName } from '#domain/memberships'

/** A parameter of a text. A length of time is shown in words, a number in the language's digits. */
export type Value = string | number | Html | { readonly seconds: number }

/**
 * What pages say, in the language of one request. To add a page:
 *
 * 1. Put its texts into `base/language/messages/en.ts`, `es.ts` and `ar.ts`, in the section of its own name. Keys and
 *    parameters are checked by the compiler, and against one another by a test.
 * 2. `const say = wordsOf(request)`, then `say('account.heading')` for markup and `say.text('account.title')` for titles
 *    and attributes; parameters are texts, numbers, markup or `{ seconds }`: `` say('x', { app: strong(name) }) ``.
 * 3. `sendPage(reply, 200, { title, brand, card })`: `lang`, `dir` and the switch of languages come by themselves.
 *
 * What goes wrong is `new PageError(404, 'link.dead')`, the name before `.heading` and `.text`: it is put into words
 * when it is shown.
 */
export interface Words {
  /** The text as markup. Parameters are escaped, and isolated so that they cannot reorder it. */
  <K extends MessageKey>(key: K, ...values: ValuesOf<K, Value>): Html
  /** The text as plain text. */
  text<K extends MessageKey>(key: K, ...values: ValuesOf<K, Exclude<Value, Html>>): string
  readonly language: Language
  list(items: readonly string[], joint: 'and' | 'or'): string
  date(at: Date): string
  /** Date and time, in UTC; `time-left.js` shows the reader's own zone instead. */
  moment(at: Date): Html
}

/** A name that stands out in a text. */
export function strong(text: string): Html {
  return html`<strong>${text}</strong>`
}

/** The role of a person's profile. */
export function roleName(say: Words, { type, relatedTo }: ProfileName): string {
  if (type === 'Patient') return say.text('role.patient')
  if (type === 'Practitioner') return say.text('role.staff')
  return relatedTo === undefined ? say.text('role.carer') : say.text('role.carer_of', { name: relatedTo })
}

/** The role of a membership, and that it administers. */
export function membershipRole(say: Words, profile: ProfileName, admin: boolean): string {
  const role = roleName(say, profile)
  return admin ? say.text('choose.admin', { role }) : role
}

const CHOICE = /(?:^|;\s*)(?:__Host-)?damson-language=([A-Za-z-]{2,20})(?:;|$)/
const known = new WeakMap<FastifyRequest, Words>()

/**
 * The words for a request, in the app's language, else the person's choice, else a language of the browser, else English.
 */
export function wordsOf(request: FastifyRequest): Words {
  const found = known.get(request)
  if (found !== undefined) return found
  const { cookie, 'accept-language': acceptLanguage } = request.headers
  const chosen = CHOICE.exec(cookie ?? '')?.[1]
  const words = wordsIn(chooseLanguage(languages, { uiLocales: uiLocalesOf(request), chosen, acceptLanguage }))
  known.set(request, words)
  return words
}

/** The language that the app asked for, in the address or the form. Every address of a sign-in keeps it. */
export function uiLocalesOf(request: FastifyRequest): string | undefined {
  const asked = queryParametersOf(request).get('ui_locales') ?? readForm(request)?.form.get('ui_locales')
  return asked === undefined || asked === '' ? undefined : asked
}

/** An address of ours with the app's language. */
export function inSameLanguage(request: FastifyRequest, path: string): string {
  const uiLocales = uiLocalesOf(request)
  if (uiLocales === undefined || /[?&]ui_locales=/.test(path)) return path
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ ui_locales: uiLocales }).toString()}`
}

export function wordsIn(language: Language): Words {
  const { locale, direction } = language
  const marked = (key: MessageKey, values: Readonly<Record<string, Value>> = {}): Html =>
    html`${partsOf(language, key, values['count']).map((part) =>
      typeof part === 'string' ? html`${part}` : apart(language, values[part.parameter]),
    )}`
  // In plain text of the other direction, Unicode isolates keep names together.
  const [before, after] = direction === 'rtl' ? ['\u2068', '\u2069'] : ['', '']
  const text = (key: MessageKey, values: Readonly<Record<string, Value>> = {}): string =>
    partsOf(language, key, values['count'])
      .map((part) =>
        typeof part === 'string' ? part : `${before}${String(shown(language, values[part.parameter]))}${after}`,
      )
      .join('')
  return Object.assign(marked, {
    text,
    language,
    list: (items: readonly string[], joint: 'and' | 'or') =>
      new Intl.ListFormat(locale, { type: joint === 'and' ? 'conjunction' : 'disjunction' }).format(items),
    date: (at: Date) => dateIn(language, at),
    moment: (at: Date) =>
      html`<bdi><time datetime="${at.toISOString()}" data-locale="${locale}">${momentIn(language, at)}</time></bdi>`,
  }) as Words
}

/** Names can have the other direction than the text, so they are isolated. In markup, the style sheet does that. */
function apart(language: Language, value: Value | undefined): Html {
  const text = shown(language, value)
  return typeof value === 'string' ? html`<bdi>${text}</bdi>` : html`${text}`
}

function shown(language: Language, value: Value | undefined): string | Html {
  if (value === undefined) throw new Error('a text lacks a parameter')
  if (typeof value === 'number') return new Intl.NumberFormat(language.locale).format(value)
  return typeof value === 'object' && 'seconds' in value ? inWords(language, value.seconds) : value
}
