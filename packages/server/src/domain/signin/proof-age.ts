import { toNumericDate } from '#base/clock'
import type { LoginSettings, PendingLogin } from '#domain/logins'

/**
 * Whether a proof is as young as an app demands (OpenID Connect Core §3.1.2.1). In whole seconds, as the app counts from
 * `auth_time`; at 0 nothing is young enough.
 */
export function isWithinAge(authenticatedAt: Date, maxAgeSeconds: number | undefined, now: Date): boolean {
  const authTime = toNumericDate(authenticatedAt)
  return maxAgeSeconds === undefined || authTime + maxAgeSeconds > now.getTime() / 1000
}

/** An app that allows less than this means a proof made just now, for which the time that a sign-in has is enough. */
const SHORTEST_SECONDS = 60

/** How much older a provider's proof may be when it comes: by that much its clock, and the way back, are allowed for. */
const LEG_SECONDS = 30

/** Whether that is still so at the moment at which the app would be told of the proof: its questions may have taken long. */
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
