import { secondsAfter } from '#base/clock'
import { sha256Text } from '#base/crypto'
import type { Tx } from '#base/db'
import { unguessable } from '#base/random'
import type { Issuer } from '#domain/projects'
import type { LaunchContext } from './context.ts'
import { insertLaunch, launchByToken, spendLaunch } from './launches.store.ts'

/** From the click in the EHR to the password, where one is asked for. */
export const LAUNCH_SECONDS = 600

/** What is launched, by whom, about whom. All of it was checked. */
export interface LaunchDraft {
  readonly project: string
  readonly clientId: string
  /** The person who launches; undefined for a machine. */
  readonly userId: string | undefined
  /** The address at which it is made, and at which alone it is of use. */
  readonly issuer: Issuer
  /** `Patient/id` */
  readonly patient: string | undefined
  readonly context: LaunchContext
}

/** Keeps a launch, and gives the value by which the app names it. */
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

/** Why an app cannot use this launch; with a person, why they cannot. */
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

/** Who wants to use a launch. */
export interface LaunchUse {
  readonly launch: string
  readonly project: string
  readonly clientId: string
  /** The address at which it is to be used. */
  readonly issuer: Issuer
  readonly userId?: string | undefined
}

/** Takes the launch for a login, which then has its patient and context; false when it is not to be had. */
export async function takeLaunch(tx: Tx, launch: string, loginId: string, now: Date): Promise<boolean> {
  return (await spendLaunch.maybeOne(tx, sha256Text(launch), loginId, now)) !== undefined
}
