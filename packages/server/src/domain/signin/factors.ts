import { accepted, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import type { Language } from '#base/language'
import {
  addTotp,
  allowEmail,
  checkCode,
  checkPasskey,
  demandOf,
  demandsDevice,
  type FactorAct,
  type MailRefusal,
  mailCode,
  messageCode,
  type PasskeyProofRefusal,
  type ShownSecret,
  showTotp,
  type TextRefusal,
  withRole,
} from '#domain/enrolment'
import { openMailedCode } from '#domain/factors'
import { AAL1, AAL2, addFactor, COMPLIANT_DEVICE, factorNeed, passesGuard, type Standing } from '#domain/logins'
import { ownUseOptions, type UseOptions } from '#domain/passkeys'
import { type FactorMethod, type ProjectRow, type RequestOrigin, readProject, SYSTEM_PROJECT } from '#domain/projects'
import type { Known } from './choices.ts'
import type { FactorQuestion, FactorRefusal, SignInDeps, SignInState } from './dependencies.ts'
import { isFromNewPlace, isPasswordAlone } from './new-place.ts'
import { isBrowserRemembered, rememberDaysFor } from './remembered-judge.ts'
import { needsNewPassword } from './weak-password.ts'

/** What the sign-in still needs of a second factor, with everything that can demand one. */
export async function judgeFactor(
  deps: Pick<SignInDeps, 'clock' | 'throttle'>,
  tx: Tx,
  standing: Standing,
  read: ProjectRow | undefined,
  { client, address }: Known & { readonly address: string },
): Promise<FactorQuestion> {
  const { membershipId, memberships, project: id, userMfaRequired, enrolled, hasPasskeys, factors } = standing
  // The project was read before the membership was chosen, and may be another one.
  const project = id === null || read?.id === id ? read : await readProject(tx, id)
  const chosen = memberships.find((one) => one.id === membershipId)
  const membership = await withRole(tx, chosen, project)
  const { askedAcr, acrEssential } = standing
  // The lowest level demands nothing.
  const essentialAcr = acrEssential ? [AAL1, AAL2].find((one) => one === askedAcr) : undefined
  const demand = demandOf({ userMfaRequired: userMfaRequired === true, membership, project, client, essentialAcr })
  const isExternal = standing.providerKey !== null
  const at = { proven: factors, enrolled, hasPasskeys, isExternal, isWished: askedAcr === AAL2 }
  const need = factorNeed(demand, at)
  const lacksDevice = !factors.includes(COMPLIANT_DEVICE) && demandsDevice({ membership, project, client })
  const question: FactorQuestion = { ...need, mayEnroll: mayEnroll(standing), lacksDevice }
  if (membership === undefined) return question
  if (need.need === 'prove') {
    const days = rememberDaysFor(standing, demand, project)
    if (days === undefined) return question
    if (await isBrowserRemembered(deps, tx, standing, days)) return { ...question, need: 'none', isRemembered: true }
    return { ...question, rememberDays: days }
  }
  // A second factor is more than a code by e-mail, and none is set up before that.
  const because =
    needsNewPassword(standing) && isPasswordAlone(factors) && standing.isProven === true
      ? 'weak_password'
      : (await isFromNewPlace(deps, tx, standing, project, address))
        ? 'new_place'
        : undefined
  return because === undefined
    ? question
    : { ...question, need: 'prove', methods: ['email'], byPasskey: hasPasskeys, because }
}

/**
 * An identity provider may vouch for people of one project, so its sign-in sets up no factor of an account that other
 * projects use: whoever runs the provider would be asked for it everywhere, and the person never again. Nor does a
 * sign-in in which nothing was proven of what the person has set up.
 */
function mayEnroll({ providerKey, userProject, enrolled, hasPasskeys, factors }: Standing): boolean {
  const isOwn = providerKey === null || userProject !== SYSTEM_PROJECT
  return isOwn && passesGuard({ enrolled, hasPasskeys }, factors)
}

/** Where a step about factors came from. */
export interface FactorOrigin extends RequestOrigin {
  readonly language: Language
}

/** Proves a second factor with a code: of an authenticator app, from an e-mail, or a recovery code. */
export async function proveFactor(
  deps: SignInDeps,
  { login, step, factor }: SignInState,
  typed: string,
  origin: FactorOrigin,
): Promise<Result<void, FactorRefusal>> {
  if (step.step !== 'prove_factor') return refused({ why: 'no_question' })
  const among = factor.methods
  const checked = await checkCode(deps, actOf(login, origin), { typed, among }, (tx, proven, now) =>
    writeFactor(tx, login, proven.factor, now),
  )
  return checked.ok ? accepted(undefined) : checked
}

/** Proves a second factor with one of the person's passkeys, on a page. */
export async function provePasskeyFactor(
  deps: SignInDeps,
  { login, step, factor: { byPasskey } }: SignInState,
  answer: string,
  origin: FactorOrigin,
): Promise<Result<void, FactorRefusal | PasskeyProofRefusal>> {
  const { browserHash } = login
  if (step.step !== 'prove_factor' || !byPasskey || browserHash === null) return refused({ why: 'no_question' })
  return checkPasskey(deps, actOf(login, origin), { ...origin, answer, browserHash }, (tx, factor, now) =>
    writeFactor(tx, login, factor, now),
  )
}

/** What the page hands to the browser for that. The password was proven, so it names the person's credentials. */
export async function passkeyFactorOptions(
  deps: SignInDeps,
  { login: { browserHash, userId }, step, factor: { byPasskey } }: SignInState,
  { issuer }: Pick<FactorOrigin, 'issuer'>,
): Promise<UseOptions | undefined> {
  if (step.step !== 'prove_factor' || !byPasskey || browserHash === null || userId === null) return undefined
  return ownUseOptions(deps, browserHash, issuer, userId)
}

/** The secret of an authenticator app that this sign-in may set up. */
export async function shownSecret(
  deps: SignInDeps,
  { login, step, factor }: SignInState,
  { issuer }: Pick<FactorOrigin, 'issuer'>,
): Promise<ShownSecret | undefined> {
  if (step.step !== 'enroll_factor' || !factor.mayEnroll || !factor.methods.includes('totp')) return undefined
  return showTotp(deps, { userId: login.userId ?? '', askedBy: login.id }, issuer)
}

/** Sets up an authenticator app by its first code, which also proves it. Returns the recovery codes that come with it. */
export async function enrollTotp(
  deps: SignInDeps,
  { login, step, factor }: SignInState,
  { typed, showsCodes }: { readonly typed: string; readonly showsCodes: boolean },
  origin: FactorOrigin,
): Promise<Result<{ readonly recoveryCodes: readonly string[] | undefined }, FactorRefusal>> {
  if (step.step !== 'enroll_factor') return refused({ why: 'no_question' })
  if (!factor.mayEnroll || !factor.methods.includes('totp')) return refused({ why: 'method_not_allowed' })
  return addTotp(deps, actOf(login, origin), { typed, name: '', showsCodes }, (tx, now) =>
    writeFactor(tx, login, 'totp', now),
  )
}

/** Lets codes by e-mail count. The sign-in then asks for one. */
export async function enrollEmail(
  deps: SignInDeps,
  { login, step, factor }: SignInState,
  origin: FactorOrigin,
): Promise<Result<void, FactorRefusal>> {
  if (step.step !== 'enroll_factor') return refused({ why: 'no_question' })
  if (!factor.mayEnroll || !factor.methods.includes('email')) return refused({ why: 'method_not_allowed' })
  const allowed = await allowEmail(deps, actOf(login, origin))
  return allowed.ok || allowed.refusal === 'known' ? accepted(undefined) : refused({ why: 'no_address' })
}

/** Sends a code by e-mail to a sign-in that may be answered with one. */
export async function mailFactorCode(
  deps: SignInDeps,
  { login, step, factor }: SignInState,
  origin: FactorOrigin,
): Promise<Result<void, FactorRefusal | { readonly why: MailRefusal }>> {
  if (step.step !== 'prove_factor') return refused({ why: 'no_question' })
  if (!factor.methods.includes('email')) return refused({ why: 'method_not_allowed' })
  const mailed = await mailCode(deps, actOf(login, origin))
  return mailed.ok ? accepted(undefined) : refused({ why: mailed.refusal })
}

/**
 * Sends a code at once where no app answers, and no message is under way: to the phone, else by e-mail. Returns why none was
 * sent.
 */
export async function messageOnlyCode(
  deps: SignInDeps,
  { login, step, factor }: SignInState,
  origin: FactorOrigin,
  methods: readonly FactorMethod[] = factor.methods,
): Promise<TextRefusal | MailRefusal | undefined> {
  if (step.step !== 'prove_factor' || methods.length === 0 || methods.includes('totp')) return undefined
  if ((await openMailedCode.maybeOne(deps.db, login.id, deps.clock.now())) !== undefined) return undefined
  const sent = await messageCode(deps, actOf(login, origin), methods)
  return sent.ok ? undefined : sent.refusal
}

export async function writeFactor(
  tx: Tx,
  { id, rootId }: SignInState['login'],
  factor: string,
  now: Date,
): Promise<boolean> {
  return rootId !== null && (await addFactor.maybeOne(tx, { rootId, loginId: id, factor, now })) !== undefined
}

export function actOf(
  login: SignInState['login'],
  { issuer, language, traceId, address, userAgent }: FactorOrigin,
): FactorAct {
  const { id, userId, project, profile, clientId } = login
  return {
    userId: userId ?? '',
    askedBy: id,
    project: project ?? SYSTEM_PROJECT,
    agent: {
      reference: profile ?? undefined,
      userId: userId ?? undefined,
      clientId: clientId ?? undefined,
      loginId: id,
    },
    personal: { address, userAgent },
    traceId,
    issuer,
    language,
  }
}
