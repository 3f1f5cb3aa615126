import { accepted, allSteps, type Condition, type Result, refused, type Steps } from '@damson/fhir'
import { type Bind, bindingOf, type PolicyParameter, type Subject } from './bindings.ts'
import { conditionOf } from './clause-condition.ts'
import { type Ceiling, ceilingOf } from './closed-types.ts'
import type { CompiledEntry, CompiledPolicy } from './compile.ts'
import { conjunctsOf } from './conjuncts.ts'
import type { Denial } from './decision.ts'
import { DecisionTable, type GivenPolicy } from './decision-table.ts'
import { type HeldEntry, heldEntry } from './held-entry.ts'
import type { HeldInteraction, PolicyInteraction } from './interactions.ts'
import type { Account } from './policy.ts'
import { readReference } from './reference.ts'
import type { Withheld } from './withheld.ts'

/** A policy that a member was given: `ProjectMembership.accessPolicy`, or an element of `access`. */
export interface Grant {
  readonly policy: CompiledPolicy
  /** The values of the policy's placeholders, except `%profile` and `%patient`. */
  readonly parameters: readonly PolicyParameter[]
  /** The policy of an administrator's role (`rolePolicy`): its entries count as with the admin flag. */
  readonly byRole?: boolean
  /** By what `explain` calls the policy. */
  readonly id?: string
}

/** All that a member may do. `effectiveAccess` makes it; ask it with `decide`. */
export interface Access {
  /** What the policies say but the member does not get, with the reason. Show it to the administrator of the member. */
  readonly withheld: readonly Withheld[]
  /** How this package looks up decisions; use `decide`. */
  readonly table: DecisionTable
}

const ceilingTexts: Readonly<Record<Exclude<Ceiling, 'grantable'>, string>> = {
  reserved: 'No policy can grant this type.',
  append_only: 'Administrators can read the audit, and nobody can write it.',
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
 * An entry whose placeholder has no value grants nothing, and neither does an entry on an identity type beyond the
 * member's flag; `withheld` lists both. Without grants everything is denied, even to an administrator.
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

/** As `effectiveAccess`, in one step per entry, so that a server can answer other requests in between. */
export function* effectiveAccessSteps(grants: readonly Grant[], subject: Subject): Steps<Access> {
  const entries: HeldEntry[] = []
  const withheld: Withheld[] = []
  const given: GivenPolicy[] = []
  const withFlag: HeldEntry[] = []
  for (const [index, { policy, parameters, byRole = false, id }] of grants.entries()) {
    const bind = bindingOf(parameters, subject)
    const account = bindAccount(policy.account, bind)
    given.push({ byRole, account: accountState(account), ...(id !== undefined && { id }) })
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
      const { below, forAdmin } = underCeiling(entry, subject.admin || byRole, index, withheld)
      // A resource that would be created outside the policy's account must not be created at all.
      if (!account.ok) for (const some of [below, forAdmin]) some.delete('create')
      if (below.size + forAdmin.size === 0) continue
      const conjuncts = bindEntry(entry, bind)
      if (conjuncts.ok) {
        const bound = { conjuncts: conjuncts.value, account: account.ok ? account.value : undefined }
        if (below.size > 0) entries.push(heldOf(entry, index, below, bound))
        if (forAdmin.size > 0) withFlag.push(heldOf(entry, index, forAdmin, bound))
      } else if (below.size > 0) {
        const { expression, resourceType } = entry
        const text = conjuncts.refusal
        withheld.push({ grant: index, expression, resourceType, why: 'unbound', interactions: [...below], text })
      }
      yield
    }
  }
  const holder = { admin: subject.admin, given, withheld, withFlag }
  return Object.freeze({
    withheld,
    table: grants.length === 0 ? DecisionTable.refusing(noPolicy, holder) : DecisionTable.of(entries, holder),
  })
}

function heldOf(
  { expression, resourceType }: CompiledEntry,
  grant: number,
  interactions: ReadonlySet<PolicyInteraction>,
  { conjuncts, account }: { readonly conjuncts: readonly Condition[]; readonly account: string | undefined },
): HeldEntry {
  return heldEntry({
    source: { grant, expression },
    resourceType,
    interactions: bothHistories(interactions),
    conjuncts,
    ...(account !== undefined && { account }),
  })
}

function bothHistories(interactions: ReadonlySet<PolicyInteraction>): ReadonlySet<HeldInteraction> {
  return interactions.has('history') ? new Set<HeldInteraction>([...interactions, 'history-type']) : interactions
}

function underCeiling(
  { expression, resourceType, interactions }: CompiledEntry,
  admin: boolean,
  grant: number,
  withheld: Withheld[],
): { readonly below: Set<PolicyInteraction>; readonly forAdmin: Set<PolicyInteraction> } {
  const byCeiling = Map.groupBy(interactions, (one) => ceilingOf(resourceType, one, admin))
  for (const [why, above] of byCeiling) {
    if (why === 'grantable') continue
    withheld.push({
      grant,
      expression,
      resourceType,
      why,
      interactions: above,
      text: `${resourceType}: ${ceilingTexts[why]}`,
    })
  }
  return { below: new Set(byCeiling.get('grantable')), forAdmin: new Set(byCeiling.get('needs_admin')) }
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

function accountState(account: ReturnType<typeof bindAccount>): GivenPolicy['account'] {
  if (!account.ok) return 'unbound'
  return account.value === undefined ? 'none' : 'bound'
}

function bindAccount(account: Account | undefined, bind: Bind): Result<string | undefined, string> {
  if (account === undefined) return accepted(undefined)
  if (typeof account === 'string') return accepted(account)
  const text = bind(account)
  if (!text.ok) return text
  if (readReference(text.value) !== undefined) return text
  return refused('The account of new resources must be a reference of the form `Type/id`.')
}
