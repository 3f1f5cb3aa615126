import { type ActForRule, type ActingHow, type Actor, actingAccess, actingDenial, rulesFor } from '@damson/access'
import {
  accepted,
  type Group,
  type ProjectMembership,
  parseJson,
  parseSearch,
  type Result,
  refused,
  splitQuery,
} from '@damson/fhir'
import type { Clock } from '#base/clock'
import type { Db } from '#base/db'
import { isUuid } from '#base/random'
import { readResource, resourceOf, searchResources } from '#domain/resources'
import { createInvalidatedCache, type Invalidations } from '#domain/revocation'
import { type ActedForRow, actedForById, actedForByProfile, noteActing } from './acting.store.ts'
import { type ActingRefusal, actingRefusal } from './acting-refusals.ts'
import { type CallerAddress, fromHere } from './came-from.ts'
import type { Grantee, GranteeRefusal } from './grantee.ts'
import { tagsOf } from './made-grantee.ts'
import { administers } from './roles.ts'

export interface Acting {
  /** A client acting for the person whom a request names. The client's word is all there is. */
  asserted(
    client: Grantee,
    named: string,
    address: CallerAddress,
  ): Promise<Result<Grantee, ActingRefusal | GranteeRefusal>>
}

export interface ActingDeps {
  readonly db: Db
  readonly clock: Clock
  readonly invalidations: Invalidations
  /** What a person may do, by what their membership says. */
  readonly personOf: (row: ActedForRow) => Promise<Grantee>
}

/** A pair that was found to be allowed. */
interface KnownPair {
  readonly grantee: Grantee
  readonly profile: string
  /** One of them must still fit the person. Empty: the type of the profile is enough. */
  readonly rules: readonly ActForRule[]
}

const KEPT = 20_000

/** A client's requests for one person are made from what is known of both, until something of either changes. */
export function createActing({ db, clock, invalidations, personOf }: ActingDeps): Acting {
  const cache = createInvalidatedCache<KnownPair>(invalidations, KEPT, ({ grantee }) => grantee.weight)

  async function find(client: Acts, named: Named): Promise<Result<KnownPair, ActingRefusal>> {
    const { project, clientId, actor } = client
    const row = await rowOf(db, named, { project, clientId })
    if (row === undefined) return refused(actingRefusal('not_covered'))
    const person = await personOf(row)
    const fitting = await fittingRules(db, project, rulesFor(actor.rules, row.profile), row.profile)
    const denial = denialOf(actor, row, person, 'asserted', fitting)
    if (denial !== undefined) return refused(actingRefusal(denial))
    const how = 'asserted'
    await noteActing.run(db, { project, membershipId: person.membershipId, clientId, how, now: clock.now() })
    const allowing = [...fitting].filter((rule) => rule.how === how)
    const rules = allowing.some(isOpen) ? [] : allowing
    return accepted({ grantee: actingGrantee(client, person, how), profile: row.profile, rules })
  }

  async function asserted(client: Grantee, named: string): Promise<Result<Grantee, ActingRefusal>> {
    const who = readNamed(named)
    if (who === undefined) return refused(actingRefusal('malformed_person'))
    if (client.onBehalfOf !== undefined) return refused(actingRefusal('acts_already'))
    if (client.userType !== 'ClientApplication') return refused(actingRefusal('not_a_client'))
    if (!acts(client)) return refused(actingRefusal('no_act_for'))
    const key = [client.loginId ?? `client ${client.clientId}`, client.scope, named].join(' ')
    const known = cache.get(key)
    if (known !== undefined) {
      // Groups and profiles are clinical data, whose changes no node is told of: they are read each time.
      const { rules, profile, grantee } = known
      const fits = rules.length === 0 || (await fittingRules(db, client.project, rules, profile)).size > 0
      return fits ? accepted(grantee) : refused(actingRefusal('not_covered'))
    }
    const heard = invalidations.heard()
    const found = await find(client, who)
    if (!found.ok) return found
    cache.put(key, found.value, tagsOf(found.value.grantee), heard)
    return accepted(found.value.grantee)
  }

  return {
    async asserted(client, named, address) {
      const found = await asserted(client, named)
      return found.ok ? fromHere(found.value, address) : found
    },
  }
}

type Acts = Grantee & { readonly clientId: string; readonly actor: Actor }

const acts = (client: Grantee): client is Acts => client.clientId !== undefined && client.actor !== undefined

type Named = { readonly membershipId: string } | { readonly profile: string }

/** `ProjectMembership/…` or the profile of a person. */
function readNamed(text: string): Named | undefined {
  const [, type, id = ''] =
    /^(ProjectMembership|Patient|Practitioner|RelatedPerson)\/([A-Za-z0-9\-.]{1,64})$/.exec(text) ?? []
  if (type === undefined) return undefined
  return type === 'ProjectMembership' ? { membershipId: id } : { profile: text }
}

async function rowOf(
  db: Db,
  named: Named,
  of: { readonly project: string; readonly clientId: string },
): Promise<ActedForRow | undefined> {
  if ('profile' in named) return actedForByProfile.maybeOne(db, { ...of, ...named })
  return isUuid(named.membershipId) ? actedForById.maybeOne(db, { ...of, ...named }) : undefined
}

function denialOf(
  actor: Actor,
  row: ActedForRow,
  person: Grantee,
  how: ActingHow,
  fitting: ReadonlySet<ActForRule>,
): ReturnType<typeof actingDenial> {
  const facts = {
    project: row.project,
    profile: row.profile,
    isPerson: row.userType === 'User',
    active: row.membershipActive && row.userActive === true && row.projectActive,
    pending: row.pending,
    administers: row.superAdmin || administers(parseJson(row.membership) as ProjectMembership),
    ended: row.ended,
    needsFactor: person.lacks !== undefined,
  }
  return actingDenial(actor, facts, how, (rule) => fitting.has(rule))
}

/** What a client may do for a person. Its own rights of an administrator do not count, and it grants nothing on. */
function actingGrantee(client: Grantee, person: Grantee, how: ActingHow): Grantee {
  const { membershipId, profile, userId } = person
  return {
    ...client,
    onBehalfOf: { membershipId, profile, userId, how },
    actor: undefined,
    access: actingAccess(client.access, person.access),
    role: undefined,
    limited: true,
    admin: false,
    superAdmin: false,
    withheld: client.withheld ?? person.withheld,
    policyIds: [...client.policyIds, ...person.policyIds],
    addressLists: [...client.addressLists, ...person.addressLists],
    lacks: client.lacks ?? person.lacks,
    weight: client.weight + person.weight,
  }
}

const isOpen = ({ groups, narrowing }: ActForRule): boolean => groups.length === 0 && narrowing === undefined

async function fittingRules(
  db: Db,
  project: string,
  rules: readonly ActForRule[],
  profile: string,
): Promise<ReadonlySet<ActForRule>> {
  const fitting = new Set<ActForRule>()
  for (const rule of rules) if (await fits(db, project, rule, profile)) fitting.add(rule)
  return fitting
}

async function fits(db: Db, project: string, { groups, narrowing }: ActForRule, profile: string): Promise<boolean> {
  if (narrowing !== undefined) {
    const [type = '', id = ''] = profile.split('/')
    const found = await readResource(db, project, type, id, narrowing)
    if (found === undefined || found.deleted) return false
  }
  return groups.length === 0 || isInGroup(db, project, groups, profile)
}

/** Found by the index; the group itself says whether the member is active. */
async function isInGroup(db: Db, project: string, groups: readonly string[], profile: string): Promise<boolean> {
  const asked: [string, string][] = [
    ['_id', groups.join(',')],
    ['member', profile],
  ]
  const search = parseSearch('Group', splitQuery(asked))
  if (!search.ok) return false
  const { resources } = await searchResources(db, project, search.value, EVERYTHING, groups.length)
  return resources.some((stored) => {
    const { active = true, member = [] } = resourceOf<Group>(stored) ?? {}
    return active && member.some(({ entity, inactive }) => entity.reference === profile && inactive !== true)
  })
}

const EVERYTHING = { op: 'all', of: [] } as const
