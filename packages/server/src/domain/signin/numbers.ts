import { accepted, type Result, refused } from '@damson/fhir'
import { maskedNumber } from '#base/phone'
import { addNumber, askNumber, type NumberRefusal, type TextRefusal, textCode } from '#domain/enrolment'
import { ownNumber } from '#domain/factors'
import type { FactorRefusal, SignInDeps, SignInState } from './dependencies.ts'
import { actOf, type FactorOrigin, writeFactor } from './factors.ts'

/** Sends a code by text message to a sign-in that may be answered with one. */
export async function textFactorCode(
  deps: SignInDeps,
  { login, step, factor }: SignInState,
  origin: FactorOrigin,
): Promise<Result<void, FactorRefusal | { readonly why: TextRefusal }>> {
  if (step.step !== 'prove_factor') return refused({ why: 'no_question' })
  if (!factor.methods.includes('sms')) return refused({ why: 'method_not_allowed' })
  const texted = await textCode(deps, actOf(login, origin))
  return texted.ok ? accepted(undefined) : refused({ why: texted.refusal })
}

/** The number to which a sign-in's code goes, as its page shows it. */
export async function shownNumber(
  { db, clock, keyring }: SignInDeps,
  { login: { userId }, step, factor }: SignInState,
): Promise<string | undefined> {
  if (step.step !== 'prove_factor' || userId === null || !factor.methods.includes('sms')) return undefined
  const number = await ownNumber(db, keyring, userId, clock.now())
  return number && maskedNumber(number.e164)
}

/** Whether a number may be added in this sign-in. */
export function mayAddNumber({ texts }: SignInDeps, { step, factor }: SignInState): boolean {
  return step.step === 'enroll_factor' && factor.mayEnroll && factor.methods.includes('sms') && texts.canSend
}

/** Sends a code to a number that a sign-in is to add. */
export async function askFactorNumber(
  deps: SignInDeps,
  state: SignInState,
  typed: string,
  origin: FactorOrigin,
): Promise<Result<void, FactorRefusal | { readonly why: NumberRefusal }>> {
  if (!mayAddNumber(deps, state)) return refused({ why: 'no_question' })
  const { login } = state
  const asked = await askNumber(deps, actOf(login, origin), { typed, project: login.project ?? undefined })
  return asked.ok ? accepted(undefined) : refused({ why: asked.refusal })
}

/** Adds the number by its code, which also proves it. Returns the recovery codes that come with it. */
export async function enrollNumber(
  deps: SignInDeps,
  state: SignInState,
  typed: string,
  origin: FactorOrigin,
): Promise<Result<{ readonly recoveryCodes: readonly string[] | undefined }, FactorRefusal>> {
  if (!mayAddNumber(deps, state)) return refused({ why: 'no_question' })
  const { login } = state
  return addNumber(deps, actOf(login, origin), { typed, showsCodes: true }, (tx, now) =>
    writeFactor(tx, login, 'sms', now),
  )
}
