import { engineOf } from '../engine.ts'
import type { Binary, Identifier, OperationOutcome, ProjectMembership } from '../generated/types.ts'
import { defined } from '../json.ts'
import { type DamsonClientOptions, headersOf, type RequestOptions } from '../options.ts'
import { broughtTokens } from '../tokens/login.ts'
import { contentOf } from '../transport/body.ts'
import type { BinarySource, Bundle, CreateBinaryOptions, InviteRequest, LoginState, Untyped, WithId } from '../wire.ts'
import { ResourceClient } from './resource-client.ts'

/**
 * A Damson server, as one user sees it: signs people, servers and devices in, and reads and writes FHIR as whoever is
 * signed in.
 *
 * One client is one user at a time. On a server, use a client for each: they share nothing.
 *
 * @example
 * ```ts
 * const client = new DamsonClient({ baseUrl: 'https://id.example.org/' })
 * await client.startClientLogin(id, secret)
 * const patients = await client.searchResources('Patient', { name: 'simpson' })
 * ```
 */
export class DamsonClient extends ResourceClient {
  /**
   * A client of its own for another user, of the same class and with the same options: in memory, and with nothing in
   * common. A subclass whose constructor takes other arguments overrides it.
   *
   * @example
   * ```ts
   * const asCaller = client.withUser(accessToken)
   * const mine = await asCaller.searchResources('Observation')
   * ```
   *
   * @param login  A login, or an access token.
   */
  withUser(login: LoginState | string): this {
    const { options } = engineOf(this).settings
    const tokens = typeof login === 'string' ? broughtTokens(login, undefined, options.clientId) : login
    const Same = this.constructor as new (options: DamsonClientOptions) => this
    const client = new Same({ ...options, storage: 'memory' })
    engineOf(client).sessions.enter({ kind: 'tokens', tokens, isKept: false })
    return client
  }

  /**
   * Carries out a batch: each entry for itself.
   *
   * @example
   * ```ts
   * const { entry = [] } = await client.executeBatch({
   *   resourceType: 'Bundle',
   *   type: 'batch',
   *   entry: [{ request: { method: 'GET', url: 'Patient?active=true' } }],
   * })
   * const statuses = entry.map(({ response }) => response?.status)
   * ```
   *
   * @param bundle  A Bundle of type `batch`.
   * @param options  As for `get`.
   * @returns What became of each entry, in order.
   * @throws {OperationOutcomeError} When it is no batch.
   */
  async executeBatch(bundle: Bundle, options?: RequestOptions): Promise<Bundle> {
    return this.post(engineOf(this).settings.fhirBase.slice(0, -1), bundle, undefined, options)
  }

  /**
   * Runs a Bot.
   *
   * @example
   * ```ts
   * const answer = await client.executeBot(id, 'MSH|^~\\&|…', 'x-application/hl7-v2+er7')
   * ```
   *
   * @param bot  The Bot's id, or one of its identifiers.
   * @param body  Its input.
   * @param contentType  What the input is, where that is not JSON.
   * @param options  As for `get`.
   * @returns What the Bot answers.
   * @throws {OperationOutcomeError} When one may not, or it failed.
   */
  async executeBot<T = Untyped>(
    bot: string | Identifier,
    body?: unknown,
    contentType?: string,
    options?: RequestOptions,
  ): Promise<T> {
    const url = typeof bot === 'string' ? this.fhirUrl('Bot', bot, '$execute') : this.fhirUrl('Bot', '$execute')
    if (typeof bot !== 'string') url.searchParams.set('identifier', `${bot.system ?? ''}|${bot.value ?? ''}`)
    return this.post(url, body, contentType, options)
  }

  /**
   * Stores content, such as a scan.
   *
   * @example
   * ```ts
   * const securityContext = { reference: `Patient/${id}` }
   * const binary = await client.createBinary({ data: scan, contentType: 'application/pdf', securityContext })
   * ```
   *
   * @param source  The content, what it is, and the resource that guards it: who may read that one may read it.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} As `createResource`; 413 when it is too large.
   */
  async createBinary(source: CreateBinaryOptions, options?: RequestOptions): Promise<WithId<Binary>>
  /** The same, with the arguments one by one. */
  async createBinary(
    data: BinarySource,
    filename: string | undefined,
    contentType: string,
    onProgress?: undefined,
    options?: RequestOptions,
  ): Promise<WithId<Binary>>
  async createBinary(
    source: CreateBinaryOptions | BinarySource,
    optionsOrFilename?: RequestOptions | string,
    contentType = 'application/octet-stream',
    _onProgress?: undefined,
    moreOptions?: RequestOptions,
  ): Promise<WithId<Binary>> {
    const isOne = isSource(source)
    const asked: CreateBinaryOptions = isOne
      ? source
      : { data: source, contentType, ...defined({ filename: optionsOrFilename as string | undefined }) }
    const options = (isOne ? (optionsOrFilename as RequestOptions | undefined) : moreOptions) ?? {}
    const { data, filename, securityContext } = asked
    if (contentOf(data) === undefined)
      throw new TypeError('createBinary sends text or bytes: an ArrayBuffer, a view of one, a Blob or a stream.')
    const headers = headersOf(options.headers)
    const context = securityContext?.reference
    if (context !== undefined) headers.set('X-Security-Context', context)
    const url = this.fhirUrl('Binary')
    if (filename !== undefined) url.searchParams.set('_filename', filename)
    return this.post(url, data, asked.contentType, { ...options, headers })
  }

  /**
   * Invites a person to a project.
   *
   * @example
   * ```ts
   * const person = { resourceType: 'Practitioner', firstName: 'Julius', lastName: 'Hibbert', email } as const
   * const invited = await client.invite(projectId, person)
   * if (invited.resourceType === 'OperationOutcome') console.log('Invited, but the letter could not be sent.')
   * ```
   *
   * @param projectId  The project.
   * @param invitation  Whom, and as what.
   * @param options  As for `get`.
   * @returns Their membership, or an OperationOutcome when it was made and the letter could not be sent.
   * @throws {OperationOutcomeError} 403 when one may not, 409 when they are a member already.
   */
  async invite(
    projectId: string,
    invitation: InviteRequest,
    options?: RequestOptions,
  ): Promise<WithId<ProjectMembership> | OperationOutcome> {
    return this.post(`admin/projects/${encodeURIComponent(projectId)}/invite`, invitation, undefined, options)
  }
}

function isSource(source: CreateBinaryOptions | BinarySource): source is CreateBinaryOptions {
  return typeof source === 'object' && source !== null && 'contentType' in source && 'data' in source
}
