import type { Tx } from '#base/db'
import { isOfType } from './asked.ts'
import { identityById, superProjects } from './identities.store.ts'
import type { Providers } from './provider.ts'

/** A membership, as far as it matters who may sign in to it. */
interface Place {
  readonly project: string
  readonly id: string
  readonly profile: string
}

/**
 * Of a person's places those that a sign-in by a provider may be for: of the provider's project alone, of the types that
 * it may sign in, and as its claims chose. None when the link to it has been taken away meanwhile.
 */
export async function placesByIdentity<P extends Place>(
  tx: Tx,
  providers: Providers,
  { providerKey, identityId }: { readonly providerKey: string | null; readonly identityId: string | null },
  places: readonly P[],
): Promise<readonly P[]> {
  if (providerKey === null) return places
  const identity = identityId === null ? undefined : await identityById.maybeOne(tx, identityId)
  const provider = await providers.byKey(providerKey)
  if (identity === undefined || provider === undefined) return []
  const supers = new Set((await superProjects.rows(tx)).map(({ id }) => id))
  return places.filter(({ project, id, profile }) => {
    const [type = ''] = profile.split('/')
    return (
      project === identity.project &&
      !supers.has(project) &&
      (identity.membershipId ?? id) === id &&
      isOfType(provider, type) &&
      (identity.profileType ?? type) === type
    )
  })
}
