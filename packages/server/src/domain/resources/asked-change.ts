import type { Resource } from '@damson/fhir'

/** What a machine asks to do: a change of a resource, or a new secret of a client. */
export interface AskedChange {
  readonly type: string
  /** Undefined for what is new: its id is made when it is created. */
  readonly id: string | undefined
  readonly does: 'create' | 'update' | 'delete' | 'secret'
  readonly before: Resource | undefined
  readonly after: Resource | undefined
}
