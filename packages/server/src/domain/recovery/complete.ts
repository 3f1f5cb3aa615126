import { accepted, type Result, refused } from '@damson/fhir'
import { refusable } from '#base/db'
import { type CodeRefusal, type ShownSecret, showOnUser, showTotp, withinLimits } from '#domain/enrolment'
import { confirmTotp, dropFactors, forgetRecoveryCodes, makeRecoveryCodes } from '#domain/factors'
import { endLoginsOfUser } from '#domain/logins'
import { dropPasskeys } from '#domain/passkeys'
import { publishInvalidations } from '#domain/revocation'
import { holdUser } from '#domain/users'
import type { RecoveryDeps, RecoveryOrigin } from './dependencies.ts'
import { ownEvent } from './events.ts'
import { tell } from './notices.ts'
import { actOf, type OwnRecovery } from './own-proof.ts'
import { completeRecovery, holdFactors } from './recovery.store.ts'
import { useRecoveryLinksOf } from './recovery-links.store.ts'

/** The secret of the new authenticator app. It belongs to the recovery, so that no other page can confirm it. */
export function newFactor(
  deps: RecoveryDeps,
  { recovery }: OwnRecovery,
  { issuer }: Pick<RecoveryOrigin, 'issuer'>,
): Promise<ShownSecret> {
  return showTotp(deps, { userId: recovery.userId, askedBy: recovery.id }, issuer)
}

/**
 * Completes a recovery with the first code of a new authenticator app. In one transaction the lost factors go, the new one
 * comes and all sign-ins end, so at no time is the password alone enough for others. Returns the new recovery codes.
 */
export async function completeWithApp(
  deps: RecoveryDeps,
  { recovery, browserHash }: OwnRecovery,
  typed: string,
  origin: RecoveryOrigin,
): Promise<Result<readonly string[], CodeRefusal>> {
  const { db, clock, keyring, audit } = deps
  const { id, userId } = recovery
  const done = await withinLimits(deps, actOf(recovery, origin), async () => {
    const now = clock.now()
    return refusable(db, async (tx, refuse: (refusal: CodeRefusal) => never) => {
      await holdFactors.one(tx, userId)
      // A passkey that is being added is there afterwards, and goes with the others.
      await holdUser.one(tx, userId)
      const completed = await completeRecovery.maybeOne(tx, { id, browserHash, now })
      if (completed === undefined) return refuse({ why: 'ended_login' })
      const factors = await dropFactors.rows(tx, userId)
      const passkeys = await dropPasskeys.rows(tx, userId)
      await forgetRecoveryCodes(tx, userId)
      if (!(await confirmTotp(tx, keyring, { userId, askedBy: id, name: '', typed }, now)))
        return refuse({ why: 'wrong_code' })
      const codes = await makeRecoveryCodes(tx, keyring, userId, now)
      await useRecoveryLinksOf.run(tx, now, userId)
      const ended = await endLoginsOfUser(tx, userId, undefined, 'recovered', now)
      const shown = await showOnUser(tx, deps, userId, now)
      const removed = [...factors.map(({ kind }) => kind), ...passkeys.map(() => 'passkey')]
      await audit.record(tx, [
        ...removed.map((reason) => ownEvent('factor.removed', completed, origin, { reason })),
        ownEvent('factor.added', completed, origin, { reason: 'totp' }),
        ownEvent('recovery_codes.made', completed, origin),
        ownEvent('recovery.completed', completed, origin),
      ])
      await publishInvalidations(tx, [...ended, ...shown], now)
      return { codes, completed }
    })
  })
  if (!done.ok) {
    if (done.refusal.why === 'wrong_code')
      await audit.committed(ownEvent('factor.failed', recovery, origin, { outcome: 4, reason: 'wrong_code' }))
    return refused(done.refusal)
  }
  void tell(deps, done.value.completed, 'completed')
  return accepted(done.value.codes)
}
