import { Readable } from 'node:stream'
import { decide } from '@damson/access'
import type { Condition, ProjectMembership } from '@damson/fhir'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { answersWith, badRequest, conflict, OutcomeError, outcome, writeRefused } from '#answers'
import { StoreUnavailable, UnstorableText } from '#base/db'
import { allowSlowBody, type Line, linesOf } from '#base/http'
import { uuid } from '#base/random'
import { AuditUnavailable } from '#domain/audit'
import { type ImportTurn, importPerson, type PersonDraft, takeImportTurn } from '#domain/registration'
import {
  type Administrator,
  administratorOf,
  audited,
  eventOf,
  grantCheck,
  reachProblem,
  requirePermit,
  stillAdministrator,
} from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { readLine } from './import-line.ts'
import { watchImport } from './import-watch.ts'

const LONGEST_LINE = 65_536
const MOST_BYTES = 2 ** 30
/** After this time without sending or reading, the client counts as gone. */
const IDLE_MS = 60_000
/** When an import ends early, the body is still read and dropped for this long; else the last report would be lost. */
const LINGER_MS = 5_000

type ImportRequest = FastifyRequest<{ Params: { projectId: string } }>

/** Why an import ended before its last line. */
interface Ending {
  readonly code: string
  readonly text: string
}

const ENDINGS = {
  not_administrator:
    'Your sign-in has ended, or you are no longer an administrator of the project. The reported lines are done: ' +
    'sign in and send the whole file again.',
  line_too_slow:
    'A line took longer than a minute to arrive. The reported lines are done: ' +
    'send the whole file again, one line at a time.',
  overtaken:
    'This node lost its connection to the store, and another import into this project began. ' +
    'The reported lines are done: when that import has ended, send the whole file again.',
  server_stopping: 'The server is stopping. The reported lines are done: send the whole file again.',
  too_large: 'The file is larger than 1 GiB. The reported lines are done: send the rest as another file.',
  unavailable: 'The store cannot be reached. The reported lines are done: send the whole file again in a moment.',
  fault:
    'Something went wrong on our side. The reported lines are done: send the whole file again. ' +
    'If it stops here again, report the trace id.',
} as const

/** `POST /admin/projects/:projectId/import-users`: imports people from another system, one per line. */
export function registerImportUsers(app: FastifyInstance, deps: AdminDeps): void {
  const server = { isStopping: false }
  app.addHook('preClose', (done) => {
    server.isStopping = true
    done()
  })
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(['application/x-ndjson', 'application/jsonl'], (_request, body, read) =>
      read(null, body),
    )
    scope.addContentTypeParser('*', (_request, _body, read) => read(wrongType()))
    scope.post(
      '/admin/projects/:projectId/import-users',
      answersWith('outcome'),
      async (request: ImportRequest, reply) => {
        const administrator = await administratorOf(deps, request, 'import_people')
        const { body, turn } = await begun(deps, administrator, request)
        const work: Import = { deps, request, administrator, body, turn, server, isBegun: false }
        // If the client leaves before the first line is read, nothing is read and the import never ends by itself.
        const leave = (): void => (work.isBegun ? undefined : void release(work))
        if (reply.raw.destroyed) leave()
        reply.raw.once('close', leave)
        const lines = reports(work)
        return reply
          .type('application/x-ndjson; charset=utf-8')
          .header('X-Accel-Buffering', 'no')
          .send(Readable.from(lines, { highWaterMark: 1 }))
      },
    )
    done()
  })
}

function wrongType(): OutcomeError {
  const text = 'Send one JSON object per line with Content-Type application/x-ndjson.'
  return outcome(415, 'not-supported', text, { reason: 'wrong_content_type' })
}

/** The body of an import that may begin. A project runs one import at a time. */
function begun(
  deps: AdminDeps,
  administrator: Administrator,
  request: ImportRequest,
): Promise<{ readonly body: Readable; readonly turn: ImportTurn }> {
  return audited(deps, administrator, 'import.started', 'ProjectMembership', async () => {
    requirePermit(administrator, 'create', 'ProjectMembership')
    const { body } = request
    if (!(body instanceof Readable))
      throw badRequest(
        'Send one JSON object per line with Content-Type application/x-ndjson.',
        undefined,
        'missing_body',
      )
    const { id: project } = administrator.project
    const turn = await takeImportTurn(deps.registration, project)
    if (turn === undefined)
      throw conflict(
        'Another import into this project is running: wait until it ends. If its server died, it ends after half a minute.',
        'import_running',
      )
    try {
      await deps.audit.committed(eventOf(administrator, 'import.started', 'ProjectMembership'))
    } catch (error) {
      await turn.end()
      throw error
    }
    return { body, turn }
  })
}

/** If this fails, the project is free again after half a minute. */
async function release({ deps, request, administrator, turn }: Import): Promise<void> {
  await turn.end().catch((error: unknown) => {
    deps.log.error('import.failed', { error, traceId: request.id, projectId: administrator.project.id })
  })
}

interface Import {
  readonly deps: AdminDeps
  readonly request: ImportRequest
  readonly administrator: Administrator
  readonly body: Readable
  readonly turn: ImportTurn
  readonly server: { readonly isStopping: boolean }
  isBegun: boolean
}

interface Report {
  readonly line: number
  readonly status: 'created' | 'unchanged' | 'refused'
  readonly [more: string]: unknown
}

/**
 * Yields a report for each line. The next line is imported when the client has read the last report, so a slow reader
 * slows the import down. The final report gives the count, and the reason if the import ended early.
 */
async function* reports(work: Import): AsyncGenerator<string, void> {
  const { deps, request, administrator } = work
  work.isBegun = true
  const { log, audit } = deps
  const counts = { lines: 0, created: 0, unchanged: 0, refused: 0 }
  const about = { traceId: request.id, projectId: administrator.project.id }
  const endSlowness = allowSlowBody(request.raw.socket)
  request.raw.setTimeout(IDLE_MS, () => request.raw.destroy())
  let ending: keyof typeof ENDINGS | 'interrupted' | 'completed' = 'interrupted'
  try {
    try {
      for await (const report of reportsOf(work)) {
        if (typeof report === 'string') {
          ending = report
          break
        }
        counts.lines += 1
        counts[report.status] += 1
        yield `${JSON.stringify(report)}\n`
      }
      if (ending === 'interrupted') ending = 'completed'
    } catch (error) {
      if (request.raw.destroyed && !request.raw.complete) throw error
      ending = endingOf(error)
      log.error('import.failed', { ...about, error })
    }
    // Before the last word: whoever has it may begin the next import.
    await release(work)
    yield `${JSON.stringify({ summary: { ...counts, complete: ending === 'completed' }, ...whyOf(ending) })}\n`
  } finally {
    await release(work)
    endSlowness()
    linger(request)
    log.info('import.ended', { ...about, code: ending, count: counts.lines })
    const { created, unchanged, refused } = counts
    const ended = eventOf(administrator, 'import.ended', 'ProjectMembership', { reason: ending })
    const query = `created=${created}&unchanged=${unchanged}&refused=${refused}`
    await audit.committed({ ...ended, personal: { ...ended.personal, query } })
  }
}

function endingOf(error: unknown): keyof typeof ENDINGS {
  return error instanceof StoreUnavailable || error instanceof AuditUnavailable ? 'unavailable' : 'fault'
}

function whyOf(ending: keyof typeof ENDINGS | 'interrupted' | 'completed'): { readonly why?: Ending } {
  return ending === 'completed' || ending === 'interrupted' ? {} : { why: { code: ending, text: ENDINGS[ending] } }
}

/** The reports of the lines, then the reason why there are no more. */
async function* reportsOf(work: Import): AsyncGenerator<Report | keyof typeof ENDINGS, void> {
  const { deps, request, body, server, turn } = work
  const watch = watchImport(deps, request, work.administrator, turn)
  const read = { bytes: 0 }
  // When this ends early, the body must not be destroyed: that would close the answer's connection too.
  const chunks = counted(body.iterator({ destroyOnReturn: false }), read)
  const lines = linesOf(chunks, LONGEST_LINE)
  try {
    for (;;) {
      const next = lines.next()
      // This read is no longer awaited, but it may still fail.
      next.catch(() => undefined)
      const line = await watch.over(next)
      if (typeof line === 'string') return yield line
      if (line.done === true) return
      if (server.isStopping) return yield 'server_stopping'
      if (read.bytes > MOST_BYTES) return yield 'too_large'
      const administrator = await stillAdministrator(deps, request, work.administrator, 'import_people')
      if (administrator === undefined) return yield 'not_administrator'
      yield await reportOf(deps, administrator, line.value)
    }
  } finally {
    watch.stop()
  }
}

async function* counted(chunks: AsyncIterable<Uint8Array>, read: { bytes: number }): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) {
    read.bytes += chunk.length
    yield chunk
  }
}

function linger({ raw }: ImportRequest): void {
  raw.setTimeout(0)
  if (raw.complete || raw.destroyed) return
  raw.resume()
  setTimeout(() => (raw.complete ? undefined : raw.destroy()), LINGER_MS).unref()
}

const DIFFERS: Ending = {
  code: 'differs',
  text:
    'This person was imported before, from a different line. An import does not change people: ' +
    'change the membership or the profile.',
}

async function reportOf(deps: AdminDeps, administrator: Administrator, { number, bytes }: Line): Promise<Report> {
  try {
    if (bytes === undefined)
      throw badRequest(`The line is longer than ${LONGEST_LINE} bytes: make it shorter.`, undefined, 'line_too_long')
    const { grantee } = administrator
    const invitedBy = grantee.userId === undefined ? grantee.profile : `User/${grantee.userId}`
    const draft = readLine(bytes, { project: grantee.project, author: grantee.profile, invitedBy })
    const imported = await importAs(deps, administrator, draft)
    if (!imported.ok) throw writeRefused(imported.refusal)
    const { status, userId, membershipId, profile, differs } = imported.value
    const made = { user: `User/${userId}`, membership: `ProjectMembership/${membershipId}`, profile }
    return { line: number, status, ...made, ...(differs && { why: DIFFERS }) }
  } catch (error) {
    const refusal = refusalOf(error)
    // An attempt to grant more than one's own rights is audited, as everywhere. Mistakes in the file are not.
    if (refusal.status === 403)
      await deps.audit.committed({
        ...eventOf(administrator, 'user.imported', 'ProjectMembership', { reason: refusal.code }),
        outcome: 4,
      })
    return { line: number, status: 'refused', why: { code: refusal.code, text: refusal.text } }
  }
}

/** Why a line was refused. Any other failure is thrown again. */
function refusalOf(error: unknown): Ending & { readonly status: number } {
  const known =
    error instanceof UnstorableText
      ? badRequest('Remove NUL characters and unpaired surrogates.', undefined, 'unstorable_text')
      : error
  if (!(known instanceof OutcomeError) || known.status >= 500) throw error
  const { issues, status } = known
  const text = issues.map((issue) =>
    issue.expression === undefined ? issue.text : `${issue.expression}: ${issue.text}`,
  )
  return { code: issues[0]?.reason ?? 'invalid', text: text.join('; '), status }
}

function importAs(deps: AdminDeps, administrator: Administrator, draft: PersonDraft): ReturnType<typeof importPerson> {
  const proposed: ProjectMembership = {
    resourceType: 'ProjectMembership',
    project: { reference: `Project/${draft.project}` },
    user: {},
    profile: { reference: `${draft.profile.type}/` },
    ...(draft.accessPolicy !== undefined && { accessPolicy: { reference: draft.accessPolicy } }),
    ...(draft.access !== undefined && { access: [...draft.access] }),
  }
  const now = deps.clock.now()
  const change = { project: draft.project, type: 'ProjectMembership', id: uuid(), after: proposed, now }
  return importPerson(deps.registration, draft, {
    mayGrant: (tx) => grantCheck(tx, administrator, change),
    readable: readReach(administrator, draft.profile.type),
    madeProblem: (made) => reachProblem(deps, administrator, 'create', made),
    record: (tx, { id, version }) =>
      deps.audit.record(tx, [eventOf(administrator, 'user.imported', `ProjectMembership/${id}`, { version })]),
  })
}

/** The importer may only assign a profile that they may read. */
function readReach({ grantee }: Administrator, resourceType: string): Condition | undefined {
  const decision = decide(grantee.access, { interaction: 'read', resourceType })
  return decision.verdict === 'permit' ? decision.narrowing : undefined
}
