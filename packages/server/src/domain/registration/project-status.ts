import type { Project } from '@damson/fhir'
import type { Tx } from '#base/db'
import { replaceGated, type WriteRefusal } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import type { RegistrationDeps } from './dependencies.ts'
import { heldProject } from './held-project.ts'

export type ProjectStatus = NonNullable<Project['status']>

export type StatusRefusal = { readonly why: 'unknown_project' } | { readonly why: 'refused'; readonly by: WriteRefusal }

/**
 * Switches a project off, or on again, for the operator of the server. Undefined where it went well; `record` runs with the
 * change, and only if there is one.
 */
export async function setProjectStatus(
  { db, clock, ownerGates }: RegistrationDeps,
  id: string,
  status: ProjectStatus,
  record: (tx: Tx, version: number) => Promise<void>,
): Promise<StatusRefusal | undefined> {
  const now = clock.now()
  return db.tx(async (tx) => {
    const held = await heldProject(tx, id)
    if (held === undefined) return { why: 'unknown_project' }
    const { stored, resource: before } = held
    const { meta: _meta, active, ...rest } = before
    // `active` says the same in an older way.
    const resource: Project = { ...rest, ...(active !== undefined && { active: status === 'active' }), status }
    if (before.status === status && resource.active === active) return undefined
    const draft = { project: id, type: 'Project', id, resource, author: 'system' }
    const written = await replaceGated(tx, ownerGates, stored, draft, now)
    if (!written.ok) return { why: 'refused', by: written.refusal }
    await record(tx, written.value.stored.version)
    await publishInvalidations(tx, written.value.invalidations, now)
    return undefined
  })
}
