import {
  type Access,
  adminPolicy,
  type CompiledPolicy,
  compile,
  effectiveAccess,
  type PolicyResource,
  parsePolicy,
  rolePolicy,
  uncovered,
} from '@damson/access'
import type { KnownPolicy } from './policies.ts'
import type { NamedRole } from './roles.ts'

/** Added to the shipped administrator policy later: older projects' stored copies lack it. */
const LATER: ReadonlySet<string> = new Set(['DomainConfiguration', 'ProjectIdentityProvider'])

/** Whether an access covers the whole shipped administrator policy, apart from what was added later. */
export function allowsEverything(project: string, access: Access): boolean {
  const shipped = adminPolicy(project)
  const earlier = shipped.resource.filter(({ resourceType }) => !LATER.has(resourceType))
  return uncovered(access, compiled({ ...shipped, resource: earlier })).length === 0
}

/**
 * The later addition to the administrator policy, for members who hold all the rest of it. So administrators of older
 * projects are not locked out, and no stored policy has to be rewritten.
 */
export function laterPolicy(project: string): KnownPolicy {
  const shipped = adminPolicy(project)
  const later = shipped.resource.filter(({ resourceType }) => LATER.has(resourceType))
  return { id: 'later', version: 1, compiled: compiled({ ...shipped, resource: later }), wildcard: false }
}

/** The policy of a role, which no stored policy can change. */
export function policyOfRole(project: string, role: NamedRole): KnownPolicy {
  const policy = compiled(rolePolicy(role, project))
  return { id: `role ${role}`, version: 1, compiled: policy, wildcard: false, byRole: true }
}

/** What an owner may give to other people, even when the owner's own policy is without charts. */
export function everythingOf(project: string): Access {
  return effectiveAccess([{ policy: compiled(adminPolicy(project)), parameters: [] }], { profile: '', admin: true })
}

function compiled(policy: PolicyResource): CompiledPolicy {
  const parsed = parsePolicy(policy)
  if (!parsed.ok) throw new Error('a shipped policy cannot be read')
  return compile(parsed.value)
}
