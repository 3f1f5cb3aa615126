import { engineOf } from '../engine.ts'
import type { AccessPolicy, Project, ProjectMembership, UserConfiguration } from '../generated/types.ts'
import { isRenewable, loginIn, tokensIn } from '../session.ts'
import { isExpired } from '../tokens/login.ts'
import type { LoginState, ProfileResource, WithId } from '../wire.ts'
import { HttpClient } from './http-client.ts'

/** The signed-in user. */
export abstract class SessionClient extends HttpClient {
  /**
   * The signed-in user's profile. Undefined until it is known, and when nobody is signed in.
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
   * The signed-in user's profile, as soon as it is known. Undefined when nobody is signed in, when the server no longer
   * accepts the stored login, and when the page is back from the sign-in page: then `signInWithRedirect` completes it.
   *
   * @example
   * ```ts
   * const profile = (await client.getProfileAsync()) ?? (await client.signInWithRedirect())
   * ```
   *
   * @throws {UnauthenticatedError} When the server refuses an id and secret that were given to `setBasicAuth`.
   * @throws {NetworkError} When the server cannot be reached; the user stays signed in.
   * @throws {StorageError} When the storage cannot be read.
   */
  async getProfileAsync(): Promise<WithId<ProfileResource> | undefined> {
    const { sessions, details, signIn } = engineOf(this)
    await sessions.ready()
    const session = sessions.current
    if (session.credential.kind === 'none' || (await signIn.isBack())) return undefined
    try {
      return (session.details ?? (await details.load(session))).profile
    } catch (error) {
      // A login that has ended is gone by now.
      if (sessions.current.credential.kind === 'none') return undefined
      throw error
    }
  }

  /**
   * The current login, with its tokens: treat it like a password. Undefined for Basic, and when nobody is signed in.
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
   * Switches to the user of a login. The cache is cleared, and requests under way reject with a {@link
   * LoginChangedError}.
   *
   * @example
   * ```ts
   * const other = client.getLogins().find(({ profile }) => profile.reference?.startsWith('Practitioner/'))
   * if (other !== undefined) await client.setActiveLogin(other)
   * ```
   *
   * @param login  A login from `getLogins`, or from another client's `getActiveLogin`.
   * @throws {UnauthenticatedError} When the server no longer accepts the login.
   * @throws {StorageError} When the login could not be stored; the client keeps it in memory.
   */
  async setActiveLogin(login: LoginState): Promise<void> {
    const { sessions, details } = engineOf(this)
    await details.load(await sessions.switchTo(login))
  }

  /**
   * The logins of this app on this machine, including the current one.
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
   * Whether the client believes that a user is signed in: it has a token that has not expired or can be renewed, or it
   * uses Basic.
   *
   * @example
   * ```ts
   * if (!client.isAuthenticated()) await client.signInWithRedirect()
   * ```
   *
   * @param gracePeriod  How many milliseconds longer a token that cannot be renewed must last.
   */
  isAuthenticated(gracePeriod = 0): boolean {
    const { sessions, settings } = engineOf(this)
    const { credential } = sessions.current
    const tokens = tokensIn(credential)
    if (tokens === undefined) return credential.kind === 'basic'
    return isRenewable(credential) || !isExpired(tokens, settings.clock.now() + gracePeriod)
  }

  /**
   * Whether the client is still finding out who is signed in. False again when that fails.
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
   * The project of the login; undefined until it is known.
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
   * The user's membership in the project; undefined until it is known.
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
   * The user's access policy; undefined until it is known. Use it for display only: the server decides.
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
   * The user's configuration of their apps; undefined until it is known.
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
   * Whether the user administers the project.
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
   * Whether the user administers the server.
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
   * The current access token, for requests that this client does not make. Undefined for Basic, and when nobody is
   * signed in.
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
   * Uses a token that the app obtained elsewhere. The token is not stored.
   *
   * @example
   * ```ts
   * client.setAccessToken(accessToken)
   * ```
   *
   * @param accessToken  The token.
   * @param refreshToken  The refresh token, if there is one.
   * @throws {OtherUserError} When another user is signed in.
   */
  setAccessToken(accessToken: string, refreshToken?: string): void {
    engineOf(this).useToken(accessToken, refreshToken)
  }

  /**
   * Renews the access token if it expires soon. Requests do this by themselves; call it when you use the token
   * elsewhere.
   *
   * @example
   * ```ts
   * await client.refreshIfExpired(60_000)
   * ```
   *
   * @param gracePeriod  The token is renewed if it expires within this many milliseconds.
   * @throws {UnauthenticatedError} When the server refuses to renew the token; the user is then signed out.
   * @throws {NetworkError} When the server cannot be reached; the user stays signed in.
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
   * Resolves when the client knows whether the storage holds a login. Methods that depend on it wait by themselves.
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
