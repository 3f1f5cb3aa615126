import type { Ceiling } from './closed-types.ts'
import type { PolicyInteraction } from './interactions.ts'

/** A right that a policy grants but the member did not get. */
export interface Withheld {
  /** The grant, counted from 0. */
  readonly grant: number
  /** The place in that grant's policy, for example `AccessPolicy.resource[2]`. */
  readonly expression: string
  /** The type of the entry; undefined for the account of the whole policy. */
  readonly resourceType?: string
  readonly why: 'unbound' | Exclude<Ceiling, 'grantable'>
  readonly interactions: readonly PolicyInteraction[]
  readonly text: string
}
