import type { FastifyInstance } from 'fastify'
import { answersWith, requestOriginOf, tooManyRequests } from '#answers'
import { type ActiveMembership, membershipsOfUser } from '#domain/memberships'
import { readProject, recordAccessOf } from '#domain/projects'
import { looksAtRecord } from '#domain/record-access'
import { type BrowserCookies, brandOf, sendPage, wordsOf } from '#pages'
import type { AccountDeps } from './dependencies.ts'
import { type OwnRecord, recordPage, type ToldRecord } from './record-page.ts'
import { findVisitor, reaches, sealForm, seeOther, useVisit } from './visitor.ts'

/** `/account/record`: who looked at the person's own records. */
export function registerRecord(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  const { db, clock, audit, throttle } = deps
  app.get('/account/record', answersWith('page'), async (request, reply) => {
    const visitor = await findVisitor(deps, cookies, request)
    const left = visitor && (await useVisit(deps, visitor))
    if (visitor === undefined || left === undefined) return seeOther(reply, '/account')
    const allowance = await throttle.inBrowser(visitor.root.id)
    if (!allowance.allowed) throw tooManyRequests(allowance)
    const memberships = await membershipsOfUser.rows(db, visitor.user.id)
    const seen = memberships.filter(({ project }) => reaches(visitor, project))
    const own = await recordsOf(deps, seen, request.issuer.project)
    const now = clock.now()
    const records = await Promise.all(
      own.map(
        async (record): Promise<ToldRecord> => ({ ...record, ...(await looksAtRecord(db, record, undefined, now)) }),
      ),
    )
    const { address, userAgent, traceId } = requestOriginOf(request)
    await audit.committed(
      ...own.map(({ project, patient }) => ({
        kind: 'fhir.operation' as const,
        project,
        outcome: 0 as const,
        agent: { reference: patient, userId: visitor.user.id },
        personal: { address, userAgent },
        entity: patient,
        patient,
        traceId,
      })),
    )
    const brand = await brandOf(deps, request.issuer.project)
    return sendPage(reply, 200, recordPage(wordsOf(request), brand, { records, form: sealForm(deps, visitor), left }))
  })
}

/** The person's own records. At a project's address: only that of the project. */
export async function recordsOf(
  { db }: AccountDeps,
  all: readonly ActiveMembership[],
  address: string | undefined,
): Promise<readonly OwnRecord[]> {
  const patients = all.filter(
    ({ project, profile }) => profile.startsWith('Patient/') && (address === undefined || project === address),
  )
  const records = await Promise.all(
    patients.map(async ({ project, profile }) => {
      const found = await readProject(db, project)
      const disclosure = found === undefined ? undefined : recordAccessOf(found.resource)
      return disclosure === undefined
        ? []
        : [{ project, projectName: found?.resource.name ?? '', patient: profile, disclosure }]
    }),
  )
  return records.flat()
}
