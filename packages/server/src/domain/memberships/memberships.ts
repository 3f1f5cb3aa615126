import type { ProjectMembership, ProjectMembershipAccess } from '@damson/fhir'
import type { Tx } from '#base/db'
import { uuid } from '#base/random'
import { createGated, type Gates, type WriteResult } from '#domain/resources'

export interface MembershipDraft {
  readonly project: string
  /** `User/…`, `ClientApplication/…` or `Bot/…`. */
  readonly user: string
  readonly profile: string
  readonly admin?: boolean | undefined
  readonly adminRole?: ProjectMembership['adminRole']
  /** A second factor is demanded in it. */
  readonly mfaRequired?: boolean | undefined
  readonly accessPolicy?: string | undefined
  readonly access?: readonly ProjectMembershipAccess[] | undefined
  readonly externalId?: string | undefined
  /** The issuer of `externalId`. */
  readonly externalIdIssuer?: string | undefined
  readonly invitedBy?: string | undefined
  readonly author: string
}

/** Makes a membership through the gates. @throws {UniqueViolation} When this user has this profile already. */
export async function createMembership(tx: Tx, gates: Gates, draft: MembershipDraft, now: Date): Promise<WriteResult> {
  const { project, user, profile, admin, adminRole, accessPolicy, access, externalId, externalIdIssuer } = draft
  const { mfaRequired, invitedBy, author } = draft
  const resource: ProjectMembership = {
    resourceType: 'ProjectMembership',
    active: true,
    project: { reference: `Project/${project}` },
    user: { reference: user },
    profile: { reference: profile },
    ...(admin === true && { admin }),
    ...(adminRole !== undefined && { adminRole }),
    ...(mfaRequired === true && { mfaRequired }),
    ...(accessPolicy !== undefined && { accessPolicy: { reference: accessPolicy } }),
    ...(access !== undefined && access.length > 0 && { access: [...access] }),
    ...(externalId !== undefined && { externalId }),
    ...(externalIdIssuer !== undefined && { externalIdIssuer }),
    ...(invitedBy !== undefined && { invitedBy: { reference: invitedBy } }),
  }
  return createGated(tx, gates, { project, type: 'ProjectMembership', id: uuid(), resource, author }, now)
}
