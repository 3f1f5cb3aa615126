import { type ProjectMembership, parseJson } from '@damson/fhir'
import type { Tx } from '#base/db'
import { isUuid } from '#base/random'
import type { Grantee } from './grantee.ts'
import { isOwner } from './granting.ts'
import { membershipsNamingActFor } from './policy-holders.store.ts'

/**
 * Which of these clients or Bots a grantee may not change, nor their secrets or code, because they act for people: owners
 * alone do.
 */
export async function needingOwner(
  tx: Tx,
  grantee: Grantee,
  userType: 'ClientApplication' | 'Bot',
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (isOwner(grantee)) return new Set()
  // The id of a membership's user is a UUID: what has another has no membership.
  const known = ids.filter(isUuid)
  const rows = known.length === 0 ? [] : await membershipsNamingActFor.rows(tx, grantee.project, userType, known)
  return new Set(rows.filter(({ content }) => actsForPeople(content)).map(({ id }) => id))
}

const actsForPeople = (content: string): boolean => (parseJson(content) as ProjectMembership).actFor !== undefined
