import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { isUuid, unguessable, uuid } from '#base/random'
import { insertLink, type LinkRow, linkById, lockLinks, supersedeLinks, useLink } from './users.store.ts'

export type LinkKind = 'invite' | 'verify-email' | 'reset' | 'set-up'

const LIFE_SECONDS: Readonly<Record<LinkKind, number>> = {
  invite: 7 * 86_400,
  'verify-email': 86_400,
  reset: 3_600,
  'set-up': 86_400,
}

/** How long a link works. */
export const linkSeconds = (kind: LinkKind): number => LIFE_SECONDS[kind]

export interface OpenedLink {
  readonly userId: string
  readonly kind: LinkKind
  readonly expiresAt: Date
}

/** Outside, all three look alike: the link doesn't work. */
export interface LinkRefusal {
  readonly why: 'unknown_link' | 'used_link' | 'expired_link'
}

/** Makes a link, and makes the person's earlier links of the same kind useless. The secret is returned only here. */
export async function makeLink(
  tx: Tx,
  keyring: Keyring,
  userId: string,
  kind: LinkKind,
  now: Date,
): Promise<{ readonly id: string; readonly secret: string }> {
  const [id, secret] = [uuid(), unguessable()]
  const { hash, keyVersion } = keyring.keyedHash('one-time', secret)
  // Without the lock, two made at once would not see each other, and both would work.
  await lockLinks.one(tx, userId)
  await supersedeLinks.run(tx, now, userId, kind)
  await insertLink.run(tx, {
    id,
    userId,
    kind,
    hash: hash.toString('base64url'),
    keyVersion,
    now,
    expiresAt: secondsAfter(now, LIFE_SECONDS[kind]),
  })
  return { id, secret }
}

/** Looks at a link without using it, so that a mail scanner that opens it does no harm. */
export async function peekLink(
  tx: Tx,
  keyring: Keyring,
  id: string,
  secret: string,
  now: Date,
): Promise<Result<OpenedLink, LinkRefusal>> {
  const row = isUuid(id) ? await linkById.maybeOne(tx, id) : undefined
  if (row === undefined || !isRightSecret(keyring, row, secret)) return refused({ why: 'unknown_link' })
  if (row.usedAt !== null) return refused({ why: 'used_link' })
  if (row.expiresAt <= now) return refused({ why: 'expired_link' })
  return accepted({ userId: row.userId, kind: row.kind as LinkKind, expiresAt: row.expiresAt })
}

/** Uses a link: it works once. */
export async function openLink(
  tx: Tx,
  keyring: Keyring,
  id: string,
  secret: string,
  now: Date,
): Promise<Result<OpenedLink, LinkRefusal>> {
  const peeked = await peekLink(tx, keyring, id, secret, now)
  if (!peeked.ok) return peeked
  const used = await useLink.maybeOne(tx, now, id)
  return used === undefined ? refused({ why: 'used_link' }) : peeked
}

function isRightSecret(keyring: Keyring, { secretHash, keyVersion }: LinkRow, secret: string): boolean {
  return keyring.matches('one-time', secret, { keyVersion, hash: Buffer.from(secretHash, 'base64url') })
}
