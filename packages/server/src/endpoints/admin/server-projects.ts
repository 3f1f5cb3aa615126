import type { Project } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { allOk, answersWith, notFound, queryOf, readBody, writeRefused } from '#answers'
import type { AuditEntry } from '#domain/audit'
import { type Issuer, type ListedProject, listedProjects, operatorLimits } from '#domain/projects'
import { setProjectStatus } from '#domain/registration'
import { eventOf } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { type Operator, operatorOf, requirePersonNow } from './operator.ts'
import { countOf, nameOf, openedCursor, parametersOf } from './paging.ts'

export const StatusBody = z.strictObject({
  status: z.enum(['active', 'suspended'], 'must be active or suspended'),
})

/**
 * `/admin/server/projects`: every project by name, with the limits that operators set for it, and switching one off or on
 * again. Nothing of what is in them.
 */
export function registerServerProjects(app: FastifyInstance, deps: AdminDeps): void {
  app.get('/admin/server/projects', answersWith('outcome'), async (request, reply) => {
    const operator = await operatorOf(deps, request)
    const wanted = readWanted(queryOf(request))
    await deps.audit.committed(eventOf(operator, 'server.read', 'Project'))
    return reply.header('Cache-Control', 'no-store').send(await list(deps, request.issuer, wanted))
  })

  app.post<{ Params: { projectId: string } }>(
    '/admin/server/projects/:projectId/status',
    answersWith('outcome'),
    async (request, reply) => {
      const operator = await operatorOf(deps, request)
      requirePersonNow(deps, operator)
      const { status } = readBody(StatusBody, request.body)
      await setStatus(deps, operator, request.params.projectId, status)
      return reply.header('Cache-Control', 'no-store').type('application/fhir+json; charset=utf-8').send(allOk())
    },
  )
}

async function setStatus(
  deps: AdminDeps,
  operator: Operator,
  id: string,
  status: z.infer<typeof StatusBody>['status'],
): Promise<void> {
  const kind = status === 'active' ? 'project.resumed' : 'project.suspended'
  const refusal = await setProjectStatus(deps.registration, id, status, (tx, version) => {
    const own = eventOf(operator, kind, `Project/${id}`, { version })
    // The project's own audit says that it was done from outside; its agent is no member of the project.
    const inside: AuditEntry = { ...own, project: id, agent: {}, personal: {}, reason: 'operator' }
    return deps.audit.record(tx, [own, inside])
  })
  if (refusal === undefined) return
  throw refusal.why === 'unknown_project' ? notFound() : writeRefused(refusal.by)
}

interface Wanted {
  readonly count: number
  readonly cursor: string | undefined
  readonly name: string
}

function readWanted(text: string): Wanted {
  const form = parametersOf(text, ['name', '_count', '_cursor'])
  return { count: countOf(form), cursor: form.get('_cursor'), name: nameOf(form, 'a part of a name') }
}

const CONTEXT = 'cursor:server:projects'

async function list({ db, keyring }: AdminDeps, { adminUrl }: Issuer, wanted: Wanted): Promise<object> {
  const { count, cursor, name } = wanted
  const after = openedCursor<{ name: string; id: string }>(keyring, cursor, CONTEXT)
  const found = await listedProjects.rows(db, {
    part: name.toLowerCase(),
    afterName: after?.name ?? '',
    afterId: after?.id ?? '',
    limit: count + 1,
  })
  const shown = found.slice(0, count)
  const last = found.length > count ? shown.at(-1) : undefined
  const next = last && keyring.seal(JSON.stringify({ name: last.name.toLowerCase(), id: last.id }), CONTEXT)
  const query = new URLSearchParams({
    ...(name !== '' && { name }),
    _count: String(count),
    ...(next && { _cursor: next }),
  })
  return {
    projects: shown.map(projectAnswer),
    ...(next && { next: `${adminUrl}admin/server/projects?${query.toString()}` }),
  }
}

function projectAnswer({ id, name, active, superAdmin, changedAt, version, systemSetting }: ListedProject): object {
  return {
    id,
    name,
    active,
    ...(superAdmin && { superAdmin }),
    changedAt: changedAt.toISOString(),
    version,
    limits: operatorLimits({ systemSetting: JSON.parse(systemSetting) as NonNullable<Project['systemSetting']> }),
  }
}
