import { type Form, MAY_REPEAT } from '#answers'

/** The parameters of an authorization request. */
export interface Sent {
  /** A parameter that was sent once with a value. One without a value counts as not sent (RFC 6749 §3.1). */
  get(name: string): string | undefined
  readonly hasRepetition: boolean
  readonly entries: Form['entries']
}

export function readSent(entries: Form['entries']): Sent {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const [name] of entries) {
    if (seen.has(name) && name !== MAY_REPEAT) repeated.add(name)
    seen.add(name)
  }
  const values = new Map(entries.filter(([name, value]) => value !== '' && !repeated.has(name)))
  return { get: (name) => values.get(name), hasRepetition: repeated.size > 0, entries }
}
