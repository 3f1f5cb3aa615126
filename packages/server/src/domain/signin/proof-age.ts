import { secondsAfter, toNumericDate } from '#base/clock'
import { type LoginSettings, type PendingLogin, STEP_UP_SECONDS, UNDATED } from '#domain/logins'

/** When a person was proven, and how. */
interface Dated {
  readonly authenticatedAt: Date
  readonly factors: readonly string[]
}

/**
 * Whether a proof is as young as an app demands (OpenID Connect Core §3.1.2.1). Compares whole seconds, because the app
 * counts from `auth_time`. With 0, no proof is young enough, and one of unknown age never is.
 */
export function isWithinAge(proof: Dated, maxAgeSeconds: number | undefined, now: Date): boolean {
  if (maxAgeSeconds === undefined) return true
  if (proof.factors.includes(UNDATED)) return false
  return toNumericDate(proof.authenticatedAt) + maxAgeSeconds > now.getTime() / 1000
}

/** An app that allows less than this wants a proof made just now. Any proof made during the sign-in is then young enough. */
const SHORTEST_SECONDS = 60

/** How much older a provider's proof may be on arrival: covers clock differences and the way back. */
const LEG_SECONDS = 30

/** Whether the proof is still young enough when the app is told of it: the questions in between may have taken long. */
export function isFresh(
  { maxAgeSeconds, authenticatedAt, factors, createdAt, providerKey }: PendingLogin,
  { pendingSeconds }: Pick<LoginSettings, 'pendingSeconds'>,
  now: Date,
): boolean {
  if (maxAgeSeconds === null || authenticatedAt === null) return true
  const proof = { authenticatedAt, factors }
  const isFromProvider = providerKey !== null && isWithinAge(proof, maxAgeSeconds + LEG_SECONDS, createdAt)
  const isMadeForIt = authenticatedAt >= createdAt || isFromProvider
  const allowed = isMadeForIt && maxAgeSeconds < SHORTEST_SECONDS ? pendingSeconds : maxAgeSeconds
  return isWithinAge(proof, allowed, now)
}

/**
 * Whether the person was proven in this sign-in, or just before: a browser that was left open sets up no second factor. When
 * a provider proved them is the provider's to say.
 */
export function isProvenNow({ authenticatedAt, createdAt, providerKey }: PendingLogin, now: Date): boolean {
  if (authenticatedAt === null || providerKey !== null) return true
  return authenticatedAt >= createdAt || secondsAfter(authenticatedAt, STEP_UP_SECONDS) > now
}
