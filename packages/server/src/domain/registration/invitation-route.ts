import type { Project } from '@damson/fhir'
import type { Tx } from '#base/db'
import { addressProblem, domainOfEmail } from '#domain/email-domains'
import type { InvitationSubject, InvitedWay } from '#domain/mails'
import { type Issuer, readProject } from '#domain/projects'
import { makeLink } from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'

/** The e-mail of an invitation. */
export interface MailedInvitation {
  readonly to: string
  readonly way: InvitedWay
  readonly subject: InvitationSubject
}

/** A person who gets a membership in a project. */
export interface Invitee {
  readonly project: string
  readonly email: string
  readonly userId: string
  /** They have no account of their own yet, so they need a link to get in. */
  readonly isNew: boolean
}

/**
 * How an invited person gets in. If their domain requires a provider, they get no link: a password would let them sign in
 * nowhere, and choosing one is refused. Depends only on the address's domain, so it doesn't reveal whether an account
 * exists.
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

/** What a project is called, and where its people sign in. */
export async function signInOf(
  tx: Tx,
  { rootIssuer }: Pick<RegistrationDeps, 'rootIssuer'>,
  project: string,
): Promise<{ readonly project: string; readonly at: string }> {
  const resource = (await readProject(tx, project))?.resource
  return { project: resource?.name ?? new URL(rootIssuer.url).host, at: signInAt(resource, rootIssuer) }
}

/** Where the project's people sign in: at its first site, else on the server's own page, which leads to the apps. */
function signInAt(project: Project | undefined, { url }: Issuer): string {
  const site = project?.site?.flatMap(({ domain }) => domain).find((domain) => URL.canParse(`https://${domain}/`))
  return site === undefined ? `${url}signin` : `https://${site}/`
}
