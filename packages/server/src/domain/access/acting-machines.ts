import { type ProjectMembership, parseJson } from '@damson/fhir'
import type { Tx } from '#base/db'
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
  if (isOwner(grantee) || ids.length === 0) return new Set()
  const rows = await membershipsNamingActFor.rows(tx, grantee.project, userType, ids)
  return new Set(rows.filter(({ content }) => actsForPeople(content)).map(({ id }) => id))
}

const actsForPeople = (content: string): boolean => (parseJson(content) as ProjectMembership).actFor !== undefined
