import { membersIn, membersOf } from '../json.ts'
import { identityOf } from '../tokens/login.ts'
import type { LoginState } from '../wire.ts'
import type { OpenStore } from './key-value-store.ts'
import { type Maybe, storageError, using } from './using.ts'

/** The stored logins of this app on this machine, and which one is current. */
export interface StoredLogins {
  readonly logins: readonly LoginState[]
  /** The identity of the current login. */
  readonly active: string | undefined
}

/** Keeps the logins under one key, and touches no other key. */
export class LoginStore {
  readonly #open: OpenStore
  readonly #key: string

  constructor(open: OpenStore, prefix: string) {
    this.#open = open
    this.#key = `${prefix}logins`
  }

  /** Whether other tabs or processes share the store. */
  get isShared(): boolean {
    return this.#open.isShared
  }

  /**
   * The stored logins, synchronously if the store can. Unreadable content counts as empty: another program wrote it.
   */
  load(): Maybe<StoredLogins> {
    try {
      const text = this.#open.store.getItem(this.#key)
      if (typeof text !== 'object' || text === null) return readStored(text)
      return text.then(readStored, (cause) => {
        throw storageError(cause)
      })
    } catch (cause) {
      throw storageError(cause)
    }
  }

  async find(identity: string): Promise<LoginState | undefined> {
    return (await this.load()).logins.find((login) => identityOf(login) === identity)
  }

  /** Stores a login, and replaces an earlier one of the same identity. */
  async save(login: LoginState, options: { readonly activate: boolean }): Promise<void> {
    const kept = await this.load()
    const identity = identityOf(login)
    await this.#write({
      logins: [...kept.logins.filter((other) => identityOf(other) !== identity), login],
      active: options.activate ? identity : kept.active,
    })
  }

  /** Replaces the tokens of a stored login. A login that was removed in the meantime stays removed. */
  async replace(login: LoginState): Promise<void> {
    if ((await this.find(identityOf(login))) !== undefined) await this.save(login, { activate: false })
  }

  /** Removes a login, and the key with the last login. */
  async forget(identity: string): Promise<void> {
    const kept = await this.load()
    if (kept.logins.length === 0 && kept.active === undefined) return
    const logins = kept.logins.filter((login) => identityOf(login) !== identity)
    await this.#write({ logins, active: kept.active === identity ? undefined : kept.active })
  }

  /** Calls back when another tab or process may have changed the stored logins. */
  subscribe(changed: () => void): void {
    this.#open.store.subscribe?.(changed)
  }

  async #write({ logins, active }: StoredLogins): Promise<void> {
    const { store } = this.#open
    await using(async () => {
      if (logins.length === 0) await store.removeItem(this.#key)
      else await store.setItem(this.#key, JSON.stringify({ logins, active }))
    })
  }
}

function readStored(text: string | null | undefined): StoredLogins {
  const { logins, active } = membersIn(text)
  return {
    logins: Array.isArray(logins) ? logins.filter(isLogin) : [],
    active: typeof active === 'string' ? active : undefined,
  }
}

function isLogin(value: unknown): value is LoginState {
  const { accessToken, project, profile } = membersOf(value)
  return [accessToken, membersOf(project)['reference'], membersOf(profile)['reference']].every(
    (text) => typeof text === 'string',
  )
}
