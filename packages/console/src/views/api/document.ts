/** As much of an OpenAPI 3.1 document as the view shows. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationText>>>>
  readonly tags?: readonly { readonly name: string; readonly description?: string }[]
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>>; readonly responses?: unknown }
}

export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly default?: unknown
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly description?: string
  readonly schema?: Schema
}

interface Content {
  readonly schema?: Schema
  readonly example?: unknown
}

interface OperationText {
  readonly operationId: string
  readonly tags?: readonly string[]
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, Content>> }
  readonly responses?: Readonly<
    Record<
      string,
      { readonly $ref?: string; readonly description?: string; readonly content?: Readonly<Record<string, Content>> }
    >
  >
}

export interface Operation extends OperationText {
  readonly method: string
  readonly path: string
  readonly tag: string
}

/** Every operation, in the order of the document. */
export function operationsIn({ paths }: Document): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      tag: operation.tags?.[0] ?? '',
    })),
  )
}

/** What a person's browser opens, and what those who run the server use: programs call none of it. */
const NOT_FOR_PROGRAMS: readonly string[] = ['Sign-in in the browser', 'Pages', 'Operation', 'Development']

/** The groups of operations: for programs first, in the order of the document, then the others. */
export function groupsIn(
  operations: readonly Operation[],
): readonly (readonly [tag: string, isForPrograms: boolean])[] {
  const placeOf = (tag: string): number => NOT_FOR_PROGRAMS.indexOf(tag)
  return [...new Set(operations.map(({ tag }) => tag))]
    .toSorted((one, other) => placeOf(one) - placeOf(other))
    .map((tag) => [tag, placeOf(tag) === -1])
}

/** Those that have every word in their path, method or summary. */
export function matching(operations: readonly Operation[], text: string): readonly Operation[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return operations.filter(({ method, path, summary = '' }) => {
    const all = `${method} ${path} ${summary}`.toLowerCase()
    return words.every((word) => all.includes(word))
  })
}

/** One field of a schema, as a row. */
export interface FieldRow {
  readonly name: string
  readonly type: string
  readonly description: string | undefined
  readonly isRequired: boolean
}

const DEEPEST = 3
const MOST_ROWS = 200

/** The fields of a schema, those inside others below them. */
export function fieldsOf(schema: Schema | undefined, document: Document): readonly FieldRow[] {
  const rows: FieldRow[] = []
  const add = (one: Schema | undefined, prefix: string, depth: number): void => {
    const found = resolved(one, document)
    for (const [key, value] of Object.entries(found?.properties ?? {})) {
      if (rows.length >= MOST_ROWS) return
      const field = resolved(value, document)
      const name = prefix === '' ? key : `${prefix}.${key}`
      rows.push({
        name,
        type: typeOf(value, document),
        description: value.description ?? field?.description,
        isRequired: found?.required?.includes(key) === true,
      })
      if (depth < DEEPEST) add(field?.items ?? field, field?.items === undefined ? name : `${name}[]`, depth + 1)
    }
  }
  const top = resolved(schema, document)
  add(top?.items ?? top, top?.items === undefined ? '' : '[]', 0)
  return rows
}

function resolved(schema: Schema | undefined, { components }: Document): Schema | undefined {
  const name = schema?.$ref?.split('/').at(-1)
  return name === undefined ? schema : components?.schemas?.[name]
}

export function typeOf(schema: Schema | undefined, document: Document): string {
  const found = resolved(schema, document)
  if (found === undefined) return ''
  if (found.enum !== undefined) return found.enum.map((one) => JSON.stringify(one)).join(' | ')
  if (found.const !== undefined) return JSON.stringify(found.const)
  if (found.items !== undefined) return `${typeOf(found.items, document)}[]`
  const choices = found.anyOf ?? found.oneOf
  if (choices !== undefined) return choices.map((one) => typeOf(one, document)).join(' | ')
  const name = schema?.$ref?.split('/').at(-1)
  return name ?? (typeof found.type === 'string' ? found.type : (found.type?.join(' | ') ?? 'object'))
}

/** The types of a body that can be typed as text, JSON first. */
export function bodyTypes({ requestBody }: Operation): readonly string[] {
  const types = Object.keys(requestBody?.content ?? {})
  return types.toSorted((a, b) => Number(b.includes('json')) - Number(a.includes('json')))
}

/** What a body begins as: the example, else a skeleton of the fields that must be there. */
export function sampleOf({ requestBody }: Operation, type: string, document: Document): string {
  const content = requestBody?.content[type]
  if (content === undefined) return ''
  if (typeof content.example === 'string') return content.example
  const sample = content.example ?? skeletonOf(content.schema, document, 0)
  return type.includes('json') ? JSON.stringify(sample, undefined, 2) : ''
}

function skeletonOf(schema: Schema | undefined, document: Document, depth: number): unknown {
  const found = resolved(schema, document)
  if (found === undefined || depth > DEEPEST) return {}
  if (found.const !== undefined) return found.const
  if (found.enum !== undefined) return found.enum[0]
  if (found.items !== undefined) return []
  if (found.properties === undefined) return found.type === 'string' ? '' : found.type === 'boolean' ? false : {}
  const names = found.required ?? []
  return Object.fromEntries(names.map((name) => [name, skeletonOf(found.properties?.[name], document, depth + 1)]))
}

/**
 * The path to send, without a slash in front, with its parameters filled in. Undefined as long as one of the path is empty:
 * another address would answer.
 */
export function filledPath(
  { path, parameters = [] }: Operation,
  values: Readonly<Record<string, string>>,
): string | undefined {
  const missing = parameters.some(({ name, in: place }) => place === 'path' && (values[name] ?? '').trim() === '')
  if (missing) return undefined
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent((values[name] ?? '').trim()),
  )
  const query = new URLSearchParams(
    parameters.flatMap(({ name, in: place }) => {
      const value = values[name] ?? ''
      return place === 'query' && value !== '' ? [[name, value]] : []
    }),
  ).toString()
  return `${filled.slice(1)}${query === '' ? '' : `?${query}`}`
}

/** Whether it changes nothing, so that it is sent at once. */
export const isSafe = ({ method }: Operation): boolean => method === 'GET' || method === 'HEAD'
