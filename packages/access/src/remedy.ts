import type { Condition } from '@damson/fhir'
import { ceilingOf, closedTypes } from './closed-types.ts'
import { type DecisionTable, type Holder, type HolderName, heldAs, policyWord } from './decision-table.ts'
import type { HeldEntry } from './held-entry.ts'
import type { Interaction, PolicyInteraction } from './interactions.ts'

/** An entry as a policy writes it. */
export interface WrittenEntry {
  readonly resourceType: string
  readonly interaction: readonly [PolicyInteraction]
  readonly criteria?: string
}

/** Whose policies they are, of a decision that was put together from those of several; empty: the only ones. */
export type Whose = readonly HolderName[]

/** A change of policies, a membership or a scope. */
export type Change =
  | { readonly code: 'assign_policy'; readonly whose: Whose; readonly entry: WrittenEntry }
  | { readonly code: 'add_entry'; readonly whose: Whose; readonly grant: number; readonly entry: WrittenEntry }
  | {
      readonly code: 'add_interaction'
      readonly whose: Whose
      readonly grant: number
      readonly expression: string
      readonly interaction: PolicyInteraction
    }
  | { readonly code: 'set_admin'; readonly whose: Whose }
  /** `within`: how many scopes of others narrow this one's further. */
  | { readonly code: 'add_scope'; readonly whose: Whose; readonly within: number; readonly scope: string }
  /** The policies of both put new resources into different accounts. */
  | { readonly code: 'one_account'; readonly whose: Whose }

/** Why no change of a policy or scope would allow it. */
export type Never = 'reserved' | 'append_only' | 'only_bots_run' | 'closed_to_bots' | 'unknown_type'

export type Remedy =
  | { readonly possible: true; readonly changes: readonly Change[] }
  | { readonly possible: false; readonly why: Never }

/** What is asked, and of which resource. */
export interface Asked {
  readonly interaction: Interaction
  readonly resourceType: string
  readonly resource?: AskedResource | undefined
}

/** One resource, as it is judged: how, knows who stored it. */
export interface AskedResource {
  readonly id: string
  readonly satisfies: (condition: Condition) => boolean
}

export const wordOf = (interaction: Interaction): PolicyInteraction => policyWord(heldAs(interaction))

/** What would have to be added to the policies of one holder. */
export function policyRemedy(table: DecisionTable, holder: Holder, asked: Asked, whose: Whose): Remedy {
  const { interaction, resourceType, resource } = asked
  if (interaction === 'execute' && resourceType !== 'Bot') return { possible: false, why: 'only_bots_run' }
  const word = wordOf(interaction)
  const asAdmin = ceilingOf(resourceType, word, true)
  if (asAdmin === 'reserved' || asAdmin === 'append_only') return { possible: false, why: asAdmin }
  const admin: readonly Change[] =
    ceilingOf(resourceType, word, holder.admin) === 'grantable' ? [] : [{ code: 'set_admin', whose }]
  const covers = ({ demand }: HeldEntry): boolean => resource === undefined || resource.satisfies(demand)
  const isWithheld = holder.withFlag.some(
    (entry) => entry.resourceType === resourceType && entry.interactions.has(heldAs(interaction)) && covers(entry),
  )
  if (isWithheld) return { possible: true, changes: admin }
  // An account would be another change: it decides who sees what is created.
  const suits = (grant: number): boolean => {
    const policy = holder.given[grant]
    return policy !== undefined && !policy.byRole && (word !== 'create' || policy.account === 'none')
  }
  // An entry for `*` is left alone: it would give the interaction on every other type.
  const lacking = table
    .entriesFor(resourceType)
    .find(
      (entry) =>
        entry.resourceType === resourceType &&
        !entry.interactions.has(heldAs(interaction)) &&
        suits(entry.source.grant) &&
        covers(entry),
    )
  if (lacking !== undefined)
    return {
      possible: true,
      changes: [...admin, { code: 'add_interaction', whose, ...lacking.source, interaction: word }],
    }
  const entry: WrittenEntry = {
    resourceType,
    interaction: [word],
    ...(isNarrowedById(asked) && { criteria: `${resourceType}?_id=${resource?.id}` }),
  }
  const grant = holder.given.findIndex((_, index) => suits(index))
  const change: Change =
    grant < 0 ? { code: 'assign_policy', whose, entry } : { code: 'add_entry', whose, grant, entry }
  return { possible: true, changes: [...admin, change] }
}

/** A resource that does not exist yet has no id to name, and a Binary takes no criteria. */
function isNarrowedById({ interaction, resourceType, resource }: Asked): boolean {
  return resource !== undefined && interaction !== 'create' && resourceType !== 'Binary'
}

/** Both remedies together. */
export function bothRemedies(first: Remedy, second: Remedy): Remedy {
  if (!first.possible) return first
  return second.possible ? { possible: true, changes: [...first.changes, ...second.changes] } : second
}

export const NOTHING_TO_CHANGE: Remedy = { possible: true, changes: [] }

export const isClosed = (resourceType: string): boolean => closedTypes.has(resourceType)
