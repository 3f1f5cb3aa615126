import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { refusable } from '#base/db'
import { type CodeRefusal, type FactorAct, withinLimits } from '#domain/enrolment'
import { takeCode } from '#domain/factors'
import type { RecoveryDeps, RecoveryOrigin } from './dependencies.ts'
import { ownEvent } from './events.ts'
import { tell } from './notices.ts'
import { addOwnProof, noteOwnUse, type RecoveryRow } from './recovery.store.ts'
import { WAIT_SECONDS } from './times.ts'

/** The person's recovery, and the browser that it belongs to. */
export interface OwnRecovery {
  readonly recovery: RecoveryRow
  readonly browserHash: string
}

/** A saved recovery code, or a code of an authenticator app that the person still has. Each kind proves once. */
export async function proveOldFactor(
  deps: RecoveryDeps,
  { recovery, browserHash }: OwnRecovery,
  typed: string,
  origin: RecoveryOrigin,
): Promise<Result<RecoveryRow, CodeRefusal>> {
  const { db, clock, keyring, audit } = deps
  const { id, userId } = recovery
  const proven = await withinLimits(deps, actOf(recovery, origin), async () => {
    const now = clock.now()
    const compared = await refusable(
      db,
      async (tx, refuse: (refusal: CodeRefusal) => never): Promise<Result<RecoveryRow, CodeRefusal>> => {
        // Before the factor is used: a use elsewhere cancels the recovery, and this one does not.
        if ((await noteOwnUse.maybeOne(tx, { id, browserHash, now })) === undefined)
          return refuse({ why: 'ended_login' })
        const taken = await takeCode(tx, keyring, { userId, askedBy: id, typed, among: ['totp'] }, now)
        if (taken === undefined) {
          const more = { outcome: 4, reason: 'wrong_code' } as const
          await audit.record(tx, [ownEvent('factor.failed', recovery, origin, more)])
          return refused({ why: 'wrong_code' })
        }
        const kind = taken.factor === 'recovery' ? 'code' : 'authenticator'
        const readyAt = secondsAfter(now, WAIT_SECONDS)
        const added = await addOwnProof.maybeOne(tx, { id, browserHash, kind, now, readyAt })
        // Rolled back: a code that proves nothing new is not used up.
        if (added === undefined) return refuse({ why: 'ended_login' })
        await audit.record(tx, [
          ownEvent('recovery.proven', recovery, origin, { reason: kind }),
          ...(kind === 'code' ? [ownEvent('recovery_code.used', recovery, origin)] : []),
        ])
        return accepted(added)
      },
    )
    return compared.ok ? compared.value : compared
  })
  if (proven.ok && proven.value.readyAt !== null) void tell(deps, proven.value, 'confirmed')
  return proven
}

export function actOf({ id, userId, project }: RecoveryRow, origin: RecoveryOrigin): FactorAct {
  const { address, userAgent, traceId, issuer, language } = origin
  return {
    userId,
    askedBy: id,
    project,
    agent: { userId },
    personal: { address, userAgent },
    traceId,
    issuer,
    language,
  }
}
