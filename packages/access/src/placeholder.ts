/**
 * A name in a policy that stands for a value known only when the policy is given to someone: `%patient`,
 * `%profile`, or a parameter of the membership.
 */
export interface Placeholder {
  /** The name without the percent sign, always the whole name. */
  readonly name: string
  /** `whole` is the value itself (`%clinic`), `id` the logical id of the reference that it is (`%clinic.id`). */
  readonly part: 'whole' | 'id'
}

const grammar = /^%([A-Za-z][A-Za-z0-9_-]*)(\.id)?$/

/**
 * Reads a text that is a placeholder from its first to its last character.
 *
 * A percent sign followed by a letter and plain characters can never be the percent-encoding of UTF-8 text (the
 * first byte would be a stray continuation or lead byte), so the two uses of `%` in criteria cannot be confused:
 * `%25` is a literal percent sign, `%clinic` a placeholder.
 */
export function readPlaceholder(text: string): Placeholder | undefined {
  const [, name, id] = grammar.exec(text) ?? []
  return name === undefined ? undefined : { name, part: id === undefined ? 'whole' : 'id' }
}

/** The placeholder as it is written in a policy. */
export function formatPlaceholder(placeholder: Placeholder): string {
  return `%${placeholder.name}${placeholder.part === 'id' ? '.id' : ''}`
}
