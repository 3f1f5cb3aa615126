import { type ProjectMembership, parseJson } from '@damson/fhir'
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
import { factorSettings, type ProjectRow, projectOf } from '#domain/projects'

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
    ...(membership === undefined || project === undefined ? [] : policiesOf(membership, project)),
  ]
  return factorDemand(places, settings?.allowed)
}

/** The demanding policies that a membership has, its project's defaults included. */
function policiesOf({ demanding, content }: MembershipDemands, project: ProjectRow): readonly FactorDemandOf[] {
  if (demanding === null) return []
  // Without its resource, nothing tells which of them the membership has.
  if (content === null) return demanding
  // The content was validated when it was written.
  const granted = policyGrants(parseJson(content) as ProjectMembership, project.resource)
  return demanding.filter(({ id }) => granted.some((one) => one.id === id))
}

/** What is demanded of a person in each of their memberships, whatever app they use. */
export async function demandsOfPerson(tx: Tx, userId: string): Promise<ReadonlyMap<string, FactorDemand>> {
  const person = await personDemands.maybeOne(tx, userId)
  if (person === undefined) return new Map()
  const { userMfaRequired, memberships } = person
  return new Map(
    memberships.map((membership) => {
      const project = projectOf(membership.projectContent)
      return [membership.id, demandOf({ userMfaRequired, membership, project, client: undefined })]
    }),
  )
}
