import type { Project } from '@damson/fhir'
import type { Tx } from '#base/db'
import { isUuid } from '#base/random'
import { holdProject } from '#domain/projects'
import { findResource, resourceOf, type Stored } from '#domain/resources'

export interface HeldProject {
  readonly stored: Stored
  readonly resource: Project
}

/**
 * A project as it stays until the transaction ends, for a change by the operator. What its own people write comes before, or
 * is refused as overtaken; the operator's change never is. Undefined: there is none.
 */
export async function heldProject(tx: Tx, id: string): Promise<HeldProject | undefined> {
  if (!isUuid(id) || (await holdProject.maybeOne(tx, id)) === undefined) return undefined
  const stored = await findResource(tx, id, 'Project', id)
  const resource = stored && resourceOf<Project>(stored)
  return stored && resource && { stored, resource }
}
