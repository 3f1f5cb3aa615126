import type { ClientApplication, ProjectMembership } from '@damson/fhir'
import type { FastifyRequest } from 'fastify'
import { asItself, insufficient, requestOriginOf, tooManyRequests } from '#answers'
import type { Db } from '#base/db'
import { agentOf, isOwner, mayAct, namedRoleOf } from '#domain/access'
import type { AuditAgent } from '#domain/audit'
import { demandsOfPerson } from '#domain/enrolment'
import { factorsOf } from '#domain/factors'
import { membershipsByIdentity } from '#domain/identities'
import {
  type BrowserRoot,
  factorDemand,
  factorNeed,
  findBrowserRoots,
  meetsDemand,
  membershipsSignedOut,
} from '#domain/logins'
import { type ActiveMembership, membershipsOfUser } from '#domain/memberships'
import { SYSTEM_PROJECT } from '#domain/projects'
import { findResource, resourceOf } from '#domain/resources'
import { needsMailedCode, provesWeakPassword } from '#domain/signin'
import type { Trace } from '#domain/traces'
import { userById } from '#domain/users'
import type { BrowserCookies } from '#pages'
import type { TracesDeps } from './dependencies.ts'

/** A reader of traces: the projects whose traces they may see, and their audit agent in each. */
export interface Reader {
  readonly projects: readonly string[]
  agentIn(project: string): AuditAgent
  /** Set for app developers, who see only the traces of the clients that name them. */
  developerIn(project: string): string | undefined
}

/** An administrator's app, with a token that is not limited to resource scopes. */
export async function readerByToken(
  { credentials, throttle }: TracesDeps,
  request: FastifyRequest,
): Promise<Reader | undefined> {
  const found = await credentials.grantee(request.headers.authorization, requestOriginOf(request))
  if (!found.ok) return undefined
  const grantee = asItself(found.value, request)
  if (!mayAct(grantee, 'read_traces')) return undefined
  const problem = insufficient(grantee, request)
  if (problem !== undefined) throw problem
  const { refused: allowance } = await throttle.fhir.count(grantee)
  if (allowance !== undefined) throw tooManyRequests(allowance)
  const isServers = grantee.superAdmin && isOwner(grantee)
  return {
    projects: at(request, isServers ? [grantee.project, SYSTEM_PROJECT] : [grantee.project]),
    agentIn: () => agentOf(grantee),
    developerIn: () => (grantee.role === 'app-developer' ? grantee.profile : undefined),
  }
}

/**
 * The person signed in in the browser, for the projects that they administer, if the sign-in has proven what is demanded
 * there. After a provider's sign-in: its project.
 */
export async function readerByBrowser(
  deps: TracesDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
): Promise<Reader | undefined> {
  const { db, clock, traces, providers, grantees } = deps
  const browserHash = cookies.find(request)?.hash
  const [root] = await findBrowserRoots(db, cookies.rootOf(request), browserHash, clock.now())
  if (root === undefined || (await lacksOwnProof(deps, root, { browserHash, address: request.ip }))) return undefined
  const demands = await demandsOfPerson(db, root.userId)
  const signedOut = await membershipsSignedOut.rows(db, root.userId, root.authenticatedAt)
  const ended = new Set(signedOut.map(({ id }) => id))
  const memberships = (await membershipsOfUser.rows(db, root.userId)).filter(({ id }) => !ended.has(id))
  const provider = root.providerKey === null ? undefined : await providers.byKey(root.providerKey)
  const reached = (await membershipsByIdentity(db, provider, root, memberships)).filter(({ id, admin, project }) => {
    const demand = demands.get(id)
    return demand !== undefined && meetsDemand(demand, root.factors) && (admin || traces.modes.isOn(project))
  })
  const readers = await readersAmong(db, await admitted(db, grantees, reached, request.ip))
  const projects = readers.map(({ project }) => project)
  const ownsServer = await ownsServersProject(deps, root, readers, request.ip)
  const inProject = (project: string): TraceMembership | undefined => readers.find((one) => one.project === project)
  return {
    projects: at(request, ownsServer ? [...projects, SYSTEM_PROJECT] : projects),
    agentIn: (project) => ({ reference: inProject(project)?.profile, userId: root.userId }),
    developerIn: (project) => {
      const found = inProject(project)
      return found?.role === 'app-developer' ? found.profile : undefined
    },
  }
}

/** The server's own traces are for owners of its project: not for those who administer a part of it. */
async function ownsServersProject(
  { grantees, traces }: TracesDeps,
  { userId, factors, authenticatedAt, providerKey }: BrowserRoot,
  readers: readonly TraceMembership[],
  address: string,
): Promise<boolean> {
  for (const { id: membershipId, project, admin } of readers) {
    if (!admin || !traces.modes.isServersOwn(project)) continue
    const vouchedFor = providerKey !== null
    const member = { project, membershipId, userId, factors, authenticatedAt, vouchedFor }
    const found = await grantees.ofMember(member, address)
    if (found.ok && isOwner(found.value)) return true
  }
  return false
}

/**
 * As on the account page: a password alone shows nothing to a person who has a second factor, or where the person is new.
 * One that must be replaced shows nothing before it was.
 */
async function lacksOwnProof(
  deps: TracesDeps,
  { userId, factors: proven, providerKey }: BrowserRoot,
  from: { readonly browserHash: string | undefined; readonly address: string },
): Promise<boolean> {
  const { db } = deps
  const enrolled = (await factorsOf.rows(db, userId)).map(({ kind }) => kind)
  const at = { proven, enrolled, hasPasskeys: false, isExternal: providerKey !== null }
  if (factorNeed(factorDemand([], undefined), at).need !== 'none') return true
  const user = await userById.maybeOne(db, userId)
  if (user === undefined || provesWeakPassword({ ...user, factors: proven, enrolled })) return true
  return needsMailedCode(deps, db, user, { ...from, factors: proven, enrolled })
}

/** Those whose rules on addresses let the request pass. */
async function admitted(
  db: Db,
  grantees: TracesDeps['grantees'],
  memberships: readonly ActiveMembership[],
  address: string,
): Promise<readonly ActiveMembership[]> {
  const admits = await Promise.all(
    memberships.map(({ project, id }) => grantees.admits(db, { project, membershipId: id, clientId: null }, address)),
  )
  return memberships.filter((_, at) => admits[at])
}

type TraceMembership = Pick<ActiveMembership, 'id' | 'project' | 'profile' | 'admin'> & {
  readonly role: ReturnType<typeof namedRoleOf>
}

/** The memberships that may read traces; of several in a project, the one that sees most comes first. */
async function readersAmong(db: Db, memberships: readonly ActiveMembership[]): Promise<readonly TraceMembership[]> {
  const read = await Promise.all(
    memberships.map(async (membership) => ({
      ...membership,
      role: membership.admin ? undefined : await roleIn(db, membership),
    })),
  )
  const readers = read.filter(({ admin, role }) => admin || mayAct({ role }, 'read_traces'))
  return readers.toSorted((a, b) => Number(a.role === 'app-developer') - Number(b.role === 'app-developer'))
}

async function roleIn(db: Db, { project, id }: ActiveMembership): Promise<ReturnType<typeof namedRoleOf>> {
  const stored = await findResource(db, project, 'ProjectMembership', id)
  const membership = stored === undefined ? undefined : resourceOf<ProjectMembership>(stored)
  return membership === undefined ? undefined : namedRoleOf(membership)
}

/** Whether all steps are of clients that name the profile as a developer, and at least one is. */
export async function isOfDeveloper(
  db: Db,
  { project, steps }: Pick<Trace, 'project' | 'steps'>,
  profile: string,
): Promise<boolean> {
  const ids = [...new Set(steps.flatMap(({ clientId }) => clientId ?? []))]
  for (const id of ids) {
    const stored = await findResource(db, project, 'ClientApplication', id)
    const client = stored === undefined ? undefined : resourceOf<ClientApplication>(stored)
    if (client?.developer?.some(({ reference }) => reference === profile) !== true) return false
  }
  return ids.length > 0
}

/** A project's address shows only the traces of that project. */
function at({ issuer }: FastifyRequest, projects: readonly string[]): readonly string[] {
  return issuer.project === undefined ? projects : projects.filter((project) => project === issuer.project)
}
