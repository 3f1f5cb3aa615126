import { accepted, type ClientApplication } from '@damson/fhir'
import { type Audit, revokedEvents } from '#domain/audit'
import { signInRuleOf } from '#domain/clients'
import { endPendingOfClient } from '#domain/logins'
import type { Gate } from '#domain/resources'

/** How people sign in to a client is one rule to the last: what was begun under another is begun again. */
export function signInRuleGate(audit: Audit): Gate {
  return async (tx, { id, before, after, now }) => {
    const ruleOf = (client: unknown): string => signInRuleOf((client as ClientApplication | undefined) ?? {})
    if (before === undefined || (after !== undefined && ruleOf(before) === ruleOf(after))) return accepted([])
    const ended = await endPendingOfClient(tx, id, 'sign_in_changed', now)
    await audit.record(tx, revokedEvents(ended, { reason: 'sign_in_changed' }))
    return accepted([])
  }
}
