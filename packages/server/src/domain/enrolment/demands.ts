import { type Project, type ProjectMembership, parseJson } from '@damson/fhir'
import type { Tx } from '#base/db'
import { policyGrants } from '#domain/access'
import type { Client } from '#domain/clients'
import {
  AAL2,
  type FactorDemand,
  type FactorDemandOf,
  factorDemand,
  type MembershipDemands,
  personDemands,
} from '#domain/logins'
import { demandsOfRole, factorSettings, type ProjectRow, projectOf } from '#domain/projects'
import { findResource } from '#domain/resources'

/** The places that can demand a second factor of a sign-in. */
export interface DemandPlaces {
  readonly userMfaRequired: boolean
  /** Undefined until one is chosen. */
  readonly membership: (MembershipDemands & { readonly isEmergency: boolean }) | undefined
  readonly project: ProjectRow | undefined
  readonly client: Client | undefined
  /** What the app asks for and does not go without. */
  readonly essentialAcr?: string | undefined
}

/** What they demand together. A membership whose project cannot be read demands one, so that nothing is missed. */
export function demandOf({ userMfaRequired, membership, project, client, essentialAcr }: DemandPlaces): FactorDemand {
  const settings = project === undefined ? undefined : factorSettings(project.resource)
  const isBlind = membership !== undefined && project === undefined
  const places: readonly FactorDemandOf[] = [
    { mfaRequired: userMfaRequired || isBlind || membership?.mfaRequired === true },
    // Outside of its domain's rules, so it needs a factor of its own: neither an e-mail nor a provider's reaches this level.
    { minimumAcr: membership?.isEmergency === true ? AAL2 : undefined },
    settings ?? {},
    client?.resource ?? {},
    { minimumAcr: essentialAcr },
    ...(membership === undefined || project === undefined
      ? []
      : [...policiesOf(membership, project), ...rolesOf(membership, project)]),
  ]
  return factorDemand(places, settings?.allowed)
}

/** Whether the app, or a policy of the membership, demands a device that the person's provider vouched for. */
export function demandsDevice({ membership, project, client }: Omit<DemandPlaces, 'userMfaRequired'>): boolean {
  if (client?.resource.compliantDeviceRequired === true) return true
  if (membership === undefined || project === undefined) return false
  return policiesOf(membership, project).some(({ needsDevice }) => needsDevice)
}

/** The demanding policies that a membership has, its project's defaults included. */
function policiesOf(
  { demanding, content }: MembershipDemands,
  project: ProjectRow,
): NonNullable<MembershipDemands['demanding']> {
  if (demanding === null) return []
  // Without its resource, nothing tells which of them the membership has.
  if (content === null) return demanding
  // The content was validated when it was written.
  const granted = policyGrants(parseJson(content) as ProjectMembership, project.resource)
  return demanding.filter(({ id }) => granted.some((one) => one.id === id))
}

/** Whether the project demands something of any role of administrators. */
const demandsOfAnyRole = ({ adminRole = [] }: Project): boolean =>
  adminRole.some(({ mfaRequired, minimumAcr }) => mfaRequired === true || minimumAcr !== undefined)

/** What the project demands of the membership's role. */
function rolesOf({ content }: MembershipDemands, { resource }: ProjectRow): readonly FactorDemandOf[] {
  // Without its resource, nothing tells which role the membership has.
  return content === null
    ? (resource.adminRole ?? [])
    : demandsOfRole(resource, parseJson(content) as ProjectMembership)
}

/** The membership with its resource, which is read only where its project demands something of a role. */
export async function withRole<M extends MembershipDemands & { readonly id: string }>(
  tx: Tx,
  membership: M | undefined,
  project: ProjectRow | undefined,
): Promise<M | undefined> {
  if (membership === undefined || project === undefined || membership.content !== null) return membership
  if (!demandsOfAnyRole(project.resource)) return membership
  const stored = await findResource(tx, project.id, 'ProjectMembership', membership.id)
  return { ...membership, content: stored === undefined || stored.deleted ? null : stored.content }
}

/** What is demanded of a person in each of their memberships, whatever app they use. */
export async function demandsOfPerson(tx: Tx, userId: string): Promise<ReadonlyMap<string, FactorDemand>> {
  const person = await personDemands.maybeOne(tx, userId)
  if (person === undefined) return new Map()
  const { userMfaRequired, memberships } = person
  const demands = await Promise.all(
    memberships.map(async (read) => {
      const project = projectOf(read.projectContent)
      const membership = await withRole(tx, read, project)
      return [read.id, demandOf({ userMfaRequired, membership, project, client: undefined })] as const
    }),
  )
  return new Map(demands)
}
