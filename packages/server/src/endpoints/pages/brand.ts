import type { Project } from '@damson/fhir'
import { LRUCache } from 'lru-cache'
import type { Db } from '#base/db'
import {
  accentSheet,
  logoOf,
  looksVersion,
  mailSignInOf,
  mayRegisterPatients,
  projectVersion,
  SYSTEM_PROJECT,
  takesActivationCodes,
  textSignInOf,
} from '#domain/projects'
import { findResource, resourceOf } from '#domain/resources'
import type { Brand } from './page.ts'

type Looks = Omit<Brand, 'host'>

const NOBODYS: Looks = { name: 'Damson' }

interface Made {
  /** The version of the project that the looks were made from, or an older one. */
  readonly version: string
  readonly looks: Looks
}

/** One entry per project, so that versions of one project cannot fill it. A logo is read, checked and hashed only once. */
const made = new LRUCache<string, Made>({ max: 1_000 })

/** The brand of a page: the project's name and looks, or the server's own if the page has no project. */
export async function brandOf(
  { db, baseUrl }: { readonly db: Db; readonly baseUrl: string },
  project: string | undefined,
): Promise<Brand> {
  const { host } = new URL(baseUrl)
  const isNobodys = project === undefined || project === SYSTEM_PROJECT
  return { ...(isNobodys ? NOBODYS : await looksOf(db, project)), host }
}

async function looksOf(db: Db, project: string): Promise<Looks> {
  // Read first: if the project changes meanwhile, the next page reads the looks again.
  const current = await projectVersion.maybeOne(db, project)
  if (current === undefined) return NOBODYS
  const known = made.get(project)
  if (known?.version === current.version) return known.looks
  const stored = await findResource(db, project, 'Project', project)
  if (stored === undefined) return NOBODYS
  const looks = makeLooks(stored.id, resourceOf<Project>(stored))
  made.set(project, { version: current.version, looks })
  return looks
}

function makeLooks(project: string, found: Project | undefined): Looks {
  const name = found?.name ?? NOBODYS.name
  const byMail = found !== undefined && mailSignInOf(found).length > 0 && ({ signsInByMail: true } as const)
  const byText = found !== undefined && textSignInOf(found).length > 0 && ({ signsInByText: true } as const)
  const isOpen =
    found !== undefined && mayRegisterPatients({ id: project, resource: found }) && ({ takesPatients: true } as const)
  const byCode = found !== undefined && takesActivationCodes(found) && ({ takesCodes: true } as const)
  const ways = { ...byMail, ...byText, ...isOpen, ...byCode }
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
