/** Checks the form and the target of references. */

import { isResourceType } from '../model/model.ts'
import { readReferenceText } from '../primitives/reference-text.ts'
import type { Scope, Walk } from './walk.ts'

type Structure = Readonly<Record<string, unknown>>

/**
 * Checks a Reference whose members are known to be well formed.
 *
 * @param targets The types that the reference may point to; undefined if it may point to any.
 */
export function checkReference(walk: Walk, value: Structure, targets: ReadonlySet<string> | undefined): void {
  const type = typeof value.reference === 'string' ? targetType(walk, value.reference) : value.type
  if (targets === undefined || !isResourceType(type) || targets.has(type)) return
  walk.report('value', `The reference must point to ${[...targets].join(', ')}, not to ${type}.`)
}

/** The type of the target, if the text or the contained resource shows it. */
function targetType(walk: Walk, text: string): unknown {
  const reference = readReferenceText(text)
  if (reference === undefined) {
    walk.report(
      'value',
      'The reference must be of the form Type/id, with a type of R4, or a URL, a URN, or # and the id of a contained resource.',
      'reference',
    )
    return undefined
  }
  if (reference.kind !== 'contained') return reference.type
  const resource = resourceInScope(walk.scope, reference.id)
  if (resource === undefined) {
    walk.report('invariant', 'No contained resource has the id that the reference names.', 'reference')
  }
  return resource?.resourceType
}

/** The resource that `#id` names: a contained one or, if the id is empty, the container itself. */
function resourceInScope(scope: Scope | undefined, id: string): Structure | undefined {
  if (scope === undefined || id === '') return scope?.resource
  scope.contained ??= containedById(scope.resource)
  return scope.contained.get(id)
}

function containedById({ contained }: Structure): ReadonlyMap<unknown, Structure> {
  const list: readonly unknown[] = Array.isArray(contained) ? contained : []
  const resources = list.filter((one): one is Structure => typeof one === 'object' && one !== null)
  return new Map(resources.map((resource) => [resource.id, resource]))
}
