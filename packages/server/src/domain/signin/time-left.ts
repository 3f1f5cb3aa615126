import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { type LoginSettings, type PendingLogin, putOffEnd, touchRoot, useRoot } from '#domain/logins'
import type { SignInDeps, SignInRefusal, SignInState } from './dependencies.ts'

/** A pending sign-in lasts at most this many times its usual length: the user can extend it ten times (WCAG 2.2.1). */
const LONGEST_TIMES = 11

/** How long a pending sign-in stays open, and whether it can be extended. */
export interface TimeLeft {
  readonly seconds: number
  readonly mayBeMore: boolean
}

type Timed = Pick<PendingLogin, 'handleExpiresAt' | 'createdAt' | 'rootIdleUntil' | 'rootEndsAt'>

const earliest = (...ends: readonly (Date | null)[]): number =>
  Math.min(...ends.map((end) => end?.getTime() ?? Number.POSITIVE_INFINITY))

/**
 * Pure; `putOffEnd` in the store decides. The sign-in also ends when its browser's sign-in does, which may be idle
 * sooner.
 */
export function timeLeft(
  { handleExpiresAt, createdAt, rootIdleUntil, rootEndsAt }: Timed,
  { pendingSeconds }: Pick<LoginSettings, 'pendingSeconds'>,
  now: Date,
): TimeLeft {
  const end = earliest(handleExpiresAt ?? now, rootIdleUntil, rootEndsAt)
  const longest = earliest(secondsAfter(createdAt, longestSeconds(pendingSeconds)), rootEndsAt)
  return { seconds: Math.max(0, Math.floor((end - now.getTime()) / 1000)), mayBeMore: end < longest }
}

/** Whether the sign-in has expired, or its browser's sign-in has. */
export function isOver({ handleExpiresAt, rootIdleUntil, rootEndsAt }: Omit<Timed, 'createdAt'>, now: Date): boolean {
  return handleExpiresAt === null || earliest(handleExpiresAt, rootIdleUntil, rootEndsAt) <= now.getTime()
}

const isAsked = ({ step }: SignInState['step']): boolean =>
  [
    'choose_membership',
    'choose_patient',
    'consent',
    'prove_factor',
    'enroll_factor',
    'change_password',
    'accept_terms',
    'accept_role',
    'make_patient',
    'prove_address',
  ].includes(step)

/** Extends the time for the question that the user is answering. Counts as use of the browser's sign-in. */
export async function stayLonger(
  { db, clock, loginSettings: { pendingSeconds } }: SignInDeps,
  { login, step }: SignInState,
): Promise<Result<void, SignInRefusal>> {
  const { id, rootId, browserHash } = login
  if (!isAsked(step) || rootId === null || browserHash === null) return refused({ why: 'ended_login' })
  const now = clock.now()
  return db.tx(async (tx) => {
    const put = await putOffEnd.maybeOne(tx, {
      id,
      browserHash,
      now,
      pendingSeconds,
      longestSeconds: longestSeconds(pendingSeconds),
    })
    if (put === undefined) return refused({ why: 'ended_login' })
    await useRoot(tx, rootId, now)
    return accepted(undefined)
  })
}

/** Counts an answer as use of the browser's sign-in. */
export async function countAnswer({ db, clock }: SignInDeps, state: SignInState): Promise<SignInState> {
  const { login, step } = state
  if (!isAsked(step) || login.rootId === null) return state
  const limits = await touchRoot.maybeOne(db, clock.now(), login.rootId)
  return limits === undefined ? state : { ...state, login: { ...login, rootIdleUntil: limits.idleUntil } }
}

const longestSeconds = (pendingSeconds: number): number => LONGEST_TIMES * pendingSeconds
