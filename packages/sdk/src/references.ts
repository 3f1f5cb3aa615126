import type { Reference } from './generated/types.ts'
import type { Resource, WithId } from './wire.ts'

/**
 * The reference to a resource, as text.
 *
 * @example
 * ```ts
 * console.log(getReferenceString(patient))
 * ```
 *
 * @param resource  A stored resource, or a reference.
 * @returns `Patient/123`, or undefined for a reference without one.
 */
export function getReferenceString(resource: WithId<Resource> | Pick<Reference, 'reference'>): string | undefined {
  return 'resourceType' in resource ? `${resource.resourceType}/${resource.id}` : resource.reference
}

/**
 * A reference to a resource.
 *
 * @example
 * ```ts
 * const observation = { resourceType: 'Observation', status: 'final', code: { text: 'Glucose' } } as const
 * await client.createResource({ ...observation, subject: createReference(patient) })
 * ```
 *
 * @param resource  A stored resource.
 */
export function createReference<T extends WithId<Resource>>(
  resource: T,
): Reference<T['resourceType']> & { reference: string } {
  return { reference: `${resource.resourceType}/${resource.id}` }
}
