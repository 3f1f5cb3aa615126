import { type DamsonError, type FailureOptions, TimeoutError, UnauthenticatedError } from '../errors.ts'
import type { Settings } from '../options.ts'
import { type Session, tokensIn } from '../session.ts'
import { type Sessions, signedOutElsewhere } from '../sessions.ts'
import type { LoginStore } from '../storage/login-store.ts'
import { bounded } from '../transport/bounded.ts'
import type { LoginState } from '../wire.ts'
import { identityOf, isDue, loginOf } from './login.ts'
import { isFinal, type OAuthClient, type TokenEndpoint } from './token-endpoint.ts'

// A tab may get the lock slightly before it sees what the last holder stored, because browsers pass on locks and
// storage separately.
const STORAGE_DELAY_MS = 50

export interface RenewalDeps {
  readonly settings: Settings
  readonly sessions: Sessions
  readonly store: LoginStore
  readonly tokenEndpoint: TokenEndpoint
}

/** Gets new tokens for a session. One request runs at a time, across the tabs or workers that share the session. */
export class Renewal {
  readonly #deps: RenewalDeps

  constructor(deps: RenewalDeps) {
    this.#deps = deps
  }

  /**
   * Renews the tokens of a session, unless the `stale` one has already been replaced.
   *
   * A renewal belongs to no single request: a caller may stop waiting, but the renewal continues. If the server rotates
   * a refresh token and nobody receives the new one, the login is lost.
   */
  renew(session: Session, stale: string): Promise<void> {
    session.renewing ??= this.#renew(session, stale).finally(() => {
      session.renewing = undefined
    })
    return session.renewing
  }

  /** A machine's token: one that its workers share by id and secret, or a new one. */
  machineTokens(client: OAuthClient, stale?: string): Promise<LoginState> {
    const { settings, tokenEndpoint } = this.#deps
    const { options, clock, limits, gracePeriod, baseUrl } = settings
    const { tokenCache, storagePrefix = 'damson' } = options
    const make = (): Promise<LoginState> => tokenEndpoint.redeem({ grant_type: 'client_credentials' }, client)
    if (tokenCache === undefined || client.assertion !== undefined) return make()
    const key = `${storagePrefix}|${baseUrl}|${client.clientId}|token`
    return tokenCache.token({ key, stale, make, gracePeriod, leaseMs: limits.timeout + limits.maxRetryTime, clock })
  }

  async #renew(session: Session, stale: string): Promise<void> {
    const { credential } = session
    if (tokensIn(credential)?.accessToken !== stale) return
    try {
      if (credential.kind === 'machine') session.take(await this.machineTokens(credential, stale))
      else await this.#locked(() => this.#refresh(session, stale))
    } catch (error) {
      if (!isFinal(error) && !(error instanceof UnauthenticatedError)) throw error
      const why = isFinal(error)
        ? new UnauthenticatedError(error.description ?? error.message, { ...factsIn(error), cause: error })
        : error
      await this.#deps.sessions.drop(session, why)
      throw why
    }
  }

  /** Only one tab at a time renews, if tabs share a storage. */
  async #locked(work: () => Promise<void>): Promise<void> {
    const { store, settings } = this.#deps
    const { locks, clock, keyPrefix, limits } = settings
    if (!store.isShared || locks === undefined) return work()
    const name = `${keyPrefix}renewal`
    const wasFree = await locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock !== null) await work()
      return lock !== null
    })
    if (wasFree) return
    // Longer than another tab can take, with all its retries.
    const timeoutMs = (limits.timeout + limits.maxRetryTime) * (limits.maxRetries + 1)
    const late = (): Error => new TimeoutError('Another tab is still renewing the login: try again.')
    return bounded(clock, { signals: [], timeoutMs, late }, (signal) =>
      locks.request(name, { signal }, async () => {
        await clock.sleep(STORAGE_DELAY_MS)
        await work()
      }),
    )
  }

  async #refresh(session: Session, stale: string): Promise<void> {
    const { store, settings, tokenEndpoint } = this.#deps
    const { credential } = session
    if (credential.kind !== 'tokens') return
    const login = loginOf(credential.tokens)
    const isKept = credential.isKept && login !== undefined
    const find = async (): Promise<LoginState | undefined> => (isKept ? store.find(identityOf(login)) : login)
    const kept = await find()
    if (isKept && kept === undefined) throw signedOutElsewhere()
    const current = kept ?? credential.tokens
    // Another tab renewed first.
    if (current.accessToken !== stale && !isDue(current, settings.clock.now(), settings.gracePeriod))
      return session.take(current)
    const { refreshToken } = current
    if (refreshToken === undefined) throw new UnauthenticatedError('The login has expired: sign in again.')
    try {
      const client = this.clientOf(current.clientId)
      await this.#useRotated(
        session,
        await tokenEndpoint.redeem({ grant_type: 'refresh_token', refresh_token: refreshToken }, client),
      )
    } catch (error) {
      // Without locks, another tab may have rotated the token at the same moment: then use its tokens.
      const theirs = isFinal(error) && isKept ? await find() : undefined
      if (theirs === undefined || theirs.refreshToken === refreshToken) throw error
      session.take(theirs)
    }
  }

  /** The new tokens are used from now on, even if the storage does not take them. */
  async #useRotated(session: Session, fresh: LoginState): Promise<void> {
    const { store, sessions } = this.#deps
    session.take(fresh)
    const { credential } = session
    if (credential.kind !== 'tokens') return
    const login = loginOf(credential.tokens) ?? fresh
    sessions.renewed(login)
    if (!credential.isKept) return
    if (login.noPersist !== true) return store.replace(login)
    session.credential = { ...credential, isKept: false }
    await store.forget(identityOf(login))
  }

  /** The client, as it authenticates at the token endpoint. */
  clientOf(clientId: string | undefined): OAuthClient {
    const { options } = this.#deps.settings
    return { clientId, clientSecret: clientId === options.clientId ? options.clientSecret : undefined }
  }
}

function factsIn({ method, url, traceId }: DamsonError): FailureOptions {
  return { method, url, traceId }
}
