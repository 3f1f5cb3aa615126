import { runningAccess } from '@damson/access'
import type { Caller, Grantee, PersonActedFor } from './grantee.ts'

/**
 * A Bot as it runs: with its own rights, or with `asCaller` within those of its caller too.
 */
export function runningGrantee(
  bot: Grantee,
  calledBy: Caller | undefined,
  asCaller: { readonly caller: Grantee } | undefined,
): Grantee {
  const called = calledBy === undefined ? bot : { ...bot, calledBy }
  if (asCaller === undefined) return called
  const { caller } = asCaller
  return {
    ...called,
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

/** A caller as the events and the event of the Bot name it. */
export function callerOf({ profile, onBehalfOf }: Grantee): Caller {
  return { profile, actedFor: onBehalfOf?.profile }
}

/** The caller is here: its request came with a credential. */
function provenCaller({ membershipId, profile, userId, loginId }: Grantee): PersonActedFor {
  return { membershipId, profile, userId, how: 'proven', loginId }
}
