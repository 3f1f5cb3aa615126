import type { Project } from '@damson/fhir'
import type { Tx } from '#base/db'
import type { Language } from '#base/language'
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
  /** Of the account that the address has; English if it has none. The inviter is not told. */
  readonly language: Language
}

/** A person who gets a membership in a project. */
export interface Invitee {
  readonly project: string
  readonly email: string
  readonly userId: string
  /**
   * `new`: they have no account of their own yet, so they need a link to get in. `offered`: they accept the membership in
   * the account that they have. `member`: it is theirs already.
   */
  readonly is: 'new' | 'offered' | 'member'
  /** The project of the account; the system project for server-wide ones. */
  readonly scope: string
}

/**
 * How an invited person gets in: through a link, by which they choose a password, or in the account that they have. If their
 * domain requires a provider, they get no link: a password would let them sign in nowhere, and choosing one is refused.
 * That depends only on the address's domain, so it doesn't reveal whether an account exists.
 */
export async function invitationRoute(
  tx: Tx,
  { keyring, rootIssuer }: RegistrationDeps,
  { project, email, userId, is, scope }: Invitee,
  now: Date,
): Promise<InvitedWay> {
  const problem = await addressProblem(tx, { providerKey: undefined, client: undefined, project, email })
  if (problem !== undefined) {
    const at = signInAt((await readProject(tx, project))?.resource, rootIssuer)
    return { by: 'organisation', domain: domainOfEmail(email), at }
  }
  if (is === 'member') return { by: 'own_account' }
  // Made for a known address too, and sent to nobody: the time of both is alike.
  const link = await makeLink(tx, keyring, userId, 'invite', now)
  if (is === 'new') return { by: 'link', link }
  // Where the person signs in to their account, whether or not the invitation is still open then.
  return { by: 'offer', page: `${rootIssuer.url}${scope === project ? `projects/${project}/` : ''}account` }
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
