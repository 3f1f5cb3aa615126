import type { FastifyInstance } from 'fastify'
import { answersWith, badRequest, queryOf } from '#answers'
import { profilesOfMembers } from '#domain/memberships'
import { namesFor } from '#domain/names'
import { type Finding, findingTexts, postureOf } from '#domain/posture'
import { type Administrator, administratorOf, audited, eventOf } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { askingBy } from './finding-filter.ts'

/**
 * `GET /admin/projects/:projectId/posture`: what of the project is not as it should be. Each finding says why it matters, what
 * to do, and what is affected, as far as the administrator may see it.
 */
export function registerPosture(app: FastifyInstance, deps: AdminDeps): void {
  app.get<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/posture',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'see_overview')
      const entity = `Project/${administrator.project.id}`
      const answer = await audited(deps, administrator, 'project.read', entity, () => {
        if (queryOf(request) !== '')
          throw badRequest('This address takes no parameters.', undefined, 'unknown_parameter')
        return answerOf(deps, administrator, entity)
      })
      return reply.header('Cache-Control', 'no-store').send(answer)
    },
  )
}

async function answerOf(deps: AdminDeps, administrator: Administrator, entity: string): Promise<object> {
  const now = deps.clock.now()
  const { findings, checks } = await postureOf(
    { ...deps, adminUrl: deps.issuers.root.adminUrl, mailGoesTo: deps.outbox.goesTo },
    askingBy(administrator, now),
  )
  const people = await profilesOf(deps, administrator, findings)
  const references = findings.flatMap(({ affected }) => affected.flatMap(({ reference = '' }) => [reference]))
  const names = await namesFor(deps.db, administrator.grantee, new Set([...references, ...people.values()]))
  // An event for each patient whose name is shown: no record, no disclosure.
  const patients = [...new Set(names.patients)]
  await deps.audit.committed(
    ...(patients.length === 0
      ? [eventOf(administrator, 'project.read', entity)]
      : patients.map((patient) => eventOf(administrator, 'project.read', entity, { patient }))),
  )
  const { version, baseUrl } = deps
  return {
    checkedAt: now.toISOString(),
    version,
    baseUrl,
    findings: findings.map((finding) => ({
      code: finding.code,
      severity: finding.severity,
      ...findingTexts(finding),
      count: finding.count,
      isMore: finding.isMore,
      affected: finding.affected.map(({ reference, name, at, state, percent }) => {
        const profile = reference === undefined ? undefined : people.get(reference)
        const shown = profile ?? reference
        const display = name ?? (shown === undefined ? undefined : names.of(shown).display)
        return { reference, profile, display, at: at?.toISOString(), state, percent }
      }),
    })),
    checks,
    signingKeys: deps.signingKeys.ages(now).map(({ algorithm, signsFrom }) => ({
      algorithm,
      signsFrom: signsFrom.toISOString(),
    })),
  }
}

/** The profiles of the memberships that findings name. */
async function profilesOf(
  { db }: AdminDeps,
  { grantee }: Administrator,
  findings: readonly Finding[],
): Promise<ReadonlyMap<string, string>> {
  const references = findings.flatMap(({ affected }) => affected.flatMap(({ reference = '' }) => [reference]))
  const ids = references.flatMap((one) => (one.startsWith('ProjectMembership/') ? [one.split('/')[1] ?? ''] : []))
  const rows = ids.length === 0 ? [] : await profilesOfMembers.rows(db, grantee.project, ids)
  return new Map(rows.map(({ id, profile }) => [`ProjectMembership/${id}`, profile]))
}
