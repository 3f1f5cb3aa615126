import type { CompiledPolicy } from './compile.ts'
import type { Access } from './effective-access.ts'
import type { HeldEntry } from './held-entry.ts'
import type { PolicyInteraction } from './interactions.ts'
import type { Account } from './policy.ts'

/** A right that a policy would give and that its giver does not have. */
export interface Uncovered {
  /** Where in the granted policy, for example `AccessPolicy.resource[2]`. */
  readonly expression: string
  readonly resourceType: string
  readonly interaction: PolicyInteraction
  readonly text: string
}

/**
 * Finds what a policy would give beyond the rights of who gives it: nobody grants more than they hold. Empty means
 * that whoever receives the policy, with whatever profile and parameters, can do nothing that the holder cannot.
 *
 * The answer is by form, and errs on the side of "uncovered". An entry is covered by a single entry of the holder
 * with the same type (or `*`), the interaction, and no demand that the granted entry does not also make.
 *
 * A placeholder in the granted policy covers nothing, since the receiver decides what it stands for, but it may
 * stand beside demands that do. A placeholder in the holder's own policy counts as what it is bound to: a patient
 * who holds `_compartment=%patient` can pass on `_compartment=Patient/123` of their own record, and not
 * `_compartment=%patient`, which for someone else is another record.
 *
 * An entry that could never have effect, such as one on `Login`, is uncovered too: a later version that gives
 * it effect must not find rights that nobody looked at.
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

/** Whether an entry that demands no more than the granted one allows an interaction, with its account. */
function covers(held: HeldEntry, interaction: PolicyInteraction, account: Account | undefined): boolean {
  if (!held.interactions.has(interaction)) return false
  // A policy's `history` is that of a resource and that of a type.
  if (interaction === 'history' && !held.interactions.has('history-type')) return false
  return interaction !== 'create' || coversAccount(held, account)
}

/**
 * An account decides who else sees what is created. Who is bound to one can only pass on that one; only who may
 * create every resource of the type is free to choose.
 */
function coversAccount(held: HeldEntry, account: Account | undefined): boolean {
  return held.account === account || (held.account === undefined && held.conjuncts.length === 0)
}
