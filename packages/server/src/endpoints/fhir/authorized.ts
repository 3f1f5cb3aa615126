import { type Denial, decide, type Interaction, type Permit } from '@damson/access'
import { forbidden, OutcomeError } from '#answers'
import { agentOf } from '#domain/access'
import type { AuditEntry, AuditKind } from '#domain/audit'
import type { Asked } from './parts.ts'

const WITHHELD = {
  policy_missing: 'An access policy of this membership is gone: let an administrator assign another.',
  policy_unreadable:
    'An access policy of this membership cannot be enforced by this version: let an administrator change it.',
  device_wildcard: 'A device cannot have a policy with "*": let an administrator name the types that it needs.',
} as const

/** The permit for an interaction with a type, or 403 with the remedy. */
export function permitFor({ grantee }: Asked, interaction: Interaction, resourceType: string): Permit {
  const decision = decide(grantee.access, { interaction, resourceType })
  if (decision.verdict === 'permit') return decision
  throw deniedBy(decision, grantee.withheld)
}

export function deniedBy({ hint, why }: Denial, withheld: keyof typeof WITHHELD | undefined): OutcomeError {
  return withheld === undefined ? forbidden(hint, why) : forbidden(WITHHELD[withheld], withheld)
}

/** An event of this request. */
export function eventOf(
  asked: Asked,
  kind: AuditKind,
  details: Pick<AuditEntry, 'entity' | 'version' | 'patient' | 'reason'> & {
    readonly outcome?: AuditEntry['outcome']
    readonly query?: string | undefined
  },
): AuditEntry {
  const { grantee, address, userAgent, traceId } = asked
  const { outcome = 0, query, ...rest } = details
  return {
    kind,
    project: grantee.project,
    outcome,
    agent: agentOf(grantee),
    personal: { address, userAgent, query },
    traceId,
    ...rest,
  }
}

/** Runs an interaction; a refusal is audited too, before it is answered. */
export async function audited<T>(
  asked: Asked,
  kind: AuditKind,
  entity: string,
  query: string | undefined,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof OutcomeError && error.status < 500) {
      const reason = error.issues[0]?.reason ?? `status_${error.status}`
      await asked.parts.audit.committed(eventOf(asked, kind, { entity, outcome: 4, reason, query }))
    }
    throw error
  }
}
