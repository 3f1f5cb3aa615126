import type { Bot } from '@damson/fhir'

/** How a Bot recognises the sender of its webhook. */
export type WebhookSetting = NonNullable<Bot['webhook']>

/** What a sender sent. */
export interface Delivery {
  readonly method: 'GET' | 'POST'
  /** As it arrived: signatures are over bytes. */
  readonly body: Uint8Array
  /** By its name in lower case; undefined when it was sent twice or never. */
  header(name: string): string | undefined
  /** The client certificate in a header of a trusted proxy; undefined when none, or anyone, could have sent it. */
  readonly certificate: string | undefined
}

/** What proves that a delivery is new. */
export interface Proof {
  /** The signatures that this delivery uses up; empty when nothing is signed. */
  readonly marks: readonly string[]
  /** Until when they must be remembered: later, the delivery is refused for its age. */
  readonly until: Date
}

/**
 * Why a delivery is refused. `detail` is for the operator alone: a stranger who learned it could try again better. Only
 * who has a valid signature learns that it is too old.
 */
export type DeliveryRefusal =
  | {
      readonly why: 'unproven'
      readonly detail: 'no_setting' | 'no_secret' | 'weak_secret' | 'not_signed' | 'malformed' | 'mismatch'
    }
  | { readonly why: 'outdated' }
