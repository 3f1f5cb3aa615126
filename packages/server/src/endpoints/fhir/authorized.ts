import { type Denial, decide, type Interaction, type Permit } from '@damson/access'
import { explained, forbidden, OutcomeError } from '#answers'
import { StoreUnavailable, UnstorableText } from '#base/db'
import { bothOf, told } from '#base/findings'
import { agentOf, type Grantee, isIdentityAlone, withheldFinding, withheldHint } from '#domain/access'
import { type AuditEntry, type AuditKind, AuditUnavailable } from '#domain/audit'
import type { FhirContext } from './dependencies.ts'
import { deniedFinding, exampleScope } from './findings.ts'
import { LONGEST_QUERY } from './parsed-query.ts'

/** The permit for an interaction with a type, or 403 with what to do. */
export function permitFor(
  { grantee, explaining }: FhirContext,
  interaction: Interaction,
  resourceType: string,
): Permit {
  explaining?.note({ interaction, resourceType })
  const decision = decide(grantee.access, { interaction, resourceType })
  if (decision.verdict === 'permit') return decision
  throw deniedBy(decision, grantee, resourceType)
}

export function deniedBy({ hint, why }: Denial, grantee: Grantee, resourceType: string): OutcomeError {
  const { withheld } = grantee
  if (withheld !== undefined)
    return explained(forbidden(bothOf(withheldHint(withheld)), withheld), withheldFinding(withheld))
  if (why !== 'scope_forbidden' || !isIdentityAlone(grantee))
    return explained(forbidden(bothOf(hint), why), deniedFinding(why, grantee, resourceType))
  const text = told`This app asked for no resource scopes, so it only learns who the person is: ask for
    ${exampleScope(grantee.profile, resourceType)} or other resource scopes when the person signs in.`
  return explained(forbidden(text, 'identity_alone'), deniedFinding('identity_alone', grantee, resourceType))
}

type EventDetails = Pick<AuditEntry, 'entity' | 'version' | 'patient' | 'reason'> & {
  readonly outcome?: AuditEntry['outcome']
  readonly query?: string | undefined
}

/** One event of this request for each patient that it is about, so each can see it. One event if it is about none. */
export function eventsOf(
  context: FhirContext,
  kind: AuditKind,
  { patients, ...details }: Omit<EventDetails, 'patient'> & { readonly patients: Iterable<string> },
): readonly AuditEntry[] {
  const distinct = [...new Set(patients)]
  return distinct.length === 0
    ? [eventOf(context, kind, details)]
    : distinct.map((patient) => eventOf(context, kind, { ...details, patient }))
}

/** An event of this request. */
export function eventOf<K extends AuditKind>(
  context: FhirContext,
  kind: K,
  details: EventDetails,
): AuditEntry & { readonly kind: K } {
  const { grantee, address, userAgent, traceId } = context
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

/** Runs an interaction. A refusal or failure is audited too, before the answer is sent. */
export async function audited<T>(
  context: FhirContext,
  kind: AuditKind,
  entity: string,
  query: string | undefined,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run()
  } catch (error) {
    const failed = failureOf(error)
    // A refused query disclosed nothing, so a query that is too long for the audit is cut off there.
    const begin = query?.slice(0, LONGEST_QUERY)
    if (failed !== undefined)
      await context.deps.audit.committed(eventOf(context, kind, { entity, query: begin, ...failed }))
    throw error
  }
}

/** The audit's outcome and reason for a failure. Undefined if it was already recorded, or the audit itself failed. */
function failureOf(error: unknown): Pick<AuditEntry, 'outcome' | 'reason'> | undefined {
  if (error instanceof AuditUnavailable || error instanceof StoreUnavailable) return undefined
  if (error instanceof UnstorableText) return { outcome: 4, reason: 'unstorable_text' }
  if (!(error instanceof OutcomeError)) return { outcome: 8, reason: 'fault' }
  if (error.status >= 500) return undefined
  return { outcome: 4, reason: error.issues[0]?.reason ?? `status_${error.status}` }
}
