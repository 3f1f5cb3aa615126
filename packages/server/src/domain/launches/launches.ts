import { secondsAfter } from '#base/clock'
import { sha256Text } from '#base/crypto'
import type { Tx } from '#base/db'
import { unguessable } from '#base/random'
import type { Issuer } from '#domain/projects'
import type { LaunchContext } from './context.ts'
import { insertLaunch, launchByToken, spendLaunch } from './launches.store.ts'

/** Covers the time from the click in the EHR to the password, if one is needed. */
export const LAUNCH_SECONDS = 600

/** A checked launch: the app, the person who launches it, and the patient. */
export interface LaunchDraft {
  readonly project: string
  readonly clientId: string
  /** The person who launches; undefined for a machine. */
  readonly userId: string | undefined
  /** The address at which it is made; it works only there. */
  readonly issuer: Issuer
  /** `Patient/id` */
  readonly patient: string | undefined
  readonly context: LaunchContext
}

/** Stores a launch, and returns its value for the app. */
export async function openLaunch(
  tx: Tx,
  { project, clientId, userId, issuer, patient, context }: LaunchDraft,
  now: Date,
): Promise<{ readonly launch: string; readonly expiresAt: Date }> {
  const launch = unguessable()
  const expiresAt = secondsAfter(now, LAUNCH_SECONDS)
  const text = JSON.stringify(context)
  await insertLaunch.run(tx, {
    tokenHash: sha256Text(launch),
    project,
    clientId,
    userId: userId ?? null,
    issuerProject: issuer.project ?? null,
    patient: patient ?? null,
    context: text,
    now,
    expiresAt,
  })
  return { launch, expiresAt }
}

export type LaunchProblem =
  | 'unknown_launch'
  | 'launch_at_another_address'
  | 'used_launch'
  | 'expired_launch'
  | 'launch_of_another_person'

/** Why an app cannot use this launch; with a user, why they cannot. */
export async function findLaunchProblem(
  tx: Tx,
  { launch, project, clientId, issuer, userId }: LaunchUse,
  now: Date,
): Promise<LaunchProblem | undefined> {
  const found = await launchByToken.maybeOne(tx, sha256Text(launch), project, clientId)
  if (found === undefined) return 'unknown_launch'
  if (found.issuerProject !== (issuer.project ?? null)) return 'launch_at_another_address'
  if (found.spent) return 'used_launch'
  if (found.expiresAt <= now) return 'expired_launch'
  const isOthers = userId !== undefined && found.userId !== null && found.userId !== userId
  return isOthers ? 'launch_of_another_person' : undefined
}

/** The client and user of a launch. */
export interface LaunchUse {
  readonly launch: string
  readonly project: string
  readonly clientId: string
  /** The address at which it is used. */
  readonly issuer: Issuer
  readonly userId?: string | undefined
}

/** Gives the launch's patient and context to a login; false when the launch isn't available. */
export async function takeLaunch(tx: Tx, launch: string, loginId: string, now: Date): Promise<boolean> {
  return (await spendLaunch.maybeOne(tx, sha256Text(launch), loginId, now)) !== undefined
}
