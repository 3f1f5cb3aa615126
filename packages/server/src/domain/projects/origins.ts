import type { Db, Tx } from '#base/db'
import { createNewsCache, type News } from '#domain/revocation'
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
  if (origins.length > 0) await insertOrigins.run(tx, origins, project, ownerType, ownerId)
}

export interface RegisteredOrigins {
  /** Whether any client or project registered exactly this origin. */
  isRegistered(origin: string): Promise<boolean>
  /** The projects that registered it themselves, not through one of their clients. */
  projectsOf(origin: string): Promise<readonly string[]>
  isOfClient(origin: string, clientId: string): Promise<boolean>
}

const KEPT = 1_000
const LONGEST_ORIGIN = 300

export function registeredOrigins(db: Db, news: News): RegisteredOrigins {
  const cache = createNewsCache<readonly { ownerType: string; ownerId: string }[]>(news, KEPT)
  async function ownersOf(origin: string): Promise<readonly { ownerType: string; ownerId: string }[]> {
    if (origin.length > LONGEST_ORIGIN) return []
    const known = cache.get(origin)
    if (known !== undefined) return known
    const heard = news.heard()
    const owners = await originOwners.rows(db, origin)
    cache.put(origin, owners, [{ kind: 'origin', subject: origin }], heard)
    return owners
  }
  return {
    isRegistered: async (origin) => (await ownersOf(origin)).length > 0,
    projectsOf: async (origin) =>
      (await ownersOf(origin)).filter(({ ownerType }) => ownerType === 'Project').map(({ ownerId }) => ownerId),
    isOfClient: async (origin, clientId) =>
      (await ownersOf(origin)).some(
        ({ ownerType, ownerId }) => ownerType === 'ClientApplication' && ownerId === clientId,
      ),
  }
}
