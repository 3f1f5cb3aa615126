import { hostname } from 'node:os'
import type { Clock } from '#base/clock'
import type { Db } from '#base/db'
import { uuid } from '#base/random'
import { deleteNode, putNode } from './nodes.store.ts'
import type { NodeState } from './state.ts'

/** What a node writes of itself. */
export interface NodeNotes {
  readonly id: string
  write(state: NodeState): Promise<void>
  /** It stops: nobody looks for it any more. */
  takeAway(): Promise<void>
}

export function createNodeNotes(db: Db, clock: Pick<Clock, 'now'>, version: string): NodeNotes {
  const [id, startedAt] = [uuid(), clock.now()]
  return {
    id,
    async write(state) {
      const seenAt = clock.now()
      await putNode.run(db, { id, host: hostname(), version, startedAt, seenAt, state: JSON.stringify(state) })
    },
    takeAway: () => deleteNode.run(db, id).then(() => undefined),
  }
}
