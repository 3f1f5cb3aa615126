import type { Tx } from '#base/db'
import { installation } from '#domain/keys'
import { presentedLogins } from '#domain/logins'
import type { Signed } from '#domain/proof'

/** Why what a provider signed proves nobody here any more; another token of it does. */
export interface Worn {
  readonly why: 'revoked_token' | 'before_restore'
  readonly finding: string
}

/** A token is refused once a sign-in by what is signed was revoked: else whoever holds it would sign in anew. */
export async function wornOut(tx: Tx, { hashes, tokenHashes, issuedAt }: Signed, now: Date): Promise<Worn | undefined> {
  const logins = await presentedLogins.rows(tx, now, hashes, tokenHashes)
  if (logins.some(({ isOver }) => isOver)) return REVOKED
  return (await isFromBeforeRestore(tx, issuedAt)) ? RESTORED : undefined
}

/** What was revoked after the backup was made is not known any more: tokens of before the restore prove nothing. */
async function isFromBeforeRestore(tx: Tx, issuedAt: Signed['issuedAt']): Promise<boolean> {
  // Nobody can tell of an opaque token; a provider's live for an hour or a day.
  if (issuedAt === null) return false
  const restored = (await installation.maybeOne(tx))?.restoreAcceptedAt ?? undefined
  return restored !== undefined && !(issuedAt !== undefined && issuedAt > restored)
}

const REVOKED: Worn = {
  why: 'revoked_token',
  finding:
    'A sign-in by this token, however it is written, was revoked here, or has ended: it signs nobody in any more.',
}

const RESTORED: Worn = {
  why: 'before_restore',
  finding: 'The token was issued before this server was restored from a backup: whether it was revoked is not known.',
}
