import { secondsAfter } from '#base/clock'
import { type Keyring, sha256Text } from '#base/crypto'
import { deferred, rowAsJson, type Tx } from '#base/db'
import { unguessable, uuid } from '#base/random'
import type { MembershipRow } from '#domain/memberships'
import type { Issuer } from '#domain/projects'
import type { Invalidation } from '#domain/revocation'
import { putCode } from './activity.store.ts'
import type { Limits } from './limits.ts'
import { insertChild, insertRootAndChild, type LoginRow, type NewChild, setMembership } from './logins.store.ts'
import { type OpenedRoot, type Proof, type ProvenRoot, prepareRoot } from './roots.ts'
import type { LoginSettings } from './settings.ts'
import { type StandingRow, standingByHandle, standingHeld } from './standing.store.ts'

/** The assurance that an app asks for; essential: it gets nothing without. */
export interface AskedLevel {
  readonly value: string
  readonly isEssential: boolean
}

/** What an app asks for, as its login keeps it. */
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
  /** The greatest age of the proof that the app accepts. */
  readonly maxAgeSeconds?: number | undefined
  readonly acr?: AskedLevel | undefined
  /** The hash of the cookie that binds a hosted sign-in to its browser. */
  readonly browserHash?: string | undefined
  /** The address at which it began: its results work only there. */
  readonly issuer: Issuer
}

/** A sign-in whose credentials were right. */
export type BeginSignIn = ChildDraft & Proof

export type PendingLogin = LoginRow

/** The handle that identifies a pending sign-in; it is never the login's id. */
export interface BegunSignIn {
  readonly handle: string
  readonly loginId: string
}

/** Creates a root, or renews the browser's, and adds a login to it. The new rows travel with the next statement. */
export async function beginSignIn(
  tx: Tx,
  keyring: Keyring,
  settings: LoginSettings,
  begin: BeginSignIn,
  now: Date,
): Promise<BegunSignIn & OpenedRoot> {
  const opened = await prepareRoot(tx, keyring, settings, begin, now)
  const { row, ...begun } = newChild(settings, opened.root, begin, now)
  const root = opened.row
  await deferred(tx, () =>
    root === undefined
      ? insertChild.run(tx, rowAsJson(row))
      : insertRootAndChild.run(tx, rowAsJson(root), rowAsJson(row)),
  )
  return { ...opened, ...begun }
}

/** Adds an app's login to a root. */
export async function addLogin(
  tx: Tx,
  settings: LoginSettings,
  root: ProvenRoot,
  draft: ChildDraft,
  now: Date,
): Promise<BegunSignIn> {
  const { row, ...begun } = newChild(settings, root, draft, now)
  await insertChild.run(tx, rowAsJson(row))
  return begun
}

function newChild(
  settings: LoginSettings,
  root: ProvenRoot,
  draft: ChildDraft,
  now: Date,
): BegunSignIn & { readonly row: NewChild } {
  const [loginId, handle] = [uuid(), unguessable()]
  const endsAt = secondsAfter(now, settings.pendingSeconds)
  const row: NewChild = {
    id: loginId,
    root_id: root.id,
    user_id: root.userId,
    client_id: draft.clientId ?? null,
    method: root.method,
    requested_project: draft.requestedProject ?? null,
    requested_profile_type: draft.requestedProfileType ?? null,
    scope: draft.scope,
    nonce: draft.nonce ?? null,
    code_challenge: draft.codeChallenge ?? null,
    redirect_uri: draft.redirectUri ?? null,
    state: draft.state ?? null,
    created_at: now,
    last_used_at: now,
    expires_at: endsAt,
    handle_hash: sha256Text(handle),
    handle_expires_at: endsAt,
    browser_hash: draft.browserHash ?? null,
    issuer_project: draft.issuer.project ?? null,
    authenticated_at: root.provenAt,
    factors: root.factors,
    ask_consent: draft.askConsent ?? false,
    response_mode: draft.responseMode ?? null,
    max_age_seconds: draft.maxAgeSeconds ?? null,
    asked_acr: draft.acr?.value ?? null,
    acr_essential: draft.acr?.isEssential ?? false,
    provider_key: root.providerKey,
    identity_id: root.identityId,
  }
  return { handle, loginId, row }
}

/** A sign-in under way, with everything that decides its state. */
export type Standing = StandingRow

/**
 * The sign-in of a handle: pending, revoked or expired. Undefined for a handle that never existed, is spent, or was
 * issued at another address.
 */
export async function findStanding(tx: Tx, handle: string, issuer: Issuer): Promise<Standing | undefined> {
  const standing = await standingByHandle.maybeOne(tx, sha256Text(handle))
  return standing?.issuerProject === (issuer.project ?? null) ? standing : undefined
}

/** The sign-in that was begun in this transaction, with the person's account held as it is until its end. */
export async function findStandingHeld(tx: Tx, handle: string): Promise<Standing | undefined> {
  return standingHeld.maybeOne(tx, sha256Text(handle))
}

/** Sets the membership of a sign-in that was begun in this transaction. Travels with the next statement. */
export async function setOnlyMembership(
  tx: Tx,
  login: PendingLogin,
  membership: MembershipRow,
  now: Date,
): Promise<void> {
  await deferred(tx, async () => {
    if (!(await chooseMembership(tx, login, membership, now))) throw new Error('a new sign-in takes no membership')
  })
}

/** Sets the membership; false when one is set already or the sign-in has ended. */
export async function chooseMembership(
  tx: Tx,
  login: PendingLogin,
  membership: Pick<MembershipRow, 'project' | 'id' | 'profile'>,
  now: Date,
): Promise<boolean> {
  const set = await setMembership.maybeOne(tx, {
    project: membership.project,
    membershipId: membership.id,
    profile: membership.profile,
    id: login.id,
    now,
  })
  return set !== undefined
}

/**
 * Makes the code of a complete login, within these limits; undefined when something is missing or the login has ended. A
 * membership that is not written yet is written with it.
 * Publish the invalidations last in the transaction: other nodes may know logins of the project with wider limits.
 */
export async function setCode(
  tx: Tx,
  login: PendingLogin,
  codeSeconds: number,
  { idleSeconds, overallSeconds }: Limits,
  now: Date,
): Promise<{ readonly code: string; readonly invalidations: readonly Invalidation[] } | undefined> {
  const code = unguessable()
  const expiresAt = secondsAfter(now, codeSeconds)
  const put = await putCode.maybeOne(tx, {
    codeHash: sha256Text(code),
    expiresAt,
    id: login.id,
    project: login.project,
    membershipId: login.membershipId,
    profile: login.profile,
    now,
    idleSeconds,
    overallSeconds,
  })
  if (put === undefined) return undefined
  return { code, invalidations: put.stricter.map((subject) => ({ kind: 'root', subject })) }
}
