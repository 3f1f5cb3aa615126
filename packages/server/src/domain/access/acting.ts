import {
  type ActForRule,
  type ActingHow,
  type Actor,
  actingAccess,
  actingDenial,
  actorDenial,
  isOpenRule,
  isResourceScope,
  rulesFor,
} from '@damson/access'
import {
  accepted,
  type Group,
  OPEN,
  type Period,
  type ProjectMembership,
  parseJson,
  parseSearch,
  type Result,
  readDateRange,
  refused,
  splitQuery,
} from '@damson/fhir'
import type { Clock } from '#base/clock'
import type { Db } from '#base/db'
import { isUuid } from '#base/random'
import { readResource, resourceOf, searchResources } from '#domain/resources'
import { createInvalidatedCache, type Invalidations } from '#domain/revocation'
import {
  type ActedForRow,
  type ActingLogin,
  actedForById,
  actedForByProfile,
  actingLogin,
  noteActing,
} from './acting.store.ts'
import { type ActingRefusal, actingRefusal } from './acting-refusals.ts'
import { type CallerAddress, ELSEWHERE, fromHere } from './came-from.ts'
import type { Grantee, GranteeRefusal, PersonActedFor, Principal } from './grantee.ts'
import { refusalFor } from './grantee-refusals.ts'
import { tagsOf, withinScopes } from './made-grantee.ts'
import { administers } from './roles.ts'

export interface Acting {
  /** A client acting for the person whom a request names. The client's word is all there is. */
  asserted(client: Grantee, named: string, address: CallerAddress): Promise<Result<Grantee, ActingProblem>>
  /** A client acting for the person whose token it exchanged, by the token that it got for it. */
  proven(id: string, address: CallerAddress): Promise<Result<Grantee, ActingProblem>>
  /** Whether a client could act for a membership, with what both may do. Nothing is noted: it only asks. */
  wouldBe(client: Grantee, membershipId: string): Promise<Result<Grantee, ActingRefusal>>
  /** Whether a client may exchange a person's token: both as their own tokens say. */
  exchanged(client: Grantee, person: Grantee): Promise<Result<Grantee, ActingRefusal>>
}

export type ActingProblem = ActingRefusal | GranteeRefusal

export interface ActingDeps {
  readonly db: Db
  readonly clock: Clock
  readonly invalidations: Invalidations
  /** What a person may do in this client, by what their membership says. */
  readonly personOf: (row: ActedForRow) => Promise<Grantee>
  /** What a client may do with a token of this scope. */
  readonly clientOf: (clientId: string, scope: string) => Promise<Result<Grantee, GranteeRefusal>>
  readonly ofLogin: (
    loginId: string,
    scope: string,
    address: CallerAddress,
    looksOnly: boolean,
  ) => Promise<Result<Grantee, GranteeRefusal>>
}

/** A pair that was found to be allowed. */
interface KnownPair {
  readonly grantee: Grantee
  /** The client as it was then. Another request may still know it as it was before. */
  readonly client: Grantee
  readonly profile: string
  /** One of them must still fit the person. Empty: the type of the profile is enough. */
  readonly rules: readonly ActForRule[]
}

/** The same for a token, whose person must still be signed in. */
interface KnownToken extends KnownPair {
  readonly login: ActingLogin
  /** The person by their own token, as they were then. */
  readonly person: Grantee
}

const KEPT = 20_000

/** A client's requests for one person are made from what is known of both, until something of either changes. */
export function createActing(deps: ActingDeps): Acting {
  const { db, invalidations, personOf } = deps
  const cache = createInvalidatedCache<KnownPair>(invalidations, KEPT, ({ grantee }) => grantee.weight)

  async function find(client: Acts, named: Named, isNoted = true): Promise<Result<KnownPair, ActingRefusal>> {
    // Somebody beyond actFor is not looked for: the time would tell whether they are here.
    const byName = 'profile' in named ? await fittingRules(deps, client, named.profile) : undefined
    const row = byName?.size === 0 ? undefined : await rowOf(db, named, client)
    if (row === undefined) return refused(actingRefusal(actorDenial(client.actor) ?? 'not_covered'))
    const fitting = byName ?? (await fittingRules(deps, client, row.profile))
    return pairOf(deps, client, { row, fitting, how: 'asserted', readPerson: () => personOf(row) }, isNoted)
  }

  async function asserted(client: Grantee, named: string): Promise<Result<Grantee, ActingRefusal>> {
    const who = readNamed(named)
    if (who === undefined) return refused(actingRefusal('malformed_person'))
    if (client.onBehalfOf !== undefined) return refused(actingRefusal('acts_already'))
    if (client.userType === 'User') return refused(actingRefusal('not_a_client'))
    if (!acts(client)) return refused(actingRefusal('no_act_for'))
    const key = [client.loginId ?? `client ${actingId(client)}`, client.scope, named].join(' ')
    const known = cache.get(key)
    if (known?.client === client) return stillFits(deps, known)
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
    proven: createProven(deps),
    async wouldBe(client, membershipId) {
      if (!acts(client)) return refused(actingRefusal('no_act_for'))
      const found = await find(client, { membershipId }, false)
      return found.ok ? accepted(found.value.grantee) : found
    },
    async exchanged(client, person) {
      const found = await provenPair(deps, client, person)
      return found.ok ? accepted(found.value.grantee) : found
    },
  }
}

/** The person's login decides on each use: the token ends with it. */
function createProven(deps: ActingDeps): Acting['proven'] {
  const { db, clock, invalidations, clientOf } = deps
  const cache = createInvalidatedCache<KnownToken>(invalidations, KEPT, ({ grantee }) => grantee.weight)
  // What the client does is no use of the person's sign-in: it would never go idle.
  const personOf = (login: ActingLogin): ReturnType<ActingDeps['ofLogin']> =>
    deps.ofLogin(login.subjectLoginId, login.subjectScope, ELSEWHERE, true)

  async function find(id: string): Promise<Result<KnownToken, ActingProblem>> {
    const heard = invalidations.heard()
    const login = await actingLogin.maybeOne(db, id)
    if (login === undefined) return refused(refusalFor('unknown_login'))
    if (login.revokedAt !== null) return refused(refusalFor('revoked_login'))
    const person = await personOf(login)
    if (!person.ok) return person
    const client = await clientOf(login.clientId, login.actorScope)
    if (!client.ok) return client
    const pair = await provenPair(deps, client.value, person.value)
    if (!pair.ok) return refusedBetween(pair.refusal, client.value, person.value.profile)
    const grantee = withToken(pair.value.grantee, person.value, login)
    const found = { ...pair.value, grantee, login, person: person.value }
    cache.put(id, found, tagsOf(grantee), heard)
    return accepted(found)
  }

  return async (id, address) => {
    const known = cache.get(id)
    // Another person than before: something has changed that only their own sign-in is made from, such as their app.
    const person = known === undefined ? undefined : await personOf(known.login)
    const isKnown = known !== undefined && person?.ok === true && person.value === known.person
    const found = isKnown ? accepted(known) : await find(id)
    if (!found.ok) return found
    if (found.value.login.expiresAt <= clock.now()) return refused(refusalFor('expired_login'))
    const fits = isKnown ? await stillFits(deps, known) : accepted(found.value.grantee)
    if (fits.ok) return fromHere(fits.value, address)
    return refusedBetween(fits.refusal, found.value.client, found.value.profile)
  }
}

function refusedBetween(refusal: ActingRefusal, client: Principal, person: string): Result<never, ActingRefusal> {
  return refused({ ...refusal, between: { client, person } })
}

/** The token's own scope narrows what both tokens left, and it ends with what ends any of them. */
function withToken(acting: Grantee, person: Grantee, login: ActingLogin): Grantee {
  const { scope, id, expiresAt } = login
  const access = scope.split(' ').some(isResourceScope)
    ? withinScopes(acting.access, [scope], person.patient, undefined)
    : acting.access
  return {
    ...acting,
    access,
    scope,
    loginId: id,
    rootId: person.rootId,
    expiresAt,
    patient: person.patient,
  }
}

async function provenPair(
  deps: ActingDeps,
  client: Grantee,
  person: Grantee,
): Promise<Result<KnownPair, ActingRefusal>> {
  if (client.userType !== 'ClientApplication') return refused(actingRefusal('not_a_client'))
  if (!acts(client)) return refused(actingRefusal('no_act_for'))
  const row = await rowOf(deps.db, { membershipId: person.membershipId }, client)
  if (row === undefined || person.project !== client.project || person.onBehalfOf !== undefined)
    return refused(actingRefusal('not_covered'))
  const fitting = await fittingRules(deps, client, row.profile)
  return pairOf(deps, client, { row, fitting, how: 'proven', readPerson: () => provenIn(deps, person, row) })
}

/** The person's token is of another app: whatever the acting client demands of sign-ins must be proven too. */
async function provenIn({ personOf }: ActingDeps, person: Grantee, row: ActedForRow): Promise<Grantee> {
  const { factors, authenticatedAt = null, vouchedFor, lacks, withheld } = person
  const here = await personOf({ ...row, factors, authenticatedAt, vouchedFor })
  if (lacks !== undefined || withheld !== undefined) return person
  const { withheld: reason, access } = here
  return { ...person, lacks: here.lacks, withheld: reason, ...(reason !== undefined && { access }) }
}

interface ActedForAs {
  readonly row: ActedForRow
  /** The rules that name the person. */
  readonly fitting: ReadonlySet<ActForRule>
  readonly how: ActingHow
  /** Asked only of somebody whom a rule names. */
  readonly readPerson: () => Promise<Grantee>
}

/** Judges a client and a person, each as they may be by themselves. */
async function pairOf(
  { db, clock }: ActingDeps,
  client: Acts,
  { row, fitting, how, readPerson }: ActedForAs,
  isNoted = true,
): Promise<Result<KnownPair, ActingRefusal>> {
  const { project, actor } = client
  const clientId = actingId(client)
  const { profile } = row
  const person = fitting.size === 0 ? undefined : await readPerson()
  const denial = denialOf(actor, row, person, how, fitting)
  if (denial !== undefined || person === undefined) return refused(actingRefusal(denial ?? 'not_covered'))
  if (isNoted) await noteActing.run(db, { project, membershipId: person.membershipId, clientId, how, now: clock.now() })
  const allowing = [...fitting].filter((rule) => how === 'proven' || rule.how === how)
  const rules = allowing.some(isOpenRule) ? [] : allowing
  return accepted({ grantee: actingGrantee(client, person, how), client, profile, rules })
}

/** Groups and profiles are clinical data, whose changes no node is told of: they are read each time. */
async function stillFits(
  deps: ActingDeps,
  { rules, profile, grantee }: KnownPair,
): Promise<Result<Grantee, ActingRefusal>> {
  const fits = rules.length === 0 || (await fittingOf(deps, grantee.project, rules, profile)).size > 0
  return fits ? accepted(grantee) : refused(actingRefusal('not_covered'))
}

type Acts = Grantee & { readonly actor: Actor }

const acts = (client: Grantee): client is Acts => client.userType !== 'User' && client.actor !== undefined

/** The id of the client or Bot. */
const actingId = ({ clientId, profile }: Acts): string => clientId ?? profile.split('/')[1] ?? ''

type Named = { readonly membershipId: string } | { readonly profile: string }

/** `ProjectMembership/…` or the profile of a person. */
function readNamed(text: string): Named | undefined {
  const [, type, id = ''] =
    /^(ProjectMembership|Patient|Practitioner|RelatedPerson)\/([A-Za-z0-9\-.]{1,64})$/.exec(text) ?? []
  if (type === undefined) return undefined
  return type === 'ProjectMembership' ? { membershipId: id } : { profile: text }
}

async function rowOf(db: Db, named: Named, client: Acts): Promise<ActedForRow | undefined> {
  const { project } = client
  const clientId = actingId(client)
  if ('profile' in named) {
    const [row, ...others] = await actedForByProfile.rows(db, { project, clientId, ...named })
    return others.length === 0 ? row : undefined
  }
  return isUuid(named.membershipId) ? actedForById.maybeOne(db, { project, clientId, ...named }) : undefined
}

function denialOf(
  actor: Actor,
  row: ActedForRow,
  person: Grantee | undefined,
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
    needsFactor: person?.lacks !== undefined,
  }
  return actingDenial(actor, facts, how, (rule) => fitting.has(rule))
}

/** What a client may do for a person. Its own rights of an administrator do not count, and it grants nothing on. */
function actingGrantee(client: Grantee, person: Grantee, how: ActingHow): Grantee {
  return {
    ...client,
    onBehalfOf: personActedFor(person, how),
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

function personActedFor({ membershipId, profile, userId, loginId }: Grantee, how: ActingHow): PersonActedFor {
  return { membershipId, profile, userId, how, loginId }
}

type Judging = Pick<ActingDeps, 'db' | 'clock'>

const fittingRules = (deps: Judging, { project, actor }: Acts, profile: string): ReturnType<typeof fittingOf> =>
  fittingOf(deps, project, rulesFor(actor.rules, profile), profile)

async function fittingOf(
  deps: Judging,
  project: string,
  rules: readonly ActForRule[],
  profile: string,
): Promise<ReadonlySet<ActForRule>> {
  const fitting = new Set<ActForRule>()
  for (const rule of rules) if (await fits(deps, project, rule, profile)) fitting.add(rule)
  return fitting
}

async function fits(
  deps: Judging,
  project: string,
  { groups, narrowing }: ActForRule,
  profile: string,
): Promise<boolean> {
  if (narrowing !== undefined) {
    const [type = '', id = ''] = profile.split('/')
    const found = await readResource(deps.db, project, type, id, narrowing)
    if (found === undefined || found.deleted) return false
  }
  return groups.length === 0 || isInGroup(deps, project, groups, profile)
}

/** Found by the index; the group itself says whether the member is active, and since and until when. */
async function isInGroup(
  { db, clock }: Judging,
  project: string,
  groups: readonly string[],
  profile: string,
): Promise<boolean> {
  const now = clock.now()
  const asked: [string, string][] = [
    ['_id', groups.join(',')],
    ['member', profile],
  ]
  const search = parseSearch('Group', splitQuery(asked))
  if (!search.ok) return false
  const { resources } = await searchResources(db, project, search.value, EVERYTHING, groups.length)
  return resources.some((stored) => {
    const { active = true, member = [] } = resourceOf<Group>(stored) ?? {}
    return (
      active &&
      member.some(
        ({ entity, inactive, period }) => entity.reference === profile && inactive !== true && isWithin(period, now),
      )
    )
  })
}

/** A bound that cannot be read leaves nobody in. */
function isWithin({ start, end }: Period = {}, now: Date): boolean {
  const from = start === undefined ? -OPEN : (readDateRange(start)?.lo ?? OPEN)
  const until = end === undefined ? OPEN : (readDateRange(end)?.hi ?? -OPEN)
  return from <= now.getTime() && now.getTime() < until
}

const EVERYTHING = { op: 'all', of: [] } as const
