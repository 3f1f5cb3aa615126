import type { Condition } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { allOk, answersWith, badRequest, conflict, notFound, queryOf, readParameters } from '#answers'
import { isUuid } from '#base/random'
import { isOwner } from '#domain/access'
import { findMail, type ListedMail, listMails, type OutboxState, sendAgain } from '#domain/outbox'
import { readResource } from '#domain/resources'
import { type Administrator, administratorOf, audited, eventOf, requireReach } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'

const TYPE = 'ProjectMembership'
const EMAILS = '/admin/projects/:projectId/emails'
const STATES: readonly OutboxState[] = ['waiting', 'accepted', 'kept', 'refused', 'expired']
const MOST_ON_A_PAGE = 100
const USUAL_ON_A_PAGE = 20
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** The project's e-mails, and what became of them: `GET …/emails`, and `POST …/emails/:emailId/send` to try one again. */
export function registerEmails(app: FastifyInstance, deps: AdminDeps): void {
  app.get<{ Params: { projectId: string } }>(EMAILS, answersWith('outcome'), async (request, reply) => {
    const administrator = await administratorOf(deps, request, 'invite')
    const answer = await audited(deps, administrator, 'mail.read', TYPE, () =>
      list(deps, administrator, readWanted(queryOf(request), deps.clock.now())),
    )
    return reply.header('Cache-Control', 'no-store').send(answer)
  })
  app.post<{ Params: { projectId: string; emailId: string } }>(
    `${EMAILS}/:emailId/send`,
    answersWith('outcome'),
    async (request) => {
      const administrator = await administratorOf(deps, request, 'invite')
      return audited(deps, administrator, 'mail.resent', TYPE, () => send(deps, administrator, request.params.emailId))
    },
  )
}

interface Wanted {
  readonly state: OutboxState | null
  readonly limit: number
  readonly before: Date
  readonly beforeId: string
}

function readWanted(text: string, now: Date): Wanted {
  const { form, repeated } = readParameters(new URLSearchParams(text))
  if (repeated !== undefined) throw badRequest('Send each parameter once.', undefined, 'repeated_parameter')
  for (const [name] of form.entries)
    if (!['state', '_count', '_cursor'].includes(name))
      throw badRequest('Unknown parameter: send only state, _count and _cursor.', undefined, 'unknown_parameter')
  const [given, count = String(USUAL_ON_A_PAGE)] = [form.get('state'), form.get('_count')]
  const state = STATES.find((one) => one === given)
  if (given !== undefined && state === undefined)
    throw badRequest('state must be waiting, accepted, kept, refused or expired.', 'state', 'invalid_state')
  if (!/^\d{1,3}$/.test(count) || Number(count) < 1 || Number(count) > MOST_ON_A_PAGE)
    throw badRequest(`_count must be a whole number from 1 to ${MOST_ON_A_PAGE}.`, '_count', 'invalid_count')
  const cursor = form.get('_cursor')
  const [, ms = '', beforeId = ''] = /^(\d{1,13})\.(.+)$/.exec(cursor ?? '') ?? []
  if (cursor !== undefined && !isUuid(beforeId))
    throw badRequest('_cursor is not one of ours: send the next of the page before.', '_cursor', 'invalid_cursor')
  const from = cursor === undefined ? { before: now, beforeId: LAST_ID } : { before: new Date(Number(ms)), beforeId }
  return { state: state ?? null, limit: Number(count), ...from }
}

async function list(deps: AdminDeps, administrator: Administrator, wanted: Wanted): Promise<object> {
  const narrowing = requireReach(administrator, 'read', TYPE)
  const mails = await listMails(deps, { project: administrator.project.id, ...wanted })
  const emails: object[] = []
  const patients = new Set<string>()
  for (const mail of mails) {
    const seen = await seenBy(deps, administrator, mail, narrowing)
    if (seen === undefined) continue
    emails.push(shown(mail))
    for (const patient of seen.patients) patients.add(patient)
  }
  const last = mails.length < wanted.limit ? undefined : mails.at(-1)
  // An event for each patient whose address is shown: no record, no disclosure.
  const events = [...patients].map((patient) => eventOf(administrator, 'mail.read', TYPE, { patient }))
  await deps.audit.committed(...(events.length === 0 ? [eventOf(administrator, 'mail.read', TYPE)] : events))
  return { emails, next: last && `${last.createdAt.getTime()}.${last.id}` }
}

async function send(deps: AdminDeps, administrator: Administrator, id: string): Promise<object> {
  const { id: project } = administrator.project
  const narrowing = requireReach(administrator, 'update', TYPE)
  const mail = await findMail(deps, project, id)
  if (mail === undefined || (await seenBy(deps, administrator, mail, narrowing)) === undefined) throw notFound()
  await deps.audit.committed(eventOf(administrator, 'mail.resent', mail.about ?? TYPE))
  if (await sendAgain(deps, project, id)) return allOk()
  if (mail.state === 'kept')
    throw conflict('This e-mail is in the inbox of this server, which sends none: read it there.', 'mail_kept')
  throw mail.state === 'accepted'
    ? conflict(
        'The mail server accepted this e-mail, and its text is deleted: send the invitation again for a new one.',
        'mail_accepted',
      )
    : conflict('This e-mail has expired, and its text is deleted: send the invitation again.', 'mail_expired')
}

/** E-mails about members are for who may see the member; those to administrators, for owners. Undefined: not for these. */
async function seenBy(
  { db }: AdminDeps,
  { grantee, project }: Administrator,
  { about }: ListedMail,
  narrowing: Condition,
): Promise<{ readonly patients: readonly string[] } | undefined> {
  const [type, id = ''] = about?.split('/') ?? []
  if (type !== TYPE) return isOwner(grantee) ? { patients: type === 'Patient' ? [id] : [] } : undefined
  return readResource(db, project.id, TYPE, id, narrowing)
}

function shown({ id, kind, about, to, state, attempts, problem, ...times }: ListedMail): object {
  const { createdAt, dueAt, expiresAt, settledAt } = times
  return {
    id,
    kind,
    to,
    about: about === null ? undefined : { reference: about },
    state,
    attempts,
    problem: problem ?? undefined,
    createdAt: createdAt.toISOString(),
    nextAttemptAt: state === 'waiting' ? dueAt.toISOString() : undefined,
    expiresAt: expiresAt.toISOString(),
    acceptedAt: state === 'accepted' ? settledAt?.toISOString() : undefined,
  }
}
