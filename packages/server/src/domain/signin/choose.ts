import { accepted, type Result, refused } from '@damson/fhir'
import { chooseMembership } from '#domain/logins'
import type { SignInDeps, SignInRefusal, SignInState } from './dependencies.ts'

/** Chooses one of the memberships that the person may sign in to. */
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
  return (await chooseMembership(db, login, membership, clock.now()))
    ? accepted(undefined)
    : refused({ why: 'membership_set' })
}
