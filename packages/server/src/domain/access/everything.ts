import {
  type Access,
  adminPolicy,
  type CompiledPolicy,
  compile,
  type PolicyResource,
  parsePolicy,
  uncovered,
} from '@damson/access'
import type { KnownPolicy } from './policies.ts'

/** What came to the administrator's policy after projects had been made with it: their stored ones do not have it. */
const LATER = 'DomainConfiguration'

/** Whether an access is all that the administrator's policy as it is shipped allows, but for what came to it later. */
export function allowsEverything(project: string, access: Access): boolean {
  const shipped = adminPolicy(project)
  const earlier = shipped.resource.filter(({ resourceType }) => resourceType !== LATER)
  return uncovered(access, compiled({ ...shipped, resource: earlier })).length === 0
}

/**
 * What came to the administrator's policy later, for whoever holds all the rest of it: the administrators of older projects
 * are not shut out, and no policy of theirs is rewritten.
 */
export function laterPolicy(project: string): KnownPolicy {
  const shipped = adminPolicy(project)
  const later = shipped.resource.filter(({ resourceType }) => resourceType === LATER)
  return { id: 'later', version: 1, compiled: compiled({ ...shipped, resource: later }), wildcard: false }
}

function compiled(policy: PolicyResource): CompiledPolicy {
  const parsed = parsePolicy(policy)
  if (!parsed.ok) throw new Error('the shipped policy of administrators cannot be read')
  return compile(parsed.value)
}
