import { runningAccess } from '@damson/access'
import type { Caller, Grantee, PersonActedFor } from './grantee.ts'

/**
 * A Bot as it runs: its own rights, or with `asCaller` what both it and its caller may do. A Bot with the rights of its
 * caller does nothing without one.
 */
export function runningGrantee(bot: Grantee, caller: Grantee | undefined, asCaller: boolean): Grantee | undefined {
  if (!asCaller) return caller === undefined ? bot : { ...bot, calledBy: callerOf(caller) }
  if (caller === undefined) return undefined
  return {
    ...bot,
    calledBy: callerOf(caller),
    onBehalfOf: caller.onBehalfOf ?? provenCaller(caller),
    actor: undefined,
    access: runningAccess(bot.access, caller.access),
    role: undefined,
    limited: true,
    admin: false,
    superAdmin: false,
    withheld: bot.withheld ?? caller.withheld,
    policyIds: [...bot.policyIds, ...caller.policyIds],
    addressLists: [...bot.addressLists, ...caller.addressLists],
    lacks: bot.lacks ?? caller.lacks,
    weight: bot.weight + caller.weight,
  }
}

function callerOf({ profile, onBehalfOf }: Grantee): Caller {
  return { profile, actedFor: onBehalfOf?.profile }
}

/** The caller is here: its request came with a credential. */
function provenCaller({ membershipId, profile, userId, loginId }: Grantee): PersonActedFor {
  return { membershipId, profile, userId, how: 'proven', loginId }
}
