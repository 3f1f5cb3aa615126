import { badRequest } from '#answers'
import { told } from '#base/findings'

/**
 * The strings in a Parameters resource by their names. Empty without a body. Unknown parameters are refused, so that a
 * typo is not silently ignored.
 */
export function textsOf<Name extends string>(body: unknown, names: readonly Name[]): Partial<Record<Name, string>> {
  if (body === undefined || body === null) return {}
  const quoted = names.map((name) => `"${name}"`).join(', ')
  const malformed = badRequest(
    told`The Parameters are malformed. Send each parameter once, with a name (${quoted}) and a valueString.`,
    undefined,
    'not_parameters',
  )
  if (typeof body !== 'object' || !('resourceType' in body) || body.resourceType !== 'Parameters') throw malformed
  const list: unknown = 'parameter' in body ? body.parameter : []
  if (!Array.isArray(list)) throw malformed
  const texts: Partial<Record<Name, string>> = {}
  for (const parameter of list as unknown[]) {
    if (typeof parameter !== 'object' || parameter === null || !('name' in parameter)) throw malformed
    const name = names.find((one) => one === parameter.name)
    const value = 'valueString' in parameter ? parameter.valueString : undefined
    if (name === undefined || typeof value !== 'string' || value === '' || name in texts) throw malformed
    texts[name] = value
  }
  return texts
}

type Spec = Readonly<Record<string, 'string' | 'boolean' | 'integer'>>
interface TypeOf {
  readonly string: string
  readonly boolean: boolean
  readonly integer: number
}
type Values<S extends Spec> = { readonly [Name in keyof S]?: TypeOf[S[Name]] }

/** The values of plain JSON or of a Parameters resource, by their names. Unknown names and other types are refused. */
export function valuesOf<S extends Spec>(body: unknown, spec: S): Values<S> {
  const quoted = Object.entries(spec).map(([name, type]) => `${name} (${type})`)
  const malformed = badRequest(
    told`The body is malformed. Send JSON or Parameters with these names, each once: ${quoted.join(', ')}.`,
    undefined,
    'not_parameters',
  )
  const entries = entriesOf(body)
  const isKnown = entries?.every(([name, value]) => Object.hasOwn(spec, name) && isOf(spec[name], value))
  if (entries === undefined || isKnown !== true || new Map(entries).size !== entries.length) throw malformed
  return Object.fromEntries(entries) as Values<S>
}

const isOf = (type: Spec[string] | undefined, value: unknown): boolean =>
  type === 'integer' ? Number.isSafeInteger(value) : typeof value === type

function entriesOf(body: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  if (!('resourceType' in body)) return Object.entries(body)
  const list: unknown = 'parameter' in body ? body.parameter : []
  if (body.resourceType !== 'Parameters' || !Array.isArray(list)) return undefined
  return (list as unknown[]).map((one) => entryOf(one) ?? ['', undefined])
}

function entryOf(one: unknown): readonly [string, unknown] | undefined {
  if (typeof one !== 'object' || one === null) return undefined
  const { name, ...rest } = one as Readonly<Record<string, unknown>>
  const values = Object.entries(rest).filter(([key]) => /^value(String|Code|Boolean|Integer)$/.test(key))
  return typeof name === 'string' && values.length === 1 ? [name, values[0]?.[1]] : undefined
}
