import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { sessionsOfUser } from './ending.ts'
import { browserRootsOf } from './login-list.store.ts'
import { originContext, type RootOrigin } from './roots.ts'

/** A sign-in of a person, with the apps that have a login through it. */
export interface OwnSignIn {
  /** Its roots, one for each way in which the person was proven; a browser's newest first. */
  readonly rootIds: readonly [string, ...string[]]
  readonly origin: RootOrigin
  readonly lastUsedAt: Date
  /** Null: an app that sent no client id. */
  readonly clientIds: readonly (string | null)[]
}

/** All of a person's sign-ins: the browsers in which they are signed in, and the apps that work without one. */
export async function signInsOfUser(
  tx: Tx,
  keyring: Keyring,
  userId: string,
  now: Date,
): Promise<readonly OwnSignIn[]> {
  const found = new Map<string, OwnSignIn>()
  const browsers = new Map<string, string>()
  for (const { id, browserHash, lastUsedAt, sealedOrigin } of await browserRootsOf.rows(tx, userId, now)) {
    browsers.set(id, browserHash)
    const known = found.get(browserHash)
    const origin =
      known?.origin ?? (JSON.parse(keyring.unseal(sealedOrigin, originContext(id)).toString()) as RootOrigin)
    const rootIds = known === undefined ? ([id] as const) : ([...known.rootIds, id] as const)
    found.set(browserHash, { rootIds, origin, lastUsedAt: later(lastUsedAt, known?.lastUsedAt), clientIds: [] })
  }
  for (const { rootId, origin, lastUsedAt, clientId } of await sessionsOfUser(tx, keyring, userId, now)) {
    const at = browsers.get(rootId) ?? rootId
    const known = found.get(at) ?? { rootIds: [rootId], origin, lastUsedAt, clientIds: [] }
    const clientIds = [...new Set([...known.clientIds, clientId])]
    found.set(at, { ...known, lastUsedAt: later(lastUsedAt, known.lastUsedAt), clientIds })
  }
  return [...found.values()]
}

const later = (one: Date, other: Date | undefined): Date => (other !== undefined && other > one ? other : one)
