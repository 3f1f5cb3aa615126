import type { Project } from '@damson/fhir'
import type { Db } from '#base/db'
import { accentSheet, logoOf, looksVersion, SYSTEM_PROJECT } from '#domain/projects'
import { findResource, resourceOf } from '#domain/resources'
import type { Brand } from './page.ts'

/** Who is asking: the project by its name and in its looks, or the server itself where no project is concerned. */
export async function brandOf(
  { db, baseUrl }: { readonly db: Db; readonly baseUrl: string },
  project: string | undefined,
): Promise<Brand> {
  const { host } = new URL(baseUrl)
  const stored =
    project === undefined || project === SYSTEM_PROJECT
      ? undefined
      : await findResource(db, project, 'Project', project)
  const found = stored === undefined ? undefined : resourceOf<Project>(stored)
  if (found?.signInForm === undefined || project === undefined) return { name: found?.name ?? 'Damson', host }
  const at = (file: string): string => `/assets/projects/${project}/${looksVersion(found)}/${file}`
  return {
    name: found.name ?? 'Damson',
    host,
    ...(accentSheet(found) !== undefined && { sheet: at('accent.css') }),
    ...(logoOf(found) !== undefined && { logo: at('logo') }),
    ...(found.signInForm.notice !== undefined && { notice: found.signInForm.notice }),
  }
}
