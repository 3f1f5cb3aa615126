import { accepted, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import { languageOf } from '#base/language'
import type { AuditEntry } from '#domain/audit'
import type { MethodRefusal } from '#domain/email-domains'
import type { MailedLink } from '#domain/mails'
import type { Issuer } from '#domain/projects'
import type { WriteRefusal } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { holdUser, makeLink, openedOtherwise, provenHolder, putEmail, type UserRow, useLinksOf } from '#domain/users'
import { begin, domainProblem } from './ask.ts'
import { type EmailChangeDeps, emailEvent } from './dependencies.ts'

export type AdminAskRefusal =
  | { readonly why: 'same_email' | 'email_taken' | 'inactive' | 'unconfirmed' | 'opened' | 'mail_limit' }
  | { readonly why: 'no_redirect'; readonly problem: WriteRefusal }
  | { readonly why: 'other_method'; readonly problem: MethodRefusal }

/** A change that an administrator asks for. */
export interface AdminAsk extends Pick<AuditEntry, 'agent' | 'personal' | 'traceId'> {
  /** Normalised. */
  readonly email: string
  /** The administrator's profile. */
  readonly profile: string
  /** Whose e-mail it is: the administrator's project. */
  readonly project: string
  /** Profiles of the person in this project get the new address too. */
  readonly telecomProject: string | undefined
  /** Why they may not send the link that opens an account which nobody has opened yet to a mailbox that they name. */
  readonly redirectProblem: (tx: Tx) => Promise<WriteRefusal | undefined>
  readonly issuer: Issuer
}

/** The person has this long to confirm. */
const OPEN_SECONDS = 7 * 86_400

/**
 * An administrator asks for another address of a person. The address changes when the person confirms it in their own
 * sign-in, with a code sent there: otherwise whoever administers a project could open the accounts of its members. A
 * person who has never confirmed an address has no sign-in yet: they are invited again, at the new address. Whoever has that
 * mailbox gets all rights of the account, so only those may ask for this who could give the rights anyway. Whoever signs in
 * without an address, by their number or a provider, adds one themselves.
 */
export async function askForEmailOf(
  deps: EmailChangeDeps,
  user: UserRow,
  ask: AdminAsk,
): Promise<Result<'asked' | 'invited', AdminAskRefusal>> {
  const { db, clock, audit, mails } = deps
  const { email, issuer } = ask
  if (email === user.email) return refused({ why: 'same_email' })
  if (!user.active) return refused({ why: 'inactive' })
  const problem = await domainProblem(db, issuer, user, email)
  if (problem !== undefined) return refused({ why: 'other_method', problem })
  if ((await provenHolder.maybeOne(db, email, user.project)) !== undefined) return refused({ why: 'email_taken' })
  if (user.emailProvenAt === null) return inviteThere(deps, user, ask)
  const postage = await mails.admit(email, { why: 'invitation', project: ask.project })
  if (postage === undefined) return refused({ why: 'mail_limit' })
  await db.tx(async (tx) => {
    const { profile: askedBy, telecomProject = null } = ask
    await begin(tx, user, { newEmail: email, askedBy, telecomProject, now: clock.now(), seconds: OPEN_SECONDS })
    await audit.record(tx, [emailEvent('email.change_asked', user, ask)])
  })
  const language = languageOf(user.language)
  await mails.emailAsked(postage, user.email ?? '', language, issuer)
  if (user.email !== null) await mails.emailNotice(user.email, 'email_asked_old', { email }, language, issuer)
  return accepted('asked')
}

async function inviteThere(
  { db, clock, keyring, audit, gates, mails }: EmailChangeDeps,
  user: UserRow,
  ask: AdminAsk,
): Promise<Result<'invited', AdminAskRefusal>> {
  const postage = await mails.admit(ask.email, { why: 'invitation', project: ask.project })
  if (postage === undefined) return refused({ why: 'mail_limit' })
  const link = await db.tx(async (tx): Promise<Result<MailedLink, AdminAskRefusal>> => {
    const held = await holdUser.one(tx, user.id)
    // Only a registration leaves a password without a confirmed address: the person who registered is not invited.
    if (held.emailProvenAt !== null || held.passwordHash !== null) return refused({ why: 'unconfirmed' })
    if ((await openedOtherwise.one(tx, user.id)).isUsed) return refused({ why: 'opened' })
    // Last: an approval is used up by it.
    const problem = await ask.redirectProblem(tx)
    if (problem !== undefined) return refused({ why: 'no_redirect', problem })
    const now = clock.now()
    const invalidations = await putEmail(tx, gates, held, { email: ask.email, provenAt: null }, now)
    // The link in the mailbox of the old address stops working.
    await useLinksOf.run(tx, now, user.id)
    await audit.record(tx, [emailEvent('email.changed', user, ask, { reason: 'never_confirmed' })])
    await publishInvalidations(tx, invalidations, now)
    return accepted(await makeLink(tx, keyring, user.id, 'invite', now))
  })
  if (!link.ok) return link
  const language = languageOf(user.language)
  await mails.link(postage, 'invite', link.value, language, ask.issuer)
  // Without the new address: the old one may be a stranger's.
  if (user.email !== null)
    await mails.emailNotice(user.email, 'email_moved_old', { email: user.email }, language, ask.issuer)
  return accepted('invited')
}
