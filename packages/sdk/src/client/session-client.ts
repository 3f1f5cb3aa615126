import { engineOf } from '../engine.ts'
import type { AccessPolicy, Project, ProjectMembership, UserConfiguration } from '../generated/types.ts'
import { isRenewable, loginIn, tokensIn } from '../session.ts'
import { isExpired } from '../tokens/login.ts'
import type { LoginState, ProfileResource, WithId } from '../wire.ts'
import { HttpClient } from './http-client.ts'

/** Who is signed in. */
export abstract class SessionClient extends HttpClient {
  /**
   * Whom the client acts as; undefined until that is known, and when nobody is signed in.
   *
   * @example
   * ```ts
   * const profile = client.getProfile()
   * if (profile?.resourceType === 'Patient') console.log(`Hello, ${profile.name?.[0]?.given?.[0]}.`)
   * ```
   */
  getProfile(): WithId<ProfileResource> | undefined {
    return engineOf(this).sessions.current.details?.profile
  }

  /**
   * Whom the client acts as, once that is known; undefined when nobody is signed in.
   *
   * @example
   * ```ts
   * const profile = await client.getProfileAsync()
   * ```
   *
   * @throws {UnauthenticatedError} When the login that was kept is not taken any more.
   * @throws {NetworkError} When the server cannot be asked; who is signed in stays so.
   * @throws {StorageError} When the storage cannot be read.
   */
  async getProfileAsync(): Promise<WithId<ProfileResource> | undefined> {
    const { sessions, details } = engineOf(this)
    await sessions.ready()
    const session = sessions.current
    if (session.credential.kind === 'none') return undefined
    return (session.details ?? (await details.load(session))).profile
  }

  /**
   * The login in use, with its tokens: keep it like a password. Undefined for Basic, and when nobody is signed in.
   *
   * @example
   * ```ts
   * const login = client.getActiveLogin()
   * ```
   */
  getActiveLogin(): LoginState | undefined {
    return loginIn(engineOf(this).sessions.current.credential)
  }

  /**
   * Becomes the user of a login, whoever one was: what was remembered is forgotten, and requests under way reject with a
   * {@link LoginChangedError}.
   *
   * @example
   * ```ts
   * const other = client.getLogins().find(({ profile }) => profile.reference?.startsWith('Practitioner/'))
   * if (other !== undefined) await client.setActiveLogin(other)
   * ```
   *
   * @param login  One of `getLogins`, or what `getActiveLogin` of another client gave.
   * @throws {UnauthenticatedError} When the server does not take the login any more.
   * @throws {StorageError} When it could not be kept; the client is that user for as long as it lives.
   */
  async setActiveLogin(login: LoginState): Promise<void> {
    const { sessions, details } = engineOf(this)
    await details.load(await sessions.switchTo(login))
  }

  /**
   * The logins of this app on this machine, the one in use among them.
   *
   * @example
   * ```ts
   * const names = client.getLogins().map(({ profile }) => profile.display ?? profile.reference)
   * ```
   */
  getLogins(): LoginState[] {
    return [...engineOf(this).sessions.logins]
  }

  /**
   * Whether somebody is signed in, as far as the client knows: with a token that has not expired or can be renewed, or
   * with Basic.
   *
   * @example
   * ```ts
   * if (!client.isAuthenticated()) await client.signInWithRedirect()
   * ```
   *
   * @param gracePeriod  For how many milliseconds more a token that cannot be renewed must last.
   */
  isAuthenticated(gracePeriod = 0): boolean {
    const { sessions, settings } = engineOf(this)
    const { credential } = sessions.current
    const tokens = tokensIn(credential)
    if (tokens === undefined) return credential.kind === 'basic'
    return isRenewable(credential) || !isExpired(tokens, settings.clock.now() + gracePeriod)
  }

  /**
   * Whether it is being found out who is signed in. It ends, also when that fails.
   *
   * @example
   * ```ts
   * client.addEventListener('change', () => console.log(client.isLoading() ? 'One moment …' : 'Ready.'))
   * ```
   */
  isLoading(): boolean {
    const { sessions } = engineOf(this)
    return sessions.isRestoring || sessions.current.loading !== undefined
  }

  /**
   * The project that one is signed in to; undefined until that is known.
   *
   * @example
   * ```ts
   * console.log(client.getProject()?.name)
   * ```
   */
  getProject(): Project | undefined {
    return engineOf(this).sessions.current.details?.project
  }

  /**
   * One's place in the project; undefined until that is known.
   *
   * @example
   * ```ts
   * console.log(client.getProjectMembership()?.id)
   * ```
   */
  getProjectMembership(): ProjectMembership | undefined {
    return engineOf(this).sessions.current.details?.membership
  }

  /**
   * The access policy that one is held to; undefined until that is known. What it says is for showing: the server decides.
   *
   * @example
   * ```ts
   * const types = client.getAccessPolicy()?.resource?.map(({ resourceType }) => resourceType)
   * ```
   */
  getAccessPolicy(): AccessPolicy | undefined {
    return engineOf(this).sessions.current.details?.accessPolicy
  }

  /**
   * How the user set up their apps; undefined until that is known.
   *
   * @example
   * ```ts
   * const menu = client.getUserConfiguration()?.menu ?? []
   * ```
   */
  getUserConfiguration(): UserConfiguration | undefined {
    return engineOf(this).sessions.current.details?.config
  }

  /**
   * Whether one administers the project.
   *
   * @example
   * ```ts
   * if (client.isProjectAdmin()) console.log('You may invite people.')
   * ```
   */
  isProjectAdmin(): boolean {
    return engineOf(this).sessions.current.details?.membership.admin === true
  }

  /**
   * Whether one administers the server.
   *
   * @example
   * ```ts
   * if (client.isSuperAdmin()) console.log('You run this server.')
   * ```
   */
  isSuperAdmin(): boolean {
    return engineOf(this).sessions.current.details?.project.superAdmin === true
  }

  /**
   * The access token in use, for what this client does not do; undefined for Basic, and when nobody is signed in.
   *
   * @example
   * ```ts
   * await client.refreshIfExpired()
   * const headers = { Authorization: `Bearer ${client.getAccessToken()}` }
   * ```
   */
  getAccessToken(): string | undefined {
    return tokensIn(engineOf(this).sessions.current.credential)?.accessToken
  }

  /**
   * Acts with a token that somebody else obtained. It is not kept.
   *
   * @example
   * ```ts
   * client.setAccessToken(accessToken)
   * ```
   *
   * @param accessToken  The token.
   * @param refreshToken  What renews it.
   * @throws {OtherUserError} When the client is somebody else already.
   */
  setAccessToken(accessToken: string, refreshToken?: string): void {
    engineOf(this).useToken(accessToken, refreshToken)
  }

  /**
   * Renews the access token if it is about to expire. Requests do so by themselves: this is for tokens that are used
   * elsewhere.
   *
   * @example
   * ```ts
   * await client.refreshIfExpired(60_000)
   * ```
   *
   * @param gracePeriod  How long it must last still, in milliseconds; otherwise it is renewed.
   * @throws {UnauthenticatedError} When the server refuses to renew it; then nobody is signed in any more.
   * @throws {NetworkError} When the server cannot be asked; who is signed in stays so.
   */
  async refreshIfExpired(gracePeriod?: number): Promise<void> {
    const { sessions, settings, renewal } = engineOf(this)
    await sessions.ready()
    const session = sessions.current
    const tokens = tokensIn(session.credential)
    if (tokens === undefined || !isRenewable(session.credential)) return
    if (isExpired(tokens, settings.clock.now() + (gracePeriod ?? settings.gracePeriod)))
      await renewal.renew(session, tokens.accessToken)
  }

  /**
   * Resolves when it is known whether the storage holds a login. Everything that needs to know waits by itself.
   *
   * @example
   * ```ts
   * await client.getInitPromise()
   * console.log(client.isAuthenticated())
   * ```
   *
   * @throws {StorageError} When the storage cannot be read.
   */
  async getInitPromise(): Promise<void> {
    await engineOf(this).sessions.ready()
  }
}
