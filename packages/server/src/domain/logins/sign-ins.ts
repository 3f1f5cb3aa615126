import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { sessionsOfUser } from './ending.ts'
import { type Place, placeContext } from './roots.ts'
import { browserRootsOf } from './sign-ins.store.ts'

/** A sign-in of a person, with the apps that have a login through it. */
export interface OwnSignIn {
  readonly rootId: string
  readonly place: Place
  readonly lastUsedAt: Date
  /** Null: an app that sent no client id. */
  readonly clientIds: readonly (string | null)[]
}

/** All that goes on in a person's name: the browsers in which they are signed in, and the apps that go on without one. */
export async function signInsOfUser(
  tx: Tx,
  keyring: Keyring,
  userId: string,
  now: Date,
): Promise<readonly OwnSignIn[]> {
  const found = new Map<string, OwnSignIn>()
  for (const { id, lastUsedAt, sealedPlace } of await browserRootsOf.rows(tx, userId, now)) {
    const place: Place = JSON.parse(keyring.unseal(sealedPlace, placeContext(id)).toString())
    found.set(id, { rootId: id, place, lastUsedAt, clientIds: [] })
  }
  for (const { rootId, place, lastUsedAt, clientId } of await sessionsOfUser(tx, keyring, userId, now)) {
    const known = found.get(rootId) ?? { rootId, place, lastUsedAt, clientIds: [] }
    const later = known.lastUsedAt > lastUsedAt ? known.lastUsedAt : lastUsedAt
    found.set(rootId, { ...known, lastUsedAt: later, clientIds: [...new Set([...known.clientIds, clientId])] })
  }
  return [...found.values()]
}
