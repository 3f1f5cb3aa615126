import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Tx } from '#base/db'
import { languageOf } from '#base/language'
import { uuid } from '#base/random'
import { addressProblem, type MethodRefusal } from '#domain/email-domains'
import type { FactorAct } from '#domain/enrolment'
import { makeMailedCode } from '#domain/factors'
import { choosingProblem } from '#domain/passwords'
import { type Issuer, SYSTEM_PROJECT } from '#domain/projects'
import { isEmail, normaliseEmail, provenHolder, type UserRow, userById } from '#domain/users'
import { type EmailChangeDeps, emailEvent } from './dependencies.ts'
import { dropPending, type EmailChangeRow, insertChange, pendingChange } from './email-changes.store.ts'

export type AskRefusal =
  | { readonly why: 'invalid_email' | 'same_email' | 'mail_limit' }
  /** People of the old or the new address's domain sign in with a provider. */
  | { readonly why: 'other_method'; readonly problem: MethodRefusal }

/** A person's own change stays open this long. */
const OPEN_SECONDS = 3_600

/** Why an account may not get another address: its organisation, or that of the new address, signs people in. */
export async function domainProblem(
  tx: Tx,
  issuer: Pick<Issuer, 'project'>,
  user: UserRow,
  email: string,
): Promise<MethodRefusal | undefined> {
  const project = issuer.project ?? (user.project === SYSTEM_PROJECT ? undefined : user.project)
  return (
    (await choosingProblem(tx, issuer, user)) ??
    (await choosingProblem(tx, issuer, { ...user, email })) ??
    (await addressProblem(tx, { providerKey: undefined, client: undefined, project, email }))
  )
}

/**
 * Begins a change of the signed-in person's address, and mails a code to the new one. If the address is another
 * account's, its owner is told instead; the answer is the same.
 */
export async function askForEmail(
  deps: EmailChangeDeps,
  act: FactorAct,
  typed: string,
): Promise<Result<void, AskRefusal>> {
  const { db, clock, audit } = deps
  if (!isEmail(typed) || typed.length > 320) return refused({ why: 'invalid_email' })
  const newEmail = normaliseEmail(typed)
  const user = await userById.one(db, act.userId)
  if (newEmail === user.email && user.emailProvenAt !== null) return refused({ why: 'same_email' })
  const problem = await domainProblem(db, act.issuer, user, newEmail)
  if (problem !== undefined) return refused({ why: 'other_method', problem })
  const now = clock.now()
  await db.tx(async (tx) => {
    await begin(tx, user, { newEmail, askedBy: null, telecomProject: null, now, seconds: OPEN_SECONDS })
    await audit.record(tx, [emailEvent('email.change_asked', user, act)])
  })
  return mailChangeCode(deps, act)
}

/** A new change replaces the one that is under way. */
export async function begin(
  tx: Tx,
  { id: userId, email: oldEmail }: UserRow,
  {
    seconds,
    ...change
  }: Pick<EmailChangeRow, 'newEmail' | 'askedBy' | 'telecomProject'> & { readonly now: Date; readonly seconds: number },
): Promise<void> {
  await dropPending.run(tx, userId)
  await insertChange.run(tx, { id: uuid(), userId, oldEmail, ...change, expiresAt: secondsAfter(change.now, seconds) })
}

/** The change that waits for the person's code, if any. */
export async function pendingEmail(
  { db, clock }: Pick<EmailChangeDeps, 'db' | 'clock'>,
  userId: string,
): Promise<EmailChangeRow | undefined> {
  return pendingChange.maybeOne(db, userId, clock.now())
}

/** Mails another code for the change that is under way. */
export async function mailChangeCode(
  deps: EmailChangeDeps,
  { userId, language, issuer }: FactorAct,
): Promise<Result<void, AskRefusal>> {
  const { db, clock, keyring, mails } = deps
  const now = clock.now()
  const change = await pendingChange.maybeOne(db, userId, now)
  if (change === undefined) return accepted(undefined)
  const { project, language: known } = await userById.one(db, userId)
  const own = languageOf(known, language)
  const postage = await mails.admit(change.newEmail)
  if (postage === undefined) return refused({ why: 'mail_limit' })
  const holder = await provenHolder.maybeOne(db, change.newEmail, project)
  const code = await db.tx((tx) => makeMailedCode(tx, keyring, { userId, askedBy: change.id }, now))
  // Their sending is not awaited, so that the time does not tell which of the two e-mails it is.
  if (holder === undefined) await mails.emailCode(postage, code, own, issuer)
  else await mails.alreadyRegistered(postage, languageOf(holder.language, own), issuer)
  return accepted(undefined)
}

export async function cancelEmail({ db, audit }: EmailChangeDeps, act: FactorAct): Promise<void> {
  await db.tx(async (tx) => {
    const user = await userById.one(tx, act.userId)
    await dropPending.run(tx, user.id)
    await audit.record(tx, [emailEvent('email.change_asked', user, act, { outcome: 4, reason: 'cancelled' })])
  })
}
