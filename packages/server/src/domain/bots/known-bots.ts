import type { Bot } from '@damson/fhir'
import type { Db, Tx } from '#base/db'
import { isUuid } from '#base/random'
import { findResource, resourceOf, type Stored } from '#domain/resources'
import { createInvalidatedCache, type Invalidations } from '#domain/revocation'

/** A version of a Bot's code, as it was bundled. */
export interface BotProgram {
  readonly versionId: string
  readonly code: string
}

export type ReadProgram = (tx: Tx, project: string, botId: string) => Promise<BotProgram | undefined>

/** A Bot, and the code that it runs; undefined before the first was deployed. */
export interface KnownBot {
  readonly stored: Stored
  readonly resource: Bot | undefined
  readonly program: BotProgram | undefined
}

export type FindBot = (project: string, id: string) => Promise<KnownBot | undefined>

/** Of all Bots together, in characters. */
const KEPT = 16_000_000
/** The least that a Bot counts. */
const SMALL = 2_000

/** Bots as they were read, until an invalidation says that one has changed: a run then needs no statement. */
export function createKnownBots(db: Db, invalidations: Invalidations, readProgram: ReadProgram): FindBot {
  const cache = createInvalidatedCache<KnownBot>(
    invalidations,
    KEPT,
    ({ stored, program }) => SMALL + stored.content.length + (program?.code.length ?? 0),
  )
  return async (project, id) => {
    if (!isUuid(id)) return undefined
    const key = `${project} ${id}`
    const known = cache.get(key)
    if (known !== undefined) return known
    const heard = invalidations.heard()
    const stored = await findResource(db, project, 'Bot', id)
    if (stored === undefined) return undefined
    const program = stored.deleted ? undefined : await readProgram(db, project, id)
    const found = { stored, resource: resourceOf<Bot>(stored), program }
    cache.put(key, found, [{ kind: 'client', subject: id }], heard)
    return found
  }
}
