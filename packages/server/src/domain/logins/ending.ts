import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import type { Invalidation } from '#domain/revocation'
import { revokeLoginsOtherwise, revokeOfProviderAtClient, revokePendingOfClient } from './end-other-proofs.store.ts'
import { loginsEnded, rootsEnded } from './ended.ts'
import { type EndedRow, revokeOfIdentity, revokeOfProvider, rootProvider } from './identity-logins.store.ts'
import { rootOfUser } from './login-list.store.ts'
import {
  type ChildRow,
  outdatedOrigins,
  resealOrigin,
  revokeAppOfRoot,
  revokeLogin,
  revokeLoginsOfApp,
  revokeLoginsOfMembership,
  revokeRoot,
  revokeRootsOfUser,
  type SessionRow,
  sessionById,
  sessionsOf,
} from './logins.store.ts'
import { originContext, type RootOrigin } from './roots.ts'

/**
 * Ends one app's login and notifies the app, unless the app itself asked for it. Publish the invalidations last in the
 * transaction.
 */
export async function endLogin(tx: Tx, loginId: string, why: string, now: Date): Promise<readonly Invalidation[]> {
  const ended = await revokeLogin.rows(tx, now, why, loginId)
  return loginsEnded(tx, idsOf(ended), now, why === 'revoked_by_client')
}

/** Ends a sign-in with all of its logins; in a browser, for all of the ways in which it was proven there. */
export async function endRoot(tx: Tx, rootId: string, why: string, now: Date): Promise<readonly Invalidation[]> {
  return rootsEnded(tx, idsOf(await revokeRoot.rows(tx, now, why, rootId)), now)
}

/** Ends one app's logins under a sign-in; null for an app without an id. */
export async function endAppOfRoot(
  tx: Tx,
  rootId: string,
  clientId: string | null,
  why: string,
  now: Date,
): Promise<readonly Invalidation[]> {
  return loginsEnded(tx, idsOf(await revokeAppOfRoot.rows(tx, { now, why, rootId, clientId })), now)
}

/** Ends a whole sign-in that its own person names; another person's stays. */
export async function endRootOfUser(
  tx: Tx,
  rootId: string,
  userId: string,
  why: string,
  now: Date,
): Promise<readonly Invalidation[]> {
  const own = await rootOfUser.maybeOne(tx, rootId, userId)
  return own === undefined ? [] : endRoot(tx, own.id, why, now)
}

/** Ends all of a person's sign-ins except the one that the request comes from. */
export async function endLoginsOfUser(
  tx: Tx,
  userId: string,
  exceptRootId: string | undefined,
  why: string,
  now: Date,
): Promise<readonly Invalidation[]> {
  return rootsEnded(
    tx,
    idsOf(await revokeRootsOfUser.rows(tx, { now, why, userId, except: exceptRootId ?? null })),
    now,
  )
}

export async function endLoginsOfMembership(
  tx: Tx,
  project: string,
  membershipId: string,
  why: string,
  now: Date,
): Promise<readonly Invalidation[]> {
  return loginsEnded(tx, idsOf(await revokeLoginsOfMembership.rows(tx, { now, why, project, membershipId })), now)
}

/** Ends an app's logins in a membership, including pending ones. */
export async function endLoginsOfApp(
  tx: Tx,
  project: string,
  membershipId: string,
  clientId: string,
  why: string,
  now: Date,
): Promise<readonly Invalidation[]> {
  return loginsEnded(tx, idsOf(await revokeLoginsOfApp.rows(tx, { now, why, project, membershipId, clientId })), now)
}

/**
 * Ends an app's pending sign-ins and returns those that had a project. The app is not notified, because it knows of none.
 */
export async function endPendingOfClient(
  tx: Tx,
  clientId: string,
  why: string,
  now: Date,
): Promise<readonly { readonly id: string; readonly project: string }[]> {
  const ended = await revokePendingOfClient.rows(tx, now, why, clientId)
  return ended.flatMap(({ id, project }) => (project === null ? [] : [{ id, project }]))
}

/** The identity provider that proved a sign-in; undefined where Damson did. */
export async function providerOfRoot(tx: Tx, rootId: string): Promise<string | undefined> {
  return (await rootProvider.maybeOne(tx, rootId))?.providerKey ?? undefined
}

/**
 * Ends some people's logins in one project, or in all, unless the given provider proved them. The sign-ins in their
 * browsers stay but are of no use there.
 */
export async function endLoginsOtherwise(
  tx: Tx,
  userIds: readonly string[],
  project: string | undefined,
  providerKey: string,
  why: string,
  now: Date,
): Promise<Ended> {
  const ended = await revokeLoginsOtherwise.rows(tx, { now, why, userIds, project: project ?? null, providerKey })
  return { ended, invalidations: await loginsEnded(tx, idsOf(ended), now) }
}

/** Ends everything signed in with one linked account. */
export async function endLoginsOfIdentity(tx: Tx, identityId: string, why: string, now: Date): Promise<Ended> {
  return endedAmong(tx, await revokeOfIdentity.rows(tx, now, why, identityId), now)
}

/** Ends everything signed in with an identity provider: people's sign-ins, and their apps' logins. */
export async function endLoginsOfProvider(tx: Tx, providerKey: string, why: string, now: Date): Promise<Ended> {
  return endedAmong(tx, await revokeOfProvider.rows(tx, now, why, providerKey), now)
}

/** Ends what an identity provider proved for one client, except for some people. */
export async function endLoginsOfProviderAt(
  tx: Tx,
  at: { readonly clientId: string; readonly providerKey: string; readonly spared: readonly string[] },
  why: string,
  now: Date,
): Promise<Ended> {
  const rows = await revokeOfProviderAtClient.rows(tx, { ...at, why, now })
  return endedAmong(
    tx,
    rows.map((row) => ({ ...row, isRoot: false })),
    now,
  )
}

/** The apps' logins that have just ended, for the audit, and the invalidations to publish last in the transaction. */
export interface Ended {
  readonly ended: readonly ChildRow[]
  readonly invalidations: readonly Invalidation[]
}

async function endedAmong(tx: Tx, all: readonly EndedRow[], now: Date): Promise<Ended> {
  const [roots, children] = [all.filter(({ isRoot }) => isRoot), all.filter(({ isRoot }) => !isRoot)]
  return {
    // Without a chosen membership the person was not signed in to any project yet.
    ended: children.flatMap(({ project, ...row }) => (project === null ? [] : [{ ...row, project }])),
    invalidations: [...(await rootsEnded(tx, idsOf(roots), now)), ...(await loginsEnded(tx, idsOf(children), now))],
  }
}

const idsOf = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(({ id }) => id)

/** A person's login, as shown to them. */
export interface Session {
  readonly id: string
  readonly rootId: string
  readonly project: string
  readonly clientId: string | null
  readonly method: string
  readonly lastUsedAt: Date
  readonly origin: RootOrigin
}

export async function sessionsOfUser(tx: Tx, keyring: Keyring, userId: string, now: Date): Promise<readonly Session[]> {
  return (await sessionsOf.rows(tx, userId, now)).map((row) => toSession(keyring, row))
}

/** One of a person's own logins; undefined for another person's. */
export async function findSession(
  tx: Tx,
  keyring: Keyring,
  loginId: string,
  userId: string,
): Promise<Session | undefined> {
  const row = await sessionById.maybeOne(tx, loginId, userId)
  return row === undefined ? undefined : toSession(keyring, row)
}

function toSession(keyring: Keyring, row: SessionRow): Session {
  const origin: RootOrigin = JSON.parse(keyring.unseal(row.sealedOrigin, originContext(row.rootId)).toString())
  const { id, rootId, project, clientId, method, lastUsedAt } = row
  return { id, rootId, project, clientId, method, lastUsedAt, origin }
}

/** Reseals some origins that use the previous master key, and returns how many: 0 when none are left. */
export async function resealOrigins(tx: Tx, keyring: Keyring): Promise<number> {
  const outdated = await outdatedOrigins.rows(tx, keyring.fingerprint)
  for (const { id, sealedOrigin } of outdated) {
    const context = originContext(id)
    await resealOrigin.run(tx, keyring.seal(keyring.unseal(sealedOrigin, context), context), id)
  }
  return outdated.length
}
