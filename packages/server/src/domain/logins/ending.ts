import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import type { Invalidation } from '#domain/revocation'
import { revokeLoginsOtherwise, revokePendingOfClient } from './end-other-proofs.store.ts'
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
 * Ends one app's login. The invalidations are to be published last in the transaction. The app is told of it, unless it asked for
 * it itself.
 */
export async function endLogin(tx: Tx, loginId: string, why: string, now: Date): Promise<readonly Invalidation[]> {
  const ended = await revokeLogin.rows(tx, now, why, loginId)
  return loginsEnded(tx, idsOf(ended), now, why === 'revoked_by_client')
}

/** Ends a sign-in with all the logins that hang on it; in a browser, whichever ways it was proven there. */
export async function endRoot(tx: Tx, rootId: string, why: string, now: Date): Promise<readonly Invalidation[]> {
  return rootsEnded(tx, idsOf(await revokeRoot.rows(tx, now, why, rootId)), now)
}

/** Ends what one app has of a sign-in; null for an app without an id. */
export async function endAppOfRoot(
  tx: Tx,
  rootId: string,
  clientId: string | null,
  why: string,
  now: Date,
): Promise<readonly Invalidation[]> {
  return loginsEnded(tx, idsOf(await revokeAppOfRoot.rows(tx, { now, why, rootId, clientId })), now)
}

/** A whole sign-in, of a person who names it themselves: nothing of anybody else's ends. */
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

/** Ends all of a person's sign-ins, but for the one they are asking from. */
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

/** Ends an app's logins in a membership, pending ones too. */
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

/** Ends the sign-ins to an app that are under way, and says which had a project; apps have heard of none of them. */
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
 * Ends what some people have in a project, or in any, by another proof than that of a provider. The sign-ins in their
 * browsers stay, and are of no use there.
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

/** Ends what was signed in by one link to an identity provider's person. */
export async function endLoginsOfIdentity(tx: Tx, identityId: string, why: string, now: Date): Promise<Ended> {
  return endedAmong(tx, await revokeOfIdentity.rows(tx, now, why, identityId), now)
}

/** Ends what an identity provider has signed in: its people's sign-ins, and what their apps have by them. */
export async function endLoginsOfProvider(tx: Tx, providerKey: string, why: string, now: Date): Promise<Ended> {
  return endedAmong(tx, await revokeOfProvider.rows(tx, now, why, providerKey), now)
}

/** The apps' logins that have just ended, for the audit, and the invalidations, to be published last in the transaction. */
export interface Ended {
  readonly ended: readonly ChildRow[]
  readonly invalidations: readonly Invalidation[]
}

async function endedAmong(tx: Tx, all: readonly EndedRow[], now: Date): Promise<Ended> {
  const [roots, children] = [all.filter(({ isRoot }) => isRoot), all.filter(({ isRoot }) => !isRoot)]
  return {
    // Where no membership was chosen yet nobody was signed in anywhere.
    ended: children.flatMap(({ project, ...row }) => (project === null ? [] : [{ ...row, project }])),
    invalidations: [...(await rootsEnded(tx, idsOf(roots), now)), ...(await loginsEnded(tx, idsOf(children), now))],
  }
}

const idsOf = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(({ id }) => id)

/** A login of a person as they may see it. */
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

/** One of a person's own logins; undefined for anybody else's. */
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

/** Seals some of what the previous master key sealed anew, and returns how many that were: 0 when none is left. */
export async function resealOrigins(tx: Tx, keyring: Keyring): Promise<number> {
  const outdated = await outdatedOrigins.rows(tx, keyring.fingerprint)
  for (const { id, sealedOrigin } of outdated) {
    const context = originContext(id)
    await resealOrigin.run(tx, keyring.seal(keyring.unseal(sealedOrigin, context), context), id)
  }
  return outdated.length
}
