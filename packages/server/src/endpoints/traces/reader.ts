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

/** Who may see traces: of which projects, and how the audit of each names them. */
export interface Reader {
  readonly projects: readonly string[]
  agentIn(project: string): AuditAgent
}

/** An app of an administrator: with a token that is not limited to resources. */
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

/** The person who is signed in in a browser, where they are an administrator: by a provider's word in its project alone. */
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

/** At the address of a project there are the traces of that project alone. */
function at({ issuer }: FastifyRequest, projects: readonly string[]): readonly string[] {
  return issuer.project === undefined ? projects : projects.filter((project) => project === issuer.project)
}
