import type { ClientApplication } from '@damson/sdk'

export type KnownClient = ClientApplication & { readonly id: string }

/** What each part of the page works on: the client as it was read, and its version. */
export interface PartProps {
  readonly client: KnownClient
  readonly etag: string | undefined
  /** It acts for people, so only owners change it, and the person is none. */
  readonly isHeld: boolean
}
