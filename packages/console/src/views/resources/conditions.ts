/** One condition of a search: a parameter, with its modifier if any, and what it is to be. */
export interface Condition {
  readonly name: string
  readonly value: string
}

/** The conditions of a search, as its address has them: `name=ada&birthdate=ge1990`. */
export function readConditions(text: string): readonly Condition[] {
  return [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }))
}

/** Those that say something, as an address has them. */
export function writeConditions(conditions: readonly Condition[]): string {
  const said = conditions.filter(({ name, value }) => name.trim() !== '' && value.trim() !== '')
  return new URLSearchParams(said.map(({ name, value }) => [name.trim(), value.trim()])).toString()
}
