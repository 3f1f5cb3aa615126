import { type App, describedApi } from '@damson/server'
import type { ValidateFunction } from 'ajv'
import type { Hold } from './caller.ts'
import type { Received } from './http.ts'

/** The part of the OpenAPI document that answers are held against. */
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly responses: Readonly<Record<string, Described>> }
}
interface Operation {
  readonly responses: Readonly<Record<string, Described>>
}
interface Described {
  readonly $ref?: string
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>
}

/** Tells what an answer has that the document does not say; undefined if it says all of it. */
export type ProblemOf = (asked: Parameters<Hold>[0], answer: Received) => string | undefined

/** One for all nodes of a worker that have the same routes. */
const known = new Map<string, Promise<ProblemOf>>()

/**
 * Holds each answer of a node against its OpenAPI document: a field, a status or a type that the document does not name
 * fails the test that got it.
 */
export function holdToApi({ routes }: Pick<App, 'routes'>): Hold {
  const key = routes.map(({ method, url }) => `${method} ${url}`).join()
  return async (asked, answer) => {
    const problemOf = known.get(key) ?? heldBy(describedApi({ routes, version: '' }, 'https://damson.example/'))
    known.set(key, problemOf)
    const problem = (await problemOf)(asked, answer)
    if (problem === undefined) return
    throw new Error(
      `${asked.method} ${asked.path} is not as openapi.json says (described.ts beside its endpoint): ${problem}`,
    )
  }
}

/**
 * Holds answers against an OpenAPI document: the status, the type and the body, which may have no field that the document
 * does not name. Addresses that it does not know are no matter here.
 */
export async function heldBy(document: object): Promise<ProblemOf> {
  // Only where an answer is held: most tests of pure functions need neither.
  const [{ Ajv2020 }, { default: addFormats }] = await Promise.all([import('ajv/dist/2020.js'), import('ajv-formats')])
  const closed = closedOf(document) as Document
  const ajv = new Ajv2020({ strict: false, validateSchema: false, logger: false })
  addFormats.default(ajv)
  ajv.addSchema(closed, 'api')
  const find = finder(closed)
  const compiled = new Map<object, ValidateFunction>()
  return ({ method, path }, { status, headers, text }) => {
    const found = method === 'HEAD' ? undefined : find(method, path)
    if (found === undefined) return undefined
    const described = responseOf(closed, found.operation, status)
    if (described === undefined) return `the status ${status} is not described`
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? ''
    const { content = {} } = described
    if (text === '') return undefined
    const name = [type, `${type.split('/')[0]}/*`, '*/*'].find((one) => Object.hasOwn(content, one))
    if (name === undefined) return `an answer of the type ${type} with the status ${status} is not described`
    const { schema } = content[name] ?? {}
    if (schema === undefined || !/\bjson$/.test(type)) return undefined
    const validate = compiled.get(schema) ?? ajv.compile(absolute(schema))
    compiled.set(schema, validate)
    return validate(JSON.parse(text)) ? undefined : `${status}: ${ajv.errorsText(validate.errors)}`
  }
}

function responseOf(document: Document, { responses }: Operation, status: number): Described | undefined {
  const found = responses[status] ?? responses[`${Math.floor(status / 100)}XX`]
  return found?.$ref === undefined ? found : document.components.responses[found.$ref.split('/').at(-1) ?? '']
}

/** The operation at an address. A fixed part of a path goes before a parameter. */
function finder(document: Document): (method: string, path: string) => { readonly operation: Operation } | undefined {
  const paths = Object.keys(document.paths)
    .map((template) => ({
      template,
      parameters: template.match(/\{/g)?.length ?? 0,
      pattern: new RegExp(`^${template.replace(/[.$]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    }))
    .sort((a, b) => a.parameters - b.parameters)
  return (method, path) => {
    const at = `/${path.replace(/[?#].*$/s, '').replace(/^\//, '')}`.replace(/^\/projects\/[^/]+(?=\/)/, '')
    for (const { template, pattern } of paths) {
      const operation = pattern.test(at) ? document.paths[template]?.[method.toLowerCase()] : undefined
      if (operation !== undefined) return { operation }
    }
    return undefined
  }
}

/** The same schema, whose references are found in the document. */
function absolute(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/')) as object
}

/** Objects have no other fields than those that are named, unless they are said to. */
function closedOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closedOf)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closedOf(one)]))
  const isObject = fields['type'] === 'object' && !('additionalProperties' in fields)
  return isObject ? { ...fields, additionalProperties: false } : fields
}
