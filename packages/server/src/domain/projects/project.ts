import { type Project, parseJson } from '@damson/fhir'
import type { Tx } from '#base/db'
import { isUuid } from '#base/random'
import { type WriteRefusal, writeRefusal } from '#domain/resources'
import { takesActivationCodes } from './activation-setting.ts'
import { activeProject } from './projects.store.ts'

/** The project of everything that belongs to no other: server-wide users, and events outside of any project. */
export const SYSTEM_PROJECT = '00000000-0000-0000-0000-000000000000'

export interface ProjectRow {
  readonly id: string
  readonly resource: Project
}

/** Why nobody of a project writes in it once it is switched off. */
export const INACTIVE_PROJECT: WriteRefusal = writeRefusal(
  'forbidden',
  'inactive_project',
  'The project is switched off: only the operator of the server can switch it on again.',
)

/** An active project, or undefined. */
export async function readProject(tx: Tx, id: string): Promise<ProjectRow | undefined> {
  const stored = isUuid(id) ? await activeProject.maybeOne(tx, id) : undefined
  return stored === undefined ? undefined : projectOf(stored.content)
}

/** A project from its resource as stored. */
export function projectOf(content: string): ProjectRow {
  // The content was validated when it was written.
  const resource = parseJson(content) as Project
  return { id: resource.id ?? '', resource }
}

/** Whether anyone may register as a patient; setting a default policy for such patients allows it. */
export function mayRegisterPatients({ resource }: ProjectRow): boolean {
  return resource.defaultPatientAccessPolicy?.reference !== undefined
}

/** Whether anyone may create an account: as a new patient, or to use an activation code with it. */
export function mayRegisterSelf(project: ProjectRow): boolean {
  return mayRegisterPatients(project) || takesActivationCodes(project.resource)
}

/** The default policy of a membership without one, by its profile type; `Admin` for administrators. */
export function defaultPolicyOf(project: Project, profileType: string): string | undefined {
  const entry = project.defaultAccessPolicies?.find((candidate) => candidate.profileType === profileType)
  return entry?.accessPolicy.reference
}
