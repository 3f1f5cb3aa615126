import type { FastifyRequest } from 'fastify'
import { requestOriginOf, tooManyRequests } from '#answers'
import { agentOf } from '#domain/access'
import type { AuditAgent } from '#domain/audit'
import { membershipsByIdentity } from '#domain/identities'
import { findBrowserRoots } from '#domain/logins'
import { membershipsOfUser } from '#domain/memberships'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { BrowserCookies } from '#pages'
import type { TracesDeps } from './dependencies.ts'

/** A reader of traces: the projects whose traces they may see, and their audit agent in each. */
export interface Reader {
  readonly projects: readonly string[]
  agentIn(project: string): AuditAgent
}

/** An administrator's app, with a token that is not limited to resource scopes. */
export async function readerByToken(
  { credentials, throttle }: TracesDeps,
  request: FastifyRequest,
): Promise<Reader | undefined> {
  const found = await credentials.grantee(request.headers.authorization, requestOriginOf(request))
  if (!found.ok || !found.value.admin) return undefined
  const grantee = found.value
  const allowance = await throttle.fhirRequest(grantee.membershipId, grantee.userType === 'User')
  if (!allowance.allowed) throw tooManyRequests(allowance)
  return {
    projects: at(request, grantee.superAdmin ? [grantee.project, SYSTEM_PROJECT] : [grantee.project]),
    agentIn: () => agentOf(grantee),
  }
}

/** The person signed in in the browser, for the projects that they administer. After a provider's sign-in: its project. */
export async function readerByBrowser(
  { db, clock, traces, providers }: TracesDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
): Promise<Reader | undefined> {
  const [root] = await findBrowserRoots(db, cookies.rootOf(request), cookies.find(request)?.hash, clock.now())
  if (root === undefined) return undefined
  const memberships = await membershipsOfUser.rows(db, root.userId)
  const provider = root.providerKey === null ? undefined : await providers.byKey(root.providerKey)
  const administered = (await membershipsByIdentity(db, provider, root, memberships)).filter(({ admin }) => admin)
  const projects = administered.map(({ project }) => project)
  const isServersOwn = projects.some((project) => traces.modes.isServersOwn(project))
  return {
    projects: at(request, isServersOwn ? [...projects, SYSTEM_PROJECT] : projects),
    agentIn: (project) => ({
      reference: administered.find((membership) => membership.project === project)?.profile,
      userId: root.userId,
    }),
  }
}

/** A project's address shows only the traces of that project. */
function at({ issuer }: FastifyRequest, projects: readonly string[]): readonly string[] {
  return issuer.project === undefined ? projects : projects.filter((project) => project === issuer.project)
}
