import type { Tx } from '#base/db'
import { uuid } from '#base/random'
import { insertIdentity } from './identities.store.ts'

/** Somebody as a provider knows them: nothing but both together names a person. */
export interface ImportedIdentity {
  readonly issuer: string
  readonly sub: string
}

/**
 * Links a place that an import has just made to somebody of a provider, which need not be configured yet. False when
 * another is linked to them in this project.
 */
export async function bringIdentity(
  tx: Tx,
  project: string,
  { issuer, sub }: ImportedIdentity,
  to: { readonly userId: string; readonly membershipId: string },
  now: Date,
): Promise<boolean> {
  const linked = await insertIdentity.maybeOne(tx, {
    id: uuid(),
    project,
    issuer,
    subject: sub,
    userId: to.userId,
    membershipId: to.membershipId,
    providerKey: 'import',
    how: 'imported',
    now,
    profileType: null,
    usedAt: null,
  })
  return linked !== undefined
}
