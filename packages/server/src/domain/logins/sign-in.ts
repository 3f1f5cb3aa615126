import { secondsAfter } from '#base/clock'
import { type Keyring, sha256Text } from '#base/crypto'
import type { Tx } from '#base/db'
import { unguessable, uuid } from '#base/random'
import type { MembershipRow } from '#domain/memberships'
import { insertChild, insertRoot, type LoginRow, loginByHandle, putCode, setMembership } from './logins.store.ts'
import type { LoginSettings } from './settings.ts'

/** A sign-in whose credentials were right. */
export interface BeginSignIn {
  readonly userId: string
  readonly method: 'password' | 'registration'
  readonly factors: readonly string[]
  readonly clientId?: string | undefined
  /** A project's id, or `new`. */
  readonly requestedProject?: string | undefined
  readonly requestedProfileType?: string | undefined
  readonly scope: string
  readonly nonce?: string | undefined
  readonly codeChallenge?: string | undefined
  readonly redirectUri?: string | undefined
  readonly state?: string | undefined
  /** The hash of the cookie that binds a hosted sign-in to its browser. */
  readonly browserHash?: string | undefined
  readonly address: string
  readonly userAgent: string
}

export type PendingLogin = LoginRow

/** Where a root was signed in from, sealed. */
export interface Place {
  readonly address: string
  readonly userAgent: string
}

export const placeContext = (rootId: string): string => `login-root:${rootId}`

/** Makes root and child, and the handle by which the pending sign-in is known; it is never the login's id. */
export async function beginSignIn(
  tx: Tx,
  keyring: Keyring,
  settings: LoginSettings,
  begin: BeginSignIn,
  now: Date,
): Promise<{ readonly handle: string; readonly loginId: string }> {
  const [rootId, loginId, handle] = [uuid(), uuid(), unguessable()]
  const place: Place = { address: begin.address, userAgent: begin.userAgent }
  const sealedPlace = keyring.seal(JSON.stringify(place), placeContext(rootId))
  const { userId, method, factors, scope } = begin
  await insertRoot.run(
    tx,
    rootId,
    userId,
    method,
    factors,
    now,
    secondsAfter(now, settings.overallSeconds),
    sealedPlace,
  )
  await insertChild.run(
    tx,
    loginId,
    rootId,
    userId,
    begin.clientId ?? null,
    method,
    begin.requestedProject ?? null,
    begin.requestedProfileType ?? null,
    scope,
    begin.nonce ?? null,
    begin.codeChallenge ?? null,
    begin.redirectUri ?? null,
    begin.state ?? null,
    now,
    sha256Text(handle),
    secondsAfter(now, settings.pendingSeconds),
    begin.browserHash ?? null,
  )
  return { handle, loginId }
}

/** The sign-in of a handle: pending, revoked or expired; undefined for a handle that never was or is spent. */
export function findPending(tx: Tx, handle: string): Promise<PendingLogin | undefined> {
  return loginByHandle.maybeOne(tx, sha256Text(handle))
}

/** Sets the membership; false when one is set already or the sign-in has ended. */
export async function chooseMembership(
  tx: Tx,
  login: PendingLogin,
  membership: MembershipRow,
  now: Date,
): Promise<boolean> {
  const set = await setMembership.maybeOne(tx, membership.project, membership.id, membership.profile, login.id, now)
  return set !== undefined
}

/** Makes the code of a login that has all it needs; undefined when it has not, or has ended meanwhile. */
export async function setCode(
  tx: Tx,
  login: PendingLogin,
  codeSeconds: number,
  now: Date,
): Promise<string | undefined> {
  const code = unguessable()
  const put = await putCode.maybeOne(tx, sha256Text(code), secondsAfter(now, codeSeconds), login.id, now)
  return put === undefined ? undefined : code
}
