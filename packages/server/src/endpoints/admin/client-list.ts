import { decide } from '@damson/access'
import {
  type ClientApplication,
  type Condition,
  literalValue,
  type Pair,
  type ProjectMembership,
  parseSearch,
} from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { answersWith, badRequest, type Form, queryOf } from '#answers'
import { isUuid } from '#base/random'
import { inSlices } from '#base/slices'
import { needingOwner, policyGrants } from '#domain/access'
import { authMethodOf, type KnownUse, kindOf, usesOf } from '#domain/clients'
import { type Named, type Names, namesFor } from '#domain/names'
import {
  clientsFound,
  clientsWithBasic,
  countBasicClients,
  type LISTED_FINDINGS,
  type ListedClient,
} from '#domain/posture'
import {
  findReachable,
  readCandidates,
  resourceOf,
  type SearchCursor,
  type Stored,
  searchResources,
} from '#domain/resources'
import { type Administrator, administratorOf, audited, eventOf, requirePermit } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { askingBy, readFinding } from './finding-filter.ts'
import { countOf, nameOf, openedCursor, parametersOf } from './paging.ts'

const TYPE = 'ClientApplication'

/** A client as listed: what it is, its access, and when and how it was last used. */
interface ClientAnswer {
  readonly id: string
  readonly name: string | undefined
  readonly kind: string
  readonly active: boolean
  readonly tokenEndpointAuthMethod: string
  readonly basicAllowed: boolean
  readonly firstParty: boolean
  /** It acts for people, and the administrator is no owner, who alone changes it and its secret. */
  readonly needsOwner: boolean
  readonly membership: Named | undefined
  /** The policies in force; undefined if the administrator may not see the membership. */
  readonly policies: readonly Named[] | undefined
  readonly createdAt: string | undefined
  readonly lastUse: Use | undefined
  readonly lastBasicAt: string | undefined
  readonly secretCreatedAt: string | undefined
  /** The secret that a rotation left beside the new one, and who still uses it. */
  readonly oldSecret:
    | { readonly createdAt: string; readonly lastUsedAt?: string; readonly lastAddress?: string | undefined }
    | undefined
  readonly fhirRequestLimit: number | undefined
}

interface Use {
  readonly at: string
  /** `secret`, `old_secret`, `key`, `workload`, `basic`, or `token`: a token for a person. */
  readonly how: string | undefined
  readonly address: string | undefined
  readonly program: string | undefined
}

/**
 * `GET /admin/projects/:projectId/clients`: the project's clients by name, in pages, with their last use. `name` finds a
 * part of the name, `id` one client, `basic` those that may use Basic, the last use first, `finding` those that the posture tells of.
 */
export function registerClientList(app: FastifyInstance, deps: AdminDeps): void {
  app.get<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/clients',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'manage_clients')
      const answer = await audited(deps, administrator, 'fhir.search', TYPE, async () => {
        const narrowing = requirePermit(administrator, 'search', TYPE)
        return list(deps, administrator, readWanted(queryOf(request)), narrowing)
      })
      return reply.header('Cache-Control', 'no-store').send(answer)
    },
  )
}

interface Wanted {
  readonly count: number
  readonly cursor: string | undefined
  readonly pairs: readonly Pair[]
  /** Only those that may use Basic. */
  readonly withBasic: boolean
  /** Only those that a finding is about, in its order. */
  readonly finding: (typeof LISTED_FINDINGS)['ClientApplication'][number] | undefined
  /** What the list is of, as the links to its pages and the audit have it. */
  readonly query: readonly (readonly [string, string])[]
}

function readWanted(text: string): Wanted {
  const form = parametersOf(text, ['id', 'name', 'kind', 'active', 'basic', 'finding', '_count', '_cursor'])
  const query = form.entries.filter(([name]) => !name.startsWith('_')).map(([name, value]) => [name, value] as const)
  const finding = readFinding(form, 'ClientApplication')
  if (finding !== undefined && query.length > 1)
    throw badRequest('Send finding alone, without another filter.', 'finding', 'invalid_finding')
  return {
    count: countOf(form),
    cursor: form.get('_cursor'),
    finding,
    pairs: [...idPairs(form), ...namePairs(form), ...codePairs(form)],
    withBasic: withBasic(form),
    query,
  }
}

function idPairs(form: Form): readonly Pair[] {
  const id = form.get('id')
  if (id === undefined) return []
  if (!isUuid(id)) throw badRequest('id must be the id of a client.', 'id', 'invalid_id')
  return [{ name: '_id', values: [literalValue(id)] }]
}

function withBasic(form: Form): boolean {
  const basic = form.get('basic')
  if (basic !== undefined && basic !== 'true') throw badRequest('basic must be true.', 'basic', 'invalid_basic')
  return basic === 'true'
}

function namePairs(form: Form): readonly Pair[] {
  const name = nameOf(form, 'a part of a name')
  return name === '' ? [] : [{ name: 'name', modifier: 'contains', values: [literalValue(name)] }]
}

function codePairs(form: Form): readonly Pair[] {
  const [kind, active] = [form.get('kind'), form.get('active')]
  if (kind !== undefined && !['app', 'server', 'device'].includes(kind))
    throw badRequest('kind must be app, server or device.', 'kind', 'invalid_kind')
  if (active !== undefined && active !== 'true' && active !== 'false')
    throw badRequest('active must be true or false.', 'active', 'invalid_active')
  return [
    ...(kind === undefined ? [] : [{ name: 'kind', values: [literalValue(kind)] }]),
    ...(active === undefined
      ? []
      : [{ name: 'status', ...(active === 'true' && { modifier: 'not' }), values: OFF.map(literalValue) }]),
  ]
}

/** A client without a status is active. */
const OFF = ['off', 'error']

async function list(
  deps: AdminDeps,
  administrator: Administrator,
  wanted: Wanted,
  narrowing: Condition,
): Promise<{ readonly clients: readonly ClientAnswer[]; readonly total?: number; readonly next: string | undefined }> {
  const { keyring, audit } = deps
  const { grantee, issuer } = administrator
  const context = `cursor:${grantee.project}:clients?${new URLSearchParams(wanted.query.map(([...one]) => one)).toString()}`
  const page = await pageOf(deps, administrator, wanted, narrowing, context)
  const ids = page.resources.map(({ id }) => id)
  const uses = await usesOf(deps, grantee.project, ids)
  const held = await needingOwner(deps.db, grantee, TYPE, ids)
  const members = await membersOf(deps, administrator, uses)
  const policies = new Set([...members.values()].flatMap((member) => member.policies))
  const names = await namesFor(deps.db, administrator.grantee, policies)
  const clients = await inSlices(answers(page.resources, { uses, members, names, held }))
  const query = new URLSearchParams(wanted.query.map(([...one]) => one))
  await audit.committed(eventOf(administrator, 'fhir.search', TYPE, { query: query.toString() }))
  const { total } = page
  const told = { clients, ...(total !== undefined && { total }) }
  if (page.next === undefined) return { ...told, next: undefined }
  query.set('_count', String(wanted.count))
  query.set('_cursor', keyring.seal(JSON.stringify(page.next), context))
  return { ...told, next: `${issuer.adminUrl}admin/projects/${grantee.project}/clients?${query.toString()}` }
}

interface Page {
  readonly resources: readonly Stored[]
  readonly next?: object | undefined
  /** Of how many, where that is told. */
  readonly total?: number
}

async function pageOf(
  { db, keyring, clock }: AdminDeps,
  administrator: Administrator,
  wanted: Wanted,
  narrowing: Condition,
  context: string,
): Promise<Page> {
  const { project } = administrator.grantee
  const of = { project, type: TYPE, narrowing } as const
  const listed = async (
    candidates: (after: ListedClient | undefined, limit: number) => Promise<readonly ListedClient[]>,
  ): Promise<Page> => {
    const after = openedCursor<ListedClient>(keyring, wanted.cursor, context)
    const { found, next } = await readCandidates(db, of, candidates, wanted.count, after)
    return { resources: found.map(({ stored }) => stored), next }
  }
  if (wanted.finding !== undefined)
    return listed(clientsFound(db, askingBy(administrator, clock.now()), wanted.finding))
  const search = parseSearch(TYPE, [...wanted.pairs, SORTED])
  if (!search.ok) throw badRequest('The name cannot be searched for: send letters or digits.', 'name', 'invalid_name')
  if (wanted.withBasic) {
    const condition: Condition = { op: 'all', of: [search.value.condition, narrowing] }
    const page = await listed(clientsWithBasic(db, project, condition))
    return { ...page, total: await countBasicClients(db, project, condition) }
  }
  const after = openedCursor<SearchCursor>(keyring, wanted.cursor, context)
  return searchResources(db, project, search.value, narrowing, wanted.count, after)
}

const SORTED: Pair = { name: '_sort', values: [{ parts: ['name'] }] }

interface KnownMember {
  readonly reference: string
  readonly policies: readonly string[]
}

/** The memberships of the clients, by the clients' ids, as far as the administrator's policy allows. */
async function membersOf(
  { db }: AdminDeps,
  { grantee, project }: Administrator,
  uses: ReadonlyMap<string, KnownUse>,
): Promise<ReadonlyMap<string, KnownMember>> {
  const decision = decide(grantee.access, { interaction: 'search', resourceType: 'ProjectMembership' })
  if (decision.verdict === 'deny') return new Map()
  const ids = [...uses.values()].flatMap(({ membershipId }) => (membershipId === null ? [] : [membershipId]))
  const found = await findReachable(db, grantee.project, 'ProjectMembership', ids, decision.narrowing)
  const known = new Map<string, KnownMember>()
  for (const stored of found) {
    const membership = resourceOf<ProjectMembership>(stored)
    if (membership === undefined) continue
    const policies = new Set(policyGrants(membership, project.resource).map(({ id }) => `AccessPolicy/${id}`))
    const client = membership.user.reference?.split('/')[1] ?? ''
    known.set(client, { reference: `ProjectMembership/${stored.id}`, policies: [...policies] })
  }
  return known
}

/** What is known of the clients of a page, by their ids. */
interface KnownOfPage {
  readonly uses: ReadonlyMap<string, KnownUse>
  readonly members: ReadonlyMap<string, KnownMember>
  readonly names: Names
  readonly held: ReadonlySet<string>
}

function* answers(
  clients: readonly Stored[],
  { uses, members, names, held }: KnownOfPage,
): Generator<undefined, readonly ClientAnswer[], undefined> {
  const all: ClientAnswer[] = []
  for (const stored of clients) {
    const client = resourceOf<ClientApplication>(stored)
    if (client === undefined) throw new Error('a client has no resource')
    const member = members.get(stored.id)
    all.push({
      id: stored.id,
      name: client.name,
      kind: kindOf(client),
      active: (client.status ?? 'active') === 'active',
      tokenEndpointAuthMethod: authMethodOf(client),
      basicAllowed: client.basicAllowed === true,
      firstParty: client.firstParty === true,
      needsOwner: held.has(stored.id),
      membership: member === undefined ? undefined : { reference: member.reference },
      policies: member?.policies.map(names.of),
      ...useAnswer(uses.get(stored.id)),
      fhirRequestLimit: client.fhirRequestLimit,
    })
    yield
  }
  return all
}

/** The use of a secret that an earlier rotation replaced says nothing of this one. */
function oldUse(use: KnownUse | undefined): {
  readonly lastUsedAt?: string
  readonly lastAddress?: string | undefined
} {
  const { oldSecretUsedAt = null, oldSecretAddress, secretAt = null } = use ?? {}
  if (oldSecretUsedAt === null || secretAt === null || oldSecretUsedAt < secretAt) return {}
  return { lastUsedAt: oldSecretUsedAt.toISOString(), lastAddress: oldSecretAddress }
}

function useAnswer(
  use: KnownUse | undefined,
): Pick<ClientAnswer, 'createdAt' | 'lastUse' | 'lastBasicAt' | 'secretCreatedAt' | 'oldSecret'> {
  const { usedAt = null, oldSecretAt = null } = use ?? {}
  const { address, how, program } = use ?? {}
  return {
    createdAt: use?.createdAt.toISOString(),
    lastUse:
      usedAt === null
        ? undefined
        : { at: usedAt.toISOString(), how: how ?? undefined, address, program: program ?? undefined },
    lastBasicAt: use?.basicUsedAt?.toISOString(),
    secretCreatedAt: use?.secretAt?.toISOString(),
    oldSecret:
      oldSecretAt === null
        ? undefined
        : {
            createdAt: oldSecretAt.toISOString(),
            ...oldUse(use),
          },
  }
}
