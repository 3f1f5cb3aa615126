import { parsePolicy } from '@damson/access'
import { accepted, type ProjectMembership, refused } from '@damson/fhir'
import type { Gate, WriteRefusal } from '#domain/resources'
import { clientKind } from './access.store.ts'
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
  const grants = policyGrants(membership, { resourceType: 'Project' })
  const policies = await loadPolicies(tx, change.project, grants)
  if (policies.includes('missing')) {
    return refused(invalid('unknown_policy', 'This access policy does not exist in this project.'))
  }
  const [type, id = ''] = (membership.user.reference ?? '').split('/')
  const kind = type === 'ClientApplication' ? (await clientKind.maybeOne(tx, change.project, id))?.kind : undefined
  if (kind !== 'device') return accepted([])
  if (grants.length === 0) {
    return refused(
      invalid(
        'device_without_policy',
        'A device needs an access policy of its own: name one that allows what it does and nothing else.',
      ),
    )
  }
  const wide = policies.some((policy) => typeof policy === 'object' && policy.wildcard)
  return wide
    ? refused(invalid('device_wildcard', 'A device cannot have a policy with "*": name the types that it needs.'))
    : accepted([])
}

function invalid(code: string, text: string): WriteRefusal {
  return { why: 'invalid', code, text, expression: 'ProjectMembership.accessPolicy' }
}
