import type { Tx } from '#base/db'
import { languageOf } from '#base/language'
import { SYSTEM_PROJECT } from '#domain/projects'
import { findResource, type Stored } from '#domain/resources'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import { createUser, normaliseEmail, provenHolder, userById } from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'
import { invitationRoute, type MailedInvitation } from './invitation-route.ts'
import { makeProject } from './new-project.ts'
import { inviterName, personOf } from './person.ts'

export interface InitDraft {
  readonly name: string
  /** Whether its administrators see patients' records. */
  readonly charts: boolean
  /** Who makes it: a `User` reference. */
  readonly invitedBy?: string | undefined
  /** The project's administrator: an account by its id, or the account with the address. */
  readonly owner:
    | { readonly userId: string }
    | { readonly email: string; readonly firstName: string; readonly lastName: string }
}

export interface InitiatedProject {
  readonly project: Stored
  /** The e-mail to send after the commit. */
  readonly mailed: MailedInvitation | undefined
}

/**
 * Makes a project for its owner on behalf of an operator. The owner finds it at the next sign-in, or follows a link in an
 * e-mail.
 */
export async function initProject(
  deps: RegistrationDeps,
  { name, charts, owner, invitedBy }: InitDraft,
  record: (tx: Tx, project: string) => Promise<void>,
): Promise<InitiatedProject> {
  const now = deps.clock.now()
  return deps.db.tx(async (tx) => {
    const account = await ownerAccount(tx, deps, owner, now)
    const made = await makeProject(tx, deps, deps.keyring, { name, charts, ...account }, now)
    const { userId, invited, is } = account
    const invitee =
      invited === undefined ? undefined : { project: made.project, email: invited, userId, is, scope: SYSTEM_PROJECT }
    const inviter = await inviterName(tx, invitedBy)
    const subject = { project: made.project, about: `Project/${made.project}`, inviter, name: account.firstName }
    const language = languageOf((await userById.one(tx, userId)).language)
    const way = invitee && (await invitationRoute(tx, deps, invitee, now))
    const mailed = invitee && way && { to: invitee.email, way, subject, language }
    await record(tx, made.project)
    await publishInvalidations(tx, [...account.invalidations, ...made.invalidations], now)
    const project = await findResource(tx, made.project, 'Project', made.project)
    if (project === undefined) throw new Error('a new project has no resource')
    return { project, mailed }
  })
}

interface OwnerAccount {
  readonly userId: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string | undefined
  readonly invalidations: readonly Invalidation[]
  /** The address to notify. */
  readonly invited: string | undefined
  readonly is: 'new' | 'member'
}

/** The owner's account: the one with the address proven, otherwise a new one with a link. */
async function ownerAccount(
  tx: Tx,
  { gates }: RegistrationDeps,
  owner: InitDraft['owner'],
  now: Date,
): Promise<OwnerAccount> {
  const email = 'email' in owner ? normaliseEmail(owner.email) : undefined
  const known = 'userId' in owner ? owner.userId : await holderOf(tx, email)
  if (known !== undefined) {
    const { user } = await personOf(tx, known)
    const { firstName, lastName } = user
    return { userId: known, firstName, lastName, email: user.email, invalidations: [], invited: email, is: 'member' }
  }
  if ('userId' in owner || email === undefined) throw new Error('an owner without an account has an address')
  const { firstName, lastName } = owner
  const user = { project: SYSTEM_PROJECT, systemProject: SYSTEM_PROJECT, firstName, lastName, email, proven: false }
  const { id: userId, invalidations } = await createUser(tx, gates, user, now)
  return { userId, firstName, lastName, email, invalidations, invited: email, is: 'new' }
}

async function holderOf(tx: Tx, email: string | undefined): Promise<string | undefined> {
  return email === undefined ? undefined : (await provenHolder.maybeOne(tx, email, SYSTEM_PROJECT))?.id
}
