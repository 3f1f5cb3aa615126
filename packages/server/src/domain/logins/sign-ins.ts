import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { sessionsOfUser } from './ending.ts'
import { type Place, placeContext } from './roots.ts'
import { browserRootsOf } from './sign-ins.store.ts'

/** A sign-in of a person, with the apps that have a login through it. */
export interface OwnSignIn {
  /** Its roots, one for each way in which they were proven; a browser's newest first. */
  readonly rootIds: readonly [string, ...string[]]
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
  const browsers = new Map<string, string>()
  for (const { id, browserHash, lastUsedAt, sealedPlace } of await browserRootsOf.rows(tx, userId, now)) {
    browsers.set(id, browserHash)
    const known = found.get(browserHash)
    const place = known?.place ?? (JSON.parse(keyring.unseal(sealedPlace, placeContext(id)).toString()) as Place)
    const rootIds = known === undefined ? ([id] as const) : ([...known.rootIds, id] as const)
    found.set(browserHash, { rootIds, place, lastUsedAt: later(lastUsedAt, known?.lastUsedAt), clientIds: [] })
  }
  for (const { rootId, place, lastUsedAt, clientId } of await sessionsOfUser(tx, keyring, userId, now)) {
    const at = browsers.get(rootId) ?? rootId
    const known = found.get(at) ?? { rootIds: [rootId], place, lastUsedAt, clientIds: [] }
    const clientIds = [...new Set([...known.clientIds, clientId])]
    found.set(at, { ...known, lastUsedAt: later(lastUsedAt, known.lastUsedAt), clientIds })
  }
  return [...found.values()]
}

const later = (one: Date, other: Date | undefined): Date => (other !== undefined && other > one ? other : one)
