import { allSteps, type Condition, type ResourceType, refused, type Steps } from '@damson/fhir'
import { conditionOf } from './clause-condition.ts'
import { conjunctsOf, keyOf } from './conjuncts.ts'
import type { PolicyInteraction } from './interactions.ts'
import type { Account, Clause, Entry, Policy } from './policy.ts'

/**
 * A policy in which everything that does not depend on its holder is worked out. `compile` makes it; keep it for each
 * version.
 */
export interface CompiledPolicy {
  readonly name?: string
  readonly account?: Account
  readonly entries: readonly CompiledEntry[]
  /** How many clauses the policy counts for in a membership that has it. */
  readonly clauses: number
}

/** One entry of a compiled policy. */
export interface CompiledEntry {
  /** Its place in the policy, for example `AccessPolicy.resource[2]`. */
  readonly expression: string
  readonly resourceType: ResourceType | '*'
  readonly interactions: ReadonlySet<PolicyInteraction>
  /** The conditions that are the same for every holder. */
  readonly fixed: readonly Condition[]
  /** The clauses with placeholders, which are bound for each holder. */
  readonly open: readonly Clause[]
}

/**
 * Compiles a policy, once for each version. The result serves every member; `effectiveAccess` binds it to one.
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

/** As `compile`, in one step per entry, so that a server can answer other requests in between. */
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
  // The keys are made here, in steps, because every question about rights compares them.
  for (const condition of fixed) keyOf(condition)
  return { expression, resourceType, interactions: new Set(interactions), fixed, open }
}

function unparsed(expression: string, why: string): TypeError {
  return new TypeError(`Only a policy from parsePolicy can be compiled. ${expression}: ${why}`)
}
