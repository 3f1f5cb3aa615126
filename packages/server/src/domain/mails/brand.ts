import type { Project } from '@damson/fhir'
import type { Tx } from '#base/db'
import { shownName } from '#base/language'
import type { MailMessage } from '#base/mail'
import { accentColors, type Issuer, logoOf, readProject, SYSTEM_PROJECT } from '#domain/projects'

/** How an e-mail looks, and what a project says in place of the shipped texts. */
export interface MailBrand {
  readonly name: string
  readonly host: string
  /** The background of buttons, and what is written on it. */
  readonly colors: { readonly accent: string; readonly ink: string }
  readonly senderName: string | undefined
  /** The project whose logo is shown. */
  readonly logoOf: string | undefined
  readonly texts: NonNullable<NonNullable<Project['emails']>['text']>
}

const SHIPPED = { accent: '#5a2f73', ink: '#ffffff' }

/** The brand of a project's e-mails; the server's own for those of no project. */
export async function mailBrand(tx: Tx, project: string | undefined, issuer: Issuer): Promise<MailBrand> {
  const { host } = new URL(issuer.url)
  const found = project === undefined || project === SYSTEM_PROJECT ? undefined : await readProject(tx, project)
  return found === undefined
    ? { name: host, host, colors: SHIPPED, senderName: undefined, logoOf: undefined, texts: [] }
    : brandOfProject(found.resource, found.id, host)
}

/** The same of a project as it may be written. */
export function brandOfProject(project: Project, id: string, host: string): MailBrand {
  const name = shownName(project.name ?? '') || host
  return {
    name,
    host,
    colors: accentColors(project) ?? SHIPPED,
    senderName: shownName(project.emails?.senderName ?? '') || name,
    logoOf: logoOf(project) === undefined ? undefined : id,
    texts: project.emails?.text ?? [],
  }
}

export async function logoOfProject(tx: Tx, project: string): Promise<MailMessage['logo']> {
  const found = await readProject(tx, project)
  return found === undefined ? undefined : logoOf(found.resource)
}
