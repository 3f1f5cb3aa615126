/** What an entry of a policy can allow: the closed list of the wire, in display order. */
export const policyInteractions = ['read', 'vread', 'update', 'delete', 'history', 'create', 'search'] as const

/** One of the interactions that a policy can name. A FHIR patch needs `update` and `read`. */
export type PolicyInteraction = (typeof policyInteractions)[number]

/**
 * What a request can ask for. `history-type` is the history of all resources of a type: a policy that allows `history`
 * allows both, but a scope can tell them apart. `execute` runs a Bot, and is allowed if `read` on that Bot is. `guard`
 * reaches content that the resource guards, such as a Binary whose security context it is. It is allowed if `read` is,
 * but not by `fhirUser`, which opens only the resource itself.
 */
export type Interaction = PolicyInteraction | 'history-type' | 'execute' | 'guard'

/** The interactions that a bound entry can allow. */
export type HeldInteraction = Exclude<Interaction, 'execute' | 'guard'>

/** The interactions that change nothing; `readonly: true` in an entry means these. */
export const readingInteractions = [
  'read',
  'vread',
  'history',
  'search',
] as const satisfies readonly PolicyInteraction[]

/**
 * Whether a text is an interaction that a policy can name.
 *
 * @example
 * ```ts
 * isPolicyInteraction('vread') // true
 * isPolicyInteraction('patch') // false: a patch is decided as `update` and `read`
 * ```
 */
export function isPolicyInteraction(text: unknown): text is PolicyInteraction {
  return (policyInteractions as readonly unknown[]).includes(text)
}
