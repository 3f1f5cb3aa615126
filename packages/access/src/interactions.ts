/** What an entry of a policy can allow: the closed list of the wire, in the order in which it is shown. */
export const policyInteractions = ['read', 'vread', 'update', 'delete', 'history', 'create', 'search'] as const

/** One of the interactions that a policy can name. A FHIR patch needs `update` and `read`. */
export type PolicyInteraction = (typeof policyInteractions)[number]

/**
 * What a request can ask for. `history-type` is the history of all resources of a type: where a policy allows `history`
 * it allows both, but a scope can tell them apart. `execute` runs a Bot, and is allowed where `read` on that Bot is.
 * `guard` is to reach what is kept under the resource, such as a Binary with it as security context: allowed where `read`
 * is, but not by `fhirUser`, which opens the resource alone.
 */
export type Interaction = PolicyInteraction | 'history-type' | 'execute' | 'guard'

/** What a bound entry is asked for. */
export type HeldInteraction = Exclude<Interaction, 'execute' | 'guard'>

/** The interactions that change nothing; what `readonly: true` stands for in an entry. */
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
