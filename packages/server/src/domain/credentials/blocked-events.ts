import { LRUCache } from 'lru-cache'
import type { Clock } from '#base/clock'
import { networkOf } from '#base/http'
import { agentOf, type Principal } from '#domain/access'
import type { Audit } from '#domain/audit'
import type { RequestOrigin } from '#domain/projects'

const EVERY_MS = 10 * 60_000
const KEPT = 10_000

/**
 * Records that a caller came from a blocked address: each node once in ten minutes for each caller and network, since
 * nothing limits how often a request that is refused is sent.
 */
export function createBlockedEvents({
  audit,
  clock,
}: {
  readonly audit: Audit
  readonly clock: Clock
}): (principal: Principal, origin: RequestOrigin) => Promise<void> {
  const recorded = new LRUCache<string, number>({ max: KEPT })
  return async (principal, { address, userAgent, traceId }) => {
    const key = `${principal.loginId ?? principal.clientId ?? ''} ${networkOf(address)}`
    const now = clock.monotonic()
    if (now - (recorded.get(key) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return
    recorded.set(key, now)
    await audit.committed({
      kind: 'address.refused',
      project: principal.project,
      outcome: 4,
      agent: agentOf(principal),
      personal: { address, userAgent },
      traceId,
    })
  }
}
