import { secondsAfter } from '#base/clock'
import { type Keyring, sha256Text } from '#base/crypto'
import type { Tx } from '#base/db'
import { unguessable, uuid } from '#base/random'
import type { MembershipRow } from '#domain/memberships'
import type { Issuer } from '#domain/projects'
import type { NewsItem } from '#domain/revocation'
import type { Limits } from './limits.ts'
import { insertChild, type LoginRow, loginByHandle, setMembership } from './logins.store.ts'
import { type OpenedRoot, openRoot, type Proof, type ProvenRoot } from './roots.ts'
import type { LoginSettings } from './settings.ts'
import { putCode } from './use.store.ts'

/** What an app asks for, to be kept on its login. */
export interface ChildDraft {
  readonly clientId?: string | undefined
  /** A project's id, or `new`. */
  readonly requestedProject?: string | undefined
  readonly requestedProfileType?: string | undefined
  readonly scope: string
  readonly nonce?: string | undefined
  readonly codeChallenge?: string | undefined
  readonly redirectUri?: string | undefined
  readonly state?: string | undefined
  readonly responseMode?: string | undefined
  readonly askConsent?: boolean | undefined
  /** How old the app lets the proof be. */
  readonly maxAgeSeconds?: number | undefined
  /** The hash of the cookie that binds a hosted sign-in to its browser. */
  readonly browserHash?: string | undefined
  /** Where it was begun: what comes of it is of use there alone. */
  readonly issuer: Issuer
}

/** A sign-in whose credentials were right. */
export type BeginSignIn = ChildDraft & Proof

export type PendingLogin = LoginRow

/** The handle by which a pending sign-in is known; it is never the login's id. */
export interface BegunSignIn {
  readonly handle: string
  readonly loginId: string
}

/** Makes a root, or proves that of the browser again, and a child of it. */
export async function beginSignIn(
  tx: Tx,
  keyring: Keyring,
  settings: LoginSettings,
  begin: BeginSignIn,
  now: Date,
): Promise<BegunSignIn & OpenedRoot> {
  const opened = await openRoot(tx, keyring, settings, begin, now)
  return { ...opened, ...(await addLogin(tx, settings, opened.root, begin, now)) }
}

/** Hangs an app's login on a root. */
export async function addLogin(
  tx: Tx,
  settings: LoginSettings,
  root: ProvenRoot,
  draft: ChildDraft,
  now: Date,
): Promise<BegunSignIn> {
  const [loginId, handle] = [uuid(), unguessable()]
  await insertChild.run(
    tx,
    loginId,
    root.id,
    root.userId,
    draft.clientId ?? null,
    root.method,
    draft.requestedProject ?? null,
    draft.requestedProfileType ?? null,
    draft.scope,
    draft.nonce ?? null,
    draft.codeChallenge ?? null,
    draft.redirectUri ?? null,
    draft.state ?? null,
    now,
    sha256Text(handle),
    secondsAfter(now, settings.pendingSeconds),
    draft.browserHash ?? null,
    draft.issuer.project ?? null,
    root.provenAt,
    root.factors,
    draft.askConsent ?? false,
    draft.responseMode ?? null,
    draft.maxAgeSeconds ?? null,
    root.providerKey,
    root.identityId,
  )
  return { handle, loginId }
}

/**
 * The sign-in of a handle: pending, revoked or expired; undefined for a handle that never was, is spent, or was given out
 * at another address.
 */
export async function findPending(tx: Tx, handle: string, issuer: Issuer): Promise<PendingLogin | undefined> {
  const login = await loginByHandle.maybeOne(tx, sha256Text(handle))
  return login?.issuerProject === (issuer.project ?? null) ? login : undefined
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

/**
 * Makes the code of a login that has all it needs, within these limits; undefined when it has not, or has ended meanwhile.
 * The news is to be published last in the transaction, for nodes that know other logins of the project with wider limits.
 */
export async function setCode(
  tx: Tx,
  login: PendingLogin,
  codeSeconds: number,
  { idleSeconds, overallSeconds }: Limits,
  now: Date,
): Promise<{ readonly code: string; readonly news: readonly NewsItem[] } | undefined> {
  const code = unguessable()
  const expiresAt = secondsAfter(now, codeSeconds)
  const put = await putCode.maybeOne(tx, sha256Text(code), expiresAt, login.id, now, idleSeconds, overallSeconds)
  if (put === undefined) return undefined
  return { code, news: put.stricter.map((subject) => ({ kind: 'root', subject })) }
}
