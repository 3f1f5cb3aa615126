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
   * Starts a sign-in with an e-mail address and a password. It is for first-party apps; others use
   * `signInWithRedirect`.
   *
   * The answer holds a `code` for `processCode`, or says what is missing, such as a choice between `memberships`.
   *
   * @example
   * ```ts
   * const { code } = await client.startLogin({ email, password, scope: 'openid online_access' })
   * if (code !== undefined) await client.processCode(code)
   * ```
   *
   * @param request  E-mail address and password. With `online_access` in the scope, the login renews itself while it is
   * used.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} When they are wrong, or this app may not ask for a password; the text says what to
   * do.
   * @throws {ConfigurationError} When there is no WebCrypto for PKCE.
   */
  async startLogin(request: EmailPasswordLoginRequest, options?: RequestOptions): Promise<LoginAuthenticationResponse> {
    return engineOf(this).signIn.start('auth/login', request, options)
  }

  /**
   * Registers a person. Call `startNewProject` or `startNewPatient` next, with the `login` of the answer. If the answer
   * says `emailVerificationRequired`, the person must first follow the link in the e-mail that the server sent them.
   *
   * @example
   * ```ts
   * const user = { firstName: 'Ada', lastName: 'Lovelace', email, password, projectId: 'new' }
   * const { login } = await client.startNewUser(user)
   * const { code } = await client.startNewProject({ login, projectName: 'My Clinic' })
   * if (code !== undefined) await client.processCode(code)
   * ```
   *
   * @param request  The person, and the project to register for, or `new`.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} When the password is not suitable, or registration is closed.
   */
  async startNewUser(request: NewUserRequest, options?: RequestOptions): Promise<LoginAuthenticationResponse> {
    return engineOf(this).signIn.start('auth/newuser', request, options)
  }

  /**
   * Makes a project for a person who has just registered.
   *
   * @example
   * ```ts
   * const { code } = await client.startNewProject({ login, projectName: 'My Clinic' })
   * if (code !== undefined) await client.processCode(code)
   * ```
   *
   * @param request  The `login` from `startNewUser`, and a name.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} When the login may not make a project, or is no longer valid.
   */
  async startNewProject(request: NewProjectRequest, options?: RequestOptions): Promise<LoginAuthenticationResponse> {
    return engineOf(this).signIn.step('auth/newproject', request, options)
  }

  /**
   * Makes a Patient for a person who has just registered for a project.
   *
   * @example
   * ```ts
   * const { code } = await client.startNewPatient({ login, projectId })
   * if (code !== undefined) await client.processCode(code)
   * ```
   *
   * @param request  The `login` from `startNewUser`, and the project.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} When the project does not let patients register.
   */
  async startNewPatient(request: NewPatientRequest, options?: RequestOptions): Promise<LoginAuthenticationResponse> {
    return engineOf(this).signIn.step('auth/newpatient', request, options)
  }

  /**
   * Redeems the code at the end of a sign-in. From then on the client acts as that user.
   *
   * @example
   * ```ts
   * const profile = await client.processCode(code)
   * ```
   *
   * @param code  The code from `startLogin` or a similar method.
   * @param request  The client id and redirect URI of the sign-in, if this client did not start it.
   * @returns The signed-in user's profile.
   * @throws {OAuthError} When the code was already used, has expired, or belongs to another client.
   * @throws {OtherUserError} When another user is signed in: sign out first, or use another client.
   * @throws {StorageError} When the login could not be stored; the client keeps it in memory.
   */
  async processCode(code: string, request?: Partial<BaseLoginRequest>): Promise<WithId<ProfileResource>> {
    return engineOf(this).signIn.redeem(code, request)
  }

  /**
   * Signs in on the server's sign-in page. It opens that page or, when the browser returns from it, completes the
   * sign-in. Call it on every load of the page that the browser returns to.
   *
   * @example
   * ```ts
   * const client = new DamsonClient({ baseUrl, clientId, scope: 'openid fhirUser online_access user/Patient.rs' })
   * const profile = (await client.getProfileAsync()) ?? (await client.signInWithRedirect({ returnTo: location.href }))
   * if (profile !== undefined) console.log('Signed in.')
   * ```
   *
   * @param request  Scope and redirect URI; the default is the root of this page's origin.
   * @returns The signed-in user's profile; undefined while the browser leaves the page.
   * @throws {RedirectError} When the redirect does not belong to a sign-in of this client; its code is not used.
   * @throws {OAuthError} When the person or the server refused.
   * @throws {ConfigurationError} When there is no page, no client id or no WebCrypto.
   */
  async signInWithRedirect(request: RedirectLoginRequest = {}): Promise<WithId<ProfileResource> | undefined> {
    return engineOf(this).signIn.withRedirect(request)
  }

  /**
   * The address of the server's sign-in page for this client. A native app opens it in the system's browser.
   *
   * @example
   * ```ts
   * const url = await client.getAuthorizationUrl({ redirectUri: 'org.example.diary:/callback' })
   * const answer = await openInSystemBrowser(url)
   * await client.processRedirect(answer)
   * ```
   *
   * @param request  As for `signInWithRedirect`; outside a page, the redirect URI is required.
   * @throws {ConfigurationError} When there is no client id, no redirect URI or no WebCrypto.
   */
  async getAuthorizationUrl(request: RedirectLoginRequest = {}): Promise<string> {
    return engineOf(this).signIn.authorizationUrl(request)
  }

  /**
   * Completes a sign-in that `getAuthorizationUrl` started.
   *
   * @example
   * ```ts
   * const profile = await client.processRedirect(answer)
   * ```
   *
   * @param url  The address that the browser was redirected to.
   * @throws As `signInWithRedirect`.
   */
  async processRedirect(url: string): Promise<WithId<ProfileResource>> {
    return engineOf(this).signIn.finishRedirect(url)
  }

  /**
   * Signs in a server or device with its own id and secret. The client renews the token by itself, and writes it
   * nowhere but to a `tokenCache`.
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
   * @throws {OAuthError} When the id or the secret is wrong.
   * @throws {OtherUserError} When another user is signed in.
   */
  async startClientLogin(clientId: string, clientSecret: string): Promise<WithId<ProfileResource>> {
    return engineOf(this).signIn.machine(clientId, clientSecret)
  }

  /**
   * Signs in a server or device with a JWT that it signed with its own key (`private_key_jwt`, RFC 7523).
   *
   * One assertion is good for one token. Pass a function to renew the login: the client calls it for a new assertion
   * each time the token expires.
   *
   * @example
   * ```ts
   * await client.startJwtAssertionLogin(() => signAssertion())
   * const patients = await client.searchResources('Patient', { name: 'simpson' })
   * ```
   *
   * @param assertion  The signed JWT, or a function that makes one: `iss` and `sub` are the client id, `aud` is the
   * token endpoint, `jti` is unique, and `exp` is at most five minutes ahead.
   * @returns The ClientApplication.
   * @throws {OAuthError} When the server refuses the assertion; the text says why.
   * @throws {OtherUserError} When another user is signed in.
   */
  async startJwtAssertionLogin(assertion: string | (() => string | Promise<string>)): Promise<WithId<ProfileResource>> {
    return engineOf(this).signIn.signed(assertion)
  }

  /**
   * Sends an id and secret with every request, for hosts that cannot use OAuth. The server must allow it for the
   * client.
   *
   * @example
   * ```ts
   * client.setBasicAuth(id, secret)
   * await client.createResource({ resourceType: 'Observation', status: 'final', code: { text: 'Glucose' } })
   * ```
   *
   * @param clientId  The id of the ClientApplication.
   * @param clientSecret  Its secret.
   * @throws {OtherUserError} When another user is signed in.
   */
  setBasicAuth(clientId: string, clientSecret: string): void {
    engineOf(this).useBasic(clientId, clientSecret)
  }

  /**
   * Signs out, first in this client and then at the server. Other logins and everything else in the storage stay.
   *
   * @example
   * ```ts
   * await client.signOut()
   * ```
   *
   * @throws {NetworkError} When the server could not be told. The client is signed out all the same.
   * @throws {StorageError} When the login could not be removed from the storage.
   */
  async signOut(): Promise<void> {
    await engineOf(this).signOut()
  }

  /**
   * Signs out, then opens the server's signed-out page.
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
    if (settings.page === undefined) throw new ConfigurationError('There is no page here: use signOut().')
    settings.page.go(`${settings.baseUrl}oauth2/logout`)
  }
}
