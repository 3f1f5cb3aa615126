import {
  type Bot,
  type ClientApplication,
  type Project,
  type ProjectMembership,
  parseJson,
  stringifyJson,
  validate,
} from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, INVALID_RESOURCE, issuesRefused, readBody, writeRefused } from '#answers'
import { uuid } from '#base/random'
import { isNamed, policyGrants, stepUpProblem } from '#domain/access'
import { authMethodOf } from '#domain/clients'
import { createBot, createClient } from '#domain/registration'
import { bodyOf, resourceOf, type Stored, type WriteRefusal } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import {
  type Administrator,
  administratorOf,
  audited,
  eventOf,
  grantCheck,
  reachProblem,
  requirePermit,
} from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { name, referenceTo } from './fields.ts'

const text = z.string('must be a text').max(2_000, 'must be at most 2000 characters')
const count = z.number('must be a number').int('must be a whole number').min(1, 'must be at least 1')
const later = (remedy: string): z.ZodOptional<z.ZodUndefined> => z.undefined(remedy).optional()

export const ClientBody = z.object({
  name,
  description: text.optional(),
  redirectUri: text.optional(),
  redirectUris: z.array(text).max(50).optional(),
  launchUri: text.optional(),
  initiateLoginUri: text.optional(),
  allowedOrigin: z.array(text).max(50).optional(),
  accessPolicy: referenceTo('AccessPolicy').optional(),
  kind: z.enum(['app', 'server', 'device'], 'must be app, server or device').optional(),
  tokenEndpointAuthMethod: z
    .enum(
      ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      'must be none, client_secret_basic, client_secret_post or private_key_jwt',
    )
    .optional(),
  jwks: z.looseObject({ keys: z.array(z.looseObject({})).max(20, 'must be at most 20 keys') }).optional(),
  jwksUri: text.optional(),
  workloadIdentity: z.array(z.looseObject({})).max(10, 'must be at most 10 workload identities').optional(),
  postLogoutRedirectUris: z.array(text).max(50).optional(),
  backChannelLogoutUri: text.optional(),
  backChannelLogoutSessionRequired: z.boolean().optional(),
  frontChannelLogoutUri: text.optional(),
  frontChannelLogoutSessionRequired: z.boolean().optional(),
  firstParty: z.boolean().optional(),
  resourceScopesRequired: z.boolean().optional(),
  requiredScope: z.array(text).max(50).optional(),
  publisher: text.optional(),
  privacyUri: text.optional(),
  signInForm: z.looseObject({}).optional(),
  basicAllowed: z.boolean().optional(),
  deviceSignIn: z.boolean().optional(),
  noPersist: z.boolean().optional(),
  noPersistFrom: z.array(text).max(100, 'must be at most 100 ranges').optional(),
  ipAccessRule: z.array(z.looseObject({})).max(100, 'must be at most 100 rules').optional(),
  // Apps made for other servers expect this. Older clients, and those created as resources, set it themselves.
  idTokenClaims: z.boolean().default(true),
  idTokenSignedResponseAlg: z.enum(['RS256', 'ES256'], 'must be RS256 or ES256').optional(),
  sharedStation: z.boolean().optional(),
  fhirRequestLimit: count.optional(),
  tokenLimit: count.optional(),
  compliantDeviceRequired: z.boolean().optional(),
  grantType: z.array(text).max(10).optional(),
  defaultScope: z.array(text).max(50).optional(),
  accessTokenLifetime: text.optional(),
  refreshTokenLifetime: text.optional(),
  identityProvider: z.looseObject({}).optional(),
  provider: z.array(referenceTo('ProjectIdentityProvider')).optional(),
  signIn: z.enum(['own', 'external', 'both'], 'must be own, external or both').optional(),
  providerDirect: z.boolean().optional(),
  secret: later('The server creates secrets: leave out secret.'),
})
export const BotBody = z.object({
  name,
  description: text.optional(),
  accessPolicy: referenceTo('AccessPolicy').optional(),
  runtimeVersion: text.optional(),
})

/** `POST /admin/projects/:projectId/client` and `/bot`: creates a client or Bot with its membership. */
export function registerPrincipals(app: FastifyInstance, deps: AdminDeps): void {
  app.post<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/client',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'manage_clients')
      const body = await audited(deps, administrator, 'client.created', 'ClientApplication', async () => {
        requirePermit(administrator, 'create', 'ClientApplication')
        const { accessPolicy, ...fields } = readBody(ClientBody, request.body)
        return makeClient(
          deps,
          administrator,
          validated<ClientApplication>({
            resourceType: 'ClientApplication',
            status: 'active',
            ...fields,
            ...developerOf(administrator),
          }),
          accessPolicy?.reference,
        )
      })
      return reply.code(201).header('Cache-Control', 'no-store').type('application/fhir+json; charset=utf-8').send(body)
    },
  )

  app.post<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/bot',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'manage_bots')
      const body = await audited(deps, administrator, 'bot.created', 'Bot', async () => {
        requirePermit(administrator, 'create', 'Bot')
        const { accessPolicy, ...fields } = readBody(BotBody, request.body)
        return makeBot(deps, administrator, validated<Bot>({ resourceType: 'Bot', ...fields }), accessPolicy?.reference)
      })
      return reply.code(201).type('application/fhir+json; charset=utf-8').send(body)
    },
  )
}

/** A role that covers one's own clients covers a client that names its developer. */
function developerOf({ grantee }: Administrator): Pick<ClientApplication, 'developer'> {
  return grantee.role === 'app-developer' ? { developer: [{ reference: grantee.profile }] } : {}
}

async function makeClient(
  deps: AdminDeps,
  administrator: Administrator,
  resource: ClientApplication,
  accessPolicy: string | undefined,
): Promise<string> {
  const { db, gates, keyring, audit, clock } = deps
  const { project, profile: author } = administrator.grantee
  const now = clock.now()
  return db.tx(async (tx) => {
    await checkPolicy(deps, tx, administrator, 'ClientApplication', accessPolicy)
    const beyond = await grantCheck(tx, administrator, {
      project,
      type: 'ClientApplication',
      id: uuid(),
      after: resource,
      now,
    })
    if (beyond !== undefined) throw writeRefused(beyond)
    const made = await createClient(tx, gates, keyring, { project, resource, accessPolicy, author }, now)
    if (!made.ok) throw writeRefused(made.refusal)
    const { client, membership, secret, invalidations } = made.value
    const { grantee, project: ownProject } = administrator
    const outdated = secret === undefined ? undefined : stepUpProblem(grantee, ownProject.resource, now)
    if (outdated !== undefined) throw writeRefused(outdated)
    checkReach(deps, administrator, client.stored, membership.stored)
    await audit.record(tx, [
      eventOf(administrator, 'client.created', `ClientApplication/${client.stored.id}`, { version: 1 }),
      eventOf(administrator, 'membership.created', `ProjectMembership/${membership.stored.id}`, {
        version: 1,
      }),
    ])
    await publishInvalidations(tx, invalidations, now)
    const body = parseJson(bodyOf(client.stored, true)) as object
    const warning = powerlessWarning(resource, membership.stored, ownProject.resource)
    return stringifyJson({
      ...body,
      ...(secret !== undefined && { secret }),
      ...(warning !== undefined && { warning }),
    })
  })
}

/** What the maker of a client is told that can sign in as itself, and then may do nothing. */
function powerlessWarning(client: ClientApplication, membership: Stored, project: Project): string | undefined {
  const member = resourceOf<ProjectMembership>(membership)
  if (authMethodOf(client) === 'none' || member === undefined || policyGrants(member, project).length > 0)
    return undefined
  return (
    'This client has no access policy: as itself, it can read and write nothing. ' +
    `Set accessPolicy on ProjectMembership/${membership.id}, or a default for ClientApplication on the project.`
  )
}

async function makeBot(
  deps: AdminDeps,
  administrator: Administrator,
  resource: Bot,
  accessPolicy: string | undefined,
): Promise<string> {
  const { db, gates, audit, clock } = deps
  const { project, profile: author } = administrator.grantee
  const now = clock.now()
  return db.tx(async (tx) => {
    await checkPolicy(deps, tx, administrator, 'Bot', accessPolicy)
    const made = await createBot(tx, gates, { project, resource, accessPolicy, author }, now)
    if (!made.ok) throw writeRefused(made.refusal)
    const { bot, membership, invalidations } = made.value
    checkReach(deps, administrator, bot.stored, membership.stored)
    await audit.record(tx, [
      eventOf(administrator, 'bot.created', `Bot/${bot.stored.id}`, { version: 1 }),
      eventOf(administrator, 'membership.created', `ProjectMembership/${membership.stored.id}`, {
        version: 1,
      }),
    ])
    await publishInvalidations(tx, invalidations, now)
    return bodyOf(bot.stored, true)
  })
}

/** A new client or Bot gets rights at once, but never more than its creator has. */
async function checkPolicy(
  { clock }: AdminDeps,
  tx: Parameters<typeof grantCheck>[0],
  administrator: Administrator,
  type: 'ClientApplication' | 'Bot',
  accessPolicy: string | undefined,
): Promise<void> {
  const { project } = administrator.grantee
  const proposed = {
    resourceType: 'ProjectMembership' as const,
    project: { reference: `Project/${project}` },
    user: { reference: `${type}/` },
    profile: { reference: `${type}/` },
    ...(accessPolicy !== undefined && { accessPolicy: { reference: accessPolicy } }),
  }
  const problem: WriteRefusal | undefined = await grantCheck(tx, administrator, {
    project,
    type: 'ProjectMembership',
    id: uuid(),
    after: proposed,
    now: clock.now(),
  })
  if (problem !== undefined) throw writeRefused(problem)
}

/**
 * The new resources must be within the administrator's own policy; otherwise none of them is kept. A role that covers the
 * act covers the membership that comes with it, whose rights were checked.
 */
function checkReach(deps: AdminDeps, administrator: Administrator, made: Stored, membership: Stored): void {
  for (const stored of isNamed(administrator.grantee.role) ? [made] : [made, membership]) {
    const problem = reachProblem(deps, administrator, 'create', stored)
    if (problem !== undefined) throw writeRefused(problem)
  }
}

/** The body as a valid resource, because the FHIR API returns it later. */
function validated<R extends ClientApplication | Bot>(fields: object): R {
  const resource = withoutUndefined(fields)
  const issues = validate(resource)
  if (issues.length > 0) throw issuesRefused(issues, INVALID_RESOURCE)
  return resource as R
}

function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
