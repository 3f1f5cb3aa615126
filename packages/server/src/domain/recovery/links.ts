import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { languageOf } from '#base/language'
import { isUuid, randomDigits, unguessable, uuid } from '#base/random'
import { toNobody } from '#domain/mails'
import { isVisibleAtIssuer, projectsOfUser } from '#domain/memberships'
import { askedEvents, idOfNobody } from '#domain/passwords'
import { type Issuer, SYSTEM_PROJECT } from '#domain/projects'
import { holdUser, normaliseEmail, type UserRow, userByEmail, userById } from '#domain/users'
import type { RecoveryDeps, RecoveryOrigin } from './dependencies.ts'
import { ownEvent } from './events.ts'
import { tell } from './notices.ts'
import {
  bindBrowser,
  cancelRecovery,
  endStale,
  hasFactors,
  insertRecovery,
  openRecoveryOf,
  type ProofKind,
  type RecoveryRow,
  recoveryById,
} from './recovery.store.ts'
import { insertRecoveryLink, type LinkRow, recoveryLinkById, useRecoveryLink } from './recovery-links.store.ts'
import { HOST_LINK_SECONDS, LINK_SECONDS, RECOVERY_SECONDS, WAIT_SECONDS } from './times.ts'

/** A link to put into an e-mail or a file. */
export interface MadeLink {
  readonly id: string
  readonly secret: string
}

export const urlOfLink = ({ url }: Pick<Issuer, 'url'>, { id, secret }: MadeLink): string =>
  `${url}signin/recovery/start/${id}/${secret}`

/** Makes a link to a recovery. The secret is returned only here. */
export async function makeRecoveryLink(
  tx: Tx,
  keyring: Keyring,
  userId: string,
  purpose: 'email' | 'host',
  now: Date,
): Promise<MadeLink> {
  const [id, secret] = [uuid(), unguessable()]
  const { hash, keyVersion } = keyring.keyedHash('one-time', secret)
  const expiresAt = secondsAfter(now, purpose === 'email' ? LINK_SECONDS : HOST_LINK_SECONDS)
  await insertRecoveryLink.run(tx, { id, userId, purpose, hash: hash.toString('base64url'), keyVersion, expiresAt })
  return { id, secret }
}

/**
 * Mails a link to the owner of an address who has second factors. The answer, its time and what is written are the same
 * for everybody else.
 */
export async function askForRecovery(
  { db, clock, keyring, audit, mails }: RecoveryDeps,
  address: string,
  project: string | undefined,
  origin: RecoveryOrigin,
): Promise<void> {
  const now = clock.now()
  const email = normaliseEmail(address)
  const at = isUuid(project ?? '') ? (project ?? '') : SYSTEM_PROJECT
  const holder = await userByEmail.maybeOne(db, email, at, SYSTEM_PROJECT)
  const known = (await isVisibleAtIssuer(db, origin.issuer, holder)) ? holder : undefined
  const userId = known?.id ?? idOfNobody(keyring, email)
  const { found, isNewAddress } = await hasFactors.one(db, userId, now)
  const user = found && !isNewAddress && known?.active === true ? known : undefined
  const postage = await mails.admit(email)
  const link = await db.tx(async (tx) => {
    const events = await askedEvents(tx, 'recovery.requested', { email, project, user }, origin)
    await audit.lookUpPerson(tx, known?.project ?? events[0]?.project ?? SYSTEM_PROJECT, userId)
    await audit.record(tx, events)
    // Also for an unknown address, so that the write does not reveal known ones. Such a link opens nothing.
    return postage === undefined ? undefined : makeRecoveryLink(tx, keyring, userId, 'email', now)
  })
  // Also for an unknown address, and sending is not awaited: the time would reveal it.
  if (link !== undefined && postage !== undefined)
    await mails.recoveryLink(
      user === undefined ? toNobody(postage) : postage,
      urlOfLink(origin.issuer, link),
      // Whoever asks must not choose it.
      languageOf(user?.language ?? null, origin.language),
      origin.issuer,
    )
}

/** Looks at a link without using it, so that a mail scanner that opens it does no harm. */
export async function peekRecoveryLink(
  { db, clock, keyring }: Pick<RecoveryDeps, 'db' | 'clock' | 'keyring'>,
  { id, secret }: MadeLink,
  issuer: Issuer,
): Promise<UserRow | undefined> {
  const row = isUuid(id) ? await recoveryLinkById.maybeOne(db, id) : undefined
  if (row === undefined || !isRightSecret(keyring, row, secret)) return undefined
  if (row.usedAt !== null || row.expiresAt <= clock.now()) return undefined
  const user = await userById.maybeOne(db, row.userId)
  if (user?.active !== true || !isOfAddress(row, user)) return undefined
  return (await isVisibleAtIssuer(db, issuer, user)) ? user : undefined
}

/** An e-mail proves the address that it was sent to: not one that the person proved afterwards. */
function isOfAddress({ purpose, expiresAt }: LinkRow, { emailProvenAt }: UserRow): boolean {
  return purpose === 'host' || (emailProvenAt !== null && emailProvenAt <= secondsAfter(expiresAt, -LINK_SECONDS))
}

const isRightSecret = (keyring: Keyring, { secretHash, keyVersion }: LinkRow, secret: string): boolean =>
  keyring.matches('one-time', secret, { keyVersion, hash: Buffer.from(secretHash, 'base64url') })

/** The browser that opens a link. */
export interface OpenedIn {
  /** The hash of the cookie that the recovery gets. */
  readonly browserHash: string
  /** How sign-ins know it; null: it never signed in. */
  readonly openedIn: string | null
}

/**
 * Uses a link: it starts a recovery in this browser, or joins the one that an administrator started. A recovery in another
 * browser ends: what was proven for one browser must not count in another, which may be of somebody else who reads the
 * e-mails.
 */
export async function followRecoveryLink(
  deps: RecoveryDeps,
  link: MadeLink,
  opened: OpenedIn,
  origin: RecoveryOrigin,
): Promise<Result<RecoveryRow, 'unusable_link'>> {
  const { db, clock, audit } = deps
  const now = clock.now()
  if ((await peekRecoveryLink(deps, link, origin.issuer)) === undefined) return refused('unusable_link')
  const row = await recoveryLinkById.one(db, link.id)
  const done = await db.tx(async (tx) => {
    if ((await useRecoveryLink.maybeOne(tx, now, link.id)) === undefined) return undefined
    const user = await holdUser.maybeOne(tx, row.userId)
    if (user?.active !== true) return undefined
    const { found, isNewAddress } = await hasFactors.one(tx, user.id, now)
    if (!found || (isNewAddress && row.purpose === 'email')) return undefined
    const ended = [...(await endStale.rows(tx, { userId: user.id, now, limit: 1 }))]
    const open = await openRecoveryOf.maybeOne(tx, user.id, now)
    const by = row.purpose === 'host' ? 'host' : 'person'
    const joined =
      open?.startedBy === 'administrator' && by === 'person' ? await join(tx, open, opened, now) : undefined
    if (joined === undefined && open !== undefined) {
      const replaced = await cancelRecovery.maybeOne(tx, { id: open.id, why: 'replaced', now })
      if (replaced !== undefined) ended.push(replaced)
    }
    const recovery = joined ?? (await begin(tx, user, { by, opened, origin, now }))
    if (recovery === undefined) return undefined
    await audit.record(tx, [
      ...ended.map((one) => ownEvent('recovery.cancelled', one, origin, { reason: one.endedWhy ?? '' })),
      ...(joined === undefined ? [ownEvent('recovery.started', recovery, origin, { reason: by })] : []),
      ownEvent('recovery.proven', recovery, origin, { reason: by === 'host' ? 'host' : 'email' }),
    ])
    return { recovery, ended, isNew: joined === undefined }
  })
  if (done === undefined) return refused('unusable_link')
  for (const one of done.ended) void tell(deps, one, 'cancelled')
  if (done.isNew) void tell(deps, done.recovery, 'started')
  return accepted(done.recovery)
}

const join = (tx: Tx, { id }: RecoveryRow, opened: OpenedIn, now: Date): Promise<RecoveryRow | undefined> =>
  bindBrowser.maybeOne(tx, { id, ...opened, number: newNumber(), now, readyAt: secondsAfter(now, WAIT_SECONDS) })

/** What an administrator is told, so that their word counts for the browser in which the person is. */
const newNumber = (): string => randomDigits(6)

async function begin(
  tx: Tx,
  user: UserRow,
  {
    by,
    opened,
    origin,
    now,
  }: {
    readonly by: 'person' | 'host'
    readonly opened: OpenedIn
    readonly origin: RecoveryOrigin
    readonly now: Date
  },
): Promise<RecoveryRow | undefined> {
  const proofs: readonly ProofKind[] = [by === 'host' ? 'host' : 'email']
  const made = await insertRecovery.maybeOne(tx, {
    id: uuid(),
    userId: user.id,
    project: await projectFor(tx, user, origin.issuer),
    issuerProject: origin.issuer.project ?? null,
    language: origin.language.tag,
    startedBy: by,
    starter: by === 'host' ? null : user.id,
    now,
    expiresAt: secondsAfter(now, RECOVERY_SECONDS),
    ...opened,
    number: newNumber(),
    proofs,
    readyAt: by === 'host' ? now : null,
  })
  return made === undefined ? undefined : recoveryById.one(tx, made.id)
}

/** The project whose audit has the events: of the address, of the account, or the only one that the person is in. */
export async function projectFor(tx: Tx, user: UserRow, { project }: Issuer): Promise<string> {
  if (project !== undefined) return project
  if (user.project !== SYSTEM_PROJECT) return user.project
  const projects = new Set((await projectsOfUser.rows(tx, user.id)).map((one) => one.project))
  const [only = SYSTEM_PROJECT] = projects
  return projects.size === 1 ? only : SYSTEM_PROJECT
}
