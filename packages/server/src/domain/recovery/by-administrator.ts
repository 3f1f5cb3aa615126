import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { refusable, type Tx } from '#base/db'
import { languageOf } from '#base/language'
import { isUuid, uuid } from '#base/random'
import type { Issuer } from '#domain/projects'
import { holdUser, userById } from '#domain/users'
import type { RecoveryDeps } from './dependencies.ts'
import { serverEvent } from './events.ts'
import { makeRecoveryLink, urlOfLink } from './links.ts'
import { tell } from './notices.ts'
import {
  administratorsView,
  cancelRecovery,
  confirmRecovery,
  endStale,
  hasFactors,
  insertRecovery,
  openRecoveryOf,
  type RecoveryRow,
  recoveryById,
  shortenRecovery,
} from './recovery.store.ts'
import { RECOVERY_SECONDS, WAIT_SECONDS } from './times.ts'

/** An administrator who acts on a recovery. */
export interface RecoveringAdministrator {
  readonly userId: string
  /** Whose members they reach; null: everybody, for the server's administrators. */
  readonly project: string | null
  /** Writes the administrator's event in the transaction of the act. */
  readonly record: (tx: Tx, recovery: RecoveryRow) => Promise<void>
}

/** Whom a recovery is started for, and the address that the e-mail leads to. */
export interface RecoveryFor {
  readonly userId: string
  readonly project: string
  readonly issuer: Issuer
}

/**
 * Starts a recovery for a person: it proves nothing and removes nothing, and mails the person a link. A second start
 * mails the link again, until the person has opened one.
 */
export async function startRecovery(
  deps: RecoveryDeps,
  { userId, record }: RecoveringAdministrator,
  target: RecoveryFor,
): Promise<Result<RecoveryRow, 'no_factor' | 'no_address' | 'new_address' | 'limited'>> {
  const { db, clock, keyring, audit, mails } = deps
  const now = clock.now()
  const user = await userById.one(db, target.userId)
  const language = languageOf(user.language)
  const { found, isNewAddress } = await hasFactors.one(db, user.id, now)
  if (!found) return refused('no_factor')
  if (isNewAddress) return refused('new_address')
  if (user.email === null || user.emailProvenAt === null) return refused('no_address')
  // Once the person has opened a link, another one would end what they have proven.
  const isOpened = ((await openRecoveryOf.maybeOne(db, user.id, now))?.number ?? null) !== null
  const postage = isOpened ? undefined : await mails.admit(user.email)
  if (!isOpened && postage === undefined) return refused('limited')
  const draft = {
    id: uuid(),
    userId: user.id,
    project: target.project,
    issuerProject: target.issuer.project ?? null,
    language: language.tag,
    startedBy: 'administrator',
    starter: userId,
    now,
    expiresAt: secondsAfter(now, RECOVERY_SECONDS),
    browserHash: null,
    openedIn: null,
    number: null,
    proofs: [],
    readyAt: null,
  } as const
  const done = await db.tx(async (tx) => {
    await holdUser.one(tx, user.id)
    const ended = await endStale.rows(tx, { userId: user.id, now, limit: 1 })
    await audit.record(
      tx,
      ended.map((one) => serverEvent('recovery.cancelled', one, one.endedWhy ?? '')),
    )
    const made = await insertRecovery.maybeOne(tx, draft)
    const recovery =
      made === undefined ? await openRecoveryOf.one(tx, user.id, now) : await recoveryById.one(tx, made.id)
    await record(tx, recovery)
    const link = postage === undefined ? undefined : await makeRecoveryLink(tx, keyring, user.id, 'email', now)
    return { recovery, ended, link, isNew: made !== undefined }
  })
  const { recovery, ended, link, isNew } = done
  for (const one of ended) void tell(deps, one, 'cancelled')
  if (postage !== undefined && link !== undefined)
    await mails.recoveryLink(postage, urlOfLink(target.issuer, link), language, target.issuer)
  if (isNew) void tell(deps, recovery, 'started')
  return accepted(recovery)
}

export type AdministratorsRefusal =
  | 'unknown'
  | 'ended'
  | 'own_recovery'
  | 'same_administrator'
  | 'account_of_several_projects'
  | 'wrong_number'
  | 'confirmed'
  | 'nothing_to_shorten'

/** An administrator says that the person is who they say, how they checked it, and which number the person told them. */
export async function confirmByAdministrator(
  deps: RecoveryDeps,
  by: RecoveringAdministrator,
  { id, number, how }: { readonly id: string; readonly number: string; readonly how: string },
): Promise<Result<RecoveryRow, AdministratorsRefusal>> {
  const now = deps.clock.now()
  const given = { id, project: by.project, by: by.userId, number, how, now, readyAt: secondsAfter(now, WAIT_SECONDS) }
  return act(deps, by, id, now, 'confirmed', (tx) => confirmRecovery.maybeOne(tx, given))
}

/** A second administrator ends the waiting time. */
export async function shortenByAdministrator(
  deps: RecoveryDeps,
  by: RecoveringAdministrator,
  id: string,
): Promise<Result<RecoveryRow, AdministratorsRefusal>> {
  const now = deps.clock.now()
  const given = { id, project: by.project, by: by.userId, now }
  return act(deps, by, id, now, 'shortened', (tx) => shortenRecovery.maybeOne(tx, given))
}

/** An administrator stops a recovery. Whoever started it may, too. */
export async function cancelByAdministrator(
  deps: RecoveryDeps,
  by: RecoveringAdministrator,
  id: string,
): Promise<Result<RecoveryRow, AdministratorsRefusal>> {
  const now = deps.clock.now()
  return act(deps, by, id, now, 'cancelled', (tx) => cancelRecovery.maybeOne(tx, { id, why: 'administrator', now }))
}

/** Whose recovery it is, if the administrator's project has this person. */
export async function findRecovery(
  { db, clock }: Pick<RecoveryDeps, 'db' | 'clock'>,
  { userId, project }: Omit<RecoveringAdministrator, 'record'>,
  id: string,
): Promise<RecoveryRow | undefined> {
  return isUuid(id) ? administratorsView.maybeOne(db, { id, project, by: userId, now: clock.now() }) : undefined
}

async function act(
  deps: RecoveryDeps,
  { userId, project, record }: RecoveringAdministrator,
  id: string,
  now: Date,
  what: 'confirmed' | 'shortened' | 'cancelled',
  write: (tx: Tx) => Promise<RecoveryRow | undefined>,
): Promise<Result<RecoveryRow, AdministratorsRefusal>> {
  const done = await refusable(deps.db, async (tx, refuse: (refusal: AdministratorsRefusal) => never) => {
    const view = await administratorsView.maybeOne(tx, { id, project, by: userId, now })
    if (view === undefined) return refuse('unknown')
    // A project that somebody was only invited to, or one of several, stops nobody's recovery.
    if (what === 'cancelled' && !view.inReach) return refuse(view.open ? 'account_of_several_projects' : 'ended')
    const written = await write(tx)
    // The statement is the gate. What was read before it only says why it found nothing.
    if (written === undefined) return refuse(reasonOf(view, what, now))
    await record(tx, written)
    return written
  })
  if (done.ok) void tell(deps, done.value, what === 'cancelled' ? what : 'confirmed')
  return done
}

type View = RecoveryRow & {
  readonly inReach: boolean
  readonly isOwn: boolean
  readonly isStarter: boolean
  readonly open: boolean
}

function reasonOf(
  { inReach, isOwn, isStarter, open, proofs, readyAt, confirmedBy }: View,
  what: 'confirmed' | 'shortened' | 'cancelled',
  now: Date,
): AdministratorsRefusal {
  if (!open) return 'ended'
  if (isOwn) return 'own_recovery'
  if (!inReach) return 'account_of_several_projects'
  if (what === 'shortened' && (readyAt === null || readyAt <= now || confirmedBy === null)) return 'nothing_to_shorten'
  if (what === 'shortened' || isStarter) return 'same_administrator'
  return proofs.includes('administrator') ? 'confirmed' : 'wrong_number'
}
