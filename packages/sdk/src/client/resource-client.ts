import { engineOf } from '../engine.ts'
import { OperationOutcomeError } from '../errors.ts'
import type { OperationOutcome, ResourceMap, ResourceType } from '../generated/types.ts'
import { type RequestOptions, withHeader } from '../options.ts'
import type { SearchQuery } from '../search-query.ts'
import { checkedId, queryOf, resourceUrl } from '../urls.ts'
import type { Bundle, Known, PatchOperation, Reference, Resource, Stored, Typed, WithId } from '../wire.ts'
import { SearchClient } from './search-client.ts'

/** A relative reference, optionally to a version. */
const REFERENCE = /^([A-Za-z]+)\/([^/?#]+)(?:\/_history\/([^/?#]+))?$/

const MOST_CHANGES = 5

/** Reading and writing resources. */
export abstract class ResourceClient extends SearchClient {
  /**
   * Reads a resource.
   *
   * @example
   * ```ts
   * const patient = await client.readResource('Patient', id)
   * ```
   *
   * @param resourceType  Its type.
   * @param id  Its id.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} 404 when there is no such resource or you may not see it, 410 when it was deleted.
   * @throws {TypeError} When the id is not a valid one.
   */
  async readResource<K extends ResourceType>(
    resourceType: K,
    id: string,
    options?: RequestOptions,
  ): Promise<WithId<ResourceMap[K]>> {
    return this.get(this.#url(resourceType, id), options)
  }

  /**
   * Reads the resource that a reference points to.
   *
   * @example
   * ```ts
   * const subject = await client.readReference<Patient>({ reference: `Patient/${id}` })
   * ```
   *
   * @param reference  A reference to a resource of this server, or to a version of one: `Patient/123`,
   * `Patient/123/_history/2`, or absolute.
   * @param options  As for `get`.
   * @throws {TypeError} When it does not point to a resource of this server.
   * @throws {OperationOutcomeError} As `readResource`.
   */
  async readReference<K extends ResourceType>(
    reference: Reference<K>,
    options?: RequestOptions,
  ): Promise<WithId<ResourceMap[K]>>
  /** The same, for a reference that does not name the resource's type. */
  async readReference<T extends Resource = Resource>(
    reference: { readonly reference?: string | undefined },
    options?: RequestOptions,
  ): Promise<WithId<T>>
  async readReference(
    reference: { readonly reference?: string | undefined },
    options?: RequestOptions,
  ): Promise<WithId<Resource>> {
    const { fhirBase, issuer } = engineOf(this).settings
    const text = reference.reference ?? ''
    // The server's own links may begin with its issuer instead of its base URL.
    const base = [fhirBase, `${issuer.replace(/\/$/, '')}/fhir/R4/`].find((start) => text.startsWith(start)) ?? ''
    const [, type, id, version] = REFERENCE.exec(text.slice(base.length)) ?? []
    if (type === undefined || id === undefined)
      throw new TypeError('A reference needs a type and an id on this server, such as Patient/123.')
    return this.get(this.#url(type, id, ...(version === undefined ? [] : ['_history', version])), options)
  }

  /**
   * Reads a version of a resource.
   *
   * @example
   * ```ts
   * const first = await client.readVersion('Patient', id, '1')
   * ```
   *
   * @param resourceType  Its type.
   * @param id  Its id.
   * @param versionId  The version, from `meta.versionId`.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} As `readResource`.
   */
  async readVersion<K extends ResourceType>(
    resourceType: K,
    id: string,
    versionId: string,
    options?: RequestOptions,
  ): Promise<WithId<ResourceMap[K]>> {
    return this.get(this.#url(resourceType, id, '_history', checkedId(versionId)), options)
  }

  /**
   * Reads the history of a resource, newest version first.
   *
   * @example
   * ```ts
   * const { entry = [] } = await client.readHistory('Patient', id, { count: 10 })
   * const authors = entry.map(({ resource }) => resource?.meta?.author?.reference)
   * ```
   *
   * @param resourceType  Its type.
   * @param id  Its id.
   * @param history  The number of versions to read, at most.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} As `readResource`.
   */
  async readHistory<K extends ResourceType>(
    resourceType: K,
    id: string,
    history: { readonly count?: number | undefined } = {},
    options?: RequestOptions,
  ): Promise<Bundle<WithId<ResourceMap[K]>>> {
    const url = this.#url(resourceType, id, '_history')
    url.search = String(queryOf({ _count: history.count }))
    return this.get(url, options)
  }

  /**
   * Creates a resource.
   *
   * @example
   * ```ts
   * const patient = await client.createResource({ resourceType: 'Patient', name: [{ family: 'Simpson' }] })
   * console.log(patient.id)
   * ```
   *
   * @param resource  The resource; the server gives it an id.
   * @param options  As for `get`.
   * @returns The resource as the server stored it.
   * @throws {OperationOutcomeError} 400 when the resource is not valid, 403 when you may not create it.
   */
  async createResource<K extends ResourceType>(
    resource: Typed<K>,
    options?: RequestOptions,
  ): Promise<WithId<ResourceMap[K]>>
  /** The same, for a type argument, or for a value whose own type names the resource type. */
  async createResource<T extends Resource>(resource: Known<T>, options?: RequestOptions): Promise<Stored<T>>
  async createResource(resource: Resource, options?: RequestOptions): Promise<WithId<Resource>> {
    return this.post(this.fhirUrl(resource.resourceType), resource, undefined, options)
  }

  /**
   * Creates a resource unless one already matches.
   *
   * @example
   * ```ts
   * const patient = { resourceType: 'Patient', identifier: [{ system: 'urn:mrn', value: '123' }] } as const
   * const { id } = await client.createResourceIfNoneExist<Patient>({ ...patient, identifier: [...patient.identifier] }, 'identifier=urn:mrn|123')
   * ```
   *
   * @param resource  The resource.
   * @param query  The search that an existing resource would match.
   * @param options  As for `get`.
   * @returns The new resource, or the one that matched.
   * @throws {OperationOutcomeError} As `createResource`; 412 when several match.
   */
  async createResourceIfNoneExist<K extends ResourceType>(
    resource: Typed<K>,
    query: string,
    options?: RequestOptions,
  ): Promise<WithId<ResourceMap[K]>>
  /** The same, for a type argument, or for a value whose own type names the resource type. */
  async createResourceIfNoneExist<T extends Resource>(
    resource: Known<T>,
    query: string,
    options?: RequestOptions,
  ): Promise<Stored<T>>
  async createResourceIfNoneExist(
    resource: Resource,
    query: string,
    options: RequestOptions = {},
  ): Promise<WithId<Resource>> {
    const once = withHeader(options, 'If-None-Exist', query.replace(/^\?/, ''))
    return this.post(this.fhirUrl(resource.resourceType), resource, undefined, once)
  }

  /**
   * Updates the resource that matches, or creates it.
   *
   * @example
   * ```ts
   * const identifier = [{ system: 'urn:mrn', value: '123' }]
   * await client.upsertResource({ resourceType: 'Patient', identifier, active: true }, 'identifier=urn:mrn|123')
   * ```
   *
   * @param resource  The resource.
   * @param query  The search that an existing resource would match.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} As `createResource`; 412 when several match.
   */
  async upsertResource<K extends ResourceType>(
    resource: Typed<K>,
    query: SearchQuery<K>,
    options?: RequestOptions,
  ): Promise<WithId<ResourceMap[K]>>
  /** The same, for a type argument, or for a value whose own type names the resource type. */
  async upsertResource<T extends Resource>(
    resource: Known<T>,
    query: SearchQuery<T['resourceType']>,
    options?: RequestOptions,
  ): Promise<Stored<T>>
  async upsertResource(
    resource: Resource,
    query: SearchQuery<ResourceType>,
    options?: RequestOptions,
  ): Promise<WithId<Resource>> {
    return this.put(this.fhirSearchUrl(resource.resourceType, query), resource, undefined, options)
  }

  /**
   * Replaces a resource.
   *
   * With `If-Match`, the server replaces the resource only if it has not changed in the meantime.
   *
   * @example
   * ```ts
   * const headers = { 'If-Match': `W/"${patient.meta?.versionId}"` }
   * await client.updateResource({ ...patient, active: false }, { headers })
   * ```
   *
   * @param resource  The resource, with its id.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} As `createResource`; 412 when the version has changed.
   * @throws {TypeError} When the resource has no id.
   */
  async updateResource<K extends ResourceType>(
    resource: Typed<K>,
    options?: RequestOptions,
  ): Promise<WithId<ResourceMap[K]>>
  /** The same, for a type argument, or for a value whose own type names the resource type. */
  async updateResource<T extends Resource>(resource: Known<T>, options?: RequestOptions): Promise<Stored<T>>
  async updateResource(resource: Resource, options?: RequestOptions): Promise<WithId<Resource>> {
    return this.put(this.#url(resource.resourceType, resource.id), resource, undefined, options)
  }

  /**
   * Changes parts of a resource.
   *
   * @example
   * ```ts
   * await client.patchResource('Patient', id, [{ op: 'add', path: '/active', value: true }])
   * ```
   *
   * @param resourceType  Its type.
   * @param id  Its id.
   * @param operations  The changes, in order. The server makes all of them or none.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} As `createResource`; 412 when a `test` operation fails.
   */
  async patchResource<K extends ResourceType>(
    resourceType: K,
    id: string,
    operations: readonly PatchOperation[],
    options?: RequestOptions,
  ): Promise<WithId<ResourceMap[K]>> {
    return this.patch(this.#url(resourceType, id), operations, options)
  }

  /**
   * Changes a resource without losing what others change meanwhile: it reads the resource, and writes what you make of
   * it only if the resource is still the one that was read (`If-Match`). Otherwise it reads again and calls `change`
   * again, five times at most.
   *
   * @example
   * ```ts
   * await client.updateWith('Patient', id, (patient) => ({ ...patient, active: false }))
   * ```
   *
   * @param resourceType  The type of the resource.
   * @param id  Its id.
   * @param change  Makes the new resource of the current one. It may be called several times. If it returns undefined,
   * nothing is written.
   * @param options  As for `get`.
   * @returns The resource as it is stored now.
   * @throws {OperationOutcomeError} As `readResource` and `updateResource`; 409 or 412 when others change it all the time.
   */
  async updateWith<K extends ResourceType>(
    resourceType: K,
    id: string,
    change: (resource: WithId<ResourceMap[K]>) => ResourceMap[K] | undefined | Promise<ResourceMap[K] | undefined>,
    options: RequestOptions = {},
  ): Promise<WithId<ResourceMap[K]>> {
    for (let left = MOST_CHANGES; ; left--) {
      const current = await this.readResource(resourceType, id, { ...options, cache: 'reload' })
      const matching = withHeader(options, 'If-Match', `W/"${current.meta?.versionId}"`)
      const changed = await change(current)
      if (changed === undefined) return current
      try {
        return await this.put(this.#url(resourceType, id), changed, undefined, matching)
      } catch (error) {
        // 412: it was changed since it was read. 409: it is being changed now.
        if (left <= 1 || !(error instanceof OperationOutcomeError && [409, 412].includes(error.status))) throw error
      }
    }
  }

  /**
   * Deletes a resource. Its earlier versions stay in its history.
   *
   * @example
   * ```ts
   * await client.deleteResource('Patient', id)
   * ```
   *
   * @param resourceType  Its type.
   * @param id  Its id.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} As `readResource`; 403 when you may not delete it.
   */
  async deleteResource(resourceType: ResourceType, id: string, options?: RequestOptions): Promise<OperationOutcome> {
    return this.delete(this.#url(resourceType, id), options)
  }

  #url(type: string, id: string | undefined, ...below: readonly string[]): URL {
    return resourceUrl(engineOf(this).settings.fhirBase, type, id, ...below)
  }
}
