import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, notFound, queryParametersOf, requestOriginOf } from '#answers'
import { told } from '#base/findings'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { Trace } from '#domain/traces'
import {
  type BrowserCookies,
  brandOf,
  createBrowserCookies,
  refuseUnlessVisit,
  sendPage,
  topicPage,
  wordsOf,
} from '#pages'
import type { TracesDeps } from './dependencies.ts'
import { isOfDeveloper, type Reader, readerByBrowser, readerByToken } from './reader.ts'
import { tracePage } from './trace-page.ts'

type TraceRequest = FastifyRequest<{ Params: { id: string } }>

/**
 * `/auth/trace/:id`: JSON for an app with a token, a page for a browser. Only for administrators of the project of the
 * request's client, and for the developers of that client. With `client_id`, the id is the code challenge of an authorization
 * request: whoever began that sign-in to try an app knows no other number of it. The answer is the same for unknown ids, other projects, requests without a trace and other readers.
 */
export function registerShow(app: FastifyInstance, deps: TracesDeps): void {
  const cookies = createBrowserCookies(deps.baseUrl, deps.loginSettings.pendingSeconds)
  app.get<{ Params: { id: string } }>('/auth/trace/:id', answersWith('outcome'), async (request, reply) => {
    reply.headers({ Vary: 'Accept, Authorization, Cookie', 'Cache-Control': 'no-store' })
    const isPage = request.headers.authorization === undefined && /\btext\/html\b/.test(request.headers.accept ?? '')
    if (isPage) refuseUnlessVisit(request)
    const trace = await find(deps, cookies, request, isPage)
    return isPage ? sendTracePage(deps, reply, trace) : sendTrace(reply, trace)
  })
}

async function find(
  deps: TracesDeps,
  cookies: BrowserCookies,
  request: TraceRequest,
  isPage: boolean,
): Promise<Trace | undefined> {
  // A cookie opens only the page, never the JSON, because registered origins may read the JSON answers of this path.
  const reader = await (isPage ? readerByBrowser(deps, cookies, request) : readerByToken(deps, request))
  const trace = reader === undefined ? undefined : await sought(deps, reader, request)
  if (reader === undefined || trace === undefined) return undefined
  const developer = reader.developerIn(trace.project)
  if (developer !== undefined && !(await isOfDeveloper(deps.db, trace, developer))) return undefined
  await tell(deps, request, reader, trace)
  return trace
}

function sought({ traces }: TracesDeps, { projects }: Reader, request: TraceRequest): Promise<Trace | undefined> {
  const clientId = queryParametersOf(request).get('client_id')
  const { id } = request.params
  return clientId === null ? traces.find(projects, id) : traces.findFlow(projects, clientId, id)
}

/** Reading a trace is audited in the project of the trace. */
async function tell(
  { audit }: TracesDeps,
  request: TraceRequest,
  { agentIn }: Reader,
  { id, project }: Trace,
): Promise<void> {
  const { address, userAgent, traceId } = requestOriginOf(request)
  await audit.committed({
    kind: 'trace.read',
    project,
    outcome: 0,
    agent: agentIn(project),
    personal: { address, userAgent },
    entity: project === SYSTEM_PROJECT ? undefined : `Project/${project}`,
    reason: id,
    traceId,
  })
}

function sendTrace(reply: FastifyReply, trace: Trace | undefined): FastifyReply {
  if (trace === undefined)
    throw notFound(
      told`There is no trace to show you: administrators of its project can see a trace for one day, while the project
        is in developer mode.`,
    )
  const { id, project, steps } = trace
  return reply.type('application/json; charset=utf-8').send({
    id,
    ...(project !== SYSTEM_PROJECT && { project: { reference: `Project/${project}` } }),
    findings: steps.find((one) => one.id === id)?.findings ?? [],
    steps,
  })
}

async function sendTracePage(deps: TracesDeps, reply: FastifyReply, trace: Trace | undefined): Promise<FastifyReply> {
  const say = wordsOf(reply.request)
  if (trace === undefined)
    return sendPage(reply, 404, { ...topicPage(say, 'trace.none'), brand: await brandOf(deps, undefined) })
  return sendPage(reply, 200, tracePage(say, await brandOf(deps, trace.project), trace))
}
