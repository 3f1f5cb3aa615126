import { accepted, type ProjectMembership, type Reference, type Result, refused } from '@damson/fhir'
import { type Tx, UniqueViolation } from '#base/db'
import { told } from '#base/findings'
import { type Change, conditionLock, type Gate, invalid, type WriteRefusal, writeRefusal } from '#domain/resources'
import {
  deleteMembership,
  type MembershipRow,
  membershipById,
  principalInProject,
  profileOfAnother,
  putMembership,
} from './memberships.store.ts'

const USER_TYPES = ['User', 'ClientApplication', 'Bot'] as const
type UserType = (typeof USER_TYPES)[number]
const PERSONS = ['Patient', 'Practitioner', 'RelatedPerson']

/**
 * Updates `memberships`. A membership's user, profile and project never change, and the owner's cannot be removed. Only
 * invitations create `foreign` memberships (of server-wide users).
 */
export function membershipGate(options: { readonly foreign: boolean; readonly owner: boolean }): Gate {
  return async (tx, change) => {
    const known = await membershipById.maybeOne(tx, change.project, change.id)
    const membership = change.after as ProjectMembership | undefined
    const problem =
      membership === undefined ? removalProblem(known) : await problemOf(tx, change, membership, known, options.foreign)
    if (problem !== undefined) return refused(problem)
    try {
      if (membership === undefined) await deleteMembership.run(tx, change.project, change.id)
      else await put(tx, change, membership, known?.owner ?? options.owner)
    } catch (error) {
      // The transaction has failed with the row: only the reason is left to report.
      if (error instanceof UniqueViolation) return refused(takenProblem(error))
      throw error
    }
    return accepted([{ kind: 'membership', subject: change.id }])
  }
}

function removalProblem(known: MembershipRow | undefined): WriteRefusal | undefined {
  return known?.owner === true
    ? invalid('owner_membership', 'The owner of a project cannot be removed from it.')
    : undefined
}

async function problemOf(
  tx: Tx,
  change: Change,
  membership: ProjectMembership,
  known: MembershipRow | undefined,
  foreign: boolean,
): Promise<WriteRefusal | undefined> {
  if (membership.project.reference !== `Project/${change.project}`) {
    return invalid(
      'wrong_project',
      told`A membership belongs to its own project: write Project/${change.project}.`,
      'ProjectMembership.project',
    )
  }
  if (membership.externalIdIssuer !== undefined && membership.externalId === undefined) {
    return invalid(
      'issuer_without_external_id',
      'externalIdIssuer says whose id externalId is: give both.',
      'ProjectMembership.externalIdIssuer',
    )
  }
  const role = roleProblem(membership, change.before as ProjectMembership | undefined, known?.owner ?? false)
  if (role !== undefined) return role
  const user = readUser(membership.user)
  if (!user.ok) return user.refusal
  const profile = membership.profile.reference
  if (profile === undefined)
    return invalid(
      'missing_profile',
      'A membership must name the profile that its user acts as.',
      'ProjectMembership.profile',
    )
  if (known !== undefined) return changeProblem(membership, known, user.value, profile)
  const [profileType = '', profileId = ''] = profile.split('/')
  const [userIsHere, profileIsHere] = [
    foreign || (await principalInProject.one(tx, user.value.type, user.value.id, change.project)).found,
    (await principalInProject.one(tx, profileType, profileId, change.project)).found,
  ]
  if (!userIsHere)
    return invalid(
      'unknown_user',
      'This user does not belong to this project: invite the person instead.',
      'ProjectMembership.user',
    )
  if (!profileIsHere)
    return invalid('unknown_profile', 'This profile does not exist in this project.', 'ProjectMembership.profile')
  return posingProblem(tx, change.project, user.value, profile)
}

/**
 * Only an owner's role has the admin flag beside it. Older versions know no roles: they would take the flag for all that the
 * project's administrators may do.
 */
function roleProblem(
  { admin, adminRole }: ProjectMembership,
  earlier: ProjectMembership | undefined,
  isOwner: boolean,
): WriteRefusal | undefined {
  if (isOwner && earlier?.adminRole === 'owner' && adminRole !== 'owner')
    return invalid(
      'owner_membership',
      'The owner of a project must keep the role of an owner.',
      'ProjectMembership.adminRole',
    )
  if (adminRole === undefined || (adminRole === 'owner') === (admin === true)) return undefined
  return adminRole === 'owner'
    ? invalid('role_without_flag', 'An owner has the admin flag too: send admin true.', 'ProjectMembership.admin')
    : invalid(
        'role_with_flag',
        'This role replaces the admin flag, which would allow more: leave out admin.',
        'ProjectMembership.admin',
      )
}

/** A profile is an identity: in the audit, as an author, and for what authors may see. No other user may take it. */
async function posingProblem(
  tx: Tx,
  project: string,
  { type, id }: { readonly type: UserType; readonly id: string },
  profile: string,
): Promise<WriteRefusal | undefined> {
  if (type !== 'User') {
    const text = told`A ${type} acts as itself: write ${type}/${id}.`
    return profile === `${type}/${id}` ? undefined : invalid('foreign_profile', text, 'ProjectMembership.profile')
  }
  if (!PERSONS.includes(profile.split('/')[0] ?? '')) {
    const text = told`A person acts as a ${PERSONS.join(', ')}.`
    return invalid('foreign_profile', text, 'ProjectMembership.profile')
  }
  // Two at once would both find that nobody has it.
  await conditionLock(tx, project, 'ProjectMembership', profile)
  const isTaken = (await profileOfAnother.one(tx, project, profile, id)).found
  return isTaken
    ? invalid(
        'foreign_profile',
        'Another user acts as this profile: create another profile.',
        'ProjectMembership.profile',
      )
    : undefined
}

function changeProblem(
  membership: ProjectMembership,
  known: MembershipRow,
  user: { type: UserType; id: string },
  profile: string,
): WriteRefusal | undefined {
  if (known.userType !== user.type || known.userId !== user.id) {
    return invalid(
      'fixed_user',
      'The user of a membership cannot change: create another membership.',
      'ProjectMembership.user',
    )
  }
  if (known.profile !== profile)
    return invalid(
      'fixed_profile',
      'The profile of a membership cannot change: create another membership.',
      'ProjectMembership.profile',
    )
  if (known.owner && (membership.active === false || membership.admin !== true)) {
    return invalid(
      'owner_membership',
      'The owner of a project must stay an active administrator.',
      'ProjectMembership.admin',
    )
  }
  return undefined
}

function readUser(reference: Reference): Result<{ readonly type: UserType; readonly id: string }, WriteRefusal> {
  const [type, id, ...more] = (reference.reference ?? '').split('/')
  const known = USER_TYPES.find((candidate) => candidate === type)
  if (known === undefined || id === undefined || more.length > 0) {
    return refused(
      invalid(
        'malformed_user',
        'The user of a membership must be a User, ClientApplication or Bot, such as User/… .',
        'ProjectMembership.user',
      ),
    )
  }
  return accepted({ type: known, id })
}

function takenProblem({ constraint }: UniqueViolation): WriteRefusal {
  return constraint === 'memberships_by_external_id'
    ? writeRefusal(
        'conflict',
        'external_id_taken',
        'Another membership of this project has this externalId of the same issuer.',
        'ProjectMembership.externalId',
      )
    : writeRefusal(
        'conflict',
        'already_member',
        'This user already has a membership with this profile in this project.',
        'ProjectMembership.profile',
      )
}

async function put(tx: Tx, change: Change, membership: ProjectMembership, owner: boolean): Promise<void> {
  const [type = '', id = ''] = (membership.user.reference ?? '').split('/')
  const { active = true, admin = false, externalId = null, externalIdIssuer = null, mfaRequired = false } = membership
  const { adminRole = null } = membership
  await putMembership.run(tx, {
    project: change.project,
    id: change.id,
    userType: type,
    userId: id,
    profile: membership.profile.reference ?? '',
    active,
    admin,
    owner,
    externalId,
    externalIdIssuer,
    mfaRequired,
    adminRole,
  })
}
