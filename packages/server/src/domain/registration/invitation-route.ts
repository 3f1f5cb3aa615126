import type { Project } from '@damson/fhir'
import type { Tx } from '#base/db'
import { addressProblem, domainOfEmail } from '#domain/email-domains'
import type { InvitedWay } from '#domain/mails'
import { type Issuer, readProject } from '#domain/projects'
import { makeLink } from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'

/** Somebody who is given a place in a project. */
export interface Invitee {
  readonly project: string
  readonly email: string
  readonly userId: string
  /** They have no account of their own yet: without a link there is no way in. */
  readonly isNew: boolean
}

/**
 * How somebody who is invited gets in. Whose domain is held to a provider there gets no link: a password would sign them
 * in nowhere, and choosing one is refused. Told by the address's domain, and not by whether there is an account.
 */
export async function invitationRoute(
  tx: Tx,
  { keyring, rootIssuer }: RegistrationDeps,
  { project, email, userId, isNew }: Invitee,
  now: Date,
): Promise<InvitedWay> {
  const problem = await addressProblem(tx, { providerKey: undefined, client: undefined, project, email })
  if (problem !== undefined) {
    const at = signInAt((await readProject(tx, project))?.resource, rootIssuer)
    return { by: 'organisation', domain: domainOfEmail(email), at }
  }
  return isNew ? { by: 'link', link: await makeLink(tx, keyring, userId, 'invite', now) } : { by: 'own_account' }
}

/** Where people of a project sign in: at its first site; else the page of the server that leads on to apps. */
function signInAt(project: Project | undefined, { url }: Issuer): string {
  const site = project?.site?.flatMap(({ domain }) => domain).find((domain) => URL.canParse(`https://${domain}/`))
  return site === undefined ? `${url}signin` : `https://${site}/`
}
