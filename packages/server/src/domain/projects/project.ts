import { type Project, parseJson } from '@damson/fhir'
import type { Tx } from '#base/db'
import { isUuid } from '#base/random'
import { activeProject } from './projects.store.ts'

/** What belongs to no project lies in this one: server-wide users, and events of nobody's project. */
export const SYSTEM_PROJECT = '00000000-0000-0000-0000-000000000000'

export interface ProjectRow {
  readonly id: string
  readonly resource: Project
}

/** An active project, or undefined. */
export async function readProject(tx: Tx, id: string): Promise<ProjectRow | undefined> {
  const stored = isUuid(id) ? await activeProject.maybeOne(tx, id) : undefined
  return stored === undefined ? undefined : projectOf(stored.content)
}

/** A project from its resource as stored. */
export function projectOf(content: string): ProjectRow {
  // It was validated when it was written.
  const resource = parseJson(content) as Project
  return { id: resource.id ?? '', resource }
}

/** Whether anybody may register as a patient; the policy that such patients get is the switch. */
export function mayRegisterPatients({ resource }: ProjectRow): boolean {
  return resource.defaultPatientAccessPolicy?.reference !== undefined
}

/** The policy that a membership without one gets, by the type of its profile; `Admin` for administrators. */
export function defaultPolicyOf(project: Project, profileType: string): string | undefined {
  const entry = project.defaultAccessPolicies?.find((candidate) => candidate.profileType === profileType)
  return entry?.accessPolicy.reference
}
