/** The members of an object; none for any other value. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** The members of a JSON object; none for any other text, which another program wrote. */
export function membersIn(text: string | null | undefined): Readonly<Record<string, unknown>> {
  try {
    return membersOf(JSON.parse(text ?? ''))
  } catch {
    return {}
  }
}

type Optional<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T]
type Defined<T> = Omit<T, Optional<T>> & { [K in Optional<T>]?: Exclude<T[K], undefined> }

/** The members whose value is not undefined. */
export function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>
}
