import type { ProjectMembership } from '@damson/fhir'
import type { Tx } from '#base/db'
import type { Invalidation } from '#domain/revocation'
import { revokeActingLoginsOf } from './acting.store.ts'

/** Ends the tokens with which a client acts for people, as its other sign-ins end. Nothing for the membership of a person. */
export async function endActingLogins(
  tx: Tx,
  project: string,
  { user }: Pick<ProjectMembership, 'user'>,
  now: Date,
): Promise<readonly Invalidation[]> {
  const [type, id = ''] = (user.reference ?? '').split('/')
  if (type !== 'ClientApplication') return []
  return (await revokeActingLoginsOf.rows(tx, project, id, now)).map((row) => ({ kind: 'login', subject: row.id }))
}
