/** The way through the package, as one step for tests. */
import {
  type Access,
  type CompiledPolicy,
  compile,
  decide,
  effectiveAccess,
  type Interaction,
  parsePolicy,
  type Subject,
} from '../src/index.ts'
import { kept } from './kept.ts'
import { matchesOne, type Subjected, type WireGrant } from './naive.ts'

export function compiled(resource: unknown): CompiledPolicy {
  const policy = parsePolicy(resource)
  if (!policy.ok) throw new TypeError(JSON.stringify(policy.refusal))
  return compile(policy.value)
}

/** The same policy is asked many questions: making it anew for each took most of the time. */
const compiledOnce = kept<object, CompiledPolicy>(compiled)

export function accessOf(grants: readonly WireGrant[], subject: Subject): Access {
  return effectiveAccess(
    grants.map(({ policy, parameters }) => ({ policy: compiledOnce(policy), parameters })),
    subject,
  )
}

/** The whole question: the decision, and its narrowing asked of one resource. */
export function permits(access: Access, interaction: Interaction, resource: Subjected): boolean {
  const decision = decide(access, { interaction, resourceType: resource.resourceType })
  return decision.verdict === 'permit' && matchesOne(resource, decision.narrowing)
}
