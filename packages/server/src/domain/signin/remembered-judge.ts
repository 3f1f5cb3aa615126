import type { Tx } from '#base/db'
import { isRemembered } from '#domain/factors'
import { AAL2, type FactorDemand, type Standing } from '#domain/logins'
import { type ProjectRow, rememberDaysOf } from '#domain/projects'
import type { SignInDeps } from './dependencies.ts'
import { isPasswordAlone } from './new-place.ts'
import { needsNewPassword } from './weak-password.ts'

/**
 * For how many days a second factor may be left out in this browser; undefined where it may not. Never where a level of
 * assurance is demanded or wished for, nor beside a password that is too weak to stand alone.
 */
export function rememberDaysFor(
  standing: Standing,
  { level }: FactorDemand,
  project: ProjectRow | undefined,
): number | undefined {
  const { method, factors, browserHash, isPasswordLong, askedAcr } = standing
  const isOwn = method === 'password' && isPasswordAlone(factors) && browserHash !== null
  const isStrong = isPasswordLong === true && !needsNewPassword(standing)
  if (!isOwn || !isStrong || level === 2 || askedAcr === AAL2 || project === undefined) return undefined
  return rememberDaysOf(project.resource)
}

/** Whether this browser is remembered. */
export async function isBrowserRemembered(
  { clock }: Pick<SignInDeps, 'clock'>,
  tx: Tx,
  { userId, browserHash, project }: Standing,
  days: number,
): Promise<boolean> {
  if (userId === null || browserHash === null || project === null) return false
  const asked = { userId, project, browserHash, days, now: clock.now() }
  return (await isRemembered.one(tx, asked)).remembered
}
