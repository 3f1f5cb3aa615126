import type { Tx } from '#base/db'
import { installation } from '#domain/keys'
import { presentedLogins } from '#domain/logins'
import type { Signed } from '#domain/proof'

/** Why a provider's token no longer proves anyone here; a new token would. */
export interface Worn {
  readonly why: 'revoked_token' | 'before_restore'
  readonly finding: string
}

/** Refuses a token after a sign-in with it was revoked: otherwise its holder could simply sign in again. */
export async function wornOut(tx: Tx, { hashes, tokenHashes, issuedAt }: Signed, now: Date): Promise<Worn | undefined> {
  const logins = await presentedLogins.rows(tx, now, hashes, tokenHashes)
  if (logins.some(({ isOver }) => isOver)) return REVOKED
  return (await isFromBeforeRestore(tx, issuedAt)) ? RESTORED : undefined
}

/** A restored backup doesn't know later revocations, so tokens from before the restore prove nothing. */
async function isFromBeforeRestore(tx: Tx, issuedAt: Signed['issuedAt']): Promise<boolean> {
  // The age of an opaque token is unknown; providers' opaque tokens live for an hour or a day.
  if (issuedAt === null) return false
  const restored = (await installation.maybeOne(tx))?.restoreAcceptedAt ?? undefined
  return restored !== undefined && !(issuedAt !== undefined && issuedAt > restored)
}

const REVOKED: Worn = {
  why: 'revoked_token',
  finding:
    'A sign-in by this token, in any encoding, was revoked here or has ended: the token can no longer sign anyone in.',
}

const RESTORED: Worn = {
  why: 'before_restore',
  finding:
    'The token was issued before this server was restored from a backup, so the server cannot know whether it was revoked.',
}
