import { displayOf } from './names.ts'
import type { Reference, Resource, WithId } from './wire.ts'

/**
 * The reference to a resource, as text.
 *
 * @example
 * ```ts
 * console.log(getReferenceString(patient))
 * ```
 *
 * @param resource  A stored resource, or a reference.
 * @returns Such as `Patient/123`; undefined if the resource has no id.
 */
export function getReferenceString(resource: WithId<Resource> | { readonly reference: string }): string
/** The same, for a value that may have no id or reference. */
export function getReferenceString(resource: Resource | { readonly reference?: string | undefined }): string | undefined
export function getReferenceString(
  resource: Resource | { readonly reference?: string | undefined },
): string | undefined {
  if (!('resourceType' in resource)) return resource.reference
  return resource.id === undefined ? undefined : `${resource.resourceType}/${resource.id}`
}

/**
 * A reference to a stored resource, with its display name.
 *
 * @example
 * ```ts
 * const observation = { resourceType: 'Observation', status: 'final', code: { text: 'Glucose' } } as const
 * await client.createResource({ ...observation, subject: createReference(patient) })
 * ```
 *
 * @param resource  A stored resource.
 * @throws {TypeError} When the resource has no id.
 */
export function createReference<T extends Resource>(resource: T): Reference<T['resourceType']> & { reference: string } {
  const reference = getReferenceString(resource)
  if (reference === undefined) throw new TypeError('A resource has no id until it is stored: create it first.')
  const display = displayOf(resource)
  return display === undefined ? { reference } : { reference, display }
}

/**
 * The type and id in a reference.
 *
 * @example
 * ```ts
 * const [type, patientId] = parseReference({ reference: 'Patient/123' })
 * ```
 *
 * @param reference  A reference such as `Patient/123`.
 * @throws {TypeError} When the reference has another form.
 */
export function parseReference<T extends string>(reference: Reference<T> | undefined): [T, string] {
  const [type = '', id = '', ...more] = (reference?.reference ?? '').split('/')
  if (type === '' || id === '' || more.length > 0)
    throw new TypeError('A reference needs a type and an id, such as Patient/123.')
  return [type as T, id]
}

/**
 * The id of a resource, or of the resource that a reference points to.
 *
 * @example
 * ```ts
 * const subjectId = resolveId({ reference: 'Patient/123' })
 * ```
 *
 * @param value  A resource or reference.
 * @returns The id; undefined if there is none.
 */
export function resolveId(
  value: Resource | { readonly reference?: string | undefined } | undefined,
): string | undefined {
  if (value === undefined) return undefined
  return 'resourceType' in value ? value.id : value.reference?.split('/')[1]
}

/**
 * Whether a value is a resource, optionally of a given type.
 *
 * @example
 * ```ts
 * const found: unknown = await client.get(client.fhirUrl('Patient', id))
 * if (isResource<Patient>(found, 'Patient')) console.log(found.birthDate)
 * ```
 *
 * @param value  Anything.
 * @param resourceType  The type that the resource should have.
 */
export function isResource<T extends Resource = Resource>(
  value: unknown,
  resourceType?: T['resourceType'],
): value is T {
  if (typeof value !== 'object' || value === null || !('resourceType' in value)) return false
  return resourceType === undefined ? typeof value.resourceType === 'string' : value.resourceType === resourceType
}

/**
 * Whether a value is a reference, optionally to a given type.
 *
 * @example
 * ```ts
 * const found: unknown = JSON.parse('{"reference":"Patient/123"}')
 * if (isReference(found, 'Patient')) console.log(found.reference)
 * ```
 *
 * @param value  Anything.
 * @param resourceType  The type that the reference should point to.
 */
export function isReference<T extends string = string>(
  value: unknown,
  resourceType?: T,
): value is Reference<T> & { reference: string } {
  if (typeof value !== 'object' || value === null || 'resourceType' in value || !('reference' in value)) return false
  const { reference } = value
  return typeof reference === 'string' && (resourceType === undefined || reference.startsWith(`${resourceType}/`))
}
