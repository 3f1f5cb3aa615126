import { accepted, type Result, refused } from '@damson/fhir'
import { languageOf } from '#base/language'
import { chooserOf, type PasswordFault, replacePassword } from '#domain/passwords'
import type { RequestOrigin } from '#domain/projects'
import type { Allowance } from '#domain/throttle'
import { userById } from '#domain/users'
import { eventOf } from './decisions.ts'
import type { SignInDeps, SignInState } from './dependencies.ts'

export type NewPasswordRefusal =
  | { readonly why: 'no_question' }
  | { readonly why: 'unsuitable_password'; readonly fault: PasswordFault }
  | { readonly why: 'too_many_attempts'; readonly allowance: Allowance }

/** Replaces the password within the sign-in that asks for it, which has proven more than the old one. */
export async function chooseNewPassword(
  deps: SignInDeps,
  { login, step }: SignInState,
  typed: string,
  origin: RequestOrigin,
): Promise<Result<void, NewPasswordRefusal>> {
  const { db, audit, throttle, passwordChoice, mails } = deps
  const { userId, rootId, passwordChangedAt } = login
  if (step.step !== 'change_password' || userId === null || rootId === null) return refused({ why: 'no_question' })
  // Comparing a long password with the lists takes a while, and nothing else counts it.
  const tries = await throttle.inBrowser(rootId)
  if (!tries.allowed) return refused({ why: 'too_many_attempts', allowance: tries })
  const user = await userById.one(db, userId)
  const chosen = await passwordChoice.choose(typed, await chooserOf(db, origin.issuer, user))
  if (!chosen.ok) return refused({ why: 'unsuitable_password', fault: chosen.refusal })
  // The one that the sign-in was judged by: a reset by its owner since then stays.
  const judged = { id: userId, email: user.email, passwordChangedAt }
  const replaced = await replacePassword(deps, judged, { ...origin, rootId }, chosen.value, async (tx) => {
    await audit.record(tx, [{ ...eventOf('password.changed', 0, login, origin), entity: `User/${userId}` }])
  })
  if (replaced === undefined) return refused({ why: 'no_question' })
  if (user.email !== null)
    await mails.passwordNotice(user.email, 'password_changed', languageOf(user.language), origin.issuer)
  return accepted(undefined)
}
