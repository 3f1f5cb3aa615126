import { decide, rolePolicy } from '@damson/access'
import type { Project, ProjectMembership, Steps, User } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import {
  actingOf,
  allOk,
  answersWith,
  forbidden,
  namesPerson,
  notFound,
  readBody,
  refuseLimited,
  requestOriginOf,
  tooManyRequests,
  weakCallerOf,
  weakGranteeOf,
} from '#answers'
import { isUuid } from '#base/random'
import { inSlices } from '#base/slices'
import { agentOf, type Grantee, isNamed } from '#domain/access'
import { factorsOf } from '#domain/factors'
import { endLogin, findSession, sessionsOfUser } from '#domain/logins'
import { membershipsOfUser } from '#domain/memberships'
import { type Issuer, isOfIssuer } from '#domain/projects'
import { bodyOf, findResource, findResources, isReachable, resourceOf, type Stored } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { userById } from '#domain/users'
import type { AuthDeps } from './dependencies.ts'

export const RevokeBody = z.object({ loginId: z.string('must be a text').refine(isUuid, 'must be a login id') })

/** `/auth/me`: the caller's own session. `/auth/revoke`: ends another login of the same person. */
export function registerMe(app: FastifyInstance, deps: AuthDeps): void {
  const { db, clock, keyring, audit, credentials, throttle } = deps
  const outcome = answersWith('outcome')

  app.get('/auth/me', outcome, async (request, reply) => {
    const caller = await weakCallerOf(credentials, request)
    if (namesPerson(request)) {
      const { refused: allowance } = await throttle.fhir.count(caller)
      if (allowance !== undefined) throw tooManyRequests(allowance)
    }
    const grantee = await actingOf(credentials, caller, request)
    const details = await sessionDetails(deps, grantee, request.issuer)
    const { address, userAgent, traceId } = requestOriginOf(request)
    await audit.committed({
      kind: 'session.read',
      project: grantee.project,
      outcome: 0,
      agent: agentOf(grantee),
      personal: { address, userAgent },
      traceId,
    })
    return reply.header('Cache-Control', 'no-store').send(details)
  })

  app.post('/auth/revoke', outcome, async (request) => {
    const { loginId } = readBody(RevokeBody, request.body)
    const grantee = await weakGranteeOf(credentials, request)
    if (grantee.userId === undefined)
      throw forbidden('Only a person has logins: revoke a machine’s token at /oauth2/revoke.', 'not_a_person')
    refuseLimited(
      grantee,
      'A token with resource scopes can only end its own login: use /oauth2/logout or /oauth2/revoke.',
    )
    const session = await findSession(db, keyring, loginId, grantee.userId)
    if (session === undefined || !isShownTo(grantee, request.issuer)(session)) throw notFound()
    const now = clock.now()
    const { address, userAgent, traceId } = requestOriginOf(request)
    await db.tx(async (tx) => {
      const invalidations = await endLogin(tx, loginId, 'revoked_by_user', now)
      await audit.record(tx, [
        {
          kind: 'login.revoked',
          project: session.project,
          outcome: 0,
          agent: agentOf(grantee),
          personal: { address, userAgent },
          entity: `Login/${loginId}`,
          traceId,
        },
      ])
      await publishInvalidations(tx, invalidations, now)
    })
    return allOk()
  })
}

/** The entries of all policies. Each policy is parsed in its own step, so that none holds up the server. */
function* entriesOf(ids: readonly string[], policies: readonly Stored[]): Steps<readonly unknown[]> {
  const byId = new Map(policies.map((policy) => [policy.id, policy]))
  const entries: unknown[] = []
  for (const id of ids) {
    const policy = byId.get(id)
    const resource = policy && resourceOf<{ resourceType: 'AccessPolicy'; resource?: unknown[] }>(policy)
    entries.push(...(resource?.resource ?? []))
    yield undefined
  }
  return entries
}

/** Medplum's SessionDetails. */
async function sessionDetails(
  { db, clock, keyring, issuers }: AuthDeps,
  grantee: Grantee,
  issuer: Issuer,
): Promise<object> {
  const { project: projectId, membershipId, profile: profileReference, userId, limited } = grantee
  const [profileType = '', profileId = ''] = profileReference.split('/')
  // A policy that is withheld because of its size is not shown either.
  const policyIds = grantee.withheld === 'policies_too_large' ? [] : [...new Set(grantee.policyIds)]
  const [project, membership, profile, policies] = await Promise.all([
    findResource(db, projectId, 'Project', projectId),
    findResource(db, projectId, 'ProjectMembership', membershipId),
    findResource(db, projectId, profileType, profileId),
    findResources(db, projectId, 'AccessPolicy', policyIds),
  ])
  if (project === undefined || membership === undefined || profile === undefined || profile.deleted) {
    throw forbidden(
      'The profile of this membership no longer exists: ask an administrator of the project.',
      'missing_profile',
    )
  }
  // An app with resource scopes learns no more about the person here than it could read through the FHIR API.
  const reading = decide(grantee.access, { interaction: 'read', resourceType: profileType })
  const isShown =
    !limited ||
    (reading.verdict === 'permit' && (await isReachable(profile, reading.narrowing, issuers.fhirUrlsOf(projectId))))
  const { name, description, strictMode } = resourceOf<Project>(project) ?? {}
  const { identifier, user, admin, adminRole, readBotLogs } = resourceOf<ProjectMembership>(membership) ?? {}
  const entries = await inSlices(entriesOf(policyIds, policies))
  return {
    project: {
      resourceType: 'Project',
      id: projectId,
      name,
      description,
      strictMode,
      ...(grantee.superAdmin && { superAdmin: true }),
    },
    membership: {
      resourceType: 'ProjectMembership',
      id: membershipId,
      identifier,
      user,
      profile: { reference: profileReference },
      ...(!limited && { admin, adminRole, readBotLogs }),
    },
    profile: isShown ? (JSON.parse(bodyOf(profile, true)) as object) : { resourceType: profileType, id: profileId },
    config: { resourceType: 'UserConfiguration', menu: [] },
    // The policies allow more than such a token may do, so they would mislead the app. Its scope is what counts.
    ...(!limited && {
      accessPolicy: {
        resourceType: 'AccessPolicy',
        // What a role adds is no resource.
        resource: isNamed(grantee.role) ? [...entries, ...rolePolicy(grantee.role, projectId).resource] : entries,
        basedOn: grantee.policyIds.map((id) => ({ reference: `AccessPolicy/${id}` })),
      },
    }),
    ...(userId !== undefined &&
      !limited &&
      (await personDetails({ db, clock, keyring }, userId, isShownTo(grantee, issuer)))),
  }
}

/**
 * Which of their memberships and logins a person sees and ends here. At a project's address: those of the project. After
 * a provider's sign-in: those of the provider's project, because that provider cannot vouch for other projects.
 */
function isShownTo(grantee: Grantee, issuer: Issuer): (of: { readonly project: string }) => boolean {
  return ({ project }) => isOfIssuer(issuer, project) && (!grantee.vouchedFor || project === grantee.project)
}

async function personDetails(
  { db, clock, keyring }: Pick<AuthDeps, 'db' | 'clock' | 'keyring'>,
  userId: string,
  isShown: (of: { readonly project: string }) => boolean,
): Promise<object> {
  const [user, factors, sessions, memberships] = await Promise.all([
    userById.one(db, userId),
    factorsOf.rows(db, userId),
    sessionsOfUser(db, keyring, userId, clock.now()),
    membershipsOfUser.rows(db, userId),
  ])
  const stored = await findResource(db, user.project, 'User', userId)
  const identifier = stored === undefined ? undefined : resourceOf<User>(stored)?.identifier
  return {
    user: { resourceType: 'User', id: userId, ...(user.email !== null && { email: user.email }), identifier },
    security: {
      mfaEnrolled: factors.length > 0,
      sessions: sessions.filter(isShown).map(({ id, lastUsedAt, method, origin }) => ({
        id,
        lastUpdated: lastUsedAt.toISOString(),
        authMethod: method,
        remoteAddress: origin.address,
        browser: origin.userAgent,
      })),
      memberships: memberships.filter(isShown).map(({ id, profile, admin }) => ({
        resourceType: 'ProjectMembership',
        id,
        profile: { reference: profile },
        admin,
      })),
    },
  }
}
