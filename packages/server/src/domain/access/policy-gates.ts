import { parsePolicy } from '@damson/access'
import { accepted, type ClientApplication, type ProjectMembership, parseJson, refused } from '@damson/fhir'
import type { Gate, WriteRefusal } from '#domain/resources'
import { clientKind, membershipsOfPrincipal } from './access.store.ts'
import { loadPolicies, policyGrants } from './policies.ts'

/** A policy is accepted only when every word of it is enforced. */
export const policyGate: Gate = async (_tx, change) => {
  if (change.after !== undefined) {
    const policy = parsePolicy(change.after)
    const [first] = policy.ok ? [] : policy.refusal
    if (first !== undefined) {
      return refused({
        why: 'invalid',
        code: `policy_${first.code}`,
        text: first.text,
        expression: first.expression,
      })
    }
  }
  return accepted([{ kind: 'policy', subject: change.id }])
}

/** A membership names policies that exist; a device's names at least one, and none with `*`. */
export const membershipPolicyGate: Gate = async (tx, change) => {
  const membership = change.after as ProjectMembership | undefined
  if (membership === undefined || membership.active === false) return accepted([])
  const policies = await loadPolicies(tx, change.project, ownGrants(membership))
  if (policies.includes('missing'))
    return refused(invalid('unknown_policy', 'This access policy does not exist in this project.'))
  const [type, id = ''] = (membership.user.reference ?? '').split('/')
  const kind = type === 'ClientApplication' ? (await clientKind.maybeOne(tx, change.project, id))?.kind : undefined
  const problem = kind === 'device' ? deviceProblem(policies) : undefined
  return problem === undefined ? accepted([]) : refused(problem)
}

/** A client becomes a device only with memberships that a device can have. */
export const clientPolicyGate: Gate = async (tx, { project, id, after }) => {
  if ((after as ClientApplication | undefined)?.kind !== 'device') return accepted([])
  for (const { content } of await membershipsOfPrincipal.rows(tx, project, 'ClientApplication', id)) {
    const membership = parseJson(content) as ProjectMembership
    if (membership.active === false) continue
    const problem = deviceProblem(await loadPolicies(tx, project, ownGrants(membership)))
    if (problem !== undefined) return refused(problem)
  }
  return accepted([])
}

/** Without the defaults of a project: what a device may do is said for it alone. */
function ownGrants(membership: ProjectMembership): ReturnType<typeof policyGrants> {
  return policyGrants(membership, { resourceType: 'Project' })
}

function deviceProblem(policies: Awaited<ReturnType<typeof loadPolicies>>): WriteRefusal | undefined {
  if (policies.length === 0) {
    return invalid(
      'device_without_policy',
      'A device needs an access policy of its own: name one that allows what it does and nothing else.',
    )
  }
  return policies.some((policy) => typeof policy === 'object' && policy.wildcard)
    ? invalid('device_wildcard', 'A device cannot have a policy with "*": name the types that it needs.')
    : undefined
}

function invalid(code: string, text: string): WriteRefusal {
  return { why: 'invalid', code, text, expression: 'ProjectMembership.accessPolicy' }
}
