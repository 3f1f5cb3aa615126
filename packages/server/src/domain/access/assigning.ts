import { type CompiledPolicy, type Uncovered, uncovered } from '@damson/access'
import type { Project, ProjectMembership, Reference } from '@damson/fhir'
import type { Tx } from '#base/db'
import { bothOf, error, type Says, told } from '#base/findings'
import { readProject } from '#domain/projects'
import { type Change, type WriteRefusal, writeRefusal } from '#domain/resources'
import { everythingOf } from './everything.ts'
import type { Grantee } from './grantee.ts'
import { ownPolicies, personOf, type Whose } from './persons.ts'
import { type KnownPolicy, loadPolicies, type PolicyGrant } from './policies.ts'
import { actingHolders, isHeldByPersonOrMachine } from './policy-holders.store.ts'
import { holdPolicies, lockPolicy } from './policy-locks.store.ts'
import { clausesProblem } from './policy-sizes.ts'
import { isNamed, mayGive } from './roles.ts'

/** What somebody would be given, and whose it would be. */
export interface Given {
  readonly grants: readonly PolicyGrant[]
  readonly admin: boolean
  readonly adminRole: ProjectMembership['adminRole']
  readonly whose: Whose
  /** A Bot runs code that a deployer brings. */
  readonly isBot?: boolean
}

/** Why a grantee may not give this. */
export async function coverProblem(
  tx: Tx,
  grantee: Grantee,
  project: Project,
  given: Given,
): Promise<WriteRefusal | undefined> {
  if (given.admin && !grantee.admin)
    return forbidden('Only an administrator can make another user an administrator.', 'ProjectMembership.admin')
  const above = roleProblem(grantee, given)
  if (above !== undefined) return above
  // Others may get a policy that an owner without charts widens at the same moment; machines and oneself may not.
  if (given.whose !== 'another' && given.grants.length > 0)
    await holdPolicies.rows(tx, grantee.project, [...new Set(given.grants.map(({ id }) => id))])
  const { policies, clauses } = await loadPolicies(tx, grantee.project, given.grants)
  const problem = clausesProblem(clauses)
  if (problem !== undefined) return problem
  for (const [at, policy] of policies.entries()) {
    if (policy === 'missing')
      return writeRefusal('invalid', 'unknown_policy', 'This access policy does not exist in this project.')
    if (policy === 'unreadable' || policy === 'too_large')
      return writeRefusal(
        'invalid',
        'unreadable_policy',
        policy === 'too_large'
          ? 'This access policy is larger than is allowed: make it smaller first.'
          : 'This version cannot enforce this access policy: change it first.',
      )
    const isListed = isAssignable(grantee, project, policy, given)
    const hasParameters = given.grants[at]?.parameters.length !== 0
    if (isListed && !hasParameters) continue
    const first = beyond(grantee, policy.compiled, given.whose === 'another')
    if (first !== undefined) return isListed ? WITH_PARAMETERS : beyondOwn(first)
  }
  return undefined
}

/** Nobody gives a role above their own, and only an owner gives one to a machine, whose secret the giver would have. */
function roleProblem({ role }: Grantee, { admin, adminRole, whose }: Given): WriteRefusal | undefined {
  if (adminRole === undefined || role === 'owner') return undefined
  if (!admin && whose === 'another' && mayGive(role, adminRole)) return undefined
  return forbidden(
    'Your own role does not include giving this role: ask an owner of the project.',
    'ProjectMembership.adminRole',
  )
}

/**
 * Whether the owners let this role assign the policy to others, though the role does not hold it. They chose the policy, not
 * the values of its placeholders: with those, whoever assigns it would choose whose records are meant.
 */
function isAssignable(
  { role }: Grantee,
  { adminRole = [] }: Project,
  { id }: KnownPolicy,
  { whose, isBot = false }: Given,
): boolean {
  if (!isNamed(role) || (role === 'deployer' ? !isBot : whose !== 'another')) return false
  return adminRole.some(
    (list) => list.role === role && list.mayAssign?.some(({ reference }) => reference === `AccessPolicy/${id}`),
  )
}

/** The first right in a policy that a grantee may not give. An owner may give other people what owners usually hold. */
function beyond({ project, role, access }: Grantee, policy: CompiledPolicy, toAnother: boolean): Uncovered | undefined {
  const [first] = uncovered(access, policy)
  if (first === undefined || role !== 'owner' || !toAnother) return first
  return uncovered(everythingOf(project), policy)[0]
}

/**
 * Why a grantee may not write a policy. An owner without charts may write those of others, but none that is in force for
 * the owner's own person, or for a machine, whose secret the owner could use.
 */
export async function policyProblem(
  tx: Tx,
  grantee: Grantee,
  asRead: Project,
  { id }: Change,
  policy: CompiledPolicy,
): Promise<WriteRefusal | undefined> {
  // What such a client may do, it does in the name of people.
  const acting = grantee.role === 'owner' ? undefined : await actingHolders.one(tx, grantee.project, id)
  const isDefault = acting?.usesDefaults === true && defaultsOf(asRead, MACHINES_AND_OWNERS).includes(id)
  if (acting?.held === true || isDefault)
    return forbidden(
      'A client that acts for people has this policy: only an owner of the project may change it.',
      'AccessPolicy',
    )
  const first = beyond(grantee, policy, false)
  if (first === undefined) return undefined
  if (beyond(grantee, policy, true) !== undefined) return beyondOwn(first)
  // Who has it, and what the project's defaults are, is read under the lock: it may be given to a machine meanwhile.
  await lockPolicy.rows(tx, grantee.project, id)
  const project = (await readProject(tx, grantee.project))?.resource ?? asRead
  const { held } = await isHeldByPersonOrMachine.one(tx, grantee.project, id, personOf(grantee))
  const isOwn = held || defaultsOf(project, MACHINES_AND_OWNERS).includes(id)
  return isOwn || (await ownPolicies(tx, grantee, project)).has(id) ? beyondOwn(first) : undefined
}

const MACHINES_AND_OWNERS = ['Admin', 'ClientApplication', 'Bot']

/** Why a grantee may not set these defaults. */
export async function defaultsProblem(
  tx: Tx,
  grantee: Grantee,
  { before, after }: Change,
): Promise<WriteRefusal | undefined> {
  const [earlier, project] = [before as Project | undefined, after as Project | undefined]
  if (project === undefined) return undefined
  const isSame =
    JSON.stringify([earlier?.defaultAccessPolicies, earlier?.defaultPatientAccessPolicy]) ===
    JSON.stringify([project.defaultAccessPolicies, project.defaultPatientAccessPolicy])
  if (isSame) return undefined
  const isOfMachines = textOf(earlier) !== textOf(project)
  if (grantee.role !== 'owner' && isOfMachines && (await actingHolders.one(tx, grantee.project, '')).usesDefaults)
    return forbidden(
      'A client that acts for people has the default policy: only an owner of the project may choose another.',
      'Project.defaultAccessPolicies',
    )
  const own = grantee.role === 'owner' ? await ownPolicies(tx, grantee, project) : undefined
  const ofMachines = defaultsOf(project, MACHINES_AND_OWNERS)
  const all = [...defaultsOf(project), ...idsOf([project.defaultPatientAccessPolicy])]
  for (const id of all) {
    const whose = own === undefined || own.has(id) || ofMachines.includes(id) ? 'own' : 'another'
    const given = { grants: [{ id, parameters: [] }], admin: false, adminRole: undefined, whose } as const
    const problem = await coverProblem(tx, grantee, project, given)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** What machines have who have no policy of their own. */
const textOf = (project: Project | undefined): string =>
  project === undefined ? '[]' : JSON.stringify(defaultsOf(project, MACHINES_AND_OWNERS))

function defaultsOf({ defaultAccessPolicies = [] }: Project, types?: readonly string[]): readonly string[] {
  const entries = defaultAccessPolicies.filter(({ profileType }) => types?.includes(profileType) !== false)
  return idsOf(entries.map(({ accessPolicy }) => accessPolicy))
}

const idsOf = (references: readonly (Reference | undefined)[]): readonly string[] =>
  references.flatMap((one) => (one === undefined ? [] : (one.reference?.split('/')[1] ?? '')))

/** The trace must not show a policy's contents. */
const BEYOND_OWN = error(
  'The access policy allows more than the administrator who grants it may do.',
  'Grant less, or let an administrator grant it who may do all of it.',
)

function beyondOwn({ text, expression }: Uncovered): WriteRefusal {
  return forbidden({ text, finding: BEYOND_OWN }, expression)
}

export function forbidden<T extends string>(says: Says<T>, expression: string): WriteRefusal {
  return writeRefusal('forbidden', 'beyond_own_rights', bothOf(says), expression)
}

const WITH_PARAMETERS = forbidden(
  told`Your role assigns this policy only without parameters: leave them out, or ask an owner of the project. Without them,
    \`%patient\` is the patient who is invited.`,
  'ProjectMembership.access',
)
