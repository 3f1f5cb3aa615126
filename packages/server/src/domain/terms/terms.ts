import type { Tx } from '#base/db'
import type { Audit, AuditAgent, Personal } from '#domain/audit'
import { type AcceptedTerms, acceptancesOf, insertAcceptance } from './terms.store.ts'

/** Who accepts which version of a project's terms, in which sign-in. */
export interface Acceptance {
  readonly project: string
  readonly version: string
  readonly agent: AuditAgent & { readonly userId: string; readonly loginId: string }
  readonly personal: Personal
  readonly traceId: string | undefined
}

/** Keeps that a person accepted the terms. A version that they accepted before stays as it was, and is recorded no more. */
export async function acceptTerms(
  tx: Tx,
  audit: Pick<Audit, 'record' | 'sealFor'>,
  { project, version, agent, personal, traceId }: Acceptance,
  now: Date,
): Promise<void> {
  const { userId, loginId } = agent
  const sealedAddress = await audit.sealFor(tx, project, userId, personal.address ?? '', now)
  const row = { project, userId, version, now, loginId, sealedAddress }
  if ((await insertAcceptance.maybeOne(tx, row)) === undefined) return
  await audit.record(tx, [
    { kind: 'terms.accepted', project, outcome: 0, agent, personal, entity: `Project/${project}`, traceId },
  ])
}

/** What a person accepted, the newest first. */
export async function acceptedTermsOf(tx: Tx, userId: string): Promise<readonly AcceptedTerms[]> {
  return acceptancesOf.rows(tx, userId)
}
