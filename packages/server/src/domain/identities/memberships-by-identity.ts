import type { Tx } from '#base/db'
import type { Provider } from '#domain/providers'
import { type IdentityRow, identityById } from './identities.store.ts'
import { isOfType } from './identity-question.ts'

/** The part of a membership that decides who may sign in to it. */
interface CandidateMembership {
  readonly project: string
  readonly id: string
  readonly profile: string
  readonly isOverAll: boolean
}

/** The part of an identity that decides which memberships a sign-in may be for. */
export type LinkedIdentity = Pick<IdentityRow, 'project' | 'membershipId' | 'profileType'>

/**
 * The memberships that a sign-in by a provider may be for: only those of the provider's project, of profile types that it
 * may sign in, and as the claims chose. None if the link was removed meanwhile.
 */
export async function membershipsByIdentity<P extends CandidateMembership>(
  tx: Tx,
  provider: Provider | undefined,
  { providerKey, identityId }: { readonly providerKey: string | null; readonly identityId: string | null },
  memberships: readonly P[],
): Promise<readonly P[]> {
  if (providerKey === null) return memberships
  const identity = identityId === null ? undefined : await identityById.maybeOne(tx, identityId)
  return membershipsOfLinked(identity, provider, memberships)
}

/** The same, if the link and its provider have been read. */
export function membershipsOfLinked<P extends CandidateMembership>(
  identity: LinkedIdentity | undefined,
  provider: Provider | undefined,
  memberships: readonly P[],
): readonly P[] {
  if (identity === undefined || provider === undefined) return []
  return memberships.filter(({ project, id, profile, isOverAll }) => {
    const [type = ''] = profile.split('/')
    return (
      project === identity.project &&
      !isOverAll &&
      (identity.membershipId ?? id) === id &&
      isOfType(provider, type) &&
      (identity.profileType ?? type) === type
    )
  })
}
