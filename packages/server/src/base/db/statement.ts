import { PostgresQueryCompiler, type RawBuilder, sql } from 'kysely'
import { shapeName } from './shapes.ts'
import type { Param, Tx } from './types.ts'

export { sql }

/** Stands for a param while a statement is written; it compiles to the same `$n` wherever it is used. */
class Marker {
  /** Its name, or its place where params have none. */
  readonly key: string | number

  constructor(key: string | number) {
    this.key = key
  }
}

/** What a statement's text is written with, in place of a value of the type `T`. */
export type PlaceholderFor<T> = RawBuilder<T>

/** The placeholders of several params, in a list or by their names. */
export type PlaceholdersFor<Params> = { readonly [K in keyof Params]: PlaceholderFor<Params[K]> }

class Compiler extends PostgresQueryCompiler {
  readonly #numbers = new Map<Marker, number>()

  protected override appendValue(value: unknown): void {
    if (!(value instanceof Marker)) {
      super.appendValue(value)
      return
    }
    const known = this.#numbers.get(value)
    if (known !== undefined) {
      this.append(`$${known}`)
      return
    }
    super.appendValue(value)
    this.#numbers.set(value, this.numParameters)
  }
}

interface Compiled {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** Whatever Kysely can turn into a statement: `sql` templates and its query builders. */
export interface Compilable {
  toOperationNode(): Parameters<PostgresQueryCompiler['compileQuery']>[0]
}

function compile(text: Compilable): Compiled {
  return new Compiler().compileQuery(text.toOperationNode(), { queryId: '' })
}

/** A part of statements that was compiled, and is only numbered anew where it is used. */
class FlatCompiler extends PostgresQueryCompiler {
  // Not in any SQL of ours, nor in a name.
  protected override getCurrentParameterPlaceholder(): string {
    return PARAM
  }
}

const PARAM = '\u0000'

/** A part of statements that was compiled: its texts, and the params between them. */
export interface Flat {
  readonly texts: readonly string[]
  readonly params: readonly unknown[]
}

/** Compiles a part of statements, so that what is large and used again and again is compiled once. */
export function flattened(part: Compilable): Flat {
  const { sql: text, parameters } = new FlatCompiler().compileQuery(part.toOperationNode(), { queryId: '' })
  const texts = text.split(PARAM)
  if (texts.length !== parameters.length + 1) throw new Error('A part of a statement has a NUL in its text.')
  return { texts, params: parameters }
}

/** Parts one after the other, with a text between them. */
export function joinedFlat(parts: readonly Flat[], between: string): Flat {
  const texts = ['']
  const params: unknown[] = []
  for (const [at, part] of parts.entries()) {
    const [first = '', ...others] = part.texts
    texts.push(`${texts.pop() ?? ''}${at === 0 ? '' : between}${first}`, ...others)
    params.push(...part.params)
  }
  return { texts, params }
}

/** A compiled part, to be used like one that is not; its params are numbered where it is used. */
export function ofFlat({ texts, params }: Flat): RawBuilder<unknown> {
  return sql(Object.assign([...texts], { raw: texts }), ...params)
}

export interface StatementOptions {
  readonly timeoutMs?: number
  /** For a text whose best plan differs with its values, as it does where all that narrows it is a span of time. */
  readonly byValues?: boolean
}

/**
 * A statement whose text is fixed: compiled once, prepared once per connection. `Given` is what a call gives beside the `Tx`: the
 * params one after the other, or all of them by name in one object.
 */
export interface Statement<Given extends readonly unknown[], Row> {
  readonly name: string
  readonly sql: string
  /** All rows. */
  rows(tx: Tx, ...given: Given): Promise<readonly Row[]>
  /** The row, or undefined when there is none; throws when there are several. */
  maybeOne(tx: Tx, ...given: Given): Promise<Row | undefined>
  /** The row; throws when there is not exactly one. */
  one(tx: Tx, ...given: Given): Promise<Row>
  /** How many rows were changed (or, for a select, returned). */
  run(tx: Tx, ...given: Given): Promise<number>
}

const textsByName = new Map<string, string>()

// PostgreSQL cuts names at 63 bytes: two long names could become one.
const nameShape = /^[a-z][a-z0-9_.-]{0,62}$/

function claimName(name: string, text: string): void {
  if (!nameShape.test(name))
    throw new Error(`"${name}" is no statement name: a-z, 0-9, _ . - and at most 63 characters.`)
  const known = textsByName.get(name)
  if (known !== undefined && known !== text)
    throw new Error(`The statement "${name}" is defined twice with different texts.`)
  textsByName.set(name, text)
}

/** So few that a call shows which is which. */
type FewParams = readonly [] | readonly [Param] | readonly [Param, Param] | readonly [Param, Param, Param]

/**
 * Defines a statement whose params come one after the other: three at most, since more are taken for one another
 * (`statementByNames`). The text is compiled here and now, so a mistake in it shows when the module is loaded.
 *
 * @example
 * ```ts
 * const spend = statement<[hash: CodeHash, now: Date], { loginId: string }>('codes.spend', (hash, now) => sql`
 *   update codes
 *   set spent_at = ${now}
 *   where code_hash = ${hash}
 *     and spent_at is null
 *   returning login_id as "loginId"
 * `)
 * const spent = await spend.maybeOne(tx, hash, now)
 * ```
 */
export function statement<Params extends FewParams, Row>(
  name: string,
  write: (...placeholders: PlaceholdersFor<Params>) => Compilable,
  options: StatementOptions = {},
): Statement<Params, Row> {
  const markers = Array.from({ length: write.length }, (_, position) => new Marker(position))
  // A tuple type cannot be followed through map: there is one placeholder for each parameter of `write`.
  const placeholders = markers.map((marker) => sql.val(marker)) as unknown as PlaceholdersFor<Params>
  const compiled = compile(write(...placeholders))
  mustUse(name, compiled, markers)
  return defined(name, compiled, options, (...given: Params) => {
    if (given.length !== markers.length) throw new Error(`The statement "${name}" takes ${markers.length} parameters.`)
    return (key) => given[Number(key)]
  })
}

/**
 * Defines a statement whose params have names: the text is written with them, and a call gives them in any order. One that is
 * missing, or that the text does not use, does not compile, or throws at the first call.
 *
 * @example
 * ```ts
 * const spend = statementByNames<{ hash: CodeHash; now: Date }, { loginId: string }>('codes.spend', ({ hash, now }) => sql`
 *   update codes
 *   set spent_at = ${now}
 *   where code_hash = ${hash}
 *     and spent_at is null
 *   returning login_id as "loginId"
 * `)
 * const spent = await spend.maybeOne(tx, { hash, now })
 * ```
 */
export function statementByNames<Params extends { readonly [K in keyof Params]: Param }, Row>(
  name: string,
  write: (placeholders: PlaceholdersFor<Params>) => Compilable,
  options: StatementOptions = {},
): Statement<[params: Params], Row> {
  const markers = new Map<string, Marker>()
  const placeholderOf = (key: string): PlaceholderFor<unknown> => {
    const marker = markers.get(key) ?? new Marker(key)
    markers.set(key, marker)
    return sql.val(marker)
  }
  // Types are gone by now: the names are those that the text asks for.
  const placeholders = new Proxy({}, { get: (_, key) => placeholderOf(String(key)) }) as PlaceholdersFor<Params>
  const compiled = compile(write(placeholders))
  mustUse(name, compiled, [...markers.values()])
  return defined(name, compiled, options, (params: Params) => {
    const unknown = Object.keys(params).find((key) => !markers.has(key))
    if (unknown !== undefined) throw new Error(`The statement "${name}" does not use its parameter ${unknown}.`)
    return (key) => {
      const value: Param | undefined = params[key as keyof Params]
      if (value === undefined) throw new Error(`The statement "${name}" was not given its parameter ${key}.`)
      return value
    }
  })
}

function mustUse(name: string, { parameters }: Compiled, markers: readonly Marker[]): void {
  const unused = markers.find((marker) => !parameters.includes(marker))?.key
  if (unused === undefined) return
  const told = typeof unused === 'number' ? unused + 1 : unused
  throw new Error(`The statement "${name}" does not use its parameter ${told}.`)
}

/** `read` checks what a call gives, and answers a function that finds a param in it. */
function defined<Given extends readonly unknown[], Row>(
  name: string,
  compiled: Compiled,
  options: StatementOptions,
  read: (...given: Given) => (key: string | number) => unknown,
): Statement<Given, Row> {
  claimName(name, compiled.sql)
  const ask = (tx: Tx, given: Given) => {
    const valueOf = read(...given)
    const params = compiled.parameters.map((param) => (param instanceof Marker ? valueOf(param.key) : param))
    return tx.query({ name, sql: compiled.sql, params, ...options })
  }
  const rowsOf = async (tx: Tx, given: Given) => (await ask(tx, given)).rows as readonly Row[]
  return {
    name,
    sql: compiled.sql,
    rows: (tx, ...given) => rowsOf(tx, given),
    maybeOne: async (tx, ...given) => atMostOne(name, await rowsOf(tx, given)),
    one: async (tx, ...given) => exactlyOne(name, await rowsOf(tx, given)),
    run: async (tx, ...given) => (await ask(tx, given)).count,
  }
}

function atMostOne<Row>(name: string, rows: readonly Row[]): Row | undefined {
  if (rows.length > 1) throw new Error(`The statement "${name}" found ${rows.length} rows where at most one may be.`)
  return rows[0]
}

function exactlyOne<Row>(name: string, rows: readonly Row[]): Row {
  const [row] = rows
  if (row === undefined || rows.length > 1) {
    throw new Error(`The statement "${name}" found ${rows.length} rows where exactly one must be.`)
  }
  return row
}

export interface DynamicOptions extends StatementOptions {
  /** Only for a text that recurs unchanged: it is then prepared once per connection. */
  readonly name?: string
  /** For a search that is best planned once for all values: it is prepared when its text has come a few times. */
  readonly isShape?: boolean
  readonly workMs?: number
}

async function askDynamic(tx: Tx, text: Compilable, { isShape = false, ...options }: DynamicOptions) {
  const compiled = compile(text)
  const { name = isShape ? shapeName(compiled.sql) : undefined } = options
  if (name !== undefined) claimName(name, compiled.sql)
  const asked = { sql: compiled.sql, params: compiled.parameters, ...options }
  return tx.query({ ...asked, ...(name !== undefined && { name }), ...(isShape && { isSearch: true }) })
}

/** Runs statements whose text varies from call to call (search); values in the template become params. */
export const dynamic = {
  async rows<Row>(tx: Tx, text: Compilable, options: DynamicOptions = {}): Promise<readonly Row[]> {
    return (await askDynamic(tx, text, options)).rows as readonly Row[]
  },

  async maybeOne<Row>(tx: Tx, text: Compilable, options: DynamicOptions = {}): Promise<Row | undefined> {
    return atMostOne(options.name ?? 'dynamic', await dynamic.rows<Row>(tx, text, options))
  },

  async one<Row>(tx: Tx, text: Compilable, options: DynamicOptions = {}): Promise<Row> {
    return exactlyOne(options.name ?? 'dynamic', await dynamic.rows<Row>(tx, text, options))
  },

  async run(tx: Tx, text: Compilable, options: DynamicOptions = {}): Promise<number> {
    return (await askDynamic(tx, text, options)).count
  },
}
