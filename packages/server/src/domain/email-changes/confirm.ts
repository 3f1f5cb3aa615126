import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { refusable, type Tx } from '#base/db'
import { type Language, languageOf } from '#base/language'
import { unguessable } from '#base/random'
import { type CodeRefusal, type FactorAct, withinLimits } from '#domain/enrolment'
import { takeMailedCode } from '#domain/factors'
import { touchRoot } from '#domain/logins'
import { publishInvalidations } from '#domain/revocation'
import { holdUser, lockAddress, provenHolder, putEmail, useLinksOf } from '#domain/users'
import { type EmailChangeDeps, emailEvent } from './dependencies.ts'
import { confirmChange, type EmailChangeRow, pendingChange, providerConfirms } from './email-changes.store.ts'
import { putTelecom } from './telecom.ts'

const UNDO_SECONDS = 7 * 86_400

/** What a confirmed change needs afterwards. */
interface Confirmed {
  readonly change: EmailChangeRow
  readonly undo: string
  /** The person's: a thief must not choose that of the warnings. */
  readonly language: Language
}

/**
 * Gives the signed-in person the new address, by the code that was sent there. Both addresses are told; a link to the
 * old one undoes it for seven days. An old address that neither they nor their provider confirmed may be a stranger's: it is
 * told nothing.
 */
export async function confirmEmail(
  deps: EmailChangeDeps,
  act: FactorAct,
  typed: string,
): Promise<Result<void, CodeRefusal>> {
  const { db, clock, mails } = deps
  const { userId, issuer } = act
  const change = await pendingChange.maybeOne(db, userId, clock.now())
  if (change === undefined) return refused({ why: 'ended_login' })
  const confirmed = await withinLimits(deps, { ...act, askedBy: change.id }, async () => {
    const now = clock.now()
    const done = await refusable(db, (tx, refuse: (refusal: CodeRefusal) => never) =>
      confirmIn(tx, deps, { act, change, typed, now }, refuse),
    )
    return done.ok ? done.value : done
  })
  if (!confirmed.ok) return confirmed
  const { undo, language } = confirmed.value
  const { oldEmail, newEmail: email, id } = confirmed.value.change
  if (oldEmail !== null) await mails.emailChanged(oldEmail, email, { id, secret: undo }, language, issuer)
  await mails.emailNotice(email, 'email_changed_new', { email }, language, issuer)
  return accepted(undefined)
}

async function confirmIn(
  tx: Tx,
  { keyring, audit, gates }: EmailChangeDeps,
  {
    act,
    change,
    typed,
    now,
  }: { readonly act: FactorAct; readonly change: EmailChangeRow; readonly typed: string; readonly now: Date },
  refuse: (refusal: CodeRefusal) => never,
): Promise<Result<Confirmed, CodeRefusal>> {
  const { userId } = act
  const user = await holdUser.one(tx, userId)
  if (!(await takeMailedCode(tx, keyring, { userId, askedBy: change.id, typed }, now))) {
    await audit.record(tx, [emailEvent('email.changed', user, act, { outcome: 4, reason: 'wrong_code' })])
    return refused({ why: 'wrong_code' })
  }
  await lockAddress.one(tx, change.newEmail, user.project)
  // Its owner got an e-mail without a code, or has proven it meanwhile.
  if ((await provenHolder.maybeOne(tx, change.newEmail, user.project)) !== undefined)
    return refuse({ why: 'wrong_code' })
  // Whoever ends the person's sign-ins does so before, or finds the change and undoes it.
  if ((await touchRoot.maybeOne(tx, now, act.askedBy)) === undefined) return refuse({ why: 'ended_login' })
  const isTheirs = user.emailProvenAt !== null || (await providerConfirms.one(tx, userId)).isConfirmed
  const oldEmail = isTheirs ? user.email : null
  const undo = unguessable()
  const { hash, keyVersion } = keyring.keyedHash('one-time', undo)
  const gate = { undoHash: hash.toString('base64url'), undoKeyVersion: keyVersion }
  const until = secondsAfter(now, UNDO_SECONDS)
  const confirmed = { id: change.id, userId, oldEmail, now, ...gate, undoUntil: until }
  if ((await confirmChange.maybeOne(tx, confirmed)) === undefined) return refuse({ why: 'ended_login' })
  const written = await putEmail(tx, gates, user, { email: change.newEmail, provenAt: now }, now)
  const telecom = await putTelecom(tx, { gates, audit }, { user, change, act }, now)
  // Links in the old mailbox must not open the account any more.
  await useLinksOf.run(tx, now, userId)
  await audit.record(tx, [emailEvent('email.changed', user, act)])
  await publishInvalidations(tx, [...written, ...telecom], now)
  return accepted({ change: { ...change, oldEmail }, undo, language: languageOf(user.language, act.language) })
}
