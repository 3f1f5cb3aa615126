import { allSteps, type Condition, type ResourceType, refused, type Steps } from '@damson/fhir'
import { conditionOf } from './clause-condition.ts'
import { conjunctsOf, keyOf } from './conjuncts.ts'
import type { PolicyInteraction } from './interactions.ts'
import type { Account, Clause, Entry, Policy } from './policy.ts'

/** A policy of which all that does not depend on its holder is worked out. Made by `compile`, kept per version. */
export interface CompiledPolicy {
  readonly name?: string
  readonly account?: Account
  readonly entries: readonly CompiledEntry[]
  /** How many clauses it counts for in a membership that it is given to. */
  readonly clauses: number
}

/** One entry of a compiled policy. */
export interface CompiledEntry {
  /** Where it stands in the policy, for example `AccessPolicy.resource[2]`. */
  readonly expression: string
  readonly resourceType: ResourceType | '*'
  readonly interactions: ReadonlySet<PolicyInteraction>
  /** The demands that are the same for every holder. */
  readonly fixed: readonly Condition[]
  /** The clauses with placeholders, to be bound for each holder. */
  readonly open: readonly Clause[]
}

/**
 * Compiles a policy, once per version of it. The result holds for every member; `effectiveAccess` binds it to one.
 *
 * @example
 * ```ts
 * const policy = parsePolicy(patientPolicy())
 * if (policy.ok) compiled.set(versionId, compile(policy.value))
 * ```
 */
export function compile(policy: Policy): CompiledPolicy {
  return allSteps(compileSteps(policy))
}

/** As `compile`, a step for each entry, so that a server can serve others meanwhile. */
export function* compileSteps(policy: Policy): Steps<CompiledPolicy> {
  const entries: CompiledEntry[] = []
  for (const entry of policy.entries) {
    entries.push(compileEntry(entry))
    yield
  }
  return {
    ...(policy.name !== undefined && { name: policy.name }),
    ...(policy.account !== undefined && { account: policy.account }),
    entries,
    clauses: policy.clauses,
  }
}

function compileEntry({ expression, resourceType, interactions, clauses }: Entry): CompiledEntry {
  const fixed: Condition[] = []
  const open: Clause[] = []
  for (const clause of clauses) {
    if (clause.values.some(({ kind }) => kind === 'placeholder')) {
      open.push(clause)
      continue
    }
    const condition = conditionOf(resourceType, clause, () => refused('There is no placeholder here.'))
    if (!condition.ok) throw unparsed(expression, condition.refusal)
    fixed.push(...conjunctsOf(condition.value))
  }
  // Made here, in steps, since every question about rights compares them.
  for (const condition of fixed) keyOf(condition)
  return { expression, resourceType, interactions: new Set(interactions), fixed, open }
}

function unparsed(expression: string, why: string): TypeError {
  return new TypeError(`Only what parsePolicy returned can be compiled. ${expression}: ${why}`)
}
