import type { Patient, Practitioner, RelatedPerson } from '@damson/fhir'
import type { Tx } from '#base/db'
import type { FactorAct } from '#domain/enrolment'
import { membershipsOfUser } from '#domain/memberships'
import { findResource, replaceGated, resourceOf } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import type { UserRow } from '#domain/users'
import type { EmailChangeDeps } from './dependencies.ts'
import type { EmailChangeRow } from './email-changes.store.ts'

type Profile = Patient | Practitioner | RelatedPerson

/**
 * Writes the new address into the person's profiles of a project, as the administrator asked: in the place of the old one,
 * or as a further one.
 */
export async function putTelecom(
  tx: Tx,
  { gates, audit }: Pick<EmailChangeDeps, 'gates' | 'audit'>,
  {
    user,
    change: { telecomProject, askedBy, oldEmail, newEmail },
    act,
  }: { readonly user: UserRow; readonly change: EmailChangeRow; readonly act: FactorAct },
  now: Date,
): Promise<readonly Invalidation[]> {
  if (telecomProject === null) return []
  const own = (await membershipsOfUser.rows(tx, user.id)).filter(({ project }) => project === telecomProject)
  const invalidations: Invalidation[] = []
  for (const { project, profile } of own) {
    const [type = '', id = ''] = profile.split('/')
    const stored = await findResource(tx, project, type, id)
    const resource = stored === undefined ? undefined : resourceOf<Profile>(stored)
    if (stored === undefined || stored.deleted || resource === undefined) continue
    const author = askedBy ?? 'system'
    const draft = { project, type, id, resource: withEmail(resource, oldEmail, newEmail), author }
    const written = await replaceGated(tx, gates, stored, draft, now)
    if (!written.ok) throw new Error(`a profile could not be written: ${written.refusal.code}`)
    const { version, patients } = written.value.stored
    const { agent, personal, traceId } = act
    const event = {
      kind: 'fhir.update',
      project,
      outcome: 0,
      agent,
      personal,
      traceId,
      entity: profile,
      version,
    } as const
    await audit.record(tx, patients.length === 0 ? [event] : patients.map((patient) => ({ ...event, patient })))
    invalidations.push(...written.value.invalidations)
  }
  return invalidations
}

function withEmail<P extends Profile>(profile: P, old: string | null, value: string): P {
  const telecom = profile.telecom ?? []
  const at = telecom.findIndex((one) => one.system === 'email' && one.value?.toLowerCase() === old)
  return {
    ...profile,
    telecom: at === -1 ? [...telecom, { system: 'email', value }] : telecom.with(at, { ...telecom[at], value }),
  }
}
