import { decide } from '@damson/access'
import type { AccessPolicy } from '@damson/fhir'
import type { AuditEntry } from '#domain/audit'
import { findResource, readResource, resourceOf } from '#domain/resources'
import { eventOf } from './authorized.ts'
import type { FhirContext } from './dependencies.ts'
import type { Draft } from './explain-draft.ts'
import type { SeenPolicies, SeenPolicy } from './explain-told.ts'

/** The policies that the asker may read, and the events of that. */
export interface Seen {
  readonly policies: SeenPolicies
  readonly events: readonly AuditEntry[]
}

/** The rights that are the server's own, by what the effective policy calls them. */
const ROLE = /^role (.+)$/
const LATER = 'later'

export async function seenPolicies(
  context: FhirContext,
  ids: readonly string[],
  draft: Draft | undefined,
): Promise<Seen> {
  const policies = new Map<string, SeenPolicy>()
  const events: AuditEntry[] = []
  const { deps, grantee } = context
  const reading = decide(grantee.access, { interaction: 'read', resourceType: 'AccessPolicy' })
  for (const id of ids) {
    const role = id === LATER ? 'administrator' : ROLE.exec(id)?.[1]
    if (role !== undefined) policies.set(id, { is: 'role', name: role })
    else if (id === draft?.id) policies.set(id, { is: 'draft', resource: draft.resource })
    else if (reading.verdict === 'permit') {
      const stored = await readResource(deps.db, grantee.project, 'AccessPolicy', id, reading.narrowing)
      const resource = stored === undefined || stored.deleted ? undefined : resourceOf<AccessPolicy>(stored)
      if (stored === undefined || resource === undefined) continue
      policies.set(id, { is: 'stored', resource, version: stored.version })
      events.push(eventOf(context, 'fhir.read', { entity: `AccessPolicy/${id}`, version: stored.version }))
    }
  }
  return { policies, events }
}

export async function isStoredPolicy({ deps, grantee }: FhirContext, id: string): Promise<boolean> {
  const stored = await findResource(deps.db, grantee.project, 'AccessPolicy', id)
  return stored !== undefined && !stored.deleted
}
