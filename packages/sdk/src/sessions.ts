import { type DamsonError, OtherUserError, UnauthenticatedError } from './errors.ts'
import type { Events } from './events.ts'
import type { RequestCache } from './request-cache.ts'
import { type Credential, loginIn, ownerIn, Session, tokensIn } from './session.ts'
import type { LoginStore, StoredLogins } from './storage/login-store.ts'
import { identityOf } from './tokens/login.ts'
import type { Answer } from './transport/answer.ts'
import type { LoginState } from './wire.ts'

export interface SessionsDeps {
  readonly store: LoginStore
  readonly events: Events
  readonly newCache: () => RequestCache<Answer>
  /** Called with the session of a login from the storage. */
  readonly found: (session: Session) => void
  readonly onUnauthenticated: () => void
}

/** The current session, and the stored logins. */
export class Sessions {
  readonly #deps: SessionsDeps
  #current: Session
  #logins: readonly LoginState[] = []
  #isRestored = false
  #restoring: Promise<void> | undefined
  /** A client that once had a user changes to another only by its own call, never because of another tab. */
  #hadUser = false

  constructor(deps: SessionsDeps, given: Credential | undefined) {
    this.#deps = deps
    this.#current = new Session(given ?? { kind: 'none' }, deps.newCache())
    this.#isRestored = this.#hadUser = given !== undefined
  }

  /**
   * Reads the login from the storage, synchronously if the storage can. A client that was given a credential does not
   * read.
   */
  restore(): void {
    if (this.#isRestored) return
    this.#deps.store.subscribe(() => void this.#storageChanged())
    try {
      const kept = this.#deps.store.load()
      if (!('then' in kept)) return this.#take(kept)
      this.#restore(kept).catch(() => undefined)
    } catch {
      // The failure is reported to the first caller that needs the login, because nobody can retry a constructor.
    }
  }

  get current(): Session {
    return this.#current
  }
  get isRestoring(): boolean {
    return this.#restoring !== undefined
  }
  /** The logins of this app on this machine, and the current one. */
  get logins(): readonly LoginState[] {
    const active = loginIn(this.#current.credential)
    return active === undefined ? this.#logins : withLogin(this.#logins, active)
  }

  /** Resolves when it is known who is signed in. A storage that failed is read again at each call. */
  async ready(): Promise<void> {
    if (this.#isRestored) return
    await this.#restore()
  }

  /** Throws if a sign-in would change the user. */
  refuseOther(owner: string | undefined): void {
    const now = ownerIn(this.#current.credential)
    if (now === undefined || now === owner) return
    throw new OtherUserError(
      'Another user is signed in: call signOut() or setActiveLogin(), or use a client for each user.',
    )
  }

  /** Signs in: as the current user, or as the first user of this client. */
  async become(credential: Credential): Promise<Session> {
    await this.ready()
    this.refuseOther(ownerIn(credential))
    const isSame = ownerIn(this.#current.credential) !== undefined
    if (isSame) {
      this.#current.cache.clear()
      this.#current.details = undefined
      this.#current.credential = credential
    } else this.enter(credential)
    await this.#keep(credential)
    return this.#current
  }

  /** Switches the user on purpose: the new session has nothing from the last one. */
  async switchTo(login: LoginState): Promise<Session> {
    await this.ready()
    const credential: Credential = { kind: 'tokens', tokens: login, isKept: login.noPersist !== true }
    const session = this.enter(credential)
    await this.#keep(credential)
    return session
  }

  enter(credential: Credential, why?: DamsonError): Session {
    const last = this.#current
    this.#current = new Session(credential, this.#deps.newCache())
    this.#hadUser ||= credential.kind !== 'none'
    last.end(why)
    return this.#current
  }

  /** Signs out in this client. */
  async leave(why?: DamsonError): Promise<void> {
    const login = loginIn(this.#current.credential)
    this.enter({ kind: 'none' }, why)
    this.#deps.events.changed()
    if (login === undefined) return
    this.#logins = this.#logins.filter((other) => identityOf(other) !== identityOf(login))
    await this.#deps.store.forget(identityOf(login))
  }

  /** Ends a session whose credential the server no longer accepts. */
  async drop(session: Session, why: UnauthenticatedError): Promise<void> {
    if (session !== this.#current) return
    // A storage failure must not hide that nobody is signed in. If the login is still stored, the server refuses it
    // again.
    await this.leave(why).catch(() => undefined)
    this.#deps.onUnauthenticated()
  }

  /** Updates the tokens of a stored login, even if it is no longer the current one. */
  renewed(login: LoginState): void {
    this.#logins = this.#logins.map((other) => (identityOf(other) === identityOf(login) ? login : other))
  }

  async #keep(credential: Credential): Promise<void> {
    const login = loginIn(credential)
    if (credential.kind !== 'tokens' || login === undefined) return
    this.#logins = withLogin(this.#logins, login)
    if (credential.isKept) await this.#deps.store.save(login, { activate: true })
    else await this.#deps.store.forget(identityOf(login))
  }

  #restore(kept?: Promise<StoredLogins>): Promise<void> {
    const read = async (): Promise<void> => this.#take(await (kept ?? this.#deps.store.load()))
    this.#restoring ??= read().finally(() => {
      this.#restoring = undefined
    })
    return this.#restoring
  }

  #take({ logins, active }: StoredLogins): void {
    this.#isRestored = true
    this.#logins = logins
    const login = logins.find((kept) => identityOf(kept) === active)
    if (login === undefined || this.#hadUser) return
    this.#hadUser = true
    this.#current.credential = { kind: 'tokens', tokens: login, isKept: true }
    this.#deps.found(this.#current)
  }

  /** Another tab signed in, signed out, or renewed the tokens. */
  async #storageChanged(): Promise<void> {
    const session = this.#current
    try {
      await this.ready()
      const kept = await this.#deps.store.load()
      if (session !== this.#current) return
      if (!this.#hadUser) return this.#take(kept)
      this.#logins = kept.logins
      const { credential } = session
      const login = loginIn(credential)
      if (credential.kind !== 'tokens' || !credential.isKept || login === undefined) return
      const theirs = kept.logins.find((other) => identityOf(other) === identityOf(login))
      if (theirs === undefined) await this.drop(session, signedOutElsewhere())
      else if (theirs.accessToken !== tokensIn(credential)?.accessToken) session.take(theirs)
    } catch {
      // A storage that cannot be read says nothing about who is signed in.
    }
  }
}

export function signedOutElsewhere(): UnauthenticatedError {
  return new UnauthenticatedError('You were signed out in another tab or window: sign in again.')
}

function withLogin(logins: readonly LoginState[], login: LoginState): readonly LoginState[] {
  return [...logins.filter((other) => identityOf(other) !== identityOf(login)), login]
}
