import { type ActForRule, type PolicyRefusal, parseActFor, rulesBeyond } from '@damson/access'
import {
  type AccessPolicy,
  accepted,
  type ClientApplication,
  isResourceType,
  type Project,
  type ProjectMembership,
  parseJson,
  type ResourceType,
  refused,
  searchParametersOf,
} from '@damson/fhir'
import type { Tx } from '#base/db'
import { answered, bothOf, type Says } from '#base/findings'
import { isTakenAway } from '#domain/memberships'
import type { Issuers } from '#domain/projects'
import {
  findResource,
  findResources,
  type Gate,
  invalid,
  resourceOf,
  type WriteRefusal,
  writeRefusal,
} from '#domain/resources'
import { clientKind, membershipsOfPrincipal, putPolicyDemands } from './access.store.ts'
import { forgetActing } from './acting.store.ts'
import { endActingLogins } from './acting-ends.ts'
import { effectiveAccessOf } from './effective.ts'
import { type LoadedPolicy, loadPolicies, policyGrants } from './policies.ts'
import { clausesProblem, itemsProblem, keepSize, keepUses } from './policy-sizes.ts'
import { readWritten } from './written-policy.ts'

/** A policy is accepted only when every word of it is enforced. */
export function policyGate(issuers: Pick<Issuers, 'fhirUrlsOf'>): Gate {
  return async (tx, { project, id, before, after }) => {
    const policy = after === undefined ? undefined : await readWritten(after)
    if (after !== undefined && policy !== undefined) {
      const problem = policy.ok ? undefined : wordsProblem(policy.refusal)
      if (problem !== undefined) return refused(problem)
      const absolute = absoluteCriteria(after as AccessPolicy, issuers.fhirUrlsOf(project))
      if (absolute !== undefined) return refused(absolute)
    }
    const tooLarge = await keepSize(tx, project, id, policy?.ok === true ? policy.value.clauses : undefined)
    if (tooLarge !== undefined) return refused(tooLarge)
    const demands = demandsOf(after)
    if (JSON.stringify(demands) !== JSON.stringify(demandsOf(before)))
      await putPolicyDemands.run(tx, { project, id, ...demands })
    return accepted([{ kind: 'policy', subject: id }])
  }
}

/** A policy may be wrong in each of its words: these say enough of it. */
const MOST_TOLD = 50

/** All that is wrong with the words of a policy, so that its author can mend it at once. */
function wordsProblem(refusals: readonly PolicyRefusal[]): WriteRefusal | undefined {
  const [first, ...others] = refusals
  if (first === undefined) return undefined
  const more = others.slice(0, MOST_TOLD - 1).map(({ code, ...other }) => ({ ...other, code: `policy_${code}` }))
  return { ...invalid(`policy_${first.code}`, answered(first.text), first.expression), more }
}

/** What a policy demands of the sign-ins of its members (`domain/logins` computes the strictest). */
function demandsOf(resource: unknown): {
  readonly mfaRequired: boolean
  readonly minimumAcr: string | null
  readonly needsDevice: boolean
} {
  const {
    mfaRequired = false,
    minimumAcr = null,
    compliantDeviceRequired = false,
  } = (resource ?? {}) as Partial<AccessPolicy>
  return { mfaRequired, minimumAcr, needsDevice: compliantDeviceRequired }
}

/** The index holds local references as `Type/id`: a criteria with the full URL would match nothing, and exclude nothing. */
function absoluteCriteria({ resource = [] }: AccessPolicy, fhirUrls: readonly string[]): WriteRefusal | undefined {
  const at = resource.findIndex(({ resourceType, criteria = '' }) => {
    const references = new Set(isResourceType(resourceType) ? referencesOf(resourceType) : [])
    const pairs = [...new URLSearchParams(criteria.slice(criteria.indexOf('?') + 1))]
    return pairs.some(
      ([name, value]) => references.has(name.split(':')[0] ?? '') && fhirUrls.some((url) => value.includes(url)),
    )
  })
  if (at < 0) return undefined
  return writeRefusal(
    'invalid',
    'policy_absolute_reference',
    'A criteria names what is on this server as Type/id, such as Patient/123, without its address.',
    `AccessPolicy.resource[${at}].criteria`,
  )
}

/** The search parameters of a type whose values are references. */
function referencesOf(type: ResourceType): readonly string[] {
  return searchParametersOf(type).flatMap(({ name, type: kind }) => (kind === 'reference' ? name : []))
}

/** A membership may name only existing policies; a device's names at least one, and none with `*`. */
export const membershipPolicyGate: Gate = async (tx, change) => {
  const membership = change.after as ProjectMembership | undefined
  const earlier = grantsInUse(change.before as ProjectMembership | undefined).length
  if (membership === undefined || membership.active === false) {
    await keepUses(tx, change.project, change.id, earlier, [])
    return accepted([])
  }
  const tooMany = itemsProblem(membership)
  if (tooMany !== undefined) return refused(tooMany)
  const { policies, clauses } = await loadPolicies(tx, change.project, ownGrants(membership))
  if (policies.includes('missing'))
    return refused(invalidPolicy('unknown_policy', 'This access policy does not exist in this project.'))
  const tooLarge =
    clausesProblem(clauses) ?? (await keepUses(tx, change.project, change.id, earlier, ownGrants(membership)))
  if (tooLarge !== undefined) return refused(tooLarge)
  const [type, id = ''] = (membership.user.reference ?? '').split('/')
  const kind = type === 'ClientApplication' ? (await clientKind.maybeOne(tx, change.project, id))?.kind : undefined
  const problem = kind === 'device' ? (deviceRoleProblem(membership) ?? deviceProblem(policies)) : undefined
  return problem === undefined ? accepted([]) : refused(problem)
}

/** For whom a client may act: what cannot be told is refused. */
export const actForGate: Gate = async (tx, change) => {
  const { project, id, before, after, now } = change
  const ended =
    before !== undefined && isTakenAway(change)
      ? await endActingLogins(tx, project, before as ProjectMembership, now)
      : []
  if (after === undefined) {
    await forgetActing.run(tx, { project, id })
    return accepted(ended)
  }
  const membership = after as ProjectMembership
  const problem = membership.actFor === undefined ? undefined : await actForProblem(tx, project, membership)
  return problem === undefined ? accepted(ended) : refused(problem)
}

async function actForProblem(
  tx: Tx,
  project: string,
  membership: ProjectMembership,
): Promise<WriteRefusal | undefined> {
  const [type, id = ''] = (membership.user.reference ?? '').split('/')
  if (type !== 'ClientApplication' && type !== 'Bot')
    return invalid(
      'act_for_person',
      'Only a client or Bot acts for people: leave out actFor.',
      'ProjectMembership.actFor',
    )
  const kind = type === 'ClientApplication' ? (await clientKind.maybeOne(tx, project, id))?.kind : undefined
  if (kind === 'device') return deviceActsProblem(membership)
  const rules = parseActFor(membership.actFor ?? [])
  if (!rules.ok) {
    const { code, text, expression } = rules.refusal
    return writeRefusal('invalid', `act_for_${code}`, answered(text), expression)
  }
  for (const [at, { groups }] of rules.value.entries()) {
    const found = await findResources(tx, project, 'Group', groups)
    if (groups.some((group) => !found.some((one) => one.id === group && !one.deleted)))
      return invalid(
        'act_for_unknown_group',
        'This Group does not exist in this project: create it first.',
        `ProjectMembership.actFor[${at}].group`,
      )
  }
  return chosenByClient(tx, project, membership, rules.value)
}

/** Refused where the client's own policies let it write the Groups or profiles that say for whom it acts. */
async function chosenByClient(
  tx: Tx,
  project: string,
  membership: ProjectMembership,
  rules: readonly ActForRule[],
): Promise<WriteRefusal | undefined> {
  const stored = await findResource(tx, project, 'Project', project)
  const content = (stored && resourceOf<Project>(stored)) ?? { resourceType: 'Project' }
  const grants = policyGrants(membership, content)
  const { policies } = await loadPolicies(tx, project, grants)
  // With one that cannot be read it is granted nothing.
  if (!policies.every((policy) => typeof policy === 'object')) return undefined
  const subject = { profile: membership.profile.reference ?? '', admin: membership.admin === true }
  const beyond = rulesBeyond(await effectiveAccessOf(project, grants, policies, subject), rules)
  const at = rules.findIndex((rule) => !beyond.includes(rule))
  return at < 0
    ? undefined
    : invalid(
        'act_for_chosen_by_client',
        'The client’s own policies let it write what decides for whom it acts: take create and update on it out of them.',
        `ProjectMembership.actFor[${at}].${(rules[at]?.groups.length ?? 0) > 0 ? 'group' : 'criteria'}`,
      )
}

/** A client can become a device only if all of its memberships suit a device. */
export const clientPolicyGate: Gate = async (tx, { project, id, after, now }) => {
  if (after === undefined) await forgetActing.run(tx, { project, id })
  const client = after as ClientApplication | undefined
  // What is switched off is looked at once it is switched on: a stolen device is never kept on by its policies.
  if (client === undefined || (client.status ?? 'active') !== 'active')
    return accepted(await endActingLogins(tx, project, { user: { reference: `ClientApplication/${id}` } }, now))
  if (client.kind !== 'device') return accepted([])
  for (const { content } of await membershipsOfPrincipal.rows(tx, project, 'ClientApplication', id)) {
    const membership = parseJson(content) as ProjectMembership
    if (membership.active === false) continue
    const { policies } = await loadPolicies(tx, project, ownGrants(membership))
    const problem = deviceRoleProblem(membership) ?? deviceActsProblem(membership) ?? deviceProblem(policies)
    if (problem !== undefined) return refused(problem)
  }
  return accepted([])
}

/** Ignores the project's defaults: a device needs policies of its own. */
function ownGrants(membership: ProjectMembership): ReturnType<typeof policyGrants> {
  return policyGrants(membership, { resourceType: 'Project' })
}

/** The policies in use while a membership is active. */
function grantsInUse(membership: ProjectMembership | undefined): ReturnType<typeof policyGrants> {
  return membership === undefined || membership.active === false ? [] : ownGrants(membership)
}

function deviceRoleProblem({ adminRole }: ProjectMembership): WriteRefusal | undefined {
  if (adminRole === undefined) return undefined
  return invalid('device_role', 'A device cannot have a role of administrators.', 'ProjectMembership.adminRole')
}

function deviceActsProblem({ actFor }: ProjectMembership): WriteRefusal | undefined {
  if (actFor === undefined) return undefined
  return invalid('device_acts', 'A device acts for nobody: leave out actFor.', 'ProjectMembership.actFor')
}

function deviceProblem(policies: readonly LoadedPolicy[]): WriteRefusal | undefined {
  if (policies.length === 0) {
    return invalidPolicy(
      'device_without_policy',
      'A device needs an access policy of its own: name one that allows what it does and nothing else.',
    )
  }
  return policies.some((policy) => typeof policy === 'object' && policy.wildcard)
    ? invalidPolicy('device_wildcard', 'A device cannot have a policy with "*": name the types that it needs.')
    : undefined
}

function invalidPolicy<T extends string>(code: string, says: Says<T>): WriteRefusal {
  return invalid(code, bothOf(says), 'ProjectMembership.accessPolicy')
}
