import { type CompiledPolicy, compileSteps, isWildcard, parsePolicySteps } from '@damson/access'
import type { AccessPolicy } from '@damson/fhir'
import { issuesRefused } from '#answers'
import { error } from '#base/findings'
import { uuid } from '#base/random'
import { inSlices } from '#base/slices'

/** A policy that is tried, and not stored. */
export interface Draft {
  /** Of the stored policy in whose place it is tried; of no stored policy otherwise. */
  readonly id: string
  readonly resource: AccessPolicy
  readonly compiled: CompiledPolicy
  readonly wildcard: boolean
}

/** @throws 400 When it is not a policy that could be stored. It is read in slices, so that others do not wait. */
export async function readDraft(sent: object): Promise<Draft> {
  const policy = await inSlices(parsePolicySteps(sent))
  if (!policy.ok)
    throw issuesRefused(
      policy.refusal.map(({ code, expression, text }) => ({ code: 'invalid', text, expression, reason: code })),
      INVALID_DRAFT,
    )
  const compiled = await inSlices(compileSteps(policy.value))
  // It has just been read as a policy.
  const resource = sent as AccessPolicy
  return { id: resource.id ?? uuid(), resource, compiled, wildcard: isWildcard(policy.value) }
}

const INVALID_DRAFT = error(
  'The draft is no policy that could be enforced.',
  'The answer names each element: correct them all.',
)
