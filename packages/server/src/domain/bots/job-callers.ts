import { decide } from '@damson/access'
import type { Bot } from '@damson/fhir'
import type { Db } from '#base/db'
import type { Grantee, Grantees } from '#domain/access'
import { findClient } from '#domain/clients'
import type { Issuers } from '#domain/projects'
import { isReachable } from '#domain/resources'
import type { BotRequest } from './bot-request.ts'
import type { KeptCredential } from './job-sealing.ts'
import type { FindBot } from './known-bots.ts'

export interface JobCallerDeps {
  readonly db: Db
  readonly grantees: Grantees
  readonly issuers: Issuers
  readonly find: FindBot
}

/** What a job keeps of its caller, to ask again later. */
export function credentialOf({ loginId, clientId, scope, onBehalfOf }: Grantee): KeptCredential {
  const actsFor = onBehalfOf && { membershipId: onBehalfOf.membershipId, how: onBehalfOf.how }
  return { loginId, clientId, scope, actsFor }
}

/** The caller by what its credential says by now; undefined if it is not accepted any more. */
export async function callerAgain(
  { db, grantees }: Pick<JobCallerDeps, 'db' | 'grantees'>,
  { loginId, clientId, scope, actsFor }: KeptCredential,
  address: string,
): Promise<Grantee | undefined> {
  if (loginId !== undefined && actsFor?.how === 'proven') {
    const found = await grantees.ofActing(loginId, address)
    return found.ok ? found.value : undefined
  }
  const found =
    loginId !== undefined
      ? await grantees.ofLogin(loginId, scope, address, true)
      : clientId === undefined || !(await mayUseBasic(db, clientId))
        ? undefined
        : await grantees.ofClient(clientId, address)
  if (found?.ok !== true || found.value.lacks !== undefined) return undefined
  if (actsFor === undefined) return found.value
  const acting = await grantees.onBehalfOf(found.value, `ProjectMembership/${actsFor.membershipId}`, address)
  return acting.ok ? acting.value : undefined
}

/** A caller without a login came with Basic, which may have been taken from it since. */
async function mayUseBasic(db: Db, clientId: string): Promise<boolean> {
  return (await findClient(db, clientId))?.basicAllowed === true
}

/** Whether a Bot takes deliveries. Without a policy it could do nothing, and was not meant to be called. */
export function takesDeliveries(
  bot: Pick<Bot, 'publicWebhook'> | undefined,
  { policyIds, withheld }: Pick<Grantee, 'policyIds' | 'withheld'>,
): boolean {
  return bot?.publicWebhook === true && policyIds.length > 0 && withheld === undefined
}

/**
 * Whether whoever asked for a job may run the Bot at its turn too: a job can wait for hours, and rights end meanwhile. For a
 * delivery of a webhook nobody signed in: the Bot must still be one.
 */
export async function mayStillCall({ find, grantees, issuers }: JobCallerDeps, request: BotRequest): Promise<boolean> {
  const { project, bot, callerNow, origin } = request
  if (callerNow === undefined) {
    const webhook = (await find(project, bot))?.resource
    // That a Bot is gone, or its membership off, the run says.
    if (webhook === undefined) return true
    const acting = await grantees.ofBot(project, bot, origin.address)
    return !acting.ok || takesDeliveries(webhook, acting.value)
  }
  const caller = await callerNow()
  if (caller === undefined || caller.project !== project) return false
  const decision = decide(caller.access, { interaction: 'execute', resourceType: 'Bot' })
  if (decision.verdict !== 'permit') return false
  const known = await find(project, bot)
  // That a Bot is gone, the run says.
  if (known?.resource === undefined) return true
  return isReachable(known.stored, decision.narrowing, issuers.fhirUrlsOf(project))
}
