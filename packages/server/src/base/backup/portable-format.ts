import { dynamic, sql, statement, statementByNames, type Tx } from '#base/db'

// A portable backup is gzipped text, one JSON value a line: a heading, then for each table its description and its rows,
// then an end that counts them. Values are PostgreSQL's own texts, so any version and either engine can read them.

export interface Heading {
  readonly damson: 'portable backup'
  readonly madeAt: string
  readonly migrations: readonly { readonly ordinal: number; readonly name: string; readonly checksum: string }[]
  readonly partitions: readonly Partition[]
}

export interface Partition {
  readonly parent: string
  readonly name: string
  /** `FOR VALUES FROM (…) TO (…)` or `DEFAULT`, as the server writes it. */
  readonly bound: string
}

export interface TableLine {
  readonly table: string
  readonly columns: readonly string[]
  /** The current values of its identity columns' sequences. */
  readonly sequences: readonly Sequence[]
}

export interface Sequence {
  readonly column: string
  readonly last: string
  readonly isUsed: boolean
}

export type RowLine = readonly (string | null)[]

export interface EndLine {
  readonly end: true
  readonly rows: number
}

export interface Column {
  readonly name: string
  readonly type: string
  readonly isIdentity: boolean
}

/** The tables with rows, each table after the tables that it refers to. */
export async function tablesInOrder(tx: Tx): Promise<readonly string[]> {
  const names = (await tables.rows(tx)).map(({ name }) => name)
  const pairs = await references.rows(tx)
  const ordered = new Set<string>()
  const add = (name: string, path: readonly string[]) => {
    if (ordered.has(name) || path.includes(name)) return
    for (const { from, to } of pairs) if (from === name) add(to, [...path, name])
    ordered.add(name)
  }
  for (const name of names) add(name, [])
  return [...ordered]
}

export function columnsOf(tx: Tx, table: string): Promise<readonly Column[]> {
  return columns.rows(tx, table)
}

export function partitionsOf(tx: Tx): Promise<readonly Partition[]> {
  return partitions.rows(tx)
}

export async function sequencesOf(tx: Tx, table: string): Promise<readonly Sequence[]> {
  const found: Sequence[] = []
  for (const { name } of (await columnsOf(tx, table)).filter(({ isIdentity }) => isIdentity)) {
    const { sequence } = await sequenceName.one(tx, table, name)
    const at = sql`select last_value::text as last, is_called as used from ${sql.raw(sequence)}`
    const { last, used } = await dynamic.one<{ last: string; used: boolean }>(tx, at)
    found.push({ column: name, last, isUsed: used })
  }
  return found
}

export function setSequence(tx: Tx, table: string, { column, last, isUsed }: Sequence): Promise<number> {
  return setValue.run(tx, { table, column, last, isUsed })
}

const tables = statement<[], { name: string }>(
  'portable.tables',
  () => sql`
    select relname as name
    from pg_class
    where relnamespace = 'public'::regnamespace
      and relkind in ('r', 'p')
      and not relispartition
      and relpersistence = 'p'
      and relname <> 'schema_migration'
    order by relname
  `,
)

const references = statement<[], { from: string; to: string }>(
  'portable.references',
  () => sql`
    select a.relname as from, b.relname as to
    from pg_constraint f
    join pg_class a on a.oid = f.conrelid
    join pg_class b on b.oid = f.confrelid
    where f.contype = 'f'
      and a.oid <> b.oid
      and f.connamespace = 'public'::regnamespace
    order by a.relname, b.relname
  `,
)

const columns = statement<[table: string], Column>(
  'portable.columns',
  (table) => sql`
    select attname as name, format_type(atttypid, atttypmod) as type, attidentity <> '' as "isIdentity"
    from pg_attribute
    where attrelid = format('public.%I', ${table}::text)::regclass
      and attnum > 0
      and not attisdropped
      and attgenerated = ''
    order by attnum
  `,
)

const partitions = statement<[], Partition>(
  'portable.partitions',
  () => sql`
    select p.relname as parent, c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    join pg_class p on p.oid = i.inhparent
    where c.relispartition
      and c.relkind = 'r'
      and c.relnamespace = 'public'::regnamespace
    order by c.relname
  `,
)

const sequenceName = statement<[table: string, column: string], { sequence: string }>(
  'portable.sequence',
  (table, column) =>
    sql`select pg_get_serial_sequence(format('public.%I', ${table}::text), ${column}::text) as sequence`,
)

const setValue = statementByNames<{ table: string; column: string; last: string; isUsed: boolean }, never>(
  'portable.set_sequence',
  ({ table, column, last, isUsed }) => sql`
    select setval(pg_get_serial_sequence(format('public.%I', ${table}::text), ${column}::text), ${last}::int8, ${isUsed})
  `,
)
