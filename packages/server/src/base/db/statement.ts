import { PostgresQueryCompiler, type RawBuilder, sql } from 'kysely'
import { shapeName } from './shapes.ts'
import type { Param, Tx } from './types.ts'

export { sql }

/** Stands for a param while a statement is written; it compiles to the same `$n` wherever it is used. */
class Marker {
  /** Its name, or its position if params have no names. */
  readonly key: string | number

  constructor(key: string | number) {
    this.key = key
  }
}

/** The placeholder of a value of type `T` in a statement's text. */
export type PlaceholderFor<T> = RawBuilder<T>

/** The placeholders of several params, in a list or by name. */
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

/** Anything that Kysely can compile to a statement: `sql` templates and its query builders. */
export interface Compilable {
  toOperationNode(): Parameters<PostgresQueryCompiler['compileQuery']>[0]
}

function compile(text: Compilable): Compiled {
  return new Compiler().compileQuery(text.toOperationNode(), { queryId: '' })
}

/** Compiles a part of statements, which is only renumbered where it is used. */
class FlatCompiler extends PostgresQueryCompiler {
  // A text that occurs in no SQL of ours, nor in a name.
  protected override getCurrentParameterPlaceholder(): string {
    return PARAM
  }
}

const PARAM = '\u0000'

/** A compiled part of statements: its texts, and the params between them. */
export interface Flat {
  readonly texts: readonly string[]
  readonly params: readonly unknown[]
}

/** Compiles a part of statements, so that a large part used repeatedly is compiled once. */
export function flattened(part: Compilable): Flat {
  const { sql: text, parameters } = new FlatCompiler().compileQuery(part.toOperationNode(), { queryId: '' })
  const texts = text.split(PARAM)
  if (texts.length !== parameters.length + 1) throw new Error('A part of a statement has a NUL in its text.')
  return { texts, params: parameters }
}

/** Joins parts with a text between them. */
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

/** A compiled part, usable like any other; its params are numbered where it is used. */
export function ofFlat({ texts, params }: Flat): RawBuilder<unknown> {
  return sql(Object.assign([...texts], { raw: texts }), ...params)
}

export interface StatementOptions {
  readonly timeoutMs?: number
  /** For a text whose best plan depends on its values, for example if only a period of time narrows it. */
  readonly byValues?: boolean
}

/**
 * A statement with a fixed text: compiled once, prepared once per connection. `Given` is a call's arguments after the
 * `Tx`: the params in order, or all of them by name in one object.
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

/** Few enough that a call shows which is which. */
type FewParams = readonly [] | readonly [Param] | readonly [Param, Param] | readonly [Param, Param, Param]

/**
 * Defines a statement with params in order: at most three, because more are easily mixed up (use `statementByNames`).
 * The text is compiled at once, so that a mistake in it shows when the module is loaded.
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
  // TypeScript loses a tuple type in map: there is one placeholder per parameter of `write`.
  const placeholders = markers.map((marker) => sql.val(marker)) as unknown as PlaceholdersFor<Params>
  const compiled = compile(write(...placeholders))
  mustUse(name, compiled, markers)
  return defined(name, compiled, options, (...given: Params) => {
    if (given.length !== markers.length) throw new Error(`The statement "${name}" takes ${markers.length} parameters.`)
    return (key) => given[Number(key)]
  })
}

/**
 * Defines a statement with named params: the text uses the names, and a call gives them in any order. A param that is
 * missing, or that the text doesn't use, doesn't compile, or throws at the first call.
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
  // Types don't exist at run time: the names are those that the text uses.
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

/** `read` checks a call's arguments, and returns a function that finds a param in them. */
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
  /** Only for a text that recurs unchanged: it is prepared once per connection. */
  readonly name?: string
  /** For a search best planned once for all values: prepared once its text has recurred a few times. */
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
