import { isResourceScope, parseScope, type SmartPermission, type SmartScope } from '@damson/access'
import { languages, type MessageKey } from '#base/language'
import type { Words } from './words.ts'

/** Describes in plain words what a resource scope lets an app do. */
export interface ScopeInWords {
  readonly scope: string
  readonly may: string
  readonly more: string
}

/** The patient of `patient/` scopes: the reader, or a patient that the reader chose. */
export type About = { readonly self: true } | { readonly self: false; readonly name: string }

/** The resource scopes of a scope string, in the words of the consent page. */
export function scopesInWords(say: Words, scope: string, about: About): readonly ScopeInWords[] {
  return scope
    .split(' ')
    .filter(isResourceScope)
    .flatMap((text) => {
      const parsed = parseScope(text)
      return parsed.ok ? [{ scope: text, ...inWords(say, parsed.value, about) }] : []
    })
}

/** The records of a scope, such as "Observations", with its conditions. */
export function thingsInWords(say: Words, scope: SmartScope): string {
  return withConditions(say, scope, (things) => capital(say, things))
}

/** What an app may do with the records of a scope, such as "Results and measurements (add)", with its conditions. */
export function actInWords(say: Words, scope: SmartScope): string {
  const verbs = verbsOf(say, scope.permissions)
  return withConditions(say, scope, (things) => say.text('scope.act', { verbs, things: capital(say, things) }))
}

function withConditions(say: Words, scope: SmartScope, mayOf: (things: string) => string): string {
  const { category, conditions } = demandsOf(say, scope)
  const noun = nounOf(say, scope)
  const may = mayOf(category === undefined ? noun : say.text('scope.category', { category, things: noun }))
  return conditions.length === 0 ? may : say.text('scope.where', { may, conditions: say.list(conditions, 'and') })
}

const capital = (say: Words, text: string): string => text.charAt(0).toLocaleUpperCase(say.language.tag) + text.slice(1)

function inWords(say: Words, scope: SmartScope, about: About): Omit<ScopeInWords, 'scope'> {
  const verbs = capital(say, verbsOf(say, scope.permissions))
  const may = withConditions(say, scope, (things) => mayOf(say, scope, about, { verbs, things }))
  return { may, more: aboutWhom(say, scope, about) }
}

function mayOf(
  say: Words,
  { level }: SmartScope,
  about: About,
  values: { readonly verbs: string; readonly things: string },
): string {
  if (level !== 'patient') return say.text('scope.may.all', values)
  return about.self ? say.text('scope.may.self', values) : say.text('scope.may.other', { ...values, name: about.name })
}

function aboutWhom(say: Words, { level }: SmartScope, about: About): string {
  if (level !== 'patient') return say.text('scope.about.all')
  return about.self ? say.text('scope.about.self') : say.text('scope.about.other', { name: about.name })
}

const VERBS = [
  [['r', 's'], 'scope.read'],
  [['c'], 'scope.add'],
  [['u'], 'scope.change'],
  [['d'], 'scope.delete'],
] as const satisfies readonly (readonly [letters: readonly SmartPermission[], verb: MessageKey])[]

/** Reading and searching are the same to a person: both show records. */
function verbsOf(say: Words, permissions: readonly SmartPermission[]): string {
  const verbs = VERBS.filter(([letters]) => letters.some((one) => permissions.includes(one))).map(([, verb]) =>
    say.text(verb),
  )
  return say.list(verbs, 'and')
}

type Named<P extends string> = Extract<MessageKey, `${P}${string}`>
type Nouns = Exclude<Named<'scope.thing.'>, 'scope.thing.other'>
type Categories = Exclude<Named<'scope.category.'>, 'scope.category.other'>

const isNoun = (key: string): key is Nouns => Object.hasOwn(languages[0].messages, key) && key !== 'scope.thing.other'
const isCategory = (key: string): key is Categories =>
  Object.hasOwn(languages[0].messages, key) && key !== 'scope.category.other'

/** A type in plain words, or its name if there are none. */
function nounOf(say: Words, { resourceType }: SmartScope): string {
  const key = `scope.thing.${resourceType}`
  if (isNoun(key)) return say.text(key)
  return say.text('scope.thing.other', { type: resourceType.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase() })
}

/** A single category becomes part of the noun. All other conditions follow it. */
function demandsOf(
  say: Words,
  { query }: SmartScope,
): { readonly category: string | undefined; readonly conditions: readonly string[] } {
  const pairs = query.map((text) => {
    const at = text.indexOf('=')
    const values = text
      .slice(at + 1)
      .split(',')
      .map((value) => wordOf(value))
    return { name: text.slice(0, at), values }
  })
  const category = pairs.find(({ name, values }) => name === 'category' && values.length === 1)
  return {
    category: category === undefined ? undefined : categoryName(say, category.values[0] ?? ''),
    conditions: pairs.filter((pair) => pair !== category).map((pair) => conditionOf(say, pair)),
  }
}

function categoryName(say: Words, code: string): string {
  const key = `scope.category.${code}`
  return isCategory(key) ? say.text(key) : say.text('scope.category.other', { code: code.replaceAll('-', ' ') })
}

function conditionOf(
  say: Words,
  { name, values: listed }: { readonly name: string; readonly values: readonly string[] },
): string {
  const [parameter = '', modifier] = name.split(':')
  const values = say.list(listed, 'or')
  if (modifier === 'missing') return say.text(values === 'true' ? 'scope.missing' : 'scope.given', { parameter })
  return say.text(modifier === 'not' ? 'scope.is_not' : 'scope.is', { parameter, values })
}

const LONGEST_WORD = 60

/**
 * The code of `system|code`, which a person can read. The app wrote it, so invisible characters are removed, such as
 * marks that reverse the text, and it is cut so that the rest of the sentence stays visible.
 */
function wordOf(value: string): string {
  const code = value.slice(value.lastIndexOf('|') + 1)
  const letters = decodeURIComponent(code === '' ? value : code)
    .replaceAll(/\\(?=[\\,|$])/g, '')
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
  return letters.length > LONGEST_WORD ? `${letters.slice(0, LONGEST_WORD).toWellFormed()}…` : letters
}
