import { decide } from '@damson/access'
import { type Project, type ProjectMembership, parseJson } from '@damson/fhir'
import type { Tx } from '#base/db'
import { bothOf, type Says } from '#base/findings'
import { isUuid } from '#base/random'
import { readResource, type WriteRefusal, writeRefusal } from '#domain/resources'
import { isSamePerson, membershipsOfPerson } from './access.store.ts'
import type { Grantee } from './grantee.ts'
import { policyGrants } from './policies.ts'
import { administers, isNamed, mayGive } from './roles.ts'

/** Whose membership it is, as seen by the administrator who acts on it. */
export type Whose = 'own' | 'another' | 'machine'

/** A membership of a person who is not known yet, as in an invitation, counts as another's. */
export async function whoseIs(tx: Tx, grantee: Grantee, { user }: ProjectMembership): Promise<Whose> {
  const [type, id = ''] = (user.reference ?? 'User/').split('/')
  if (type !== 'User') return id !== '' && id === grantee.clientId ? 'own' : 'machine'
  if (grantee.userId === undefined || !isUuid(id)) return 'another'
  return (await isSamePerson.one(tx, grantee.userId, id)).same ? 'own' : 'another'
}

/**
 * Why an administrator may not act on a person's membership: it is their own, or the person administers the project with
 * rights that this administrator could not give. Everything that the person has in the project counts, since whoever
 * holds one of somebody's memberships may reach the others.
 */
export async function personProblem(
  tx: Tx,
  grantee: Grantee,
  memberships: readonly ProjectMembership[],
): Promise<WriteRefusal | undefined> {
  const { role } = grantee
  const [first] = memberships
  if (role === 'owner' || first === undefined) return undefined
  if (!isNamed(role)) return memberships.some(({ adminRole }) => adminRole !== undefined) ? ABOVE : undefined
  if ((await whoseIs(tx, grantee, first)) === 'own') return OWN
  const all = [...memberships, ...(await othersOf(tx, grantee.project, first))]
  return all.some((one) => administers(one) && (one.admin === true || !mayGive(role, one.adminRole ?? '')))
    ? ABOVE
    : undefined
}

/** The same for an account, by all memberships that its person has in the project. */
export async function accountProblem(tx: Tx, grantee: Grantee, userId: string): Promise<WriteRefusal | undefined> {
  return personProblem(tx, grantee, await membershipsOf(tx, grantee.project, userId))
}

/** The account of the administrator's person; of machines, an account that nobody has. */
export const personOf = ({ userId }: Grantee): string => userId ?? '00000000-0000-0000-0000-000000000000'

async function othersOf(tx: Tx, project: string, { user }: ProjectMembership): Promise<readonly ProjectMembership[]> {
  const [type, id = ''] = (user.reference ?? '').split('/')
  return type === 'User' && isUuid(id) ? membershipsOf(tx, project, id) : []
}

async function membershipsOf(tx: Tx, project: string, userId: string): Promise<readonly ProjectMembership[]> {
  const rows = await membershipsOfPerson.rows(tx, project, userId)
  return rows.map(({ content }) => parseJson(content) as ProjectMembership)
}

/** Whether a person administers a project, with whichever of their memberships. */
export async function isAdministratorOf(tx: Tx, project: string, userId: string): Promise<boolean> {
  const own = await membershipsOf(tx, project, userId)
  return own.some((membership) => membership.active !== false && administers(membership))
}

/**
 * Whether a code of this member of staff would open a record to its maker, with whatever account of theirs, or to somebody
 * who administers the project and does not own it: they may not give themselves a record, and must not trade codes.
 */
export async function isStaffOf(tx: Tx, project: string, userId: string, maker: string): Promise<boolean> {
  const own = await membershipsOf(tx, project, userId)
  return own.some(
    (membership) =>
      membership.profile.reference === maker ||
      (membership.active !== false && administers(membership) && membership.adminRole !== 'owner'),
  )
}

/**
 * Why an administrator may not give a person this profile: a role that may assign policies which it does not hold could
 * make one person after the other the holder of somebody's record. An invitation makes the profile, or finds one.
 */
export async function profileProblem(
  tx: Tx,
  { project, access, role }: Grantee,
  { profile: { reference = '' } }: ProjectMembership,
): Promise<WriteRefusal | undefined> {
  const [type = '', id = ''] = reference.split('/')
  if (!isNamed(role) || id === '' || type === 'ClientApplication' || type === 'Bot') return undefined
  const decision = decide(access, { interaction: 'read', resourceType: type })
  const found =
    decision.verdict === 'permit' ? await readResource(tx, project, type, id, decision.narrowing) : undefined
  return found === undefined || found.deleted ? UNSEEN_PROFILE : undefined
}

/** The ids of the policies that the memberships of the administrator's person have, the project's defaults included. */
export async function ownPolicies(tx: Tx, grantee: Grantee, project: Project): Promise<ReadonlySet<string>> {
  const own = await membershipsOf(tx, grantee.project, personOf(grantee))
  const ids = own.flatMap((membership) => policyGrants(membership, project).map(({ id }) => id))
  return new Set([...grantee.policyIds, ...ids])
}

const OWN = refusal(
  'own_membership',
  'Your role does not cover your own memberships: ask an owner of the project.',
  'ProjectMembership.user',
)
const ABOVE = refusal(
  'above_own_role',
  'Your role does not cover people who administer the project: ask an owner of the project.',
  'ProjectMembership.adminRole',
)

const UNSEEN_PROFILE = refusal(
  'unseen_profile',
  'Your role may only give a profile that it may read: invite the person, or ask an owner of the project.',
  'ProjectMembership.profile',
)

function refusal<T extends string>(code: string, says: Says<T>, expression: string): WriteRefusal {
  return writeRefusal('forbidden', code, bothOf(says), expression)
}
