import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import type { Invalidation } from '#domain/revocation'
import { loginsEnded } from './ended.ts'
import { revokeLoginsOfMembership } from './logins.store.ts'
import {
  loginsOfMembership,
  loginsOfPeople,
  type MemberLoginRow,
  revokeLoginOfMembership,
  type SignInPosition,
  signOutMember,
} from './member-sign-ins.store.ts'
import { originContext, type RootOrigin } from './roots.ts'

/** A membership, by its project. */
interface OfMember {
  readonly project: string
  readonly membershipId: string
}

/** A sign-in of a member, as the project's administrators see it: without the address that it came from. */
export interface MemberSignIn {
  readonly loginId: string
  /** Which browser or app it is in; null for a machine's own. */
  readonly rootId: string | null
  /** Null: an app that sent no client id. */
  readonly clientId: string | null
  /** When the app's sign-in began. */
  readonly startedAt: Date
  /** When the person last proved who they are in that browser or app; null: a machine's own. */
  readonly provenAt: Date | null
  readonly lastUsedAt: Date
  /** What the browser or app called itself. */
  readonly browser: string | undefined
}

export async function signInsOfMember(
  tx: Tx,
  keyring: Keyring,
  { project, membershipId }: OfMember,
  now: Date,
): Promise<readonly MemberSignIn[]> {
  const rows = await loginsOfMembership.rows(tx, project, membershipId, now)
  return rows.map((row) => signInOf(keyring, row))
}

function signInOf(
  keyring: Keyring,
  { id, rootId, sealedOrigin, clientId, startedAt, provenAt, lastUsedAt }: MemberLoginRow,
): MemberSignIn {
  const browser = rootId === null || sealedOrigin === null ? undefined : browserOf(keyring, rootId, sealedOrigin)
  return { loginId: id, rootId, clientId, startedAt, provenAt, lastUsedAt, browser }
}

/** A sign-in, whose it is, and where the next page begins after it. */
export interface SignedIn extends MemberSignIn {
  readonly membershipId: string
  readonly position: SignInPosition
}

/** The memberships or clients whose sign-ins are meant. */
export type SignInsAmong = { readonly members: readonly string[] } | { readonly clients: readonly string[] }

/** Some sign-ins of a project's people that still work, the latest first. */
export async function signInsOfPeople(
  tx: Tx,
  keyring: Keyring,
  {
    project,
    after,
    limit,
    among,
  }: {
    readonly project: string
    readonly after: SignInPosition | undefined
    readonly limit: number
    readonly among?: SignInsAmong | undefined
  },
  now: Date,
): Promise<readonly SignedIn[]> {
  const rows = await loginsOfPeople.rows(tx, {
    project,
    now,
    at: after?.at ?? null,
    id: after?.id ?? null,
    members: among !== undefined && 'members' in among ? among.members : null,
    clients: among !== undefined && 'clients' in among ? among.clients : null,
    limit,
  })
  return rows.map((row) => ({
    ...signInOf(keyring, row),
    membershipId: row.membershipId,
    position: { at: row.startedAt, id: row.id },
  }))
}

function browserOf(keyring: Keyring, rootId: string, sealed: string): string {
  return (JSON.parse(keyring.unseal(sealed, originContext(rootId)).toString()) as RootOrigin).userAgent
}

/**
 * Ends all sign-ins of a member. Their browsers stay signed in for other projects, but go on to this one only after the
 * person has proved anew who they are.
 */
export async function endSignInsOfMember(
  tx: Tx,
  { project, membershipId }: OfMember,
  why: string,
  now: Date,
): Promise<{ readonly ended: readonly string[]; readonly invalidations: readonly Invalidation[] }> {
  await signOutMember.run(tx, now, project, membershipId)
  const rows = await revokeLoginsOfMembership.rows(tx, { now, why, project, membershipId })
  const ended = rows.map(({ id }) => id)
  return { ended, invalidations: await loginsEnded(tx, ended, now) }
}

/** Ends one login of a member; undefined if the member has no such login. The browser may go on to another. */
export async function endLoginOfMember(
  tx: Tx,
  { project, membershipId, loginId }: OfMember & { readonly loginId: string },
  why: string,
  now: Date,
): Promise<readonly Invalidation[] | undefined> {
  const row = await revokeLoginOfMembership.maybeOne(tx, { now, why, project, membershipId, loginId })
  return row === undefined ? undefined : loginsEnded(tx, [row.id], now)
}
