import { type CompiledPolicy, compileSteps, type PolicyRefusal, parsePolicySteps } from '@damson/access'
import { accepted, type Resource, type Result } from '@damson/fhir'
import { inSlices } from '#base/slices'

type Written = Promise<Result<CompiledPolicy, readonly PolicyRefusal[]>>

const known = new WeakMap<Resource, Written>()

/** A policy about to be written, compiled once for all checks of this write. */
export function readWritten(resource: Resource): Written {
  const read = known.get(resource) ?? compiled(resource)
  known.set(resource, read)
  return read
}

async function compiled(resource: Resource): Written {
  const policy = await inSlices(parsePolicySteps(resource))
  return policy.ok ? accepted(await inSlices(compileSteps(policy.value))) : policy
}
