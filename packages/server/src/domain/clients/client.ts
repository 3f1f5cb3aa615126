import { type ClientApplication, parseJson } from '@damson/fhir'
import type { Db, Tx } from '#base/db'
import { isUuid } from '#base/random'
import { type Issuer, isOfIssuer } from '#domain/projects'
import { createInvalidatedCache, type Invalidations } from '#domain/revocation'
import { type ClientRow, clientById, heldClient } from './clients.store.ts'
import { consoleClient, isConsole, STORED_CONSOLE } from './console-client.ts'

export type Client = Omit<ClientRow, 'content'> & { readonly resource: ClientApplication }

/** Clients, from memory while the invalidations are fresh. */
export interface ClientDirectory {
  /**
   * A client of an active project, even if the client is inactive, or undefined. A project's address knows only the
   * project's own clients.
   */
  find(id: string, issuer: Issuer): Promise<Client | undefined>
}

const KEPT = 5_000

export function createClientDirectory(db: Db, invalidations: Invalidations): ClientDirectory {
  const cache = createInvalidatedCache<Client>(invalidations, KEPT)
  async function find(id: string): Promise<Client | undefined> {
    const known = cache.get(id)
    if (known !== undefined) return known
    const heard = invalidations.heard()
    const client = await findClient(db, id)
    if (client !== undefined)
      cache.put(
        id,
        client,
        [
          { kind: 'client', subject: id },
          { kind: 'project', subject: client.project },
        ],
        heard,
      )
    return client
  }
  return {
    async find(id, issuer) {
      if (isConsole(id)) return consoleClient(issuer)
      const client = await find(id)
      return client !== undefined && isOfIssuer(issuer, client.project) ? client : undefined
    },
  }
}

/** The same, read in a transaction and not cached. */
export async function findClient(tx: Tx, id: string): Promise<Client | undefined> {
  const row = isUuid(id) ? await clientById.maybeOne(tx, id) : undefined
  if (row === undefined) return undefined
  const { content, ...client } = row
  // The content was validated when it was written.
  return { ...client, resource: parseJson(content) as ClientApplication }
}

/**
 * The client as locked. `version` is the locked version, or undefined if there is no such client. If it is the known
 * version, nothing is read; if not, the client is read again, so that the change is seen.
 */
export async function asHeld(tx: Tx, known: Client, version: string | undefined): Promise<Client | undefined> {
  if (known.id === STORED_CONSOLE) return known
  if (version === undefined) return undefined
  return known.version === version ? known : findClient(tx, known.id)
}

/** What proves a client to be itself. */
const PROOFS = ['tokenEndpointAuthMethod', 'jwks', 'jwksUri', 'workloadIdentity'] as const

/**
 * Locks a client that has proven itself, so that a change of it waits. False if what proves it is another by now: then the
 * proof was of a key that counts no more.
 */
export async function stillProves(tx: Tx, known: Client): Promise<boolean> {
  const [row] = await heldClient.rows(tx, known.id)
  const now = await asHeld(tx, known, row?.version)
  return now?.active === true && PROOFS.every((name) => same(now.resource[name], known.resource[name]))
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
}

/** A lifetime such as `10m` or `4h` in seconds; undefined for any other text. */
export function lifetimeSeconds(text: string): number | undefined {
  const match = /^(\d{1,6})([smhdwy])$/.exec(text)
  const unit = match?.[2] === undefined ? undefined : SECONDS[match[2]]
  return unit === undefined ? undefined : Number(match?.[1]) * unit
}
