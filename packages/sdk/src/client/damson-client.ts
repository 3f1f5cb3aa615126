import { engineOf } from '../engine.ts'
import type { Binary, Identifier, OperationOutcome, ProjectMembership } from '../generated/types.ts'
import { defined, membersOf } from '../json.ts'
import { type DamsonClientOptions, type RequestOptions, withHeader } from '../options.ts'
import { givenTokens } from '../tokens/login.ts'
import { contentOf } from '../transport/body.ts'
import type { BinarySource, Bundle, CreateBinaryOptions, InviteRequest, LoginState, Untyped, WithId } from '../wire.ts'
import { ResourceClient } from './resource-client.ts'

/**
 * A client of a Damson server. It signs people, servers and devices in, and reads and writes FHIR as the signed-in
 * user.
 *
 * A client has one user at a time. On a server, make a client for each user: clients share nothing.
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
   * Makes a client for another user, of the same class and with the same options. Its login stays in memory, and the
   * two clients share nothing. If your subclass has a constructor with other arguments, override this method.
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
    const tokens = typeof login === 'string' ? givenTokens(login, undefined, options.clientId) : login
    const Same = this.constructor as new (options: DamsonClientOptions) => this
    const client = new Same({ ...options, storage: 'memory' })
    engineOf(client).sessions.enter({ kind: 'tokens', tokens, isKept: false })
    return client
  }

  /**
   * Carries out a batch. Each entry succeeds or fails on its own.
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
   * @returns The result of each entry, in order.
   * @throws {OperationOutcomeError} When the Bundle is not a batch.
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
   * @param body  The Bot's input.
   * @param contentType  The content type of the input, unless it is JSON.
   * @param options  As for `get`.
   * @returns The Bot's answer.
   * @throws {OperationOutcomeError} When you may not run the Bot, or it failed.
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
   * @param source  The content, its type, and the resource that guards it: users who may read that resource may read
   * the content.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} As `createResource`; 413 when it is too large.
   */
  async createBinary(source: CreateBinaryOptions, options?: RequestOptions): Promise<WithId<Binary>>
  /** The same, with separate arguments. */
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
    const context = securityContext?.reference
    const guarded = context === undefined ? options : withHeader(options, 'X-Security-Context', context)
    const url = this.fhirUrl('Binary')
    if (filename !== undefined) url.searchParams.set('_filename', filename)
    return this.post(url, data, asked.contentType, guarded)
  }

  /**
   * Invites a person to a project.
   *
   * @example
   * ```ts
   * const person = { resourceType: 'Practitioner', firstName: 'Julius', lastName: 'Hibbert', email } as const
   * const invited = await client.invite(projectId, person)
   * if (invited.resourceType === 'OperationOutcome') console.log('Invited, but the e-mail could not be sent.')
   * ```
   *
   * @param projectId  The project.
   * @param invitation  The person to invite, and their role.
   * @param options  As for `get`.
   * @returns The new membership; an OperationOutcome when the membership was made but the e-mail could not be sent.
   * @throws {OperationOutcomeError} 403 when you may not invite people, 409 when the person is already a member.
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
  const members = membersOf(source)
  return 'contentType' in members && 'data' in members
}
