import { generateSecret, generateSync, generateURI } from 'otplib'
import { constantTimeEqual } from '#base/crypto'

/** RFC 6238 §5.2 recommends this step. Authenticator apps know no other. */
const STEP_SECONDS = 30
/** The clock of a phone may be one step off, in either direction (RFC 6238 §5.2 and §6). */
const DRIFT_STEPS = [0, -1, 1]

/** A new secret in base32: 160 bits, the length of SHA-1's output (RFC 4226 §4). */
export function newTotpSecret(): string {
  return generateSecret({ length: 20 })
}

/** The address that authenticator apps read from a QR code. */
export function totpUri(secret: string, issuer: string, account: string): string {
  return generateURI({ issuer, label: account, secret })
}

/**
 * The time steps whose code this is, the likeliest first. The caller takes the first that is newer than the newest step
 * that was used, so that a code is good once.
 */
export function totpSteps(secret: string, code: string, now: Date): readonly number[] {
  const current = Math.floor(now.getTime() / 1000 / STEP_SECONDS)
  return DRIFT_STEPS.map((drift) => current + drift).filter((step) =>
    constantTimeEqual(generateSync({ secret, epoch: step * STEP_SECONDS }), code),
  )
}
