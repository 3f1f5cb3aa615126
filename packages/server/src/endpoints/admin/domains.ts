import { type DomainConfiguration, type IdentityProvider, validate } from '@damson/fhir'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  allOk,
  answersWith,
  badRequest,
  checkVersion,
  conflict,
  forbidden,
  INVALID_RESOURCE,
  issuesRefused,
  notFound,
  readBody,
  unavailable,
  versionTag,
  writeRefused,
} from '#answers'
import type { Tx } from '#base/db'
import { answered, told } from '#base/findings'
import { isUuid, uuid } from '#base/random'
import { type AdminAct, isOwner } from '#domain/access'
import type { AuditKind } from '#domain/audit'
import {
  countOfDomain,
  type DomainRow,
  domainById,
  domainsOfProject,
  type ProofRefusal,
  readDomain,
  recordOf,
  verifyDomain,
} from '#domain/email-domains'
import { SYSTEM_PROJECT } from '#domain/projects'
import { isTested } from '#domain/providers'
import {
  createGated,
  deleteGated,
  findResource,
  replaceGated,
  resourceOf,
  type Stored,
  type WriteResult,
} from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { type Administrator, administratorOf, audited, eventOf, grantCheck } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'

type DomainRequest = FastifyRequest<{ Params: { projectId: string; domainId: string } }>
const TYPE = 'DomainConfiguration'
const ALL = '/admin/projects/:projectId/domain'
const ONE = `${ALL}/:domainId`

const provider = z.looseObject({})
/** A provider of the project, instead of one of the domain's own. */
const reference = z.object({ reference: z.string('must be a text').max(200, 'must be at most 200 characters') })
export const AddBody = z.object({
  domain: z.string('must be a text').min(1, 'is required').max(300, 'must be at most 300 characters'),
  identityProvider: provider.optional(),
  provider: reference.optional(),
  serverWide: z.boolean('must be true or false').optional(),
})
export const ChangeBody = z
  .object({ identityProvider: provider.nullable().optional(), provider: reference.nullable().optional() })
  .refine((body) => body.identityProvider !== undefined || body.provider !== undefined, {
    error: 'needs identityProvider or provider: null takes it away',
  })
export const EnforceBody = z.object({ enforced: z.boolean('must be true or false') })

/** A domain in the API's form. */
interface DomainAnswer {
  readonly id: string
  /** Of its configuration: what `If-Match` names. */
  readonly version: number
  readonly domain: string
  readonly status: DomainRow['status']
  readonly enforced: boolean
  readonly serverWide: boolean
  readonly record: ReturnType<typeof recordOf>
  readonly identityProvider: IdentityProvider | undefined
  /** The provider of the project that it names instead. */
  readonly provider: DomainConfiguration['provider']
  /** An administrator has tried the provider with its current configuration. */
  readonly tested: boolean
  /** Of one domain: how many members have an address there, and how many the provider has signed in before. */
  readonly people?: number
  readonly linked?: number
}

/** `/admin/projects/:projectId/domain`: e-mail domains, from adding one to enforcing it. */
export function registerDomains(app: FastifyInstance, deps: AdminDeps): void {
  const outcome = answersWith('outcome')

  app.post<{ Params: { projectId: string } }>(ALL, outcome, async (request, reply) => {
    const administrator = await administratorOf(deps, request, 'change_providers')
    const made = await audited(deps, administrator, 'domain.added', TYPE, async () => {
      requireAll(administrator)
      return add(deps, administrator, readBody(AddBody, request.body))
    })
    return reply
      .code(201)
      .headers({ ...ofVersion(made), 'Cache-Control': 'no-store' })
      .send(made)
  })

  app.get<{ Params: { projectId: string } }>(ALL, outcome, async (request) => {
    const administrator = await administratorOf(deps, request, 'see_providers')
    return audited(deps, administrator, 'domain.read', TYPE, async () => {
      requireAll(administrator)
      const { grantee, project } = administrator
      const owners = isServerOwner(grantee) ? [project.id, SYSTEM_PROJECT] : [project.id]
      const rows = (await Promise.all(owners.map((owner) => domainsOfProject.rows(deps.db, owner)))).flat()
      await deps.audit.committed(eventOf(administrator, 'domain.read', TYPE))
      return { domains: await Promise.all(rows.map((row) => answerOf(deps.db, row))) }
    })
  })

  const acts: readonly (readonly ['GET' | 'POST' | 'DELETE', string, AdminAct, AuditKind, Act])[] = [
    ['GET', ONE, 'see_providers', 'domain.read', read],
    ['POST', ONE, 'change_providers', 'domain.changed', change],
    ['POST', `${ONE}/verify`, 'see_providers', 'domain.proven', verify],
    ['POST', `${ONE}/enforce`, 'change_providers', 'domain.enforced', enforce],
    ['DELETE', ONE, 'change_providers', 'domain.removed', remove],
  ]
  for (const [method, url, covering, kind, act] of acts) {
    const handler = async (request: DomainRequest, reply: FastifyReply): Promise<unknown> => {
      const administrator = await administratorOf(deps, request, covering)
      const { domainId } = request.params
      const answer = await audited(deps, administrator, kind, `${TYPE}/${domainId}`, async () => {
        requireAll(administrator)
        const row = await domainOf(deps, administrator, domainId)
        return act(deps, administrator, row, { body: request.body, ifMatch: request.headers['if-match'] })
      })
      return reply.headers({ ...ofVersion(answer), 'Cache-Control': 'no-store' }).send(answer)
    }
    app.route({ method, url, ...outcome, handler })
  }
}

interface Asked {
  readonly body: unknown
  /** The version that is to be changed; another one is not. */
  readonly ifMatch: string | undefined
}

type Act = (deps: AdminDeps, administrator: Administrator, row: DomainRow, asked: Asked) => Promise<object>

const ofVersion = (answer: object): { readonly ETag?: string } =>
  'version' in answer && typeof answer.version === 'number' ? { ETag: versionTag(answer.version) } : {}

/** A domain's provider can sign in as anyone in the domain, so a limited administrator may not even look at it. */
function requireAll({ grantee }: Administrator): void {
  if (grantee.role === 'limited')
    throw forbidden('Only an administrator with full rights in the project may manage its domains.', 'needs_all')
}

const isServerOwner = (grantee: Administrator['grantee']): boolean => grantee.superAdmin && isOwner(grantee)

/** A domain of the project. The server's own domains are only for its administrators. */
async function domainOf({ db }: AdminDeps, { grantee, project }: Administrator, id: string): Promise<DomainRow> {
  const own = isUuid(id) ? await domainById.maybeOne(db, project.id, id) : undefined
  const found =
    own ?? (isUuid(id) && isServerOwner(grantee) ? await domainById.maybeOne(db, SYSTEM_PROJECT, id) : undefined)
  if (found === undefined) throw notFound()
  return found
}

async function add(
  deps: AdminDeps,
  administrator: Administrator,
  { domain, identityProvider, provider: named, serverWide = false }: z.infer<typeof AddBody>,
): Promise<DomainAnswer> {
  const { db, gates, audit, clock } = deps
  const { grantee, project } = administrator
  if (serverWide && !isServerOwner(grantee))
    throw forbidden(
      'Only an administrator of the server may add a domain for every project: leave out serverWide.',
      'needs_super_admin',
      'serverWide',
    )
  const read = readDomain(domain)
  if (!read.ok) throw badRequest(answered(read.refusal.text), 'domain', read.refusal.why)
  const owner = serverWide ? SYSTEM_PROJECT : project.id
  const resource = validated({
    resourceType: TYPE,
    domain: read.value,
    status: 'pending',
    ...(identityProvider !== undefined && { identityProvider }),
    ...(named !== undefined && { provider: named }),
  })
  const [id, now] = [uuid(), clock.now()]
  return db.tx(async (tx) => {
    await mayGrant(tx, administrator, { project: owner, type: TYPE, id, after: resource, now })
    const draft = { project: owner, type: TYPE, id, resource, author: grantee.profile }
    const { invalidations } = written(await createGated(tx, gates, draft, now))
    await audit.record(tx, [eventOf(administrator, 'domain.added', `${TYPE}/${id}`, { version: 1 })])
    await publishInvalidations(tx, invalidations, now)
    return answerOf(tx, await domainById.one(tx, owner, id))
  })
}

async function read({ db, audit }: AdminDeps, administrator: Administrator, row: DomainRow): Promise<DomainAnswer> {
  await audit.committed(eventOf(administrator, 'domain.read', `${TYPE}/${row.id}`))
  const within = row.project === SYSTEM_PROJECT ? null : row.project
  const { people, linked } = await countOfDomain.one(db, row.domain, within, row.providerKey)
  return { ...(await answerOf(db, row)), people, linked }
}

async function change(
  deps: AdminDeps,
  administrator: Administrator,
  row: DomainRow,
  { body, ifMatch }: Asked,
): Promise<DomainAnswer> {
  // One takes the place of the other.
  const { identityProvider, provider: named } = readBody(ChangeBody, body)
  return replace(
    deps,
    administrator,
    row,
    { kind: 'domain.changed', ifMatch },
    ({ identityProvider: _own, provider: _named, ...rest }) => ({
      ...rest,
      ...(identityProvider != null && { identityProvider }),
      ...(named != null && { provider: named }),
    }),
  )
}

async function enforce(
  deps: AdminDeps,
  administrator: Administrator,
  row: DomainRow,
  { body, ifMatch }: Asked,
): Promise<DomainAnswer> {
  const { enforced } = readBody(EnforceBody, body)
  const kind = enforced ? 'domain.enforced' : 'domain.changed'
  return replace(deps, administrator, row, { kind, ifMatch }, (configuration) => ({ ...configuration, enforced }))
}

async function replace(
  { db, gates, audit, clock }: AdminDeps,
  administrator: Administrator,
  { project, id }: DomainRow,
  { kind, ifMatch }: { readonly kind: AuditKind } & Pick<Asked, 'ifMatch'>,
  edit: (before: DomainConfiguration) => DomainConfiguration,
): Promise<DomainAnswer> {
  const now = clock.now()
  return db.tx(async (tx) => {
    const { stored, before } = await configurationOf(tx, project, id)
    checkVersion(ifMatch, stored.version)
    const resource = validated(edit(before))
    await mayGrant(tx, administrator, { project, type: TYPE, id, before, after: resource, now })
    const draft = { project, type: TYPE, id, resource, author: administrator.grantee.profile }
    const done = written(await replaceGated(tx, gates, stored, draft, now))
    await audit.record(tx, [eventOf(administrator, kind, `${TYPE}/${id}`, { version: done.stored.version })])
    await publishInvalidations(tx, done.invalidations, now)
    return answerOf(tx, await domainById.one(tx, project, id))
  })
}

async function verify(deps: AdminDeps, administrator: Administrator, row: DomainRow): Promise<DomainAnswer> {
  const proven = await verifyDomain(deps.domainProof, row.project, row.id, (tx) =>
    deps.audit.record(tx, [eventOf(administrator, 'domain.proven', `${TYPE}/${row.id}`)]),
  )
  if (!proven.ok) throw unproven(proven.refusal, row)
  return answerOf(deps.db, proven.value)
}

async function remove(
  { db, gates, audit, clock }: AdminDeps,
  administrator: Administrator,
  { project, id }: DomainRow,
  { ifMatch }: Asked,
): Promise<object> {
  const now = clock.now()
  await db.tx(async (tx) => {
    const { stored, before } = await configurationOf(tx, project, id)
    checkVersion(ifMatch, stored.version)
    await mayGrant(tx, administrator, { project, type: TYPE, id, before, now })
    const { invalidations } = written(await deleteGated(tx, gates, stored, administrator.grantee.profile, now))
    await audit.record(tx, [eventOf(administrator, 'domain.removed', `${TYPE}/${id}`)])
    await publishInvalidations(tx, invalidations, now)
  })
  return allOk()
}

async function configurationOf(
  tx: Tx,
  project: string,
  id: string,
): Promise<{ readonly stored: Stored; readonly before: DomainConfiguration }> {
  const stored = await findResource(tx, project, TYPE, id)
  const before = stored === undefined ? undefined : resourceOf<DomainConfiguration>(stored)
  if (stored === undefined || before === undefined) throw notFound()
  const { meta: _meta, ...fields } = before
  return { stored, before: fields }
}

async function mayGrant(tx: Tx, administrator: Administrator, change: Parameters<typeof grantCheck>[2]): Promise<void> {
  const problem = await grantCheck(tx, administrator, change)
  if (problem !== undefined) throw writeRefused(problem)
}

function written(result: WriteResult): Extract<WriteResult, { readonly ok: true }>['value'] {
  if (!result.ok) throw writeRefused(result.refusal)
  return result.value
}

function unproven({ why }: ProofRefusal, row: DomainRow): Error {
  const { name, value } = recordOf(row)
  switch (why) {
    case 'record_missing':
      return badRequest(
        told`The DNS record does not exist yet: publish the TXT record ${name} with the value ${value}, then verify again.`,
        'domain',
        why,
      )
    case 'domain_taken':
      return conflict(
        'Another project of this server has already verified this domain: remove it there, or delete its DNS record.',
        why,
      )
    case 'dns_unavailable':
      return unavailable(why)
    case 'unknown_domain':
      return notFound()
  }
}

async function answerOf(tx: Tx, row: DomainRow): Promise<DomainAnswer> {
  const { id, project, domain, status, enforced, providerKey } = row
  const { stored, before } = await configurationOf(tx, project, id)
  const tested = await isTested(tx, providerKey)
  return {
    id,
    version: stored.version,
    domain,
    status,
    enforced,
    serverWide: project === SYSTEM_PROJECT,
    record: recordOf(row),
    identityProvider: before.identityProvider,
    provider: before.provider,
    tested,
  }
}

function validated(resource: DomainConfiguration): DomainConfiguration {
  const issues = validate(resource)
  if (issues.length > 0) throw issuesRefused(issues, INVALID_RESOURCE)
  return resource
}
