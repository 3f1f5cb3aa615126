/** The part of PGlite's WebAssembly module that is called for each message. */
interface Engine {
  _PostgresMainLoopOnce: () => void
  _PostgresMainLongJmp: () => void
}

// The status of the exceptions that stand for PostgreSQL's own errors.
const postgresErrorStatus = 100

/**
 * Reports traps of the WebAssembly code, such as a stack overflow, a panic or exhausted memory. PGlite swallows them,
 * answers as if the statement had succeeded, and continues with a broken engine. It passes on only what its handler of
 * PostgreSQL's own errors throws, so this makes a trap look like such an error.
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
