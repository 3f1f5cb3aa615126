import { LRUCache } from 'lru-cache'
import type { Clock } from '#base/clock'
import { networkOf } from '#base/http'
import { agentOf, type Principal } from '#domain/access'
import type { Audit, AuditEntry } from '#domain/audit'
import type { RequestOrigin } from '#domain/projects'

/** What is recorded of a caller from a blocked address. */
export const BLOCKED = { kind: 'address.refused' } as const

const EVERY_MS = 10 * 60_000
const KEPT = 10_000

/** What is recorded of a caller. */
type Refused = Pick<AuditEntry, 'kind' | 'entity' | 'reason'>

/**
 * Records why a caller was refused: each node once in ten minutes for each caller, network and reason, since nothing limits
 * how often a request that is refused is sent.
 */
export function createRareEvents({
  audit,
  clock,
}: {
  readonly audit: Audit
  readonly clock: Clock
}): (principal: Principal, refusal: Refused, origin: RequestOrigin) => Promise<void> {
  const recorded = new LRUCache<string, number>({ max: KEPT })
  return async (principal, refusal, { address, userAgent, traceId }) => {
    const { kind, entity = '', reason = '' } = refusal
    const key = [principal.loginId ?? principal.clientId, networkOf(address), kind, entity, reason].join(' ')
    const now = clock.monotonic()
    if (now - (recorded.get(key) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return
    recorded.set(key, now)
    await audit.committed({
      ...refusal,
      project: principal.project,
      outcome: 4,
      agent: agentOf(principal),
      personal: { address, userAgent },
      traceId,
    })
  }
}
