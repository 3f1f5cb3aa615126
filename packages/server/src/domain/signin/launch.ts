import { decide } from '@damson/access'
import { accepted, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import type { Grantees } from '#domain/access'
import type { Audit } from '#domain/audit'
import type { Client } from '#domain/clients'
import { findLaunchProblem, type LaunchProblem, readLaunchContext, takeLaunch } from '#domain/launches'
import { endLogin, type PendingLogin } from '#domain/logins'
import type { Issuer } from '#domain/projects'
import { readResource } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import type { SignInOrigin } from './dependencies.ts'

/** A sign-in that an EHR may have launched. */
export interface LaunchedSignIn {
  /** The launch value that the app sent. */
  readonly launch: string | undefined
  readonly client: Client | undefined
  /** The address at which the sign-in began. */
  readonly issuer: Issuer
  readonly userId: string
  readonly loginId: string
  readonly origin: SignInOrigin
}

export interface LaunchRefusal {
  readonly why: LaunchProblem
}

/** Attaches the launch to the login, if there is one. If the launch is refused, so is the login. */
export async function joinLaunch(
  audit: Audit,
  tx: Tx,
  { launch, client, issuer, userId, loginId, origin }: LaunchedSignIn,
  now: Date,
): Promise<Result<void, LaunchRefusal>> {
  if (launch === undefined || client === undefined) return accepted(undefined)
  const { id: clientId, project } = client
  if (await takeLaunch(tx, launch, loginId, now)) return accepted(undefined)
  // No row: another sign-in has used the launch meanwhile.
  const why = (await findLaunchProblem(tx, { launch, project, clientId, issuer, userId }, now)) ?? 'used_launch'
  const invalidations = await endLogin(tx, loginId, why, now)
  const agent = { userId, clientId, loginId }
  const { address, userAgent, traceId } = origin
  const personal = { address, userAgent }
  await audit.record(tx, [{ kind: 'launch.refused', project, outcome: 4, agent, personal, traceId, reason: why }])
  await publishInvalidations(tx, invalidations, now)
  return refused({ why })
}

/** Whether the user's own policy lets them read everything that the launch names. */
export async function isLaunchInReach(tx: Tx, grantees: Grantees, login: PendingLogin): Promise<boolean> {
  const context = readLaunchContext(login.launch)
  if (context === undefined || login.membershipId === null) return true
  const patient = login.patient === null ? [] : [login.patient]
  const encounter = context.encounter === undefined ? [] : [`Encounter/${context.encounter}`]
  const others = (context.fhirContext ?? []).flatMap(({ reference }) => reference ?? [])
  const about = new Set([...patient, ...encounter, ...others])
  if (about.size === 0) return true
  const grantee = await grantees.readPending(tx, login.id)
  if (!grantee.ok) return false
  for (const reference of about) {
    const [resourceType = '', id = ''] = reference.split('/')
    const decision = decide(grantee.value.access, { interaction: 'read', resourceType })
    if (decision.verdict !== 'permit') return false
    const found = await readResource(tx, grantee.value.project, resourceType, id, decision.narrowing)
    if (found === undefined || found.deleted) return false
  }
  return true
}
