import type { Db, Tx } from '#base/db'
import { createInvalidatedCache, type Invalidations } from '#domain/revocation'
import { type Issuer, isOfIssuer } from './issuer.ts'
import { deleteOrigins, insertOrigins, originOwners } from './projects.store.ts'

/** Replaces the origins that a client or project registers. */
export async function originSetter(
  tx: Tx,
  project: string,
  ownerType: 'ClientApplication' | 'Project',
  ownerId: string,
  origins: readonly string[],
): Promise<void> {
  await deleteOrigins.run(tx, ownerType, ownerId)
  if (origins.length > 0) await insertOrigins.run(tx, { origins, project, ownerType, ownerId })
}

export interface RegisteredOrigins {
  /**
   * Whether any client or project has registered exactly this origin; at a project's address, only that project and its
   * clients count.
   */
  isRegistered(origin: string, issuer: Issuer): Promise<boolean>
  /** The projects that registered it themselves, not through one of their clients. */
  projectsOf(origin: string): Promise<readonly string[]>
  isOfClient(origin: string, clientId: string): Promise<boolean>
}

interface Owner {
  readonly project: string
  readonly ownerType: string
  readonly ownerId: string
}

const KEPT = 1_000
const LONGEST_ORIGIN = 300

export function registeredOrigins(db: Db, invalidations: Invalidations): RegisteredOrigins {
  const cache = createInvalidatedCache<readonly Owner[]>(invalidations, KEPT)
  async function ownersOf(origin: string): Promise<readonly Owner[]> {
    if (origin.length > LONGEST_ORIGIN) return []
    const known = cache.get(origin)
    if (known !== undefined) return known
    const heard = invalidations.heard()
    const owners = await originOwners.rows(db, origin)
    cache.put(origin, owners, [{ kind: 'origin', subject: origin }], heard)
    return owners
  }
  return {
    isRegistered: async (origin, issuer) => (await ownersOf(origin)).some(({ project }) => isOfIssuer(issuer, project)),
    projectsOf: async (origin) =>
      (await ownersOf(origin)).filter(({ ownerType }) => ownerType === 'Project').map(({ ownerId }) => ownerId),
    isOfClient: async (origin, clientId) =>
      (await ownersOf(origin)).some(
        ({ ownerType, ownerId }) => ownerType === 'ClientApplication' && ownerId === clientId,
      ),
  }
}
