import { accepted, type Result, refused } from '@damson/fhir'
import { refusable, type Tx } from '#base/db'
import { type CodeRefusal, type ShownSecret, showOnUser, showTotp, withinLimits } from '#domain/enrolment'
import { confirmTotp, dropFactors, forgetRecoveryCodes, lockFactors, makeRecoveryCodes } from '#domain/factors'
import { endLoginsOfUser } from '#domain/logins'
import {
  dropPasskeys,
  type NewPasskeyOptions,
  type NewPasskeyRefusal,
  newPasskeyOptions,
  type PasskeyDeps,
  putPasskey,
  type VerifiedPasskey,
  verifyNewPasskey,
} from '#domain/passkeys'
import { publishInvalidations } from '#domain/revocation'
import { holdUser, type UserRow } from '#domain/users'
import type { RecoveryDeps, RecoveryOrigin } from './dependencies.ts'
import { ownEvent } from './events.ts'
import { tell } from './notices.ts'
import { actOf, type OwnRecovery } from './own-proof.ts'
import { completeRecovery, holdFactors, type RecoveryRow } from './recovery.store.ts'
import { useRecoveryLinksOf } from './recovery-links.store.ts'

/** The secret of the new authenticator app. It belongs to the recovery, so that no other page can confirm it. */
export function newFactor(
  deps: RecoveryDeps,
  { recovery }: OwnRecovery,
  { issuer }: Pick<RecoveryOrigin, 'issuer'>,
): Promise<ShownSecret> {
  return showTotp(deps, { userId: recovery.userId, askedBy: recovery.id }, issuer)
}

/** What a browser makes a passkey of instead; undefined where there are none. The lost ones are no obstacle. */
export async function newPasskeyFactor(
  deps: PasskeyDeps,
  { browserHash }: OwnRecovery,
  user: UserRow,
  place: { readonly issuer: RecoveryOrigin['issuer']; readonly host: string },
): Promise<NewPasskeyOptions | undefined> {
  const options = await newPasskeyOptions(deps, { user, browserHash }, place)
  return options && { ...options, excludeCredentials: [] }
}

/** Completes a recovery with the first code of a new authenticator app. Returns the new recovery codes. */
export async function completeWithApp(
  deps: RecoveryDeps,
  own: OwnRecovery,
  typed: string,
  origin: RecoveryOrigin,
): Promise<Result<readonly string[], CodeRefusal>> {
  const { db, clock, keyring, audit } = deps
  const { recovery } = own
  const { id: askedBy, userId } = recovery
  const done = await withinLimits(deps, actOf(recovery, origin), () =>
    refusable(db, (tx, refuse: (refusal: CodeRefusal) => never) =>
      replaceFactors(tx, deps, own, origin, {
        kind: 'totp',
        ended: () => refuse({ why: 'ended_login' }),
        async add() {
          const isRight = await confirmTotp(tx, keyring, { userId, askedBy, name: '', typed }, clock.now())
          if (!isRight) refuse({ why: 'wrong_code' })
        },
      }),
    ),
  )
  if (!done.ok) {
    if (done.refusal.why === 'wrong_code')
      await audit.committed(ownEvent('factor.failed', recovery, origin, { outcome: 4, reason: 'wrong_code' }))
    return refused(done.refusal)
  }
  void tell(deps, done.value.completed, 'completed')
  return accepted(done.value.codes)
}

/** The same with a new passkey. Where it is the only factor, it must verify its user: then it is two. */
export async function completeWithPasskey(
  deps: RecoveryDeps & PasskeyDeps,
  own: OwnRecovery & { readonly user: UserRow },
  made: { readonly answer: string; readonly fallbackName: string },
  origin: RecoveryOrigin,
): Promise<Result<readonly string[], NewPasskeyRefusal | { readonly why: 'ended_login' }>> {
  const { user, browserHash } = own
  const verified = await verifyNewPasskey(deps, { user, browserHash }, made, origin)
  if (!verified.ok) return verified
  if (user.passwordHash === null && !verified.value.isVerified) return refused({ why: 'unverified' })
  const done = await withPasskey(deps, own, verified.value, origin)
  if (!done.ok) return done
  void tell(deps, done.value.completed, 'completed')
  return accepted(done.value.codes)
}

function withPasskey(
  deps: RecoveryDeps,
  own: OwnRecovery,
  passkey: VerifiedPasskey,
  origin: RecoveryOrigin,
): Promise<Result<Replaced, NewPasskeyRefusal | { readonly why: 'ended_login' }>> {
  return refusable(deps.db, (tx, refuse: (refusal: NewPasskeyRefusal | { readonly why: 'ended_login' }) => never) =>
    replaceFactors(tx, deps, own, origin, {
      kind: 'passkey',
      ended: () => refuse({ why: 'ended_login' }),
      async add() {
        const problem = await putPasskey(tx, own.recovery.userId, passkey, deps.clock.now())
        if (problem !== undefined) refuse(problem)
      },
    }),
  )
}

interface Replaced {
  readonly codes: readonly string[]
  readonly completed: RecoveryRow
}

/**
 * In one transaction the lost factors go, the new one comes and all sign-ins end, so at no time is the password alone
 * enough for others.
 */
async function replaceFactors(
  tx: Tx,
  deps: RecoveryDeps,
  { recovery, browserHash }: OwnRecovery,
  origin: RecoveryOrigin,
  {
    kind,
    ended: refuseEnded,
    add,
  }: { readonly kind: 'totp' | 'passkey'; readonly ended: () => never; readonly add: () => Promise<void> },
): Promise<Replaced> {
  const { clock, keyring, audit } = deps
  const { id, userId } = recovery
  const now = clock.now()
  // In the order of all who change factors.
  await lockFactors.rows(tx, userId)
  await holdFactors.one(tx, userId)
  // A passkey that is being added is there afterwards, and goes with the others.
  await holdUser.one(tx, userId)
  const completed = await completeRecovery.maybeOne(tx, { id, browserHash, now })
  if (completed === undefined) return refuseEnded()
  const factors = await dropFactors.rows(tx, userId)
  const passkeys = await dropPasskeys.rows(tx, userId)
  await forgetRecoveryCodes(tx, userId)
  await add()
  const codes = await makeRecoveryCodes(tx, keyring, userId, now)
  await useRecoveryLinksOf.run(tx, now, userId)
  const ended = await endLoginsOfUser(tx, userId, undefined, 'recovered', now)
  const shown = await showOnUser(tx, deps, userId, now)
  const removed = [...factors.map((one) => one.kind), ...passkeys.map(() => 'passkey')]
  await audit.record(tx, [
    ...removed.map((reason) => ownEvent('factor.removed', completed, origin, { reason })),
    ownEvent('factor.added', completed, origin, { reason: kind }),
    ownEvent('recovery_codes.made', completed, origin),
    ownEvent('recovery.completed', completed, origin),
  ])
  await publishInvalidations(tx, [...ended, ...shown], now)
  return { codes, completed }
}
