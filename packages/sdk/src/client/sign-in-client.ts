import { engineOf } from '../engine.ts'
import { ConfigurationError } from '../errors.ts'
import type { RequestOptions } from '../options.ts'
import type {
  BaseLoginRequest,
  EmailPasswordLoginRequest,
  LoginAuthenticationResponse,
  NewPatientRequest,
  NewProjectRequest,
  NewUserRequest,
  ProfileResource,
  RedirectLoginRequest,
  WithId,
} from '../wire.ts'
import { SessionClient } from './session-client.ts'

/** Signing in and out. */
export abstract class SignInClient extends SessionClient {
  /**
   * Starts a sign-in with an e-mail address and a password, for first-party apps; others use `signInWithRedirect`.
   *
   * The answer holds a `code` for `processCode`, or says what is missing, such as the choice between `memberships`.
   *
   * @example
   * ```ts
   * const { code } = await client.startLogin({ email, password, scope: 'openid online_access' })
   * if (code !== undefined) await client.processCode(code)
   * ```
   *
   * @param request  Address and password; with `online_access` in the scope the login renews itself while it is used.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} When they are wrong, or this app may not ask for them; the text says what to do.
   * @throws {ConfigurationError} When there is no WebCrypto for PKCE.
   */
  async startLogin(request: EmailPasswordLoginRequest, options?: RequestOptions): Promise<LoginAuthenticationResponse> {
    return engineOf(this).signIn.start('auth/login', request, options)
  }

  /**
   * Registers a person. What follows is `startNewProject` or `startNewPatient` with the `login` of the answer, or, with
   * `emailVerificationRequired`, the letter that was sent to them.
   *
   * @example
   * ```ts
   * const user = { firstName: 'Ada', lastName: 'Lovelace', email, password, projectId: 'new' }
   * const { login } = await client.startNewUser(user)
   * const { code } = await client.startNewProject({ login, projectName: 'My Clinic' })
   * if (code !== undefined) await client.processCode(code)
   * ```
   *
   * @param request  Who they are, and the project to register for, or `new`.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} When the password is not suitable, or registration is closed.
   */
  async startNewUser(request: NewUserRequest, options?: RequestOptions): Promise<LoginAuthenticationResponse> {
    return engineOf(this).signIn.start('auth/newuser', request, options)
  }

  /**
   * Makes a project for somebody who has just registered.
   *
   * @example
   * ```ts
   * const { code } = await client.startNewProject({ login, projectName: 'My Clinic' })
   * if (code !== undefined) await client.processCode(code)
   * ```
   *
   * @param request  The `login` of `startNewUser`, and a name.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} When the login is not one that may, or not any more.
   */
  async startNewProject(request: NewProjectRequest, options?: RequestOptions): Promise<LoginAuthenticationResponse> {
    return engineOf(this).signIn.step('auth/newproject', request, options)
  }

  /**
   * Makes a patient of somebody who has just registered for a project.
   *
   * @example
   * ```ts
   * const { code } = await client.startNewPatient({ login, projectId })
   * if (code !== undefined) await client.processCode(code)
   * ```
   *
   * @param request  The `login` of `startNewUser`, and the project.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} When the project does not let patients register.
   */
  async startNewPatient(request: NewPatientRequest, options?: RequestOptions): Promise<LoginAuthenticationResponse> {
    return engineOf(this).signIn.step('auth/newpatient', request, options)
  }

  /**
   * Redeems the code that a sign-in ended with: from here on the client is that user.
   *
   * @example
   * ```ts
   * const profile = await client.processCode(code)
   * ```
   *
   * @param code  From `startLogin` and its like.
   * @param request  The client id and redirect URI of the sign-in, where it was not this client that started it.
   * @returns Whom the client acts as now.
   * @throws {OAuthError} When the code is not taken: it was used, has expired, or belongs to another client.
   * @throws {OtherUserError} When the client is somebody else already: sign out first, or use another client.
   * @throws {StorageError} When the login could not be kept; the client is signed in for as long as it lives.
   */
  async processCode(code: string, request?: Partial<BaseLoginRequest>): Promise<WithId<ProfileResource>> {
    return engineOf(this).signIn.redeem(code, request)
  }

  /**
   * Signs in by the server's own page: leaves for it, or, on a page that it came back to, completes the sign-in. Call it
   * on every load of the page at which sign-ins arrive.
   *
   * @example
   * ```ts
   * const client = new DamsonClient({ baseUrl, clientId, scope: 'openid profile online_access' })
   * const profile = await client.signInWithRedirect()
   * if (profile !== undefined) console.log('Signed in.')
   * ```
   *
   * @param request  Scope and redirect URI; by default the root of this page's origin.
   * @returns Whom the client acts as now; undefined when the page is being left.
   * @throws {RedirectError} When what came back is no answer to what was asked; its code is not used.
   * @throws {OAuthError} When the person refused, or the server did.
   * @throws {ConfigurationError} When there is no page, no client id or no WebCrypto.
   */
  async signInWithRedirect(request: RedirectLoginRequest = {}): Promise<WithId<ProfileResource> | undefined> {
    return engineOf(this).signIn.withRedirect(request)
  }

  /**
   * The address of the server's sign-in page for this client, for native apps to open in the system's browser.
   *
   * @example
   * ```ts
   * const url = await client.getAuthorizationUrl({ redirectUri: 'org.example.diary:/callback' })
   * const answer = await openInSystemBrowser(url)
   * await client.processRedirect(answer)
   * ```
   *
   * @param request  As for `signInWithRedirect`; the redirect URI is needed where there is no page.
   * @throws {ConfigurationError} When there is no client id, no redirect URI or no WebCrypto.
   */
  async getAuthorizationUrl(request: RedirectLoginRequest = {}): Promise<string> {
    return engineOf(this).signIn.authorizationUrl(request)
  }

  /**
   * Completes a sign-in that `getAuthorizationUrl` began.
   *
   * @example
   * ```ts
   * const profile = await client.processRedirect(answer)
   * ```
   *
   * @param url  The address that the sign-in page came back with.
   * @throws As `signInWithRedirect`.
   */
  async processRedirect(url: string): Promise<WithId<ProfileResource>> {
    return engineOf(this).signIn.finishRedirect(url)
  }

  /**
   * Signs a server or device in with its own id and secret. The token renews itself, and is never written anywhere but
   * into a `tokenCache`.
   *
   * @example
   * ```ts
   * await client.startClientLogin(id, secret)
   * const patients = await client.searchResources('Patient', { name: 'simpson' })
   * ```
   *
   * @param clientId  The id of the ClientApplication.
   * @param clientSecret  Its secret.
   * @returns The ClientApplication.
   * @throws {OAuthError} When they are wrong.
   * @throws {OtherUserError} When the client is somebody else already.
   */
  async startClientLogin(clientId: string, clientSecret: string): Promise<WithId<ProfileResource>> {
    return engineOf(this).signIn.machine(clientId, clientSecret)
  }

  /**
   * Signs a server or device in with what it signed with its own key (`private_key_jwt`, RFC 7523).
   *
   * A function is asked for another assertion when the token ends, so that the login renews itself; one assertion is
   * good for one token.
   *
   * @example
   * ```ts
   * await client.startJwtAssertionLogin(() => signAssertion())
   * const patients = await client.searchResources('Patient', { name: 'simpson' })
   * ```
   *
   * @param assertion  The signed JWT, or what makes one: `iss` and `sub` the client id, `aud` the token endpoint, a `jti`
   * of its own, and `exp` at most five minutes ahead.
   * @returns The ClientApplication.
   * @throws {OAuthError} When it is refused; the text says why.
   * @throws {OtherUserError} When the client is somebody else already.
   */
  async startJwtAssertionLogin(assertion: string | (() => string | Promise<string>)): Promise<WithId<ProfileResource>> {
    return engineOf(this).signIn.signed(assertion)
  }

  /**
   * Sends an id and secret with every request, for hosts that cannot do OAuth. The server must allow it for the client.
   *
   * @example
   * ```ts
   * client.setBasicAuth(id, secret)
   * await client.createResource({ resourceType: 'Observation', status: 'final', code: { text: 'Glucose' } })
   * ```
   *
   * @param clientId  The id of the ClientApplication.
   * @param clientSecret  Its secret.
   * @throws {OtherUserError} When the client is somebody else already.
   */
  setBasicAuth(clientId: string, clientSecret: string): void {
    engineOf(this).useBasic(clientId, clientSecret)
  }

  /**
   * Signs out: here at once, then at the server. Other logins and everything else in the storage stay.
   *
   * @example
   * ```ts
   * await client.signOut()
   * ```
   *
   * @throws {NetworkError} When the server could not be told. Nobody is signed in here all the same.
   * @throws {StorageError} When the login could not be removed from the storage.
   */
  async signOut(): Promise<void> {
    await engineOf(this).signOut()
  }

  /**
   * Signs out, then shows the server's own page that says so.
   *
   * @example
   * ```ts
   * await client.signOutWithRedirect()
   * ```
   *
   * @throws As `signOut`; {ConfigurationError} when there is no page.
   */
  async signOutWithRedirect(): Promise<void> {
    const { settings } = engineOf(this)
    await this.signOut()
    if (settings.page === undefined) throw new ConfigurationError('There is no page to redirect here: use signOut().')
    settings.page.go(`${settings.baseUrl}oauth2/logout`)
  }
}
