import { secondsAfter, toNumericDate } from '#base/clock'
import { type LoginSettings, type PendingLogin, STEP_UP_SECONDS } from '#domain/logins'

/**
 * Whether a proof is as young as an app demands (OpenID Connect Core §3.1.2.1). Compares whole seconds, because the app
 * counts from `auth_time`. With 0, no proof is young enough.
 */
export function isWithinAge(authenticatedAt: Date, maxAgeSeconds: number | undefined, now: Date): boolean {
  const authTime = toNumericDate(authenticatedAt)
  return maxAgeSeconds === undefined || authTime + maxAgeSeconds > now.getTime() / 1000
}

/** An app that allows less than this wants a proof made just now. Any proof made during the sign-in is then young enough. */
const SHORTEST_SECONDS = 60

/** How much older a provider's proof may be on arrival: covers clock differences and the way back. */
const LEG_SECONDS = 30

/** Whether the proof is still young enough when the app is told of it: the questions in between may have taken long. */
export function isFresh(
  { maxAgeSeconds, authenticatedAt, createdAt, providerKey }: PendingLogin,
  { pendingSeconds }: Pick<LoginSettings, 'pendingSeconds'>,
  now: Date,
): boolean {
  if (maxAgeSeconds === null || authenticatedAt === null) return true
  const isFromProvider = providerKey !== null && isWithinAge(authenticatedAt, maxAgeSeconds + LEG_SECONDS, createdAt)
  const isMadeForIt = authenticatedAt >= createdAt || isFromProvider
  const allowed = isMadeForIt && maxAgeSeconds < SHORTEST_SECONDS ? pendingSeconds : maxAgeSeconds
  return isWithinAge(authenticatedAt, allowed, now)
}

/**
 * Whether the person was proven in this sign-in, or just before: a browser that was left open sets up no second factor. When
 * a provider proved them is the provider's to say.
 */
export function isProvenNow({ authenticatedAt, createdAt, providerKey }: PendingLogin, now: Date): boolean {
  if (authenticatedAt === null || providerKey !== null) return true
  return authenticatedAt >= createdAt || secondsAfter(authenticatedAt, STEP_UP_SECONDS) > now
}
