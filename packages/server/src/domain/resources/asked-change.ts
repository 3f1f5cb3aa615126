import type { Resource } from '@damson/fhir'

/**
 * What a machine asks to do: a change of a resource, a new secret of a client, or another mailbox for an
 * invitation, or the move of a provider out of a resource.
 */
export interface AskedChange {
  readonly type: string
  /** Undefined for what is new: its id is made when it is created. */
  readonly id: string | undefined
  readonly does: 'create' | 'update' | 'delete' | 'secret' | 'redirect' | 'move'
  readonly before: Resource | undefined
  readonly after: Resource | undefined
}
