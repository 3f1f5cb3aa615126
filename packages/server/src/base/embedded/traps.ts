/** The part of PGlite's WebAssembly module that is called for each message. */
interface Engine {
  _PostgresMainLoopOnce: () => void
  _PostgresMainLongJmp: () => void
}

// The status of the exceptions that stand for PostgreSQL's own errors.
const postgresErrorStatus = 100

/**
 * Lets traps of the WebAssembly code out: a stack that ran over, a panic, memory that is gone. PGlite swallows them,
 * answers as if the statement had succeeded, and goes on with an engine that is in pieces. It passes on only what its
 * handler of PostgreSQL's own errors throws, so a trap is made to look like one on its way there.
 */
export function catchTraps(engine: Engine): void {
  const step = engine._PostgresMainLoopOnce
  const recover = engine._PostgresMainLongJmp
  let trap: Error | undefined
  engine._PostgresMainLoopOnce = () => {
    try {
      step()
    } catch (error) {
      if (isPostgresError(error)) throw error
      trap = error instanceof Error ? error : new Error(String(error))
      throw Object.assign(new Error('trap'), { status: postgresErrorStatus })
    }
  }
  engine._PostgresMainLongJmp = () => {
    if (trap !== undefined) throw trap
    recover()
  }
}

function isPostgresError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === postgresErrorStatus
}
