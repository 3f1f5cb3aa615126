import type { Project } from '@damson/fhir'
import type { Db } from '#base/db'
import { SYSTEM_PROJECT } from '#domain/projects'
import { findResource, resourceOf } from '#domain/resources'
import type { Brand } from './page.ts'

/** Who is asking: the project by its name, or the server itself where no project is concerned. */
export async function brandOf(
  { db, baseUrl }: { readonly db: Db; readonly baseUrl: string },
  project: string | undefined,
): Promise<Brand> {
  const stored =
    project === undefined || project === SYSTEM_PROJECT
      ? undefined
      : await findResource(db, project, 'Project', project)
  const name = stored === undefined ? undefined : resourceOf<Project>(stored)?.name
  return { name: name ?? 'Damson', host: new URL(baseUrl).host }
}
