import type { Condition } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { answersWith, badRequest, queryOf } from '#answers'
import { type Named, namesFor } from '#domain/names'
import { policiesFound } from '#domain/posture'
import { readCandidates } from '#domain/resources'
import { type Administrator, administratorOf, audited, eventOf, requirePermit } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { askingBy, readFinding } from './finding-filter.ts'
import { countOf, openedCursor, parametersOf } from './paging.ts'

const TYPE = 'AccessPolicy'

interface Answer {
  readonly policies: readonly Named[]
  readonly next: string | undefined
}

/**
 * `GET /admin/projects/:projectId/policies?finding=`: the access policies that a finding of the posture is about, in pages. All
 * policies are resources, and are searched for as such.
 */
export function registerPolicyList(app: FastifyInstance, deps: AdminDeps): void {
  app.get<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/policies',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'see_members')
      const answer = await audited(deps, administrator, 'fhir.search', TYPE, () =>
        list(deps, administrator, queryOf(request), requirePermit(administrator, 'search', TYPE)),
      )
      return reply.header('Cache-Control', 'no-store').send(answer)
    },
  )
}

async function list(
  deps: AdminDeps,
  administrator: Administrator,
  query: string,
  narrowing: Condition,
): Promise<Answer> {
  const { db, keyring, audit, clock } = deps
  const { grantee, issuer } = administrator
  const { project } = grantee
  const form = parametersOf(query, ['finding', '_count', '_cursor'])
  const finding = readFinding(form, TYPE)
  if (finding === undefined)
    throw badRequest(
      'Send finding. To list every policy, search AccessPolicy through the FHIR API.',
      'finding',
      'invalid_finding',
    )
  const [count, context] = [countOf(form), `cursor:${project}:policies?finding=${finding}`]
  const after = openedCursor<{ id: string }>(keyring, form.get('_cursor'), context)
  const candidates = policiesFound(db, askingBy(administrator, clock.now()))
  const { found, next } = await readCandidates(db, { project, type: TYPE, narrowing }, candidates, count, after)
  const references = found.map(({ stored }) => `${TYPE}/${stored.id}`)
  const names = await namesFor(db, grantee, references)
  await audit.committed(eventOf(administrator, 'fhir.search', TYPE, { query }))
  const policies = references.map((reference) => names.of(reference))
  if (next === undefined) return { policies, next }
  const following = new URLSearchParams({
    finding,
    _count: String(count),
    _cursor: keyring.seal(JSON.stringify(next), context),
  })
  return { policies, next: `${issuer.adminUrl}admin/projects/${project}/policies?${following.toString()}` }
}
