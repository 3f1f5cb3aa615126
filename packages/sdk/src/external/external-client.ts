import { DamsonClient as PlainClient } from '../client/damson-client.ts'
import { engineOf } from '../engine.ts'
import { ConfigurationError } from '../errors.ts'
import type { RequestOptions } from '../options.ts'
import type {
  BaseLoginRequest,
  GoogleLoginRequest,
  LoginAuthenticationResponse,
  ProfileResource,
  WithId,
} from '../wire.ts'
import { externalAddress, finishHere, providerAddress, signInByGrant } from './external-sign-in.ts'

const TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:'
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:'

/**
 * A client that also signs people in with an identity provider, and workloads with the tokens of their own issuer. Apps
 * that do neither import `DamsonClient` from `@damson/sdk`, and pay nothing for it.
 *
 * @example
 * ```ts
 * import { DamsonClient } from '@damson/sdk/external'
 *
 * const client = new DamsonClient({ baseUrl, clientId })
 * const profile = await client.exchangeExternalAccessToken(token)
 * ```
 */
export class DamsonClient extends PlainClient {
  readonly #finishing = new Map<string, Promise<WithId<ProfileResource> | undefined>>()

  /**
   * Leaves for an identity provider. Through the server, at `auth/external/start`, nobody but this browser can finish the
   * sign-in, and the page never sees a token of the provider: `auth/method` gives that address as `authorizeUrl`. Back
   * here `signInWithRedirect` completes it, and so does `processCode`.
   *
   * Straight to the provider is the wire's older way, for apps that have it; the server must allow it for the client.
   *
   * @example
   * ```ts
   * const { authorizeUrl } = await client.post('auth/method', { email })
   * if (authorizeUrl !== undefined) await client.signInWithExternalAuth(authorizeUrl, clientId, redirectUri, {})
   * ```
   *
   * @param authorizeUrl  The server's `auth/external/start`, or the provider's own address.
   * @param clientId  The app's id at whoever is asked.
   * @param redirectUri  Where the answer goes: this app, or for the provider's own address the client's `auth/external/client/ID` of the server.
   * @param baseLogin  Scope, nonce and, straight to the provider, where the app wants to be in the end.
   * @param pkceEnabled  Whether the provider's own address gets the challenge too.
   * @throws {ConfigurationError} When there is no page, no client id or no WebCrypto.
   */
  async signInWithExternalAuth(
    authorizeUrl: string,
    clientId: string,
    redirectUri: string,
    baseLogin: BaseLoginRequest,
    pkceEnabled = true,
  ): Promise<void> {
    const { page } = engineOf(this).settings
    if (page === undefined)
      throw new ConfigurationError('There is no page here: open getExternalAuthRedirectUri() in a browser.')
    page.go(await externalAddress(this, authorizeUrl, { clientId, redirectUri }, baseLogin, pkceEnabled))
  }

  override async processCode(code: string, request?: Partial<BaseLoginRequest>): Promise<WithId<ProfileResource>> {
    // Pages ask twice at once: a second request for the same code would end the login that the first one got.
    const running = this.#finishing.get(code) ?? finishHere(this, code).finally(() => this.#finishing.delete(code))
    this.#finishing.set(code, running)
    return (await running) ?? super.processCode(code, request)
  }

  /**
   * The address of an identity provider for a sign-in straight to it, with a challenge of one's own.
   *
   * @example
   * ```ts
   * const request = { codeChallenge, codeChallengeMethod: 'S256', redirectUri: location.origin } as const
   * const url = client.getExternalAuthRedirectUri(authorizeUrl, providerClientId, `${baseUrl}auth/external/client/${clientId}`, request)
   * ```
   *
   * @param authorizeUrl  The provider's authorization endpoint.
   * @param clientId  The app's id at the provider.
   * @param redirectUri  The client's `auth/external/client/ID` of the server.
   * @param loginRequest  What goes on at the server; it is in `state`, readable and unsigned.
   * @param pkceEnabled  Whether the provider gets the challenge too.
   * @throws {ConfigurationError} When there is to be a challenge and none is given.
   */
  getExternalAuthRedirectUri(
    authorizeUrl: string,
    clientId: string,
    redirectUri: string,
    loginRequest: BaseLoginRequest,
    pkceEnabled = true,
  ): string {
    return providerAddress(authorizeUrl, { clientId, redirectUri }, loginRequest, pkceEnabled)
  }

  /**
   * Signs in with an access token that an identity provider issued to this app (RFC 8693): the app has two tokens then,
   * the provider's and the server's. The provider's is sent once and kept nowhere.
   *
   * @example
   * ```ts
   * const profile = await client.exchangeExternalAccessToken(await auth0.getTokenSilently())
   * ```
   *
   * @param token  The provider's access token: a JWT for this app, or one that the server can ask the provider about.
   * @param clientId  The client, where it is not this one's.
   * @param membershipId  Which of the person's places, where they have several.
   * @returns Whom the client acts as now.
   * @throws {OAuthError} When the token is not taken; the text says why, and names the places to choose from.
   * @throws {OtherUserError} When the client is somebody else already.
   */
  async exchangeExternalAccessToken(
    token: string,
    clientId?: string,
    membershipId?: string,
  ): Promise<WithId<ProfileResource>> {
    const { options } = engineOf(this).settings
    const grant = {
      grant_type: `${GRANT_TYPE}token-exchange`,
      subject_token: token,
      subject_token_type: `${TOKEN_TYPE}access_token`,
      membership_id: membershipId,
      scope: options.scope,
    }
    return signInByGrant(this, grant, clientId ?? options.clientId, true)
  }

  /**
   * Starts a sign-in with a credential of Google's button.
   *
   * @example
   * ```ts
   * const { code } = await client.startGoogleLogin({ googleClientId, googleCredential })
   * if (code !== undefined) await client.processCode(code)
   * ```
   *
   * @param request  Google's client id and credential; what else as for `startLogin`.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} When the credential is not taken, or the person is not known.
   */
  async startGoogleLogin(request: GoogleLoginRequest, options?: RequestOptions): Promise<LoginAuthenticationResponse> {
    return engineOf(this).signIn.start('auth/google', request, options)
  }

  /**
   * Signs a workload in with a token of its own issuer (RFC 7523), such as the one that a CI/CD pipeline asks its forge
   * for: there is no secret. The login lasts as long as its token; for another one, call it again with another token.
   *
   * @example
   * ```ts
   * await client.startJwtBearerLogin(clientId, await pipelineToken(audience))
   * ```
   *
   * @param clientId  The ClientApplication, whose `workloadIdentity` names issuer, audience and subject.
   * @param assertion  The token of the issuer.
   * @param scope  What for; by default all that the client may.
   * @returns The ClientApplication.
   * @throws {OAuthError} When it is refused; the text says why.
   */
  async startJwtBearerLogin(clientId: string, assertion: string, scope?: string): Promise<WithId<ProfileResource>> {
    return signInByGrant(this, { grant_type: `${GRANT_TYPE}jwt-bearer`, assertion, scope }, clientId, false)
  }
}
