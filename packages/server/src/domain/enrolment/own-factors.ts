import { accepted, type Result, refused, type User } from '@damson/fhir'
import { refusable, type Tx } from '#base/db'
import { type Language, languageOf } from '#base/language'
import type { AuditEntry } from '#domain/audit'
import {
  addEmailFactor,
  confirmTotp,
  deleteFactor,
  deleteFactorsSince,
  type FactorRow,
  factorsOf,
  forgetBrowser,
  forgetRecoveryCodes,
  forgetRecoveryCodesSince,
  lockFactors,
  makeRecoveryCodes,
  openNumber,
  recoveryCodesLeft,
  renameFactor,
  shownTotpSecret,
  totpUri,
} from '#domain/factors'
import { type Issuer, readProject, SYSTEM_PROJECT } from '#domain/projects'
import { findResource, replaceGated, resourceOf } from '#domain/resources'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import { tellByText } from '#domain/texts'
import { type UserRow, userById } from '#domain/users'
import { type CodeRefusal, eventOf, withinLimits } from './codes.ts'
import { demandsOfPerson } from './demands.ts'
import type { EnrolmentDeps, FactorAct } from './dependencies.ts'

/** What a person has set up. */
export interface OwnFactors {
  readonly factors: readonly FactorRow[]
  /** Undefined if they have no recovery codes. */
  readonly recovery: { readonly left: number; readonly madeAt: Date } | undefined
}

export async function ownFactors(tx: Tx, userId: string): Promise<OwnFactors> {
  return { factors: await factorsOf.rows(tx, userId), recovery: await recoveryCodesLeft.maybeOne(tx, userId) }
}

/** A secret to be typed into an authenticator app, and the same as an address for a QR code. */
export interface ShownSecret {
  readonly secret: string
  readonly uri: string
}

/**
 * The secret that this login or root is shown, the same until a code of it comes. The app lists it under the name of the
 * account's project, or under the server's host.
 */
export async function showTotp(
  { db, clock, keyring }: EnrolmentDeps,
  { userId, askedBy }: Pick<FactorAct, 'userId' | 'askedBy'>,
  issuer: Issuer,
): Promise<ShownSecret> {
  const { email, project } = await userById.one(db, userId)
  const own = project === SYSTEM_PROJECT ? undefined : await readProject(db, project)
  const service = own?.resource.name ?? new URL(issuer.url).host
  const secret = await shownTotpSecret(db, keyring, { userId, askedBy }, clock.now())
  return { secret, uri: totpUri(secret, service, email ?? userId) }
}

/** An authenticator app that a person sets up. */
export interface NewTotp {
  readonly typed: string
  readonly name: string
  /** The caller shows the recovery codes that come with a first factor. */
  readonly showsCodes: boolean
}

/** A factor that was set up. */
export interface Added {
  /** To be shown once, if the person had none. */
  readonly recoveryCodes: readonly string[] | undefined
}

/**
 * Sets up an authenticator app by the first code of its secret. `then` writes what the code proves, in the same
 * transaction, and returns false if what asked has ended.
 */
export async function addTotp(
  deps: EnrolmentDeps,
  act: FactorAct,
  { typed, name, showsCodes }: NewTotp,
  then: (tx: Tx, now: Date) => Promise<boolean> = () => Promise.resolve(true),
): Promise<Result<Added, CodeRefusal>> {
  const { keyring } = deps
  const { userId, askedBy } = act
  const confirm = (tx: Tx, now: Date): Promise<boolean> =>
    confirmTotp(tx, keyring, { userId, askedBy, name, typed }, now)
  return addFactorBy(deps, act, { kind: 'totp', showsCodes, confirm }, then)
}

/** What a code sets up. */
interface ConfirmedBy {
  readonly kind: 'totp' | 'sms'
  readonly showsCodes: boolean
  /** Compares the code and sets the factor up; false if the code is wrong. */
  confirm(tx: Tx, now: Date): Promise<boolean>
}

/** Sets up a factor by a code, with all that belongs to it. */
export async function addFactorBy(
  deps: EnrolmentDeps,
  act: FactorAct,
  { kind, showsCodes, confirm }: ConfirmedBy,
  then: (tx: Tx, now: Date) => Promise<boolean>,
): Promise<Result<Added, CodeRefusal>> {
  const { db, clock, keyring, audit } = deps
  const { userId } = act
  const added = await withinLimits(deps, act, async () => {
    const now = clock.now()
    const made = await refusable(
      db,
      async (tx, refuse: (refusal: CodeRefusal) => never): Promise<Result<Added, CodeRefusal>> => {
        if (!(await confirm(tx, now))) {
          await audit.record(tx, [eventOf(act, 'factor.failed', { outcome: 4, reason: 'wrong_code' })])
          return refused({ why: 'wrong_code' })
        }
        if (!(await then(tx, now))) return refuse({ why: 'ended_login' })
        const isFirst = showsCodes && (await recoveryCodesLeft.maybeOne(tx, userId)) === undefined
        const recoveryCodes = isFirst ? await makeRecoveryCodes(tx, keyring, userId, now) : undefined
        await audit.record(tx, [
          eventOf(act, 'factor.added', { reason: kind }),
          ...(isFirst ? [eventOf(act, 'recovery_codes.made')] : []),
        ])
        await publishInvalidations(tx, await showOnUser(tx, deps, userId, now), now)
        return accepted({ recoveryCodes })
      },
    )
    return made.ok ? made.value : made
  })
  if (added.ok) await tell(deps, act, 'factor_added')
  return added
}

/** Lets codes by e-mail count for this person. They go to the proven address, so there is nothing to confirm. */
export async function allowEmail(deps: EnrolmentDeps, act: FactorAct): Promise<Result<void, 'no_address' | 'known'>> {
  const { db, clock, audit } = deps
  const { userId } = act
  const now = clock.now()
  const { email, emailProvenAt } = await userById.one(db, userId)
  if (email === null || emailProvenAt === null) return refused('no_address')
  const isNew = await db.tx(async (tx) => {
    await lockFactors.rows(tx, userId)
    if (!(await addEmailFactor(tx, userId, now))) return false
    await audit.record(tx, [eventOf(act, 'factor.added', { reason: 'email' })])
    await publishInvalidations(tx, await showOnUser(tx, deps, userId, now), now)
    return true
  })
  if (!isNew) return refused('known')
  await tell(deps, act, 'factor_added')
  return accepted(undefined)
}

/** What became of a factor that its owner wanted to remove. */
export type Removal = 'removed' | 'unknown' | 'demanded'

/**
 * Removes one of the person's factors, and the recovery codes with the last one. The last one stays while a project demands
 * one: without it the next sign-in would ask for a new one at once, after the password alone.
 */
export async function removeFactor(deps: EnrolmentDeps, act: FactorAct, factorId: string): Promise<Removal> {
  const { db, clock, keyring, audit, texts } = deps
  const { userId, issuer } = act
  const now = clock.now()
  let number: string | undefined
  const removed = await db.tx(async (tx): Promise<Removal> => {
    // Looked at behind the lock: of two that are removed at once, the second is the last one.
    await lockFactors.rows(tx, userId)
    const own = await factorsOf.rows(tx, userId)
    const isLast = own.every(({ id }) => id === factorId)
    if (isLast && own.length > 0 && (await isDemandedOf(tx, userId))) return 'demanded'
    const gone = await deleteFactor.maybeOne(tx, factorId, userId)
    if (gone === undefined) return 'unknown'
    if (gone.kind === 'sms') number = openNumber(keyring, gone)
    if (isLast) await forgetRecoveryCodes(tx, userId)
    await audit.record(tx, [eventOf(act, 'factor.removed', { reason: gone.kind })])
    await publishInvalidations(tx, await showOnUser(tx, deps, userId, now), now)
    return 'removed'
  })
  if (removed === 'removed') await tell(deps, act, 'factor_removed')
  if (number !== undefined) void texts.notice(number, 'removed', await ownLanguage(deps, act), issuer)
  return removed
}

async function isDemandedOf(tx: Tx, userId: string): Promise<boolean> {
  return [...(await demandsOfPerson(tx, userId)).values()].some(({ isRequired }) => isRequired)
}

export async function renameOwnFactor(
  { db, audit }: EnrolmentDeps,
  act: FactorAct,
  { factorId, name }: { readonly factorId: string; readonly name: string },
): Promise<boolean> {
  return db.tx(async (tx) => {
    const renamed = await renameFactor.maybeOne(tx, name, factorId, act.userId)
    if (renamed !== undefined) await audit.record(tx, [eventOf(act, 'factor.renamed')])
    return renamed !== undefined
  })
}

/** From now on the person's second factor is asked for in this browser again. */
export async function forgetOwnBrowser({ db, audit }: EnrolmentDeps, act: FactorAct, id: string): Promise<boolean> {
  return db.tx(async (tx) => {
    const gone = await forgetBrowser.maybeOne(tx, id, act.userId)
    if (gone !== undefined) await audit.record(tx, [{ ...eventOf(act, 'browser.forgotten'), project: gone.project }])
    return gone !== undefined
  })
}

/**
 * New recovery codes, to be shown once; the earlier ones are useless from now on. `then` looks whether what asked still
 * stands, in the same transaction: otherwise the codes of a thief could outlive a recovery. Undefined if it has ended.
 */
export async function renewRecoveryCodes(
  deps: EnrolmentDeps,
  act: FactorAct,
  then: (tx: Tx, now: Date) => Promise<boolean> = () => Promise.resolve(true),
): Promise<readonly string[] | undefined> {
  const { db, clock, keyring, audit } = deps
  const now = clock.now()
  const renewed = await refusable(db, async (tx, refuse: (why: 'ended_login') => never) => {
    const made = await makeRecoveryCodes(tx, keyring, act.userId, now)
    if (!(await then(tx, now))) return refuse('ended_login')
    await audit.record(tx, [eventOf(act, 'recovery_codes.made')])
    return made
  })
  if (!renewed.ok) return undefined
  await tell(deps, act, 'recovery_made')
  return renewed.value
}

/** Removes what was set up since a time, when the account was not in its owner's hands, and tells of which kinds that was. */
export async function forgetFactorsSince(
  tx: Tx,
  deps: Pick<EnrolmentDeps, 'gates'>,
  userId: string,
  since: Date,
  now: Date,
): Promise<{ readonly kinds: readonly string[]; readonly invalidations: readonly Invalidation[] }> {
  await lockFactors.rows(tx, userId)
  const gone = await deleteFactorsSince.rows(tx, userId, since)
  await forgetRecoveryCodesSince(tx, userId, since)
  const kinds = gone.flatMap(({ kind, wasShown }) => (wasShown ? [] : [kind]))
  return { kinds, invalidations: await showOnUser(tx, deps, userId, now) }
}

/** For the audit that factors were removed, not by their person at their account's page. */
export function factorsRemoved(
  { id, project }: Pick<UserRow, 'id' | 'project'>,
  reasons: readonly string[],
  by: Pick<AuditEntry, 'agent' | 'personal' | 'traceId'>,
): readonly AuditEntry[] {
  return reasons.map((reason) => ({
    kind: 'factor.removed',
    project,
    outcome: 0,
    ...by,
    entity: `User/${id}`,
    reason,
  }))
}

/** Shows on the person's account which kinds of factor they have, for administrators. */
export async function showOnUser(
  tx: Tx,
  { gates }: Pick<EnrolmentDeps, 'gates'>,
  userId: string,
  now: Date,
): Promise<readonly Invalidation[]> {
  const { project } = await userById.one(tx, userId)
  const stored = await findResource(tx, project, 'User', userId)
  const user = stored === undefined ? undefined : resourceOf<User>(stored)
  if (stored === undefined || user === undefined) throw new Error('a user has no resource')
  const kinds = [...new Set((await factorsOf.rows(tx, userId)).map(({ kind }) => kind))].toSorted()
  const { mfaMethod: _method, ...rest } = user
  const resource = {
    ...rest,
    mfaEnrolled: kinds.length > 0,
    ...(kinds.length > 0 && { mfaMethod: kinds }),
  }
  const draft = { project, type: 'User' as const, id: userId, resource, author: 'system' }
  const written = await replaceGated(tx, gates, stored, draft, now)
  if (!written.ok) throw new Error(`a user could not be written: ${written.refusal.code}`)
  return written.value.invalidations
}

/** The language of warnings: the person's, so that whoever is at their account does not choose it. */
export async function ownLanguage({ db }: EnrolmentDeps, { userId, language }: FactorAct): Promise<Language> {
  return languageOf((await userById.one(db, userId)).language, language)
}

/** Tells the person by e-mail, else at the phone by which they sign in. */
async function tell(
  deps: EnrolmentDeps,
  { userId, language: shown, issuer }: FactorAct,
  what: 'factor_added' | 'factor_removed' | 'recovery_made',
): Promise<void> {
  const user = await userById.one(deps.db, userId)
  const language = languageOf(user.language, shown)
  if (user.email !== null) await deps.mails.factorNotice(user.email, what, language, issuer)
  await tellByText(deps, user, 'changed', language, issuer)
}
