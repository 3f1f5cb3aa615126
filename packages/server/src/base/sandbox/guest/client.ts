import { pathBelow, REFUSED } from './addresses.ts'
import type { GuestHost } from './contract.ts'
import { bytesOf, headersOf, queryOf, type RequestOptions, type Sent, send, valueOf } from './requests.ts'
import {
  anyType,
  type BinaryOptions,
  type Bundle,
  binaryArguments,
  type ContentOptions,
  type Reference,
  type Resource,
  resourcesOf,
  typeOf,
} from './resources.ts'

const SYSTEM = { resourceType: 'Device', id: 'system', deviceName: [{ type: 'model-name', name: 'System' }] }
const MOST_OF_A_PAGE = '1000'

/** What a Bot gets as `client`: the names, arguments and results of `MedplumClient`, below `fhir/R4`. */
export class BotClient {
  readonly #host: GuestHost
  readonly #baseUrl: string

  constructor(host: GuestHost, baseUrl: string) {
    this.#host = host
    this.#baseUrl = baseUrl
  }

  getBaseUrl(): string {
    return this.#baseUrl
  }

  fhirUrl(...path: string[]): URL {
    return new URL(`${this.#baseUrl}fhir/R4/${path.join('/')}`)
  }

  fhirSearchUrl(type: string, query?: unknown): URL {
    const text = queryOf(query)
    return new URL(`${this.#baseUrl}fhir/R4/${type}${text === '' ? '' : `?${text}`}`)
  }

  get(url: URL | string, options?: RequestOptions): Promise<unknown> {
    return this.#to('GET', url, { options })
  }

  post(url: URL | string, body?: unknown, contentType?: string, options?: RequestOptions): Promise<unknown> {
    return this.#to('POST', url, { body, contentType, options })
  }

  put(url: URL | string, body: unknown, contentType?: string, options?: RequestOptions): Promise<unknown> {
    return this.#to('PUT', url, { body, contentType, options })
  }

  patch(url: URL | string, operations: unknown, options?: RequestOptions): Promise<unknown> {
    return this.#to('PATCH', url, { body: operations, contentType: 'application/json-patch+json', options })
  }

  delete(url: URL | string, options?: RequestOptions): Promise<unknown> {
    return this.#to('DELETE', url, { options })
  }

  async search(type: string, query?: unknown, options?: RequestOptions): Promise<Bundle> {
    const text = queryOf(query)
    return (await this.#ask({ method: 'GET', path: text === '' ? type : `${type}?${text}`, options })) as Bundle
  }

  async searchOne(type: string, query?: unknown, options?: RequestOptions): Promise<Resource | undefined> {
    const parts = queryOf(query).split('&')
    const others = parts.filter((part) => part !== '' && !part.startsWith('_count='))
    return (await this.search(type, ['_count=1', ...others].join('&'), options)).entry?.[0]?.resource
  }

  async searchResources(type: string, query?: unknown, options?: RequestOptions): Promise<Resource[]> {
    return resourcesOf(await this.search(type, query, options))
  }

  async *searchResourcePages(type: string, query?: unknown, options?: RequestOptions): AsyncGenerator<Resource[]> {
    let next: string | undefined = queryOf(query)
    while (next !== undefined) {
      if (!/(^|&)_count=/.test(next)) next = [next, `_count=${MOST_OF_A_PAGE}`].filter((part) => part !== '').join('&')
      const bundle: Bundle = await this.search(type, next, options)
      const url = bundle.link?.find(({ relation }) => relation === 'next')?.url
      if (bundle.entry === undefined && url === undefined) return
      yield resourcesOf(bundle)
      next = url?.includes('?') === true ? url.slice(url.indexOf('?') + 1) : undefined
    }
  }

  async readResource(type: string, id: string, options?: RequestOptions): Promise<Resource> {
    if (!id) throw new Error('The "id" parameter cannot be null, undefined, or an empty string.')
    return (await this.#ask({ method: 'GET', path: `${type}/${id}`, options })) as Resource
  }

  async readReference({ reference }: Reference, options?: RequestOptions): Promise<Resource> {
    if (!reference) throw new Error('Missing reference')
    if (reference === 'system') return SYSTEM
    const [type, id] = reference.split('/')
    if (!type || !id) throw new Error('Invalid reference')
    return this.readResource(type, id, options)
  }

  readCanonical(type: string | string[], url: string, options?: RequestOptions): Promise<Resource | undefined> {
    if (!Array.isArray(type)) return this.searchOne(type, { url }, options)
    return this.searchOne('', { _type: type.join(','), url }, options)
  }

  async readHistory(
    type: string,
    id: string,
    { count, offset }: { readonly count?: number; readonly offset?: number } = {},
    options?: RequestOptions,
  ): Promise<Bundle> {
    const query = queryOf({ _count: count, _offset: offset })
    const path = `${type}/${id}/_history${query === '' ? '' : `?${query}`}`
    return (await this.#ask({ method: 'GET', path, options })) as Bundle
  }

  async readVersion(type: string, id: string, version: string, options?: RequestOptions): Promise<Resource> {
    return (await this.#ask({ method: 'GET', path: `${type}/${id}/_history/${version}`, options })) as Resource
  }

  readPatientEverything(id: string, options?: RequestOptions): Promise<unknown> {
    return this.#ask({ method: 'GET', path: `Patient/${id}/$everything`, options })
  }

  readPatientSummary(id: string, options?: RequestOptions): Promise<unknown> {
    return this.#ask({ method: 'GET', path: `Patient/${id}/$summary`, options })
  }

  valueSetExpand(params: Readonly<Record<string, unknown>>, options?: RequestOptions): Promise<unknown> {
    return this.#ask({ method: 'GET', path: `ValueSet/$expand?${queryOf(params)}`, options })
  }

  async createResource(resource: Resource, options?: RequestOptions): Promise<Resource> {
    return (await this.#ask({ method: 'POST', path: typeOf(resource), body: resource, options })) as Resource
  }

  async createResourceIfNoneExist(resource: Resource, query: string, options?: RequestOptions): Promise<Resource> {
    const headers = { ...options, headers: { 'if-none-exist': query, ...(options?.headers as object) } }
    return this.createResource(resource, headers)
  }

  async updateResource(resource: Resource, options?: RequestOptions): Promise<Resource> {
    const type = typeOf(resource)
    if (!resource.id) throw new Error('Missing id')
    const sent: Sent = { method: 'PUT', path: `${type}/${resource.id}`, body: resource, options }
    return ((await this.#ask(sent)) ?? resource) as Resource
  }

  async upsertResource(resource: Resource, query: unknown, options?: RequestOptions): Promise<Resource> {
    const path = `${typeOf(resource)}?${queryOf(query)}`
    return ((await this.#ask({ method: 'PUT', path, body: resource, options })) ?? resource) as Resource
  }

  async patchResource(type: string, id: string, operations: unknown, options?: RequestOptions): Promise<Resource> {
    return (await this.patch(`fhir/R4/${type}/${id}`, operations, options)) as Resource
  }

  deleteResource(type: string, id: string, options?: RequestOptions): Promise<unknown> {
    return this.#ask({ method: 'DELETE', path: `${type}/${id}`, options })
  }

  async validateResource(resource: Resource, options?: RequestOptions): Promise<unknown> {
    return this.#ask({ method: 'POST', path: `${typeOf(resource)}/$validate`, body: resource, options })
  }

  executeBatch(bundle: Resource, options?: RequestOptions): Promise<unknown> {
    return this.#ask({ method: 'POST', path: '', body: bundle, options })
  }

  async executeBot(
    bot: string | { readonly system?: string; readonly value?: string },
    body: unknown,
    contentType?: string,
    options?: RequestOptions,
  ): Promise<unknown> {
    const identifier = typeof bot === 'string' ? '' : queryOf({ identifier: `${bot.system ?? ''}|${bot.value ?? ''}` })
    const path = typeof bot === 'string' ? `Bot/${bot}/$execute` : `Bot/$execute?${identifier}`
    return this.#ask({ method: 'POST', path, body, contentType, options })
  }

  createBinary(options: BinaryOptions, requestOptions?: RequestOptions): Promise<Resource>
  createBinary(
    data: unknown,
    filename?: string,
    type?: string,
    progress?: unknown,
    o?: RequestOptions,
  ): Promise<Resource>
  async createBinary(...given: unknown[]): Promise<Resource> {
    const { data, filename, contentType, securityContext, options } = binaryArguments(given)
    const path = filename === undefined ? 'Binary' : `Binary?${queryOf({ _filename: filename })}`
    const context = securityContext?.reference
    const headers = { ...(context !== undefined && { 'x-security-context': context }), ...headersOf(options?.headers) }
    const sent: Sent = { method: 'POST', path, body: data, contentType, options: { headers } }
    return (await this.#ask(sent)) as Resource
  }

  async createAttachment(...given: unknown[]): Promise<Record<string, unknown>> {
    const { options, ...binary } = binaryArguments(given)
    const { url, id } = await this.createBinary(binary, options)
    const { contentType, filename } = binary
    return { contentType, url: url ?? `Binary/${id}`, ...(filename !== undefined && { title: filename }) }
  }

  createMedia({ additionalFields, ...binary }: ContentOptions, options?: RequestOptions): Promise<Resource> {
    const content = { contentType: binary.contentType }
    const media = { resourceType: 'Media', status: 'preparation', content, ...additionalFields }
    return this.#withContent(media, binary, options, (filled) => ({ status: 'completed', content: filled }))
  }

  createDocumentReference(
    { additionalFields, ...binary }: ContentOptions,
    options?: RequestOptions,
  ): Promise<Resource> {
    const content = [{ attachment: { contentType: binary.contentType } }]
    const document = { resourceType: 'DocumentReference', status: 'current', content, ...additionalFields }
    return this.#withContent(document, binary, options, (attachment) => ({ content: [{ attachment }] }))
  }

  /** The resource first: its Binary may be read by those who may read the resource. */
  async #withContent(
    resource: Resource,
    binary: BinaryOptions,
    options: RequestOptions | undefined,
    filled: (attachment: Record<string, unknown>) => object,
  ): Promise<Resource> {
    const created = await this.createResource(resource, options)
    const securityContext = { reference: `${created.resourceType}/${created.id}` }
    const attachment = await this.createAttachment({ securityContext, ...binary }, options)
    return this.updateResource({ ...created, ...filled(attachment) }, options)
  }

  createComment(resource: Resource, text: string, options?: RequestOptions): Promise<Resource> {
    const about = { reference: `${resource.resourceType}/${resource.id}` }
    const isEncounter = resource.resourceType === 'Encounter'
    const subject = resource.resourceType === 'Patient' ? about : resource['subject']
    const comment = {
      resourceType: 'Communication',
      status: 'completed',
      basedOn: [about],
      ...(isEncounter
        ? { encounter: about }
        : resource['encounter'] !== undefined && { encounter: resource['encounter'] }),
      ...(subject !== undefined && { subject }),
      sent: new Date().toISOString(),
      payload: [{ contentString: text }],
    }
    return this.createResource(comment, options)
  }

  async download(url: URL | string, options?: RequestOptions): Promise<Blob> {
    const path = pathBelow(url, this.#baseUrl)
    const answer = await send(this.#host, { method: 'GET', path, options: anyType(options) })
    if (answer.status >= 400) valueOf(answer)
    const content = answer.base64 === true ? bytesOf(answer.body) : answer.body
    return new Blob([content], { type: answer.headers['content-type'] ?? '' })
  }

  // A Bot's client keeps no copies, and has no session: its rights are those of the Bot.
  invalidateUrl(): void {}
  invalidateAll(): void {}
  invalidateSearches(): void {}
  getCached(): undefined {}
  getCachedReference(): undefined {}
  getProfile(): undefined {}
  getProject(): undefined {}
  isAuthenticated(): boolean {
    return true
  }

  async #ask(sent: Sent): Promise<unknown> {
    return valueOf(await send(this.#host, sent))
  }

  async #to(method: Sent['method'], url: URL | string, sent: Omit<Sent, 'method' | 'path'>): Promise<unknown> {
    return this.#ask({ method, path: pathBelow(url, this.#baseUrl), ...sent })
  }
}

for (const name of REFUSED) {
  Object.defineProperty(BotClient.prototype, name, {
    value: () => {
      throw new Error(`client.${name} is not given to Bots. docs/bots.md lists what is.`)
    },
  })
}
