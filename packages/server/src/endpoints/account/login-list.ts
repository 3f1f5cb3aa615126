import { signInsOfUser } from '#domain/logins'
import { type Device, deviceOf, isProgram } from '#pages'
import type { AccountDeps } from './dependencies.ts'
import type { Visitor } from './visitor.ts'

/** A person's sign-in, described so that they recognise it. */
export interface ShownSignIn {
  readonly rootId: string
  readonly device: Device
  readonly isProgram: boolean
  readonly address: string
  readonly lastUsedAt: Date
  /** The apps by name. Undefined for an app that has no name or sent no client id. */
  readonly apps: readonly (string | undefined)[]
  readonly isHere: boolean
}

/**
 * This browser's sign-in first, then the others, the most recently used first. A visitor of limited reach sees only this
 * browser's: where a person is elsewhere is nothing that a project's provider should learn.
 */
export async function signInsOf(
  { db, clock, keyring, clients, issuers }: AccountDeps,
  { user, root, reach }: Visitor,
): Promise<readonly ShownSignIn[]> {
  const found = await signInsOfUser(db, keyring, user.id, clock.now())
  const shown = await Promise.all(
    found.map(async ({ rootIds, origin, lastUsedAt, clientIds }): Promise<ShownSignIn> => {
      const known = await Promise.all(
        clientIds.map(async (id) => (id === null ? undefined : clients.find(id, issuers.root))),
      )
      return {
        rootId: rootIds[0],
        device: deviceOf(origin.userAgent),
        isProgram: isProgram(origin.userAgent),
        address: origin.address,
        lastUsedAt,
        apps: [...new Set(known.map((client) => client?.resource.name))],
        isHere: rootIds.includes(root.id),
      }
    }),
  )
  const seen = reach === undefined ? shown : shown.filter(({ isHere }) => isHere)
  return seen.toSorted(
    (one, other) => Number(other.isHere) - Number(one.isHere) || other.lastUsedAt.getTime() - one.lastUsedAt.getTime(),
  )
}
