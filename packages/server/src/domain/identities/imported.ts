import type { Tx } from '#base/db'
import { uuid } from '#base/random'
import { insertIdentity } from './identities.store.ts'

/** A person at a provider: only both together identify them. */
export interface ImportedIdentity {
  readonly issuer: string
  readonly sub: string
}

/**
 * Links a membership that an import has just made to a provider's person. The provider need not be configured yet. False if
 * the person is linked to another account in this project.
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
