import type { ActForRule, ActingHow } from './act-for.ts'
import { decide } from './decide.ts'
import { DecisionTable } from './decision-table.ts'
import type { Access } from './effective-access.ts'

/** The client that wants to act. */
export interface Actor {
  readonly project: string
  /** A device acts for nobody. */
  readonly isDevice: boolean
  readonly rules: readonly ActForRule[]
  /** Some rules were left out, because the client decides itself whom they fit (`rulesBeyond`). */
  readonly choosesItself?: boolean
}

/** The membership that it wants to act for. */
export interface ActedFor {
  readonly project: string
  /** Its profile, `Practitioner/123`. */
  readonly profile: string
  /** False for a client or Bot. */
  readonly isPerson: boolean
  readonly active: boolean
  /** Invited, and never signed in. */
  readonly pending: boolean
  /** An administrator of any kind. */
  readonly administers: boolean
  /** The person ended it on their page. */
  readonly ended: boolean
  /** A second factor is demanded of the person. */
  readonly needsFactor: boolean
}

/** `not_covered` is the answer for every membership that `actFor` leaves out, also for one that does not exist. */
export type ActingDenial =
  | 'device'
  | 'no_act_for'
  | 'chooses_itself'
  | 'not_covered'
  | 'inactive'
  | 'pending'
  | 'administrator'
  | 'ended_by_person'
  | 'only_proven'

/**
 * Why a client may not act for a person; undefined if it may. What both may do is `actingAccess`.
 *
 * @param how  Whether the client only says so, or proved it with a token of the person.
 * @param fits  Whether a rule's group and criteria fit the person; its type and `how` are checked here.
 */
export function actingDenial(
  actor: Actor,
  person: ActedFor,
  how: ActingHow,
  fits: (rule: ActForRule) => boolean,
): ActingDenial | undefined {
  const denial = actorDenial(actor)
  if (denial !== undefined) return denial
  if (!person.isPerson || person.project !== actor.project) return 'not_covered'
  const fitting = rulesFor(actor.rules, person.profile).filter(fits)
  if (fitting.length === 0) return 'not_covered'
  // How somebody stands here is not told to a client that brings no proof where it needs one.
  if (how === 'asserted' && !fitting.some((rule) => rule.how === 'asserted')) return 'only_proven'
  if (person.administers) return 'administrator'
  if (!person.active) return 'inactive'
  if (person.pending) return 'pending'
  if (person.ended) return 'ended_by_person'
  return how === 'asserted' && person.needsFactor ? 'only_proven' : undefined
}

/** Why a client acts for nobody at all; undefined if it may act for some. */
export function actorDenial({ isDevice, rules, choosesItself }: Actor): ActingDenial | undefined {
  if (isDevice) return 'device'
  if (rules.length > 0) return undefined
  return choosesItself === true ? 'chooses_itself' : 'no_act_for'
}

/**
 * The rules whose Groups and profiles a client with this access cannot write. Whoever writes what a rule names says
 * themselves for whom they act.
 */
export function rulesBeyond(access: Access, rules: readonly ActForRule[]): readonly ActForRule[] {
  return rules.filter(({ types, groups, narrowing }) => {
    const deciding = [...(groups.length === 0 ? [] : ['Group']), ...(narrowing === undefined ? [] : types)]
    return !deciding.some((resourceType) => WRITES.some((interaction) => permits(access, interaction, resourceType)))
  })
}

const WRITES = ['create', 'update'] as const

const permits = (access: Access, interaction: (typeof WRITES)[number], resourceType: string): boolean =>
  decide(access, { interaction, resourceType }).verdict === 'permit'

/** The rules that name the type of a profile. */
export function rulesFor(rules: readonly ActForRule[], profile: string): readonly ActForRule[] {
  const type = profile.split('/')[0]
  return rules.filter(({ types }) => types.some((one) => one === type))
}

/**
 * What a client may do for a person: what both may do, each within the scopes of their own token. It never adds a right,
 * and none of its rights can be granted on.
 *
 * @example
 * ```ts
 * const access = actingAccess(ofClient, ofPerson)
 * decide(access, { interaction: 'read', resourceType: 'Patient' })
 * ```
 */
export function actingAccess(client: Access, person: Access): Access {
  return Object.freeze({
    withheld: [...client.withheld, ...person.withheld],
    table: DecisionTable.shared(client.table, person.table, ACTING),
  })
}

const ACTING = {
  names: ['client', 'person'],
  notTheOne: 'The client that acts may not do this itself.',
  notTheOther: 'The person for whom the client acts may not do this.',
  twoAccounts:
    'The policies of the client and of the person put new resources into different accounts. Ask a project administrator to name one account.',
} as const

/**
 * What a Bot with `runAsUser` may do for its caller: what both may do, and nothing with the closed types (`closedTypes`),
 * whatever both hold. None of its rights can be granted on.
 *
 * @example
 * ```ts
 * const access = runningAccess(ofBot, ofCaller)
 * decide(access, { interaction: 'create', resourceType: 'Observation' })
 * ```
 */
export function runningAccess(bot: Access, caller: Access): Access {
  return Object.freeze({
    withheld: [...bot.withheld, ...caller.withheld],
    table: DecisionTable.shared(bot.table, caller.table, RUNNING),
  })
}

const RUNNING = {
  names: ['bot', 'caller'],
  notTheOne: 'The Bot may not do this itself.',
  notTheOther: 'The caller, with whose rights the Bot runs, may not do this.',
  twoAccounts:
    'The policies of the Bot and of its caller put new resources into different accounts. Ask a project administrator to name one account.',
  closed: {
    verdict: 'deny',
    why: 'type_forbidden',
    hint: 'A Bot with runAsUser never touches this type. Let a Bot without runAsUser do it, under a policy of its own.',
  },
} as const
