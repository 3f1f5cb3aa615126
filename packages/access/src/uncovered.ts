import type { CompiledPolicy } from './compile.ts'
import type { Access } from './effective-access.ts'
import type { HeldEntry } from './held-entry.ts'
import type { PolicyInteraction } from './interactions.ts'
import type { Account } from './policy.ts'

/** A right that a policy would give but its giver does not have. */
export interface Uncovered {
  /** The place in the granted policy, for example `AccessPolicy.resource[2]`. */
  readonly expression: string
  readonly resourceType: string
  readonly interaction: PolicyInteraction
  readonly text: string
}

/**
 * Finds the rights in a policy that its giver lacks: nobody grants more than they hold. If the result is empty, the
 * receiver of the policy, with any profile and parameters, can do nothing that the holder cannot.
 *
 * The answer is judged by form, and errs on the side of "uncovered". A single entry of the holder covers a granted
 * entry if it has the same type (or `*`) and the interaction, and no condition that the granted entry lacks.
 *
 * A placeholder in the granted policy covers nothing, because the receiver decides its value, but it may accompany
 * conditions that do. A placeholder in the holder's own policy counts as its bound value. A patient who holds
 * `_compartment=%patient` can pass on `_compartment=Patient/123`, their own record, but not `_compartment=%patient`,
 * which is another record for another person.
 *
 * An entry that never has an effect, such as one on `Login`, is also uncovered: if a later version gives it an effect,
 * it must not open rights that nobody checked.
 *
 * @example
 * ```ts
 * const beyond = uncovered(holder, compile(policy))
 * if (beyond.length > 0) return { status: 403, issues: beyond.map(({ expression, text }) => ({ expression, text })) }
 * ```
 */
export function uncovered(holder: Access, granted: CompiledPolicy): readonly Uncovered[] {
  const { table } = holder
  return granted.entries.flatMap((entry) => {
    const { expression, resourceType } = entry
    const met = table.demands.impliedBy(entry.fixed)
    const wide = table.entriesFor(resourceType).filter((held) => table.demands.isMet(held, met))
    return [...entry.interactions]
      .filter((interaction) => !wide.some((held) => covers(held, interaction, granted.account)))
      .map((interaction) => {
        const text = `You cannot grant \`${interaction}\` on ${resourceType} like this: your own access does not include it.`
        return { expression, resourceType, interaction, text }
      })
  })
}

/** Whether a held entry with no further conditions than the granted one allows an interaction, with its account. */
function covers(held: HeldEntry, interaction: PolicyInteraction, account: Account | undefined): boolean {
  if (!held.interactions.has(interaction)) return false
  // A policy's `history` covers both that of a resource and that of a type.
  if (interaction === 'history' && !held.interactions.has('history-type')) return false
  return interaction !== 'create' || coversAccount(held, account)
}

/**
 * An account decides who else sees a created resource. A holder who is bound to an account can pass on only that
 * account; a holder who may create every resource of the type is free to choose.
 */
function coversAccount(held: HeldEntry, account: Account | undefined): boolean {
  return held.account === account || (held.account === undefined && held.conjuncts.length === 0)
}
