import type { DamsonClient } from './client/damson-client.ts'
import { OperationOutcomeError, UnexpectedAnswerError } from './errors.ts'
import type { BundleEntryRequest, OperationOutcome, ResourceMap, ResourceType } from './generated/types.ts'
import type { RequestOptions } from './options.ts'
import type { SearchQuery } from './search-query.ts'
import { checkedId, queryOf } from './urls.ts'
import type { Bundle, BundleEntry, Known, PatchOperation, Resource, Stored, Typed, WithId } from './wire.ts'

/** The result of one entry of a batch: the server's answer, or why it refused. */
export type BatchResult<T> =
  | { readonly ok: true; readonly status: number; readonly value: T }
  | { readonly ok: false; readonly status: number; readonly error: OperationOutcomeError }

type Read<K extends ResourceType> = WithId<ResourceMap[K]>

/**
 * Several requests in one. Each succeeds or fails on its own, and each result has the type of its request.
 *
 * A batch does not change: each method makes a longer one. The server takes 500 entries at most.
 *
 * @example
 * ```ts
 * const [patient, latest] = await new Batch()
 *   .read('Patient', id)
 *   .search('Observation', { subject: `Patient/${id}`, _sort: '-date', _count: 1 })
 *   .send(client)
 * if (patient.ok && latest.ok) console.log(patient.value.birthDate, latest.value.entry?.length)
 * ```
 */
export class Batch<Results extends readonly unknown[] = []> {
  readonly #entries: readonly BundleEntry[]

  /** Starts an empty batch. */
  constructor(entries: readonly BundleEntry[] = []) {
    this.#entries = entries
  }

  /** Reads a resource. */
  read<K extends ResourceType>(resourceType: K, id: string): Batch<[...Results, BatchResult<Read<K>>]> {
    return this.#with({ method: 'GET', url: `${resourceType}/${checkedId(id)}` })
  }

  /** Searches; the result is a Bundle. */
  search<K extends ResourceType>(
    resourceType: K,
    query?: SearchQuery<K>,
  ): Batch<[...Results, BatchResult<Bundle<Read<K>>>]> {
    return this.#with({ method: 'GET', url: `${resourceType}?${queryOf(query)}` })
  }

  /** Creates a resource; with a query as `ifNoneExist`, only if no resource matches it. */
  create<K extends ResourceType>(resource: Typed<K>, ifNoneExist?: string): Batch<[...Results, BatchResult<Read<K>>]>
  /** The same, for a value whose own type names the resource type. */
  create<T extends Resource>(resource: Known<T>, ifNoneExist?: string): Batch<[...Results, BatchResult<Stored<T>>]>
  create(resource: Resource, ifNoneExist?: string): Batch<[...Results, BatchResult<WithId<Resource>>]> {
    return this.#with({ method: 'POST', url: resource.resourceType, ifNoneExist }, resource)
  }

  /** Updates a resource; with its version as `ifMatch` (`W/"7"`), only if it is still that version. */
  update<K extends ResourceType>(resource: Typed<K>, ifMatch?: string): Batch<[...Results, BatchResult<Read<K>>]>
  /** The same, for a value whose own type names the resource type. */
  update<T extends Resource>(resource: Known<T>, ifMatch?: string): Batch<[...Results, BatchResult<Stored<T>>]>
  update(resource: Resource, ifMatch?: string): Batch<[...Results, BatchResult<WithId<Resource>>]> {
    return this.#with({ method: 'PUT', url: `${resource.resourceType}/${checkedId(resource.id)}`, ifMatch }, resource)
  }

  /** Changes a resource by a JSON Patch. */
  patch<K extends ResourceType>(
    resourceType: K,
    id: string,
    operations: readonly PatchOperation[],
  ): Batch<[...Results, BatchResult<Read<K>>]> {
    // A JSON Patch travels in a Bundle as a Binary (https://hl7.org/fhir/R4/http.html#patch).
    const bytes = new TextEncoder().encode(JSON.stringify(operations))
    const data = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    return this.#with(
      { method: 'PATCH', url: `${resourceType}/${checkedId(id)}` },
      { resourceType: 'Binary', contentType: 'application/json-patch+json', data },
    )
  }

  /** Deletes a resource. */
  delete(resourceType: ResourceType, id: string): Batch<[...Results, BatchResult<undefined>]> {
    return this.#with({ method: 'DELETE', url: `${resourceType}/${checkedId(id)}` })
  }

  /**
   * Sends the batch, and returns the results in the order of the requests.
   *
   * @example
   * ```ts
   * let batch: Batch<BatchResult<WithId<Observation>>[]> = new Batch()
   * for (const text of ['Glucose', 'Sodium'])
   *   batch = batch.create({ resourceType: 'Observation', status: 'final', code: { text } })
   * for (const result of await batch.send(client)) if (!result.ok) console.log(result.error.message)
   * ```
   *
   * @param client  The client to send it with.
   * @param options  As for `get`.
   * @throws As `executeBatch`. A request that the server refuses does not throw: its result has the error.
   */
  async send(client: DamsonClient, options?: RequestOptions): Promise<Results> {
    const entry = [...this.#entries]
    const answer = await client.executeBatch({ resourceType: 'Bundle', type: 'batch', entry }, options)
    return entry.map(({ request }, at) => resultOf(answer.entry?.[at], request)) as unknown as Results
  }

  #with<R>(request: BundleEntryRequest, resource?: Resource): Batch<[...Results, R]> {
    return new Batch([...this.#entries, resource === undefined ? { request } : { request, resource }])
  }
}

function resultOf(
  { resource, response }: BundleEntry = {},
  request: BundleEntryRequest | undefined,
): BatchResult<unknown> {
  const status = Number.parseInt(response?.status ?? '', 10)
  const { method, url = '' } = request ?? {}
  if (status >= 200 && status < 300) return { ok: true, status, value: resource }
  const of = { method, url: url.replace(/\?.*/, ''), status }
  if (response?.outcome !== undefined)
    return { ok: false, status, error: new OperationOutcomeError(response.outcome as OperationOutcome, of) }
  throw new UnexpectedAnswerError('The answer to a batch lacks the result of an entry.', 200, of)
}
