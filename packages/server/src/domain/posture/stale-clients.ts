import { secondsAfter } from '#base/clock'
import type { Tx } from '#base/db'
import { clientsWithOldSecret, type FoundRow, unusedClients } from './posture.store.ts'
import { type Asked, DAY_SECONDS } from './rule.ts'

const SECRET_DAYS = 365
const UNUSED_DAYS = 90

/** The one after which a page begins, and its time; a null time is before all others. */
export interface StaleCursor {
  readonly id: string
  readonly at: Date | null
}

export const FIRST = '00000000-0000-0000-0000-000000000000'
const AT_FIRST: StaleCursor = { id: FIRST, at: null }

type Read = (
  tx: Tx,
  asked: Pick<Asked, 'project' | 'now'>,
  limit: number,
  after?: StaleCursor,
) => Promise<readonly FoundRow[]>

const before = ({ now }: Pick<Asked, 'now'>, days: number): Date => secondsAfter(now, -days * DAY_SECONDS)

/** The clients that nobody looked after for long, the longest first. */
export const staleClients: Readonly<Record<'unused_client' | 'old_secret', Read>> = {
  unused_client: (tx, asked, limit, { id, at } = AT_FIRST) =>
    unusedClients.rows(tx, { project: asked.project.id, before: before(asked, UNUSED_DAYS), at, after: id, limit }),
  old_secret: (tx, asked, limit, { id, at } = AT_FIRST) =>
    clientsWithOldSecret.rows(tx, {
      project: asked.project.id,
      before: before(asked, SECRET_DAYS),
      at,
      after: id,
      limit,
    }),
}
