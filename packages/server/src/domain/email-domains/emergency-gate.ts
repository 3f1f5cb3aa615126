import { accepted, type Project, type ProjectMembership, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import { isUuid } from '#base/random'
import { type Audit, revokedEvents } from '#domain/audit'
import { endLoginsOfMembership } from '#domain/logins'
import { SYSTEM_PROJECT } from '#domain/projects'
import { type Gate, type WriteRefusal, writeRefusal } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import { domainOfEmail } from './domain-name.ts'
import { emergencyMembership, maybeEmergency, putEmergency, rulesOfDomain } from './domains.store.ts'

/** Keeps a project's emergency account in step, and refuses one that could not sign in. */
export function emergencyGate(audit: Audit): Gate {
  return async (tx, { id: project, before, after, now }) => {
    const [earlier, chosen] = [before, after].map((one) => idOf(one as Project | undefined))
    if (earlier === chosen) return accepted([])
    const problem = chosen === undefined ? undefined : await unsuitable(tx, project, chosen)
    if (problem !== undefined) return refused(problem)
    await putEmergency.run(tx, chosen ?? null, project)
    return accepted(
      after === undefined || earlier === undefined ? [] : await holdAgain(tx, audit, project, earlier, now),
    )
  }
}

const idOf = (project: Project | undefined): string | undefined =>
  project?.emergencyAccount?.reference?.replace('ProjectMembership/', '')

async function unsuitable(tx: Tx, project: string, membershipId: string): Promise<WriteRefusal | undefined> {
  const found = isUuid(membershipId) ? await maybeEmergency.maybeOne(tx, project, membershipId) : undefined
  if (found?.admin === true && found.active && found.hasPassword && found.hasFactor) return undefined
  if (found?.admin === true && found.active && found.hasPassword)
    return writeRefusal(
      'invalid',
      'emergency_account_without_factor',
      'The emergency account needs an authenticator app or a passkey of its own: let the person set one up first.',
      'Project.emergencyAccount',
    )
  return writeRefusal(
    'invalid',
    'unsuitable_emergency_account',
    'The emergency account is an active administrator of this project who has a password: let the person set one first.',
    'Project.emergencyAccount',
  )
}

/**
 * An emergency account that is no longer an administrator loses its exemption. One that is removed or switched off loses its
 * logins anyway.
 */
export function emergencyMembershipGate(audit: Audit): Gate {
  return async (tx, { project, id, before, after, now }) => {
    const [earlier, later] = [before as ProjectMembership | undefined, after as ProjectMembership | undefined]
    if (earlier?.admin !== true || later === undefined || later.admin === true) return accepted([])
    const found = await emergencyMembership.maybeOne(tx, project, id)
    return accepted(found?.isEmergency === true ? await holdAgain(tx, audit, project, id, now) : [])
  }
}

/** Ends the logins of the former emergency account, if its address is of an enforced domain. */
async function holdAgain(
  tx: Tx,
  audit: Audit,
  project: string,
  membershipId: string,
  now: Date,
): Promise<readonly Invalidation[]> {
  const email = isUuid(membershipId)
    ? (await emergencyMembership.maybeOne(tx, project, membershipId))?.email
    : undefined
  if (email == null) return []
  const rules = await rulesOfDomain.rows(tx, domainOfEmail(email), [project], SYSTEM_PROJECT)
  if (rules.length === 0) return []
  const invalidations = await endLoginsOfMembership(tx, project, membershipId, 'emergency_account_unset', now)
  const ended = invalidations.filter(({ kind }) => kind === 'login').map(({ subject }) => ({ id: subject, project }))
  await audit.record(tx, revokedEvents(ended, { reason: 'emergency_account_unset' }))
  return invalidations
}
