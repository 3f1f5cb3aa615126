import type { ResourceType, SearchValue } from '@damson/fhir'
import type { PolicyInteraction } from './interactions.ts'
import type { Placeholder } from './placeholder.ts'

declare const parsed: unique symbol

/** An access policy that was parsed and can be enforced in full. Only `parsePolicy` makes one. */
export interface Policy {
  readonly [parsed]: true
  /** For display; a policy without a name is shown by its id, or not at all. */
  readonly name?: string
  /** References of the policies that this one was put together from, as the wire has them; without effect. */
  readonly basedOn: readonly string[]
  /** The account of resources that the member creates (`AccessPolicy.compartment`). */
  readonly account?: Account
  readonly entries: readonly Entry[]
  /** How many clauses the policy counts for: those of its entries, at least one for each. */
  readonly clauses: number
}

/**
 * One element of `AccessPolicy.resource`: allows these interactions on this type, for resources that meet all clauses.
 */
export interface Entry {
  /** Its place in the policy, for example `AccessPolicy.resource[2]`. */
  readonly expression: string
  /** A type, or `*` for every type that is not closed. */
  readonly resourceType: ResourceType | '*'
  readonly interactions: readonly PolicyInteraction[]
  /** All must hold; none means every resource of the type. */
  readonly clauses: readonly Clause[]
}

/** One parameter of a criteria. At least one of its values must match; under `not`, none may. */
export interface Clause {
  readonly name: string
  readonly modifier?: 'not' | 'missing'
  readonly values: readonly Value[]
  /** How many clauses it counts for: more than one if it has many values. */
  readonly weight: number
}

/** A clause whose weight is not known yet. */
export type Unweighed = Omit<Clause, 'weight'>

/** A literal value, or the name of one that is known when the policy is given to a member. */
export type Value =
  | { readonly kind: 'written'; readonly value: SearchValue }
  | { readonly kind: 'placeholder'; readonly placeholder: Placeholder }

/** A reference `Type/id`, or a placeholder for one. */
export type Account = string | Placeholder

/** Why a policy was not accepted. */
export interface PolicyRefusal {
  readonly code: PolicyRefusalCode
  /** The path of the offending element, for example `AccessPolicy.resource[0].criteria`. */
  readonly expression: string
  /** What is wrong and what to write instead, for the policy's author. */
  readonly text: string
}

/** The closed list of reasons; the refusal's text explains each. */
export type PolicyRefusalCode =
  /** Not an AccessPolicy resource, or an element has the wrong JSON type. */
  | 'malformed'
  /** An element that would not be enforced. */
  | 'unsupported_element'
  | 'unknown_type'
  | 'unknown_interaction'
  | 'no_interaction'
  | 'criteria_malformed'
  | 'criteria_wrong_type'
  | 'criteria_unsupported'
  | 'criteria_on_binary'
  | 'placeholder_misplaced'
  | 'malformed_address'
  | 'too_many'

/**
 * Whether a policy has an entry for `*`, narrowed or not. A device's client is refused such a policy: it is known what
 * a machine does, so the policy can name each type.
 *
 * @example
 * ```ts
 * const policy = parsePolicy({ resourceType: 'AccessPolicy', resource: [{ resourceType: '*' }] })
 * if (policy.ok && isWildcard(policy.value)) console.log('Name the types that the device needs.')
 * ```
 */
export function isWildcard(policy: Policy): boolean {
  return policy.entries.some((entry) => entry.resourceType === '*')
}
