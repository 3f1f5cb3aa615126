import type { Project } from '@damson/fhir'
import type { Brand } from '#answers'
import { SYSTEM_PROJECT } from '#domain/projects'
import { findResource, resourceOf } from '#domain/resources'
import type { SigninParts } from './parts.ts'

/** Who is asking: the project by its name, or the server itself where no project is concerned. */
export async function brandOf(
  { db, baseUrl }: Pick<SigninParts, 'db' | 'baseUrl'>,
  project: string | undefined,
): Promise<Brand> {
  const stored =
    project === undefined || project === SYSTEM_PROJECT
      ? undefined
      : await findResource(db, project, 'Project', project)
  const name = stored === undefined ? undefined : resourceOf<Project>(stored)?.name
  return { name: name ?? 'Damson', host: new URL(baseUrl).host }
}
