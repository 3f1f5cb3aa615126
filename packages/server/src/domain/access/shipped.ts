import { adminPolicy, adminPolicyWithoutCharts, patientPolicy } from '@damson/access'
import type { AccessPolicy, ProjectDefaultAccessPolicies } from '@damson/fhir'
import type { Tx } from '#base/db'
import { uuid } from '#base/random'
import { createGated, type Gates } from '#domain/resources'

/**
 * Stores the initial policies of a new project, visible to its administrators; returns its defaults. Without charts, its
 * administrators see no patient's record.
 */
export async function storeShippedPolicies(
  tx: Tx,
  gates: Gates,
  project: string,
  now: Date,
  { charts }: { readonly charts: boolean },
): Promise<readonly ProjectDefaultAccessPolicies[]> {
  const defaults: ProjectDefaultAccessPolicies[] = []
  for (const [profileType, policy] of [
    ['Admin', charts ? adminPolicy(project) : adminPolicyWithoutCharts(project)],
    ['Patient', patientPolicy()],
  ] as const) {
    const id = uuid()
    // The shipped constants are read-only, but a resource's arrays are not.
    const resource = structuredClone(policy) as AccessPolicy
    const written = await createGated(tx, gates, { project, type: 'AccessPolicy', id, resource, author: 'system' }, now)
    if (!written.ok) throw new Error(`a shipped policy was refused: ${written.refusal.text}`)
    defaults.push({ profileType, accessPolicy: { reference: `AccessPolicy/${id}` } })
  }
  return defaults
}
