import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { type LoginSettings, type PendingLogin, putOffEnd, useRoot } from '#domain/logins'
import type { SignInParts, SignInRefusal, SignInState } from './parts.ts'

/** However often more time is asked for: a sign-in under way in a browser is over an hour after it was begun. */
const LONGEST_SECONDS = 3_600

/** How long a sign-in under way stays open, and whether asking for more time would give any. */
export interface TimeLeft {
  readonly seconds: number
  readonly mayBeMore: boolean
}

/** Pure: the store has the last word, in `putOffEnd`. */
export function timeLeft(
  { handleExpiresAt, createdAt }: Pick<PendingLogin, 'handleExpiresAt' | 'createdAt'>,
  { pendingSeconds }: Pick<LoginSettings, 'pendingSeconds'>,
  now: Date,
): TimeLeft {
  const end = handleExpiresAt ?? now
  const longest = secondsAfter(createdAt, longestSeconds(pendingSeconds))
  return { seconds: Math.max(0, Math.floor((end.getTime() - now.getTime()) / 1000)), mayBeMore: end < longest }
}

/** Gives whoever is still at a question more time for it. It counts as a use of the sign-in that it hangs on. */
export async function stay(
  { db, clock, loginSettings: { pendingSeconds } }: SignInParts,
  { login, step }: SignInState,
): Promise<Result<void, SignInRefusal>> {
  const { id, rootId, browserHash } = login
  const isAsked = step.step === 'choose_membership' || step.step === 'choose_patient' || step.step === 'consent'
  if (!isAsked || rootId === null || browserHash === null) return refused({ why: 'ended_login' })
  const now = clock.now()
  return db.tx(async (tx) => {
    const put = await putOffEnd.maybeOne(tx, id, browserHash, now, pendingSeconds, longestSeconds(pendingSeconds))
    if (put === undefined) return refused({ why: 'ended_login' })
    await useRoot(tx, rootId, now)
    return accepted(undefined)
  })
}

const longestSeconds = (pendingSeconds: number): number => Math.max(LONGEST_SECONDS, pendingSeconds)
