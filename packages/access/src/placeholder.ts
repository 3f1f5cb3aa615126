/**
 * A name in a policy whose value is known only when the policy is given to a member: `%patient`, `%profile`, or a
 * parameter of the membership.
 */
export interface Placeholder {
  /** The whole name, without the percent sign. */
  readonly name: string
  /** `whole` is the value itself (`%clinic`), `id` the logical id of the reference in it (`%clinic.id`). */
  readonly part: 'whole' | 'id'
}

const grammar = /^%([A-Za-z][A-Za-z0-9_-]*)(\.id)?$/

/**
 * Parses a text that is a placeholder from its first to its last character.
 *
 * The two uses of `%` in criteria cannot be confused: `%25` is a literal percent sign, `%clinic` a placeholder. A
 * percent sign followed by a letter and plain characters is never the percent-encoding of UTF-8 text, because its first
 * byte would be a stray continuation or lead byte.
 */
export function readPlaceholder(text: string): Placeholder | undefined {
  const [, name, id] = grammar.exec(text) ?? []
  return name === undefined ? undefined : { name, part: id === undefined ? 'whole' : 'id' }
}

/** The placeholder as a policy writes it. */
export function formatPlaceholder(placeholder: Placeholder): string {
  return `%${placeholder.name}${placeholder.part === 'id' ? '.id' : ''}`
}
