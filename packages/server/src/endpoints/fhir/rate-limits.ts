import { decide } from '@damson/access'
import { badRequest, checkVersion, forbidden, notAdministrator, notFound } from '#answers'
import { told } from '#base/findings'
import { isUuid } from '#base/random'
import { isOwner, mayAct } from '#domain/access'
import { limitedClients } from '#domain/clients'
import { membershipById } from '#domain/memberships'
import {
  botLimitRange,
  MOST_POINTS,
  readProject,
  requestQuotas,
  SYSTEM_BOT_LIMITS,
  SYSTEM_LIMITS,
} from '#domain/projects'
import { setSystemSetting } from '#domain/registration'
import { findReachable, readResource } from '#domain/resources'
import type { Allowance, FhirCaller } from '#domain/throttle'
import { audited, eventOf, permitFor } from './authorized.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { valuesOf } from './parameters.ts'
import { resourceAnswer } from './resource-answer.ts'

/**
 * `Project/id/$rate-limits`: what is left of the limits on FHIR requests, without using any of it. Members see their own,
 * administrators also those of a member (`membershipId`) and of each limited client that they may see, and of the project.
 */
export function rateLimits(context: FhirContext, request: FhirRequest, id: string): Promise<FhirAnswer> {
  const entity = `Project/${id}`
  return audited(context, 'fhir.operation', entity, undefined, async () => {
    const { deps, grantee } = context
    if (id !== grantee.project) throw notFound()
    const isAdministrator = mayAct(grantee, 'see_members')
    const asked = membershipIn(request.query)
    if (asked !== undefined && asked !== grantee.membershipId && !isAdministrator)
      throw forbidden('Only an administrator of the project may ask for the limits of others.', 'needs_admin')
    const caller = asked === undefined ? grantee : await callerOf(context, asked)
    const own = await deps.throttle.fhir.look({
      ...caller,
      clientId: undefined,
      quotas: shownTo(caller, isAdministrator),
    })
    const parameter = [
      ...own.all.map((allowance) => limitPart(allowance)),
      ...(isAdministrator ? await clientParts(context, caller) : []),
    ]
    await deps.audit.committed(eventOf(context, 'fhir.operation', { entity }))
    return {
      status: 200,
      headers: { 'Cache-Control': 'no-store' },
      body: JSON.stringify({ resourceType: 'Parameters', parameter }),
    }
  })
}

/** The same by POST: an owner of the server's own project sets the operator's limits of any project, and of its Bots. */
export function setRateLimits(context: FhirContext, request: FhirRequest, id: string): Promise<FhirAnswer> {
  const entity = `Project/${id}`
  return audited(context, 'fhir.operation', entity, undefined, async () => {
    const { deps, grantee } = context
    if (!(grantee.superAdmin && isOwner(grantee)))
      throw notAdministrator(
        grantee,
        "Only an owner of the server's own project may set the limits of projects: owners set lower ones in setting.",
        'needs_super_admin',
      )
    const { unset, ...values } = valuesOf(request.body, { ...LIMITS, unset: 'string' })
    const set = Object.entries(values).map(([name, value]) =>
      typeof value === 'boolean' ? { name, valueBoolean: value } : { name, valueInteger: inRange(name, value) },
    )
    const change = { set, unset: namesIn(unset, Object.keys(values)) }
    const written = await setSystemSetting(deps.registration, id, change, {
      check: (version) => checkVersion(request.header('if-match'), version),
      record: (tx, version) => deps.audit.record(tx, [eventOf(context, 'fhir.operation', { entity, version })]),
    })
    if (written === undefined) throw notFound()
    return resourceAnswer(context, written, 200)
  })
}

const LIMITS = { ...SYSTEM_LIMITS, ...SYSTEM_BOT_LIMITS }

/** The limits that the operator takes back, so that the server's own hold again: none that is set at the same time. */
function namesIn(text: string | undefined, set: readonly string[]): readonly string[] {
  const names = text === undefined ? [] : text.split(',')
  if (names.some((name) => !Object.hasOwn(LIMITS, name) || set.includes(name)))
    throw badRequest(
      told`unset names limits with commas between them, of ${Object.keys(LIMITS).join(', ')}, and none that is set.`,
      'unset',
      'invalid_unset',
    )
  return names
}

function inRange(name: string, value: number | undefined): number {
  const [least, most] = botLimitRange(name) ?? [1, MOST_POINTS]
  if (value === undefined || value < least || value > most)
    throw badRequest(told`${name} must be from ${least} to ${most}.`, name, 'limit_out_of_range')
  return value
}

/** What all members use together is for administrators to see. */
function shownTo({ quotas }: FhirCaller, isAdministrator: boolean): FhirCaller['quotas'] {
  return isAdministrator ? quotas : { ...quotas, ofProject: undefined, pointsOfProject: undefined }
}

function membershipIn(query: string): string | undefined {
  const parameters = new URLSearchParams(query)
  const ids = parameters.getAll('membershipId')
  if ([...parameters.keys()].some((name) => name !== 'membershipId') || ids.length > 1 || !ids.every(isUuid))
    throw badRequest('Send only membershipId, once, with the id of a ProjectMembership.', 'membershipId', 'invalid_id')
  return ids[0]
}

async function callerOf(context: FhirContext, membershipId: string): Promise<FhirCaller> {
  const { deps, grantee } = context
  const { project } = grantee
  if (membershipId !== grantee.membershipId) {
    const { narrowing } = permitFor(context, 'read', 'ProjectMembership')
    const stored = await readResource(deps.db, project, 'ProjectMembership', membershipId, narrowing)
    if (stored === undefined || stored.deleted) throw notFound()
  }
  const row = await membershipById.maybeOne(deps.db, project, membershipId)
  const found = await readProject(deps.db, project)
  if (row === undefined || found === undefined) throw notFound()
  const quotas = { ...requestQuotas(found.resource), ofClient: undefined }
  return { project, membershipId, userType: row.userType, clientId: undefined, quotas }
}

async function clientParts({ deps, grantee }: FhirContext, caller: FhirCaller): Promise<readonly object[]> {
  const decision = decide(grantee.access, { interaction: 'search', resourceType: 'ClientApplication' })
  if (decision.verdict === 'deny') return []
  const quotas = { ...caller.quotas, ofProject: undefined, pointsOfMember: undefined, pointsOfProject: undefined }
  const limited = await limitedClients.rows(deps.db, caller.project)
  const ids = limited.map(({ id }) => id)
  const found = await findReachable(deps.db, caller.project, 'ClientApplication', ids, decision.narrowing)
  const seen = new Set(found.map(({ id }) => id))
  const shown = limited.filter(({ id }) => seen.has(id))
  return Promise.all(
    shown.map(async ({ id, limit }) => {
      const { all } = await deps.throttle.fhir.look({ ...caller, clientId: id, quotas: { ...quotas, ofClient: limit } })
      const [, ofClient = all[0]] = all
      return limitPart(ofClient, { name: 'client', valueReference: { reference: `ClientApplication/${id}` } })
    }),
  )
}

function limitPart({ name, limit, remaining, resetSeconds }: Allowance, ...more: readonly object[]): object {
  return {
    name: 'limit',
    part: [
      { name: 'name', valueString: name },
      ...more,
      { name: 'limit', valueInteger: limit },
      { name: 'remaining', valueInteger: remaining },
      { name: 'resetSeconds', valueInteger: resetSeconds },
    ],
  }
}
