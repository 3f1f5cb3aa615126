import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, createCachedAnswers, queryOf } from '#answers'
import { type Allowance, rateLimitHeader } from '#domain/throttle'
import { BASE, checkAccept } from './accept.ts'
import { decodedPath } from './addressed.ts'
import { createExports, EXPORT, exportAuditEvents } from './audit-export.ts'
import { TIMELINE } from './audit-timeline.ts'
import { WATCH } from './audit-watch.ts'
import { authenticatedFirst, opened } from './authenticated-first.ts'
import { batch } from './batch.ts'
import { createBotCalls } from './bot-calls.ts'
import { jobStatus, withdrawJob } from './bot-jobs.ts'
import type { FhirAnswer, FhirDeps, FhirRequest } from './dependencies.ts'
import { acknowledging } from './execute.ts'
import { explainedDispatch } from './explain-header.ts'
import { capabilityStatement, type RoutedInteraction } from './metadata.ts'

/** Every address of the API with its purpose. The CapabilityStatement is made from this list. */
const ROUTES: readonly {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly is: RoutedInteraction
}[] = [
  { method: 'GET', path: '/:type', is: 'search-type' },
  { method: 'POST', path: '/:type/_search', is: 'search-type' },
  { method: 'POST', path: '/:type', is: 'create' },
  { method: 'PUT', path: '/:type', is: 'conditional-update' },
  { method: 'GET', path: '/:type/_history', is: 'history-type' },
  { method: 'GET', path: '/:type/:id', is: 'read' },
  { method: 'PUT', path: '/:type/:id', is: 'update' },
  { method: 'PATCH', path: '/:type/:id', is: 'patch' },
  { method: 'DELETE', path: '/:type/:id', is: 'delete' },
  { method: 'GET', path: '/:type/:id/_history', is: 'history-instance' },
  { method: 'GET', path: '/:type/:id/_history/:version', is: 'vread' },
  { method: 'POST', path: '/:type/:id', is: 'operation' },
  { method: 'GET', path: '/:type/:id/:operation', is: 'operation' },
  { method: 'POST', path: '/:type/:id/:operation', is: 'operation' },
]

/** A placeholder in the CapabilityStatement for the address of the request. */
const HERE = { url: 'urn:damson:here/', fhirUrl: 'urn:damson:here/fhir/R4/' }

/** The size of the cache: a little over twenty statements. */
const KEPT_BYTES = 8_388_608

export function registerFhir(app: FastifyInstance, deps: FhirDeps): void {
  const outcome = answersWith('outcome')
  const routed = ROUTES.map(({ is }) => is)
  const kept = createCachedAnswers(KEPT_BYTES)
  let capabilities: string | undefined
  app.get(`${BASE}/metadata`, outcome, async (request, reply) => {
    checkAccept(request)
    const { issuer } = request
    // Made once, because anyone may request it as often as they like. Only the address differs.
    const text = (capabilities ??= JSON.stringify(capabilityStatement(HERE, deps.clock.now().toISOString(), routed)))
    const body = kept.at(issuer, 'metadata', '', () => text.replaceAll(HERE.url, issuer.url))
    return sendAnswer(reply, { status: 200, headers: {}, body })
  })
  const guarded = { ...outcome, ...authenticatedFirst(deps) }
  for (const path of [BASE, `${BASE}/`]) {
    app.post(path, guarded, async (request, reply) => {
      const { context, allowances } = await opened(deps, request)
      return sendAnswer(reply, await batch(context, toFhirRequest(request)), allowances)
    })
  }
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { context, allowances } = await opened(deps, request)
    return sendAnswer(reply, await explainedDispatch(context, toFhirRequest(request)), allowances)
  }
  for (const { method, path } of ROUTES) app.route({ method, url: `${BASE}${path}`, ...guarded, handler: answer })
  deps.bots.answerBy(createBotCalls(deps))
  const executed = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { context, allowances } = await opened(deps, request)
    const asked = toFhirRequest(request)
    return sendAnswer(reply, await acknowledging(deps, asked, () => explainedDispatch(context, asked)), allowances)
  }
  const begin = createExports()
  // Not for HEAD: what nobody reads need not be exported.
  app.get(EXPORT, { ...guarded, exposeHeadRoute: false }, async (request, reply) => {
    const { context, allowances } = await opened(deps, request)
    const { headers, body } = await exportAuditEvents(context, queryOf(request), begin)
    return reply.headers({ ...headers, RateLimit: rateLimitHeader(allowances), 'Cache-Control': 'no-store' }).send(body)
  })
  app.get(WATCH, guarded, answer)
  app.get(TIMELINE, guarded, answer)
  const job = `${BASE}/job/:id/status`
  app.get<{ Params: { id: string } }>(job, guarded, async (request, reply) => {
    const { context, allowances } = await opened(deps, request)
    return sendAnswer(reply, await jobStatus(context, request.params.id), allowances)
  })
  app.delete<{ Params: { id: string } }>(job, guarded, async (request, reply) => {
    const { context, allowances } = await opened(deps, request)
    return sendAnswer(reply, await withdrawJob(context, request.params.id), allowances)
  })
  // The content of a Binary and the input of a Bot are read as bytes, whatever their type.
  app.register((binaries, _options, done) => {
    binaries.removeAllContentTypeParsers()
    binaries.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, bytes, read) => read(null, bytes))
    binaries.route({ method: 'POST', url: `${BASE}/Binary`, ...guarded, handler: answer })
    binaries.route({ method: 'PUT', url: `${BASE}/Binary/:id`, ...guarded, handler: answer })
    for (const url of [`${BASE}/Bot/:id/$execute`, `${BASE}/Bot/$execute`]) {
      binaries.route({ method: ['GET', 'POST'], url, ...guarded, handler: executed })
    }
    done()
  })
}

function toFhirRequest(request: FastifyRequest): FhirRequest {
  const path = decodedPath(request.url.slice(BASE.length).split('?')[0] ?? '')
  return {
    // HEAD does what GET does, but for a Bot: that may do anything.
    method: request.method === 'HEAD' && !path.endsWith('/$execute') ? 'GET' : request.method,
    path,
    query: queryOf(request),
    header(name) {
      const value = request.headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
    headers: request.headers,
    body: request.body,
  }
}

function sendAnswer(
  reply: FastifyReply,
  { status, headers, body, contentType }: FhirAnswer,
  allowances?: readonly Allowance[],
): FastifyReply {
  if (allowances !== undefined) reply.header('RateLimit', rateLimitHeader(allowances))
  reply.code(status).headers({ 'Cache-Control': 'no-store', ...headers })
  if (body === undefined) return reply.send()
  return reply
    .type(contentType ?? 'application/fhir+json; charset=utf-8')
    .send(body instanceof Uint8Array && !Buffer.isBuffer(body) ? Buffer.from(body) : body)
}
