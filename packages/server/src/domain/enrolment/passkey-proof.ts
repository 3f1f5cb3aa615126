import { type Result, refused } from '@damson/fhir'
import { refusable, type Tx } from '#base/db'
import { type PasskeyDeps, type PasskeyProblem, provePasskey, takePasskey, tellOfCopy } from '#domain/passkeys'
import type { RequestOrigin } from '#domain/projects'
import type { Allowance } from '#domain/throttle'
import { userById } from '#domain/users'
import { eventOf } from './codes.ts'
import type { EnrolmentDeps, FactorAct } from './dependencies.ts'

/** What a person who is known already answers with a passkey, and in which browser. */
export interface PasskeyProof extends RequestOrigin {
  readonly answer: string
  readonly browserHash: string
}

export type PasskeyProofRefusal =
  | { readonly why: 'passkey'; readonly problem: PasskeyProblem }
  | { readonly why: 'too_many_attempts'; readonly allowance: Allowance }
  /** What asked for the passkey has ended. */
  | { readonly why: 'ended_login' }

type Deps = EnrolmentDeps & PasskeyDeps

/**
 * Proves a passkey of a person who is signed in, or who is about to be, as one more factor. `then` writes that in the
 * transaction that takes the passkey, and returns false if what asked has ended. A right passkey is never held up.
 */
export async function checkPasskey(
  deps: Deps,
  act: FactorAct,
  given: PasskeyProof,
  then: (tx: Tx, factor: string, now: Date) => Promise<boolean>,
): Promise<Result<void, PasskeyProofRefusal>> {
  const { db, clock, audit } = deps
  const proven = await provePasskey(deps, { ...given, knownUser: act.userId })
  if (!proven.ok) return deny(deps, act, given, proven.refusal)
  const passkey = proven.value
  const now = clock.now()
  const added = await refusable(db, async (tx, refuse: (refusal: PasskeyProofRefusal) => never) => {
    if (!(await takePasskey(tx, passkey, now))) return refuse(COPIED)
    for (const factor of passkey.factors) if (!(await then(tx, factor, now))) return refuse({ why: 'ended_login' })
    await audit.record(tx, [eventOf(act, 'factor.proven', { reason: 'passkey' })])
  })
  if (added.ok || added.refusal !== COPIED) return added
  await tellOfCopy(deps, await userById.one(db, act.userId), passkey, given)
  return deny(deps, act, given, COPIED.problem)
}

const COPIED = { why: 'passkey', problem: { why: 'copied_passkey' } } as const

/** Failures of one address are counted, because each writes an event. */
async function deny(
  { audit, throttle }: Deps,
  act: FactorAct,
  { address }: PasskeyProof,
  problem: PasskeyProblem,
): Promise<Result<never, PasskeyProofRefusal>> {
  const allowance = await throttle.attempt(address)
  if (!allowance.allowed) return refused({ why: 'too_many_attempts', allowance })
  await audit.committed(eventOf(act, 'factor.failed', { outcome: 4, reason: `passkey_${problem.why}` }))
  return refused({ why: 'passkey', problem })
}
