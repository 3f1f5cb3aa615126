/**
 * Who may grant what, as it was decided before demands were looked up: each granted entry against each held one, each
 * demand against each. Kept as the oracle of the property test; far too slow for large policies.
 */
import type { Condition } from '@damson/fhir'
import type { CompiledEntry } from '../src/compile.ts'
import type { HeldEntry } from '../src/held-entry.ts'
import type { Access, CompiledPolicy, PolicyInteraction } from '../src/index.ts'
import type { Account } from '../src/policy.ts'

/** `interaction expression` of each right that is not covered. */
export function uncoveredPairwise(holder: Access, granted: CompiledPolicy): readonly string[] {
  return granted.entries.flatMap((entry) =>
    [...entry.interactions]
      .filter((interaction) => {
        const held = holder.table.entriesFor(entry.resourceType)
        return !held.some((one) => covers(one, interaction, entry, granted.account))
      })
      .map((interaction) => `${interaction} ${entry.expression}`),
  )
}

function covers(
  held: HeldEntry,
  interaction: PolicyInteraction,
  granted: CompiledEntry,
  account: Account | undefined,
): boolean {
  if (!held.interactions.has(interaction)) return false
  if (interaction === 'history' && !held.interactions.has('history-type')) return false
  if (interaction === 'create' && !coversAccount(held, account)) return false
  return held.conjuncts.every((demand) => granted.fixed.some((made) => implies(made, demand)))
}

function coversAccount(held: HeldEntry, account: Account | undefined): boolean {
  return held.account === account || (held.account === undefined && held.conjuncts.length === 0)
}

function implies(granted: Condition, held: Condition): boolean {
  if (keyOf(granted) === keyOf(held)) return true
  if (granted.op === 'id' && held.op === 'id') return isSubset(granted.ids, held.ids)
  return granted.op === 'term' && held.op === 'term' && isSubset(granted.terms, held.terms)
}

const isSubset = (few: readonly string[], many: readonly string[]): boolean => few.every((one) => many.includes(one))

function keyOf(condition: Condition): string {
  return JSON.stringify(canonical(condition))
}

function canonical(condition: Condition): readonly unknown[] {
  switch (condition.op) {
    case 'all':
    case 'any':
      return [condition.op, ...new Set(condition.of.map(keyOf).sort())]
    case 'not':
      return ['not', keyOf(condition.of)]
    case 'id':
      return ['id', ...new Set([...condition.ids].sort())]
    case 'term':
      return ['term', ...new Set([...condition.terms].sort())]
    default:
      return Object.entries(condition).sort(([a], [b]) => (a < b ? -1 : 1))
  }
}
