import { secondsAfter } from '#base/clock'
import { type Keyring, sha256Text } from '#base/crypto'
import { rowAsJson, type Tx } from '#base/db'
import { unguessable, uuid } from '#base/random'
import type { Invalidation } from '#domain/revocation'
import { rootsEnded } from './ended.ts'
import { longestOf } from './limits.ts'
import { type ChildRow, childrenOf } from './logins.store.ts'
import {
  dropHandles,
  exchangeHandle,
  insertRoot,
  lockBrowser,
  type NewRoot,
  type RootRow,
  renewRoot,
  revokeRootsOfOthers,
  rootOfProof,
  rootsOfBrowser,
  touchRoot,
} from './roots.store.ts'
import type { LoginSettings } from './settings.ts'

/** Who is signed in in a browser, since when, and until when. */
export type BrowserRoot = RootRow

/** What a person has just proven, and where. */
export interface Proof {
  readonly userId: string
  readonly method:
    | 'password'
    | 'passkey'
    | 'email'
    | 'sms'
    | 'registration'
    | 'external'
    | 'exchange'
    | 'bearer'
    | 'google'
    | 'apple'
  readonly factors: readonly string[]
  /** The hash of the browser's cookie; undefined when an app signs in the person without a browser. */
  readonly browserHash?: string | undefined
  readonly address: string
  readonly userAgent: string
  /** The identity provider that proved the person, and the person's identity there; undefined: Damson did. */
  readonly providerKey?: string | undefined
  readonly identityId?: string | undefined
  /** When the provider proved them; undefined: now. Never later than now. */
  readonly provenAt?: Date | undefined
}

/** The part of a root that its logins need. */
export type ProvenRoot = Pick<
  RootRow,
  'id' | 'userId' | 'method' | 'factors' | 'provenAt' | 'providerKey' | 'identityId'
>

export interface OpenedRoot {
  readonly root: ProvenRoot
  /** The row to write; undefined when the browser's own root was renewed. */
  readonly row: NewRoot | undefined
  /** The browser's new handle; only its hash is stored. */
  readonly rootHandle: string | undefined
  /** To be published last in the transaction: another person's sign-in in this browser has ended. */
  readonly invalidations: readonly Invalidation[]
  /** The logins that ended with that sign-in, for the audit. */
  readonly ended: readonly ChildRow[]
}

/** Where a root was signed in from, sealed. */
export interface RootOrigin {
  readonly address: string
  readonly userAgent: string
}

export const originContext = (rootId: string): string => `login-root:${rootId}`

/**
 * Makes a root from a proof. In a browser each proof gives a new handle, so that a planted one becomes useless. Another
 * person's root ends: a browser has one person at a time. The same proof of the same person renews its root; any other
 * proof makes a second root. So a provider of one project never renews logins that rest on another proof, and neither does
 * an e-mail or a text message, which is less than any of them.
 */
export async function openRoot(
  tx: Tx,
  keyring: Keyring,
  settings: LoginSettings,
  proof: Proof,
  now: Date,
): Promise<OpenedRoot> {
  const opened = await prepareRoot(tx, keyring, settings, proof, now)
  if (opened.row !== undefined) await insertRoot.run(tx, rowAsJson(opened.row))
  return opened
}

/** The same, but the caller writes the row of a new root in the same transaction. */
export async function prepareRoot(
  tx: Tx,
  keyring: Keyring,
  settings: LoginSettings,
  proof: Proof,
  now: Date,
): Promise<OpenedRoot> {
  const { browserHash, userId, providerKey = null, identityId = null } = proof
  if (browserHash === undefined) {
    const row = newRoot(keyring, settings, proof, undefined, now)
    return { root: provenRoot(row.id, proof, now), row, rootHandle: undefined, invalidations: [], ended: [] }
  }
  await lockBrowser.rows(tx, browserHash)
  const others = await revokeRootsOfOthers.rows(tx, { now, why: 'other_person', browserHash, userId })
  const ended = await Promise.all(others.map(({ id }) => childrenOf.rows(tx, id, now)))
  const rootHandle = unguessable()
  const atMost = proof.method === 'email' || proof.method === 'sms' ? proof.factors : null
  const known = await rootOfProof.maybeOne(tx, { userId, browserHash, providerKey, identityId, atMost, now })
  await dropHandles.run(tx, browserHash, userId)
  const row = known === undefined ? newRoot(keyring, settings, proof, rootHandle, now) : undefined
  if (known !== undefined) await proveAgain(tx, keyring, settings, proof, known.id, rootHandle, now)
  const invalidations = await rootsEnded(
    tx,
    others.map(({ id }) => id),
    now,
  )
  const id = row?.id ?? known?.id ?? ''
  return { root: provenRoot(id, proof, now), row, rootHandle, invalidations, ended: ended.flat() }
}

function newRoot(
  keyring: Keyring,
  settings: LoginSettings,
  proof: Proof,
  handle: string | undefined,
  now: Date,
): NewRoot {
  const id = uuid()
  const { userId, method, factors, browserHash, providerKey = null, identityId = null } = proof
  const { idleSeconds, overallSeconds } = longestOf(settings)
  return {
    id,
    user_id: userId,
    method,
    factors,
    authenticated_at: now,
    last_used_at: now,
    ends_at: secondsAfter(now, overallSeconds),
    idle_seconds: idleSeconds,
    sealed_place: sealedOrigin(keyring, id, proof),
    handle_hash: handle === undefined ? null : sha256Text(handle),
    browser_hash: browserHash ?? null,
    provider_key: providerKey,
    identity_id: identityId,
    proven_at: proof.provenAt ?? null,
  }
}

function provenRoot(id: string, proof: Proof, now: Date): ProvenRoot {
  const { userId, method, factors, providerKey = null, identityId = null } = proof
  return { id, userId, method, factors, provenAt: proof.provenAt ?? now, providerKey, identityId }
}

async function proveAgain(
  tx: Tx,
  keyring: Keyring,
  settings: LoginSettings,
  proof: Proof,
  id: string,
  handle: string,
  now: Date,
): Promise<void> {
  const { method, factors } = proof
  const origin = sealedOrigin(keyring, id, proof)
  const { idleSeconds, overallSeconds } = longestOf(settings)
  await renewRoot.run(tx, {
    id,
    method,
    factors,
    now,
    endsAt: secondsAfter(now, overallSeconds),
    idleSeconds,
    sealedOrigin: origin,
    handleHash: sha256Text(handle),
    provenAt: proof.provenAt ?? null,
  })
}

function sealedOrigin(keyring: Keyring, id: string, { address, userAgent }: Proof): string {
  const origin: RootOrigin = { address, userAgent }
  return keyring.seal(JSON.stringify(origin), originContext(id))
}

/**
 * Who is signed in in a browser: the roots that its root cookie opens. The cookie works in that browser alone. There is
 * one root for each way in which the person was proven, Damson's own first. None if they were revoked, have expired or
 * never existed.
 */
export async function findBrowserRoots(
  tx: Tx,
  handle: string | undefined,
  browserHash: string | undefined,
  now: Date,
): Promise<readonly BrowserRoot[]> {
  if (handle === undefined || browserHash === undefined) return []
  return rootsOfBrowser.rows(tx, sha256Text(handle), browserHash, now)
}

/**
 * A new handle for a browser in which a person has proven a second factor: whoever got hold of the earlier one, which opened
 * less, opens nothing with it any more.
 */
export async function renewHandle(tx: Tx, browserHash: string, userId: string): Promise<string | undefined> {
  const handle = unguessable()
  const exchanged = await exchangeHandle.maybeOne(tx, sha256Text(handle), browserHash, userId)
  return exchanged === undefined ? undefined : handle
}

/** Counts a use, which restarts the idle time. False when the root has expired. */
export async function useRoot(tx: Tx, rootId: string, now: Date): Promise<boolean> {
  return (await touchRoot.maybeOne(tx, now, rootId)) !== undefined
}
