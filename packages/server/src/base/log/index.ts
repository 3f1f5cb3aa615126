/**
 * Owns: structured logs. A line has an event name and declared fields only: no bodies, no query strings, no tokens, no
 * names, no addresses. Personal data doesn't type-check.
 */
import { type DestinationStream, pino } from 'pino'

/** Everything a log line may carry besides time, level and event. */
export interface LogFields {
  readonly traceId?: string
  readonly projectId?: string
  /** The route's pattern, such as `/fhir/R4/:type/:id`; never the URL. */
  readonly route?: string
  readonly method?: string
  readonly status?: number
  readonly ms?: number
  /** A stable code of Damson's: the refusal, state or step. */
  readonly code?: string
  readonly count?: number
  readonly port?: number
  readonly address?: string
  readonly engine?: string
  readonly path?: string
  readonly setting?: string
  readonly error?: unknown
}

export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** An error as its kind and location. Messages of unknown errors may quote data, so they are left out. */
function printable(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const statement = 'statement' in error && typeof error.statement === 'string' ? error.statement : undefined
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const cause = error.cause === undefined ? undefined : printable(error.cause)
  return { name: error.name, code, statement, at: frames.slice(0, 8).map((frame) => frame.trim().slice(3)), cause }
}

/** Writes one JSON object per line, to standard output by default. */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = { level, base: null, messageKey: 'event', timestamp: pino.stdTimeFunctions.isoTime }
  const out = destination === undefined ? pino(options) : pino(options, destination)
  const write =
    (severity: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}): void => {
      out[severity](fields.error === undefined ? fields : { ...fields, error: printable(fields.error) }, event)
    }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
