import { identitiesOf } from '#domain/identities'
import { readProject } from '#domain/projects'
import type { AccountDeps } from './dependencies.ts'
import { reaches, type Visitor } from './visitor.ts'

/** A linked account. */
export interface LinkedIdentity {
  readonly id: string
  readonly provider: string
  /** The project that it signs the person in to. */
  readonly project: string
  readonly since: Date
  readonly lastUsedAt: Date | undefined
  /** The person has no password and no other linked account. */
  readonly isOnlyWay: boolean
}

/** A person's linked accounts. At a project's address: only those of that project. */
export async function linkedIdentities(
  { db, providers }: AccountDeps,
  visitor: Visitor,
  project: string | undefined,
): Promise<readonly LinkedIdentity[]> {
  const { user } = visitor
  const all = await identitiesOf(db, user.id)
  const isOnlyWay = all.length === 1 && user.passwordHash === null
  const identities = all.filter(
    (one) => (project === undefined || one.project === project) && reaches(visitor, one.project),
  )
  return Promise.all(
    identities.map(async ({ id, issuer, providerKey, project: at, linkedAt, lastUsedAt }) => ({
      id,
      provider: (await providers.byKey(providerKey))?.name ?? issuer,
      project: (await readProject(db, at))?.resource.name ?? at,
      since: linkedAt,
      lastUsedAt: lastUsedAt ?? undefined,
      isOnlyWay,
    })),
  )
}
