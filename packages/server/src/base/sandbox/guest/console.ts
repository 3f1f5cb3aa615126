import type { GuestHost, LogLevel } from './contract.ts'

const LEVELS: Readonly<Record<string, LogLevel>> = {
  debug: 'debug',
  trace: 'debug',
  log: 'info',
  info: 'info',
  dir: 'info',
  table: 'info',
  warn: 'warn',
  error: 'error',
}

/** `console` of a Bot: each call is one entry of its log. */
export function consoleOf(host: Pick<GuestHost, 'log'>): Record<string, (...values: unknown[]) => void> {
  const methods = Object.entries(LEVELS).map(([name, level]) => {
    const write = (...values: unknown[]): void => host.log(level, values.map(shown).join(' '))
    return [name, write] as const
  })
  return {
    ...Object.fromEntries(methods),
    assert: (isTrue, ...values) => {
      if (!isTrue) host.log('error', ['Assertion failed', ...values].map(shown).join(' '))
    },
  }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Error) return `${value}${value.stack ? `\n${value.stack}` : ''}`
  if (typeof value !== 'object' || value === null) return String(value)
  const above: unknown[] = []
  try {
    return JSON.stringify(value, function (this: unknown, _key, inner: unknown) {
      // Of what is above this value, only its own ancestors are kept: twice in a row is no circle.
      while (above.length > 0 && above.at(-1) !== this) above.pop()
      if (above.includes(inner)) return '[Circular]'
      if (typeof inner === 'object' && inner !== null) above.push(inner)
      return plain(inner)
    })
  } catch {
    return '[cannot be shown]'
  }
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return `[Function ${value.name}]`
  if (value instanceof Error) return String(value)
  if (value instanceof Map || value instanceof Set) return [...value]
  return value
}
