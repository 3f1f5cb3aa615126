import { ConfigurationError } from '../errors.ts'
import { isPage } from '../host.ts'
import { membersOf } from '../json.ts'
import { MemoryStorage } from './memory-storage.ts'
import type { Maybe } from './using.ts'

/**
 * A store for logins, such as `localStorage` or the async storage of a native app.
 *
 * To encrypt logins on a disk that is not encrypted, write an adapter with these three methods.
 *
 * @example
 * ```ts
 * const sealed: KeyValueStore = {
 *   getItem: async (key) => (await keychain.has(key)) ? keychain.read(key) : null,
 *   setItem: (key, value) => keychain.write(key, value),
 *   removeItem: (key) => keychain.remove(key),
 * }
 * const client = new DamsonClient({ baseUrl, storage: sealed })
 * ```
 */
export interface KeyValueStore {
  getItem(key: string): Maybe<string | null | undefined>
  setItem(key: string, value: string): unknown
  removeItem(key: string): unknown
  /** Calls back when another tab or process may have changed the store, if the store can tell. */
  subscribe?(changed: () => void): void
}

/** The storage of `@medplum/core`, which apps written for it may pass. */
export interface ForeignClientStorage {
  getInitPromise?(): Promise<void>
  getString(key: string): string | undefined
  setString(key: string, value: string | undefined): void
}

/** Where logins are kept: in memory, in the browser, or in your own store. */
export type StorageOption = 'memory' | 'localStorage' | KeyValueStore | ForeignClientStorage

/** A store, and whether other tabs or processes share it. */
export interface OpenStore {
  readonly store: KeyValueStore
  readonly isShared: boolean
}

/** The store that an option names. The default is `localStorage` in a page, memory elsewhere. */
export function openStore(option: StorageOption | undefined): OpenStore {
  if (!isStorage(option))
    throw new ConfigurationError(
      'storage must be "memory", "localStorage" or an object with getItem, setItem and removeItem.',
    )
  if (option === 'memory') return { store: new MemoryStorage(), isShared: false }
  if (option === undefined && !(isPage() && isReadable())) return { store: new MemoryStorage(), isShared: false }
  if (option === undefined || option === 'localStorage') return { store: browserStore(), isShared: true }
  if ('getItem' in option) return { store: option, isShared: !(option instanceof MemoryStorage) }
  return { store: adapted(option), isShared: true }
}

/** Apps in JavaScript may pass anything. */
function isStorage(option: unknown): boolean {
  if (option === undefined || option === 'memory') return true
  if (option === 'localStorage') {
    if (!('localStorage' in globalThis))
      throw new ConfigurationError('There is no localStorage here: set the option storage to "memory", or to a store.')
    return true
  }
  const has = (name: string): boolean => typeof membersOf(option)[name] === 'function'
  return ['getItem', 'setItem', 'removeItem'].every(has) || ['getString', 'setString'].every(has)
}

/** A browser that blocks site data throws as soon as code touches `localStorage`. */
function isReadable(): boolean {
  try {
    return (globalThis.localStorage as Storage | undefined) !== undefined
  } catch {
    // Blocked: the login lasts as long as the page.
    return false
  }
}

function browserStore(): KeyValueStore {
  return {
    getItem: (key) => globalThis.localStorage.getItem(key),
    setItem: (key, value) => globalThis.localStorage.setItem(key, value),
    removeItem: (key) => globalThis.localStorage.removeItem(key),
    subscribe: (changed) => {
      globalThis.addEventListener('storage', ({ storageArea }) => {
        if (storageArea === globalThis.localStorage) changed()
      })
    },
  }
}

function adapted(storage: ForeignClientStorage): KeyValueStore {
  const ready = storage.getInitPromise?.()
  return {
    getItem: (key) => (ready === undefined ? storage.getString(key) : ready.then(() => storage.getString(key))),
    setItem: (key, value) => storage.setString(key, value),
    removeItem: (key) => storage.setString(key, undefined),
  }
}

/** Where a pending sign-in is kept until the browser returns: for this tab only, and only briefly. */
export function openRedirectStore(option: KeyValueStore | undefined): KeyValueStore {
  if (option !== undefined) return option
  try {
    return isPage() ? globalThis.sessionStorage : new MemoryStorage()
  } catch {
    // Blocked: a sign-in by redirect cannot be completed, and its error says so.
    return new MemoryStorage()
  }
}
