import {
  accepted,
  type ClientApplication,
  type DomainConfiguration,
  type Reference,
  type Result,
  refused,
} from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { rekeyProvider } from '#domain/logins'
import { carryOver, keyOfOwner, providerAsMoved, providerToMove, writeProviderKey } from '#domain/providers'
import { createGated, type Gates, replaceGated, type Stored, type WriteRefusal } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import { rekeyLinks } from './identities.store.ts'

/** A client or domain that has a provider in itself. */
export type ProviderOwner = (ClientApplication | DomainConfiguration) & { readonly id: string }

/** A provider of a client or domain that is to become one of the project. */
export interface ProviderMove {
  readonly project: string
  /** The client or domain, as it is read. */
  readonly stored: Stored
  readonly owner: ProviderOwner
  /** The id of the new resource. */
  readonly id: string
  readonly author: string
}

export interface MovedProvider {
  readonly provider: Stored
  readonly owner: Stored
  readonly invalidations: readonly Invalidation[]
}

/** A client or domain that names the provider that it had in itself. */
export function namingMoved(owner: ProviderOwner, id: string): ProviderOwner {
  const reference: Reference<'ProjectIdentityProvider'> = { reference: `ProjectIdentityProvider/${id}` }
  const { identityProvider: _moved, ...rest } = owner
  return rest.resourceType === 'ClientApplication'
    ? { ...rest, provider: [reference, ...(rest.provider ?? [])] }
    : { ...rest, provider: reference }
}

/**
 * Makes the provider of a client or domain one of the project, which that names from then on. People stay linked and signed
 * in: links and logins get the new key before the old one goes, which would end them. The old addresses serve it until an
 * administrator confirms the new ones. Undefined if there is no provider.
 */
export async function moveProvider(
  tx: Tx,
  gates: Gates,
  keyring: Keyring,
  { project, stored, owner, id, author }: ProviderMove,
  now: Date,
): Promise<Result<MovedProvider, WriteRefusal> | undefined> {
  const from = writeProviderKey(keyOfOwner(owner.resourceType, owner.id))
  // Whoever signs in with it just now has done so before, or is refused.
  const row = owner.identityProvider === undefined ? undefined : await providerToMove.maybeOne(tx, project, from)
  if (row === undefined) return undefined
  const type = 'ProjectIdentityProvider'
  const draft = { project, type, id, resource: providerAsMoved(keyring, owner, row), author }
  const made = await createGated(tx, gates, draft, now)
  if (!made.ok) return made
  const to = await carryOver(tx, keyring, row, id, now)
  await rekeyProvider.run(tx, from, to)
  await rekeyLinks.run(tx, project, from, to)
  const naming = { project, type: owner.resourceType, id: owner.id, resource: namingMoved(owner, id), author }
  const changed = await replaceGated(tx, gates, stored, naming, now)
  if (!changed.ok) return refused(changed.refusal)
  return accepted({
    provider: made.value.stored,
    owner: changed.value.stored,
    invalidations: [...made.value.invalidations, ...changed.value.invalidations],
  })
}
