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
 * A client that also signs people in through an identity provider, and workloads with tokens from their own issuer.
 * Apps that need neither import the smaller `DamsonClient` from `@damson/sdk`.
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
   * Starts a sign-in with an identity provider, and leaves the page. Use the server's `auth/external/start`, which
   * `auth/method` returns as `authorizeUrl`: only this browser can then finish the sign-in, and the page never sees the
   * provider's token. When the browser returns, `signInWithRedirect` or `processCode` completes the sign-in.
   *
   * Going to the provider directly is the older way, for apps that already use it. The server must allow it for the
   * client.
   *
   * @example
   * ```ts
   * const { authorizeUrl } = await client.post('auth/method', { email })
   * if (authorizeUrl !== undefined) await client.signInWithExternalAuth(authorizeUrl, clientId, redirectUri, {})
   * ```
   *
   * @param authorizeUrl  The server's `auth/external/start`, or the provider's own address.
   * @param clientId  The app's client id at `authorizeUrl`.
   * @param redirectUri  Where the browser returns to: this app or, with the provider's own address, the server's
   * `auth/external/client/ID` for the client.
   * @param baseLogin  Scope and nonce and, with the provider's own address, the address at which the app wants to end.
   * @param pkceEnabled  Whether the provider's own address also gets the PKCE challenge.
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
    // Pages may call this twice at once. A second request for the same code would end the login that the first one got.
    const running = this.#finishing.get(code) ?? finishHere(this, code).finally(() => this.#finishing.delete(code))
    this.#finishing.set(code, running)
    return (await running) ?? super.processCode(code, request)
  }

  /**
   * The address at an identity provider for a direct sign-in, with your own PKCE challenge.
   *
   * @example
   * ```ts
   * const request = { codeChallenge, codeChallengeMethod: 'S256', redirectUri: location.origin } as const
   * const url = client.getExternalAuthRedirectUri(authorizeUrl, providerClientId, `${baseUrl}auth/external/client/${clientId}`, request)
   * ```
   *
   * @param authorizeUrl  The provider's authorization endpoint.
   * @param clientId  The app's id at the provider.
   * @param redirectUri  The server's `auth/external/client/ID` for the client.
   * @param loginRequest  The sign-in at the server. It travels in `state`, readable and unsigned.
   * @param pkceEnabled  Whether the provider also gets the PKCE challenge.
   * @throws {ConfigurationError} When PKCE is enabled and the challenge is missing.
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
   * Signs in with an access token that an identity provider issued to this app (RFC 8693). The app then has two tokens:
   * the provider's and the server's. The provider's is sent once and never stored.
   *
   * @example
   * ```ts
   * const profile = await client.exchangeExternalAccessToken(await auth0.getTokenSilently())
   * ```
   *
   * @param token  The provider's access token: a JWT for this app, or an opaque token that the server can check at the
   * provider.
   * @param clientId  The client id, if it is not this client's.
   * @param membershipId  The membership to use, if the person has several.
   * @returns The signed-in user's profile.
   * @throws {OAuthError} When the server refuses the token; the text says why, and names the memberships to choose
   * from.
   * @throws {OtherUserError} When another user is signed in.
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
   * Starts a sign-in with a credential from Google's button.
   *
   * @example
   * ```ts
   * const { code } = await client.startGoogleLogin({ googleClientId, googleCredential })
   * if (code !== undefined) await client.processCode(code)
   * ```
   *
   * @param request  Google's client id and credential; otherwise as for `startLogin`.
   * @param options  As for `get`.
   * @throws {OperationOutcomeError} When the server refuses the credential, or does not know the person.
   */
  async startGoogleLogin(request: GoogleLoginRequest, options?: RequestOptions): Promise<LoginAuthenticationResponse> {
    return engineOf(this).signIn.start('auth/google', request, options)
  }

  /**
   * Signs in a workload with a token from its own issuer (RFC 7523), so that it needs no secret. A CI/CD pipeline gets
   * such a token from its forge. The login lasts as long as its token; call this again with another token for a new
   * one.
   *
   * @example
   * ```ts
   * await client.startJwtBearerLogin(clientId, await pipelineToken(audience))
   * ```
   *
   * @param clientId  The ClientApplication; its `workloadIdentity` names issuer, audience and subject.
   * @param assertion  The issuer's token.
   * @param scope  The scope to ask for; the default is everything that the client may have.
   * @returns The ClientApplication.
   * @throws {OAuthError} When the server refuses the token; the text says why.
   */
  async startJwtBearerLogin(clientId: string, assertion: string, scope?: string): Promise<WithId<ProfileResource>> {
    return signInByGrant(this, { grant_type: `${GRANT_TYPE}jwt-bearer`, assertion, scope }, clientId, false)
  }
}
