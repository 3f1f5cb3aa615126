import type { Tx } from '#base/db'
import type { Provider } from '#domain/providers'
import { type IdentityRow, identityById } from './identities.store.ts'
import { isOfType } from './identity-question.ts'

/** A membership, as far as it matters who may sign in to it. */
interface Place {
  readonly project: string
  readonly id: string
  readonly profile: string
  readonly isOverAll: boolean
}

/** The link by which a provider's person was signed in, as far as it decides where they may go. */
export type LinkedIdentity = Pick<IdentityRow, 'project' | 'membershipId' | 'profileType'>

/**
 * Of a person's places those that a sign-in by a provider may be for: of the provider's project alone, of the types that
 * it may sign in, and as its claims chose. None when the link to it has been taken away meanwhile.
 */
export async function placesByIdentity<P extends Place>(
  tx: Tx,
  provider: Provider | undefined,
  { providerKey, identityId }: { readonly providerKey: string | null; readonly identityId: string | null },
  places: readonly P[],
): Promise<readonly P[]> {
  if (providerKey === null) return places
  const identity = identityId === null ? undefined : await identityById.maybeOne(tx, identityId)
  return placesOfLinked(identity, provider, places)
}

/** The same, where the link and its provider are at hand. */
export function placesOfLinked<P extends Place>(
  identity: LinkedIdentity | undefined,
  provider: Provider | undefined,
  places: readonly P[],
): readonly P[] {
  if (identity === undefined || provider === undefined) return []
  return places.filter(({ project, id, profile, isOverAll }) => {
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
