/** Why the store is unavailable. */
export type Outage =
  | 'connection'
  | 'timeout'
  | 'canceled'
  | 'lock_timeout'
  | 'too_many_connections'
  | 'shutdown'
  | 'resources'
  | 'read_only'
  | 'closed'
  | 'crashed'

/** The store cannot answer now: answer 503; a later attempt may succeed. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
  readonly outage: Outage
  readonly code: string | undefined

  constructor(outage: Outage, message: string, code?: string) {
    super(message)
    this.outage = outage
    this.code = code
  }
}

/** Why a store may not be opened, migrated, backed up or restored as asked. */
export type RefusalReason =
  | 'in_use'
  | 'other_postgres'
  | 'not_a_store'
  | 'old_postgres'
  | 'wrong_encoding'
  | 'newer_store'
  | 'changed_migration'
  | 'bad_migration'
  | 'not_empty'
  | 'bad_backup'
  | 'no_mac'
  | 'wrong_key'
  | 'changed_backup'
  | 'no_tools'
  | 'tool_failed'

/** The start or command stops here: the message tells the operator what to do. */
export class StoreRefusal extends Error {
  override readonly name = 'StoreRefusal'
  readonly why: RefusalReason

  constructor(why: RefusalReason, message: string) {
    super(message)
    this.why = why
  }
}

/** The location that the server reports for a refused statement; never a value. */
export interface FaultLocation {
  readonly code: string
  readonly statement?: string
  readonly constraint?: string
  readonly table?: string
  readonly column?: string
  readonly routine?: string
}

/** The server refused a statement. The message has the location, never a sent or stored value. */
export class SqlFault extends Error {
  override readonly name: string = 'SqlFault'
  readonly code: string
  readonly statement: string | undefined
  readonly constraint: string | undefined
  readonly table: string | undefined
  readonly column: string | undefined

  constructor(message: string, location: FaultLocation) {
    super(message)
    this.code = location.code
    this.statement = location.statement
    this.constraint = location.constraint
    this.table = location.table
    this.column = location.column
  }
}

/** A unique constraint or index refused a row; `constraint` names it. */
export class UniqueViolation extends SqlFault {
  override readonly name = 'UniqueViolation'
}

/** The transaction lost a conflict with another one (serialization failure or deadlock); a retry may succeed. */
export class TransactionConflict extends SqlFault {
  override readonly name = 'TransactionConflict'
}

/** A text that PostgreSQL cannot hold: it contains a NUL, or half of a surrogate pair. */
export class UnstorableText extends Error {
  override readonly name = 'UnstorableText'

  constructor(reason: string) {
    super(`The store cannot hold this text: ${reason}.`)
  }
}

/** A statement of the transaction failed, so its commit rolled it back; the work must not swallow such errors. */
export class TransactionAborted extends Error {
  override readonly name = 'TransactionAborted'

  constructor() {
    super('The transaction was rolled back instead of committed: one of its statements had failed.')
  }
}

/** The used fields of a server error, the same on both engines. */
export interface ServerError {
  readonly code?: string | undefined
  readonly message?: string | undefined
  readonly constraint?: string | undefined
  readonly table?: string | undefined
  readonly column?: string | undefined
  readonly routine?: string | undefined
}

const outagesByCode: Readonly<Record<string, Outage>> = {
  '25006': 'read_only',
  '25P03': 'timeout',
  '25P04': 'timeout',
  '53300': 'too_many_connections',
  '55P03': 'lock_timeout',
  '57014': 'canceled',
  '57P01': 'shutdown',
  '57P02': 'shutdown',
  '57P03': 'shutdown',
  '57P04': 'shutdown',
  '57P05': 'shutdown',
  F0001: 'resources',
}

const outagesByClass: Readonly<Record<string, Outage>> = {
  '08': 'connection',
  '53': 'resources',
  '58': 'resources',
}

/** The sentence for each outage; the server's own words follow if they cannot contain a value. */
const outageSentences: Readonly<Record<Outage, string>> = {
  connection: 'The database cannot be reached',
  timeout: 'The database did not answer in time',
  canceled: 'The database canceled a statement that took too long',
  lock_timeout: 'Another transaction held a lock for too long',
  too_many_connections: 'The database takes no more connections',
  shutdown: 'The database is shutting down or starting up',
  resources: 'The database is out of disk, memory or another resource',
  read_only: 'The database is read-only: this is a replica, or a primary that was replaced',
  closed: 'The store was closed',
  crashed: 'The embedded store stopped unexpectedly',
}

/** Builds the outage error; `detail` must not contain values. */
export function unavailable(outage: Outage, detail?: string, code?: string): StoreUnavailable {
  const sentence = outageSentences[outage]
  return new StoreUnavailable(outage, detail === undefined ? `${sentence}.` : `${sentence}: ${detail}`, code)
}

// Texts of these classes speak of identifiers and syntax, and values are always bound, so they may be shown.
// All others (22 data exceptions, 23 constraints, …) quote what was sent or stored.
const speakableClasses = new Set(['0A', '25', '26', '2D', '3D', '3F', '40', '42', '28', 'P0'])

function describe(error: ServerError, code: string, statement: string | undefined): string {
  const where = statement === undefined ? '' : ` in ${statement}`
  const speakable = speakableClasses.has(code.slice(0, 2))
  const what = speakable && error.message !== undefined ? error.message : (error.routine ?? 'refused')
  const names = [error.constraint, error.table, error.column].filter((name) => name !== undefined && name !== '')
  const at = names.length === 0 ? '' : ` (${names.join(', ')})`
  return `SQLSTATE ${code}${where}: ${what}${at}`
}

/** Converts a server error to ours. The original is not kept as the cause, because its detail quotes rows. */
export function faultOfServerError(error: ServerError, statement?: string): Error {
  const code = error.code ?? 'XX000'
  const outage = outagesByCode[code] ?? outagesByClass[code.slice(0, 2)]
  if (outage !== undefined) return unavailable(outage, `SQLSTATE ${code}`, code)
  if (code === '22021' || code === '22P05') return new UnstorableText('it contains a character that is not allowed')
  const location: FaultLocation = {
    code,
    ...(statement !== undefined && { statement }),
    ...(error.constraint !== undefined && { constraint: error.constraint }),
    ...(error.table !== undefined && { table: error.table }),
    ...(error.column !== undefined && { column: error.column }),
  }
  const message = describe(error, code, statement)
  if (code === '23505') return new UniqueViolation(message, location)
  if (code === '40001' || code === '40P01') return new TransactionConflict(message, location)
  return new SqlFault(message, location)
}

/** What to do if PostgreSQL cannot be reached at the start; undefined if something else went wrong. */
export function reachProblem(error: unknown): string | undefined {
  if (error instanceof StoreUnavailable && ['connection', 'timeout', 'shutdown'].includes(error.outage))
    return `PostgreSQL cannot be reached at the address in DATABASE_URL: check the address, and that PostgreSQL runs (${error.message})`
  if (!(error instanceof SqlFault)) return undefined
  if (error.code.startsWith('28'))
    return 'PostgreSQL does not let this user in: check the name and password in DATABASE_URL.'
  return error.code === '3D000' ? 'The database in DATABASE_URL does not exist: create it with `createdb`.' : undefined
}
