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

/** Who is signed in in a browser, since when, and how long still. */
export type BrowserRoot = RootRow

/** What a person has just shown, and where. */
export interface Proof {
  readonly userId: string
  readonly method: 'password' | 'registration' | 'external' | 'exchange' | 'bearer' | 'google' | 'apple'
  readonly factors: readonly string[]
  /** The hash of the browser's cookie; undefined where an app signs a person in by itself: no browser is to know of it. */
  readonly browserHash?: string | undefined
  readonly address: string
  readonly userAgent: string
  /** The identity provider that proved the person, and whom it proved; undefined: Damson did. */
  readonly providerKey?: string | undefined
  readonly identityId?: string | undefined
  /** When the provider did; undefined: now. Never later than now. */
  readonly provenAt?: Date | undefined
}

/** A root as far as a login that hangs on it is concerned. */
export type ProvenRoot = Pick<
  RootRow,
  'id' | 'userId' | 'method' | 'factors' | 'provenAt' | 'providerKey' | 'identityId'
>

export interface OpenedRoot {
  readonly root: ProvenRoot
  /** The row that is to be written for it; undefined where the browser's own was proven again. */
  readonly row: NewRoot | undefined
  /** What the browser is to keep from now on; its hash alone is kept here. */
  readonly rootHandle: string | undefined
  /** To be published last in the transaction: somebody else's sign-in in this browser has ended. */
  readonly invalidations: readonly Invalidation[]
  /** The logins that ended with it, for the audit. */
  readonly ended: readonly ChildRow[]
}

/** Where a root was signed in from, sealed. */
export interface RootOrigin {
  readonly address: string
  readonly userAgent: string
}

export const originContext = (rootId: string): string => `login-root:${rootId}`

/**
 * Makes a root of a proof. In a browser each proof gives a new handle, so that one planted before is worth nothing, and
 * anybody else's root ends: a browser is one person's at a time. The same proof of the same person renews the root that it
 * made; any other makes one beside it. So what a project's provider says renews nothing that hangs on another's word.
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

/** The same, and leaves it to the caller to write the row of a new root in the same transaction. */
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
  const known = await rootOfProof.maybeOne(tx, { userId, browserHash, providerKey, identityId, now })
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
 * Who is signed in in a browser: the roots that its root cookie's handle opens, which is good in that browser alone, one
 * for each way in which the person was proven, Damson's own first. None when they were revoked, have come to their limits,
 * or never were.
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

/** Counts a use: it puts off the end by idleness. False when the root has come to its end. */
export async function useRoot(tx: Tx, rootId: string, now: Date): Promise<boolean> {
  return (await touchRoot.maybeOne(tx, now, rootId)) !== undefined
}
