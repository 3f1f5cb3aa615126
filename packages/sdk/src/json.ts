/** The members of a value; none, when it is no object. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** The members of an object that is written as JSON; none, when it is not: then somebody else wrote it. */
export function membersIn(text: string | null | undefined): Readonly<Record<string, unknown>> {
  try {
    return membersOf(JSON.parse(text ?? ''))
  } catch {
    return {}
  }
}

type Optional<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T]
type Defined<T> = Omit<T, Optional<T>> & { [K in Optional<T>]?: Exclude<T[K], undefined> }

/** The members that have a value. */
export function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>
}
