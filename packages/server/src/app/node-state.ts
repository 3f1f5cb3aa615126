import type { Clock } from '#base/clock'
import type { Passwords } from '#domain/factors'
import type { NodeState } from '#domain/nodes'
import type { JobReport } from '../endpoints/health/index.ts'
import type { BasicUse } from './basic.ts'

/** What a node counts of itself, as `/metrics` tells it, too. */
export interface ToldByNode {
  readonly clock: Clock
  readonly passwords: Pick<Passwords, 'computed'>
  readonly basicUse: Pick<BasicUse, 'clients' | 'requests'>
}

export function stateOf({ clock, passwords, basicUse }: ToldByNode, jobs: readonly JobReport[]): NodeState {
  return {
    clock: clock.state(),
    clockOffsetMs: clock.offsetMs(),
    memoryBytes: process.memoryUsage.rss(),
    passwordHashes: passwords.computed(),
    basicClients: basicUse.clients(),
    basicRequests: basicUse.requests(),
    jobs: jobs.map(({ name, rows, failures, seconds, ranAt, succeededAt }) => ({
      name,
      ...(ranAt !== undefined && { ranAt: ranAt.toISOString() }),
      ...(succeededAt !== undefined && { succeededAt: succeededAt.toISOString() }),
      seconds: Math.round(seconds * 1_000) / 1_000,
      rows,
      failures,
    })),
  }
}
