import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import type { CloserLook, Finding } from '#base/findings'
import { isUuid } from '#base/random'
import type { Issuer } from '#domain/projects'
import { REFRESH_REUSED, UNKNOWN_REFRESH_TOKEN, whyNotRotated } from './refresh-findings.ts'
import type { TokenSettings } from './settings.ts'
import { rotateRefresh } from './tokens.store.ts'

/** The contents of a refresh token, after its MAC was verified. */
export interface RefreshToken {
  readonly family: string
  readonly generation: number
}

/** `family.generation.MAC`, the MAC with the key's version. It is never stored, because it can be computed again. */
export function writeRefreshToken(keyring: Keyring, { family, generation }: RefreshToken): string {
  const { keyVersion, hash } = keyring.keyedHash('refresh-token', `${family}.${generation}`)
  return `${family}.${generation}.${keyVersion}${hash.toString('base64url')}`
}

const KEY_VERSION_LENGTH = 16

/** The parts of a refresh token that this server made; undefined for any other text. */
export function readRefreshToken(keyring: Keyring, text: string): RefreshToken | undefined {
  const [family = '', digits = '', mac = '', ...more] = text.split('.')
  if (more.length > 0 || !isUuid(family) || !/^[1-9]\d{0,8}$/.test(digits)) return undefined
  const kept = {
    keyVersion: mac.slice(0, KEY_VERSION_LENGTH),
    hash: Buffer.from(mac.slice(KEY_VERSION_LENGTH), 'base64url'),
  }
  return keyring.matches('refresh-token', `${family}.${digits}`, kept)
    ? { family, generation: Number(digits) }
    : undefined
}

export interface RefreshRotation {
  readonly token: RefreshToken
  readonly clientId: string | null
  readonly clientAuth: string
  readonly issuer: Issuer
  readonly refreshTokenSeconds: number
}

export interface Rotated {
  readonly loginId: string
  readonly project: string | null
  /** The token to return: the next one, or within the grace period the newest again. */
  readonly token: RefreshToken
}

export type RefreshRefusal =
  | { readonly why: 'unknown_refresh_token'; readonly finding: Finding; readonly look: CloserLook }
  | {
      readonly why: 'refresh_reused'
      readonly finding: Finding
      readonly loginId: string
      readonly project: string | null
    }

/** Rotates a refresh token, with the client authentication and at the address that its code was redeemed with. */
export async function refreshLogin(
  tx: Tx,
  settings: TokenSettings,
  { token, clientId, clientAuth, issuer, refreshTokenSeconds }: RefreshRotation,
  now: Date,
): Promise<Result<Rotated, RefreshRefusal>> {
  const graceStart = secondsAfter(now, -settings.refreshGraceSeconds)
  const rotated = await rotateRefresh.maybeOne(tx, {
    family: token.family,
    generation: token.generation,
    clientId,
    clientAuth,
    issuerProject: issuer.project ?? null,
    now,
    graceStart,
    expiresAt: secondsAfter(now, refreshTokenSeconds),
  })
  if (rotated === undefined)
    return refused({
      why: 'unknown_refresh_token',
      finding: UNKNOWN_REFRESH_TOKEN,
      look: (db) => whyNotRotated(db, { token, clientId, issuer }, now),
    })
  const { loginId, project, generation, reused } = rotated
  if (reused) return refused({ why: 'refresh_reused', finding: REFRESH_REUSED, loginId, project })
  return accepted({ loginId, project, token: { family: token.family, generation } })
}
