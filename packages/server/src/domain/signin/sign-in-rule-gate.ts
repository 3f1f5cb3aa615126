import { accepted, type ClientApplication } from '@damson/fhir'
import { type Audit, revokedEvents } from '#domain/audit'
import { signInRuleOf } from '#domain/clients'
import { endPendingOfClient } from '#domain/logins'
import type { Gate } from '#domain/resources'

/** When the sign-in rule of a client changes, pending sign-ins start again: one rule holds for the whole sign-in. */
export function signInRuleGate(audit: Audit): Gate {
  return async (tx, { id, before, after, now }) => {
    const ruleOf = (client: unknown): string => signInRuleOf((client as ClientApplication | undefined) ?? {})
    if (before === undefined || (after !== undefined && ruleOf(before) === ruleOf(after))) return accepted([])
    const ended = await endPendingOfClient(tx, id, 'sign_in_changed', now)
    await audit.record(tx, revokedEvents(ended, { reason: 'sign_in_changed' }))
    return accepted([])
  }
}
