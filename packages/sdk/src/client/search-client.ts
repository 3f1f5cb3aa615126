import { engineOf } from '../engine.ts'
import type { ResourceMap, ResourceType } from '../generated/types.ts'
import type { RequestOptions } from '../options.ts'
import type { SearchQuery } from '../search-query.ts'
import { fhirUrl, queryOf, searchUrl } from '../urls.ts'
import type { Bundle, Resource, ResourceArray, WithId } from '../wire.ts'
import { SignInClient } from './sign-in-client.ts'

type Found<K extends ResourceType> = WithId<ResourceMap[K]>

/** Finding resources. */
export abstract class SearchClient extends SignInClient {
  /**
   * An address relative to the FHIR base.
   *
   * @example
   * ```ts
   * const url = client.fhirUrl('Patient', id, '_history')
   * ```
   *
   * @param path  The parts of the path.
   */
  fhirUrl(...path: readonly string[]): URL {
    return fhirUrl(engineOf(this).settings.fhirBase, path)
  }

  /**
   * The address of a search.
   *
   * @example
   * ```ts
   * const url = client.fhirSearchUrl('Patient', { name: 'simpson', _count: 10 })
   * ```
   *
   * @param resourceType  The type to search.
   * @param query  The search parameters.
   */
  fhirSearchUrl<K extends ResourceType>(resourceType: K, query: SearchQuery<K>): URL {
    return searchUrl(engineOf(this).settings.fhirBase, resourceType, query)
  }

  /**
   * Searches, and returns the first page as a Bundle.
   *
   * @example
   * ```ts
   * const bundle = await client.search('Patient', { name: 'simpson', _total: 'accurate' })
   * console.log(bundle.total)
   * ```
   *
   * @param resourceType  The type to search.
   * @param query  The search parameters, as FHIR defines them.
   * @param options  As for `get`.
   * @throws As `get`.
   */
  async search<K extends ResourceType>(
    resourceType: K,
    query?: SearchQuery<K>,
    options?: RequestOptions,
  ): Promise<Bundle<Found<K>>> {
    return this.get(this.fhirSearchUrl(resourceType, query), options)
  }

  /**
   * Finds one resource; undefined when none matches.
   *
   * @example
   * ```ts
   * const patient = await client.searchOne('Patient', 'identifier=urn:mrn|123')
   * ```
   *
   * @param resourceType  The type to search.
   * @param query  The search parameters.
   * @param options  As for `get`.
   * @throws As `get`.
   */
  async searchOne<K extends ResourceType>(
    resourceType: K,
    query?: SearchQuery<K>,
    options?: RequestOptions,
  ): Promise<Found<K> | undefined> {
    const parameters = queryOf(query)
    parameters.set('_count', '1')
    const bundle = await this.search(resourceType, parameters, options)
    return resourcesIn(bundle)[0]
  }

  /**
   * Searches, and returns the resources of the first page, with the Bundle as `bundle`.
   *
   * @example
   * ```ts
   * const patients = await client.searchResources('Patient', { birthdate: { ge: '1970' }, _sort: 'name' })
   * for (const { name } of patients) console.log(name?.[0]?.family)
   * ```
   *
   * @param resourceType  The type to search.
   * @param query  The search parameters.
   * @param options  As for `get`.
   * @throws As `get`.
   */
  async searchResources<K extends ResourceType>(
    resourceType: K,
    query?: SearchQuery<K>,
    options?: RequestOptions,
  ): Promise<ResourceArray<Found<K>>> {
    const bundle = await this.search(resourceType, query, options)
    return Object.assign(resourcesIn(bundle), { bundle })
  }

  /**
   * Finds all resources, one page at a time.
   *
   * @example
   * ```ts
   * for await (const page of client.searchResourcePages('Observation', { subject: `Patient/${id}`, _count: 100 })) {
   *   console.log(page.length)
   * }
   * ```
   *
   * @param resourceType  The type to search.
   * @param query  The search parameters.
   * @param options  As for `get`.
   * @throws As `get`.
   */
  async *searchResourcePages<K extends ResourceType>(
    resourceType: K,
    query?: SearchQuery<K>,
    options?: RequestOptions,
  ): AsyncGenerator<ResourceArray<Found<K>>> {
    let next: URLSearchParams | undefined = queryOf(query)
    while (next !== undefined) {
      const page: ResourceArray<Found<K>> = await this.searchResources(resourceType, next, options)
      yield page
      const link = page.bundle.link?.find(({ relation }) => relation === 'next')?.url
      // Only the query of the link counts: the link may name the server by another address than this client's.
      next = link === undefined ? undefined : new URL(link, this.getBaseUrl()).searchParams
    }
  }

  /**
   * Finds all resources, one at a time. It reads the next page when you ask for more.
   *
   * @example
   * ```ts
   * for await (const patient of client.searchAll('Patient', { birthdate: { ge: '1980-01-01' }, _sort: 'family' })) {
   *   console.log(getDisplayString(patient))
   * }
   * ```
   *
   * @param resourceType  The type to search.
   * @param query  The search parameters; `_count` is the size of a page.
   * @param options  As for `get`.
   * @throws As `get`.
   */
  async *searchAll<K extends ResourceType>(
    resourceType: K,
    query?: SearchQuery<K>,
    options?: RequestOptions,
  ): AsyncGenerator<Found<K>> {
    for await (const page of this.searchResourcePages(resourceType, query, options)) yield* page
  }

  /**
   * Removes the cached searches of a type.
   *
   * @example
   * ```ts
   * client.invalidateSearches('Patient')
   * ```
   *
   * @param resourceType  The type.
   */
  invalidateSearches(resourceType: ResourceType): void {
    const start = `${this.fhirUrl(resourceType).href}?`
    engineOf(this).sessions.current.cache.clear((key) => key.startsWith(start))
  }
}

function resourcesIn<T extends Resource>({ entry = [] }: Bundle<T>): T[] {
  return entry.flatMap(({ resource }) => (resource === undefined ? [] : [resource]))
}
