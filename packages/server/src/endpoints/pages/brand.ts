import type { Project } from '@damson/fhir'
import type { Db } from '#base/db'
import {
  accentSheet,
  connectsDevices,
  logoOf,
  looksVersion,
  mailSignInOf,
  mayRegisterPatients,
  SYSTEM_PROJECT,
  takesActivationCodes,
  textSignInOf,
} from '#domain/projects'
import { findResource, resourceOf } from '#domain/resources'
import { createInvalidatedCache, type Invalidations } from '#domain/revocation'
import type { Brand } from './page.ts'

type Looks = Omit<Brand, 'host'>

const NOBODYS: Looks = { name: 'Damson' }

/** The looks of each project's pages, kept until the project changes: a logo is read, checked and hashed only once. */
export interface ProjectLooks {
  of(project: string): Promise<Looks>
}

const KEPT = 1_000

export function createProjectLooks(db: Db, invalidations: Invalidations): ProjectLooks {
  const kept = createInvalidatedCache<Looks>(invalidations, KEPT)
  return {
    async of(project) {
      const known = kept.get(project)
      if (known !== undefined) return known
      const heard = invalidations.heard()
      const stored = await findResource(db, project, 'Project', project)
      if (stored === undefined) return NOBODYS
      const looks = makeLooks(stored.id, resourceOf<Project>(stored))
      kept.put(project, looks, [{ kind: 'project', subject: project }], heard)
      return looks
    },
  }
}

/** The brand of a page: the project's name and looks, or the server's own if the page has no project. */
export async function brandOf(
  { looks, baseUrl }: { readonly looks: ProjectLooks; readonly baseUrl: string },
  project: string | undefined,
): Promise<Brand> {
  const { host } = new URL(baseUrl)
  const isNobodys = project === undefined || project === SYSTEM_PROJECT
  return { ...(isNobodys ? NOBODYS : await looks.of(project)), host }
}

function makeLooks(project: string, found: Project | undefined): Looks {
  const name = found?.name ?? NOBODYS.name
  const byMail = found !== undefined && mailSignInOf(found).length > 0 && ({ signsInByMail: true } as const)
  const byText = found !== undefined && textSignInOf(found).length > 0 && ({ signsInByText: true } as const)
  const isOpen =
    found !== undefined && mayRegisterPatients({ id: project, resource: found }) && ({ takesPatients: true } as const)
  const byCode = found !== undefined && takesActivationCodes(found) && ({ takesCodes: true } as const)
  const devices = found !== undefined && connectsDevices(found) && ({ connectsDevices: true } as const)
  const ways = { ...byMail, ...byText, ...isOpen, ...byCode, ...devices }
  if (found?.signInForm === undefined) return { name, ...ways }
  const at = (file: string): string => `/assets/projects/${project}/${looksVersion(found)}/${file}`
  return {
    name,
    ...ways,
    ...(accentSheet(found) !== undefined && { sheet: at('accent.css') }),
    ...(logoOf(found) !== undefined && { logo: at('logo') }),
    ...(found.signInForm.notice !== undefined && { notice: found.signInForm.notice }),
  }
}
