import { accepted, allSteps, type Condition, type Result, refused, type Steps } from '@damson/fhir'
import { type Bind, bindingOf, type PolicyParameter, type Subject } from './bindings.ts'
import { conditionOf } from './clause-condition.ts'
import { type Ceiling, ceilingOf } from './closed-types.ts'
import type { CompiledEntry, CompiledPolicy } from './compile.ts'
import { conjunctsOf } from './conjuncts.ts'
import type { Denial } from './decision.ts'
import { DecisionTable } from './decision-table.ts'
import { type HeldEntry, heldEntry } from './held-entry.ts'
import type { HeldInteraction, PolicyInteraction } from './interactions.ts'
import type { Account } from './policy.ts'
import { readReference } from './reference.ts'

/** A policy as it is given to a member: `ProjectMembership.accessPolicy`, or an element of `access`. */
export interface Grant {
  readonly policy: CompiledPolicy
  /** What the policy's placeholders stand for, beside `%profile` and `%patient`. */
  readonly parameters: readonly PolicyParameter[]
}

/** All that a member may do. Made by `effectiveAccess`, asked through `decide`. */
export interface Access {
  /** What the policies say and the member does not get, with the reason; show it to who administers the member. */
  readonly withheld: readonly Withheld[]
  /** How this package looks decisions up; ask `decide`. */
  readonly table: DecisionTable
}

/** Something that a granted policy says and that was not given. */
export interface Withheld {
  /** Which of the grants, counted from 0. */
  readonly grant: number
  /** Where in that grant's policy, for example `AccessPolicy.resource[2]`. */
  readonly expression: string
  readonly why: 'unbound' | Exclude<Ceiling, 'grantable'>
  readonly interactions: readonly PolicyInteraction[]
  readonly text: string
}

const ceilingTexts: Readonly<Record<Exclude<Ceiling, 'grantable'>, string>> = {
  reserved: 'No policy can grant this type.',
  append_only: 'The audit can be read by an administrator and written by nobody.',
  needs_admin: 'This needs a membership with the admin flag.',
}

const noPolicy: Denial = {
  verdict: 'deny',
  why: 'no_policy',
  hint: 'This membership has no access policy. Ask a project administrator to assign one, or to set a default for its type of profile.',
}

/**
 * Puts together what a member may do: the union of the entries of all grants, each bound to this member.
 *
 * An entry with a placeholder that stands for nothing grants nothing, and so does one on an identity type beyond what
 * the member's flag allows; `withheld` tells both. Without grants everything is denied, an administrator included.
 *
 * @example
 * ```ts
 * const access = effectiveAccess([{ policy, parameters: [] }], { profile: 'Patient/123', admin: false })
 * for (const { expression, text } of access.withheld) console.warn(expression, text)
 * ```
 */
export function effectiveAccess(grants: readonly Grant[], subject: Subject): Access {
  return allSteps(effectiveAccessSteps(grants, subject))
}

/** As `effectiveAccess`, a step for each entry, so that a server can serve others meanwhile. */
export function* effectiveAccessSteps(grants: readonly Grant[], subject: Subject): Steps<Access> {
  const entries: HeldEntry[] = []
  const withheld: Withheld[] = []
  for (const [index, { policy, parameters }] of grants.entries()) {
    const bind = bindingOf(parameters, subject)
    const account = bindAccount(policy.account, bind)
    if (!account.ok) {
      const expression = 'AccessPolicy.compartment'
      withheld.push({
        grant: index,
        expression,
        why: 'unbound',
        interactions: ['create'],
        text: account.refusal,
      })
    }
    for (const entry of policy.entries) {
      const interactions = underCeiling(entry, subject, index, withheld)
      // What would be created outside the account that the policy demands must not be created at all.
      if (!account.ok) interactions.delete('create')
      if (interactions.size === 0) continue
      const conjuncts = bindEntry(entry, bind)
      if (conjuncts.ok) {
        const held = {
          resourceType: entry.resourceType,
          interactions: bothHistories(interactions),
          conjuncts: conjuncts.value,
        }
        entries.push(heldEntry(account.ok && account.value !== undefined ? { ...held, account: account.value } : held))
      } else {
        const { expression } = entry
        const text = conjuncts.refusal
        withheld.push({ grant: index, expression, why: 'unbound', interactions: [...interactions], text })
      }
      yield
    }
  }
  return Object.freeze({
    withheld,
    table: grants.length === 0 ? DecisionTable.refusing(noPolicy) : new DecisionTable(entries),
  })
}

function bothHistories(interactions: ReadonlySet<PolicyInteraction>): ReadonlySet<HeldInteraction> {
  return interactions.has('history') ? new Set<HeldInteraction>([...interactions, 'history-type']) : interactions
}

function underCeiling(
  { expression, resourceType, interactions }: CompiledEntry,
  { admin }: Subject,
  grant: number,
  withheld: Withheld[],
): Set<PolicyInteraction> {
  const byCeiling = Map.groupBy(interactions, (one) => ceilingOf(resourceType, one, admin))
  for (const [why, above] of byCeiling) {
    if (why === 'grantable') continue
    withheld.push({
      grant,
      expression,
      why,
      interactions: above,
      text: `${resourceType}: ${ceilingTexts[why]}`,
    })
  }
  return new Set(byCeiling.get('grantable'))
}

function bindEntry({ resourceType, fixed, open }: CompiledEntry, bind: Bind): Result<readonly Condition[], string> {
  const conjuncts = [...fixed]
  for (const clause of open) {
    const condition = conditionOf(resourceType, clause, bind)
    if (!condition.ok) return condition
    conjuncts.push(...conjunctsOf(condition.value))
  }
  return accepted(conjuncts)
}

function bindAccount(account: Account | undefined, bind: Bind): Result<string | undefined, string> {
  if (account === undefined) return accepted(undefined)
  if (typeof account === 'string') return accepted(account)
  const text = bind(account)
  if (!text.ok) return text
  if (readReference(text.value) !== undefined) return text
  return refused('The account given to new resources must be a reference of the form `Type/id`.')
}
