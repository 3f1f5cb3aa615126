import { accepted, type Result, refused } from '@damson/fhir'
import { chooseMembership } from '#domain/logins'
import type { SignInDeps, SignInRefusal, SignInState } from './dependencies.ts'
import { keepRole } from './role.ts'

/** Chooses one of the memberships that the person may sign in to, and remembers it for the app in this browser. */
export async function pickMembership(
  { db, clock }: Pick<SignInDeps, 'db' | 'clock'>,
  { login, step, choices, otherMethod }: SignInState,
  membershipId: string,
): Promise<Result<void, SignInRefusal>> {
  if (step.step === 'other_method' && otherMethod !== undefined)
    return refused({ why: 'other_method', problem: otherMethod })
  if (step.step !== 'choose_membership')
    return refused({ why: login.membershipId === null ? 'ended_login' : 'membership_set' })
  const membership = choices.find(({ id }) => id === membershipId)
  if (membership === undefined) return refused({ why: 'unknown_membership' })
  const now = clock.now()
  return db.tx(async (tx) => {
    if (!(await chooseMembership(tx, login, membership, now))) return refused({ why: 'membership_set' })
    await keepRole(tx, login, membership.id, now)
    return accepted(undefined)
  })
}
