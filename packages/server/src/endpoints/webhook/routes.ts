import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, queryOf, tooManyRequests } from '#answers'
import type { Delivery } from '#domain/webhooks'
import type { BotCall, BotForms, WebhookDeps } from './dependencies.ts'
import { receive } from './receive.ts'

export function registerWebhook(app: FastifyInstance, deps: WebhookDeps, forms: BotForms): void {
  // The body is read as bytes, whatever its type: its signature is over bytes.
  app.register((webhooks, _options, done) => {
    webhooks.removeAllContentTypeParsers()
    webhooks.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, bytes, read) => read(null, bytes))
    for (const method of ['GET', 'POST'] as const)
      webhooks.route({
        method,
        url: '/webhook/:membershipId',
        ...answersWith('outcome'),
        // Before the body: of who floods the node, nothing is read.
        onRequest: async (request) => {
          const spent = await deps.throttle.webhookRefusalsLeft(request.ip)
          if (!spent.allowed) throw tooManyRequests(spent)
        },
        handler: async (request, reply) => answerTo(request, reply, deps, forms),
      })
    done()
  })
}

async function answerTo(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: WebhookDeps,
  forms: BotForms,
): Promise<FastifyReply> {
  const { membershipId } = request.params as { readonly membershipId: string }
  const { status, headers, body, contentType } = await receive(deps, forms, {
    membershipId,
    request,
    call: callOf(request),
    delivery: deliveryOf(request, deps),
  })
  reply.code(status).headers({ 'Cache-Control': 'no-store', ...headers })
  if (body === undefined) return reply.send()
  return reply.type(contentType ?? 'application/fhir+json; charset=utf-8').send(body)
}

function callOf(request: FastifyRequest): BotCall {
  const { method, headers, body } = request
  const header = (name: string): string | undefined => [headers[name] ?? []].flat().join(', ') || undefined
  // A HEAD is a GET without its answer; a GET has no body.
  return {
    method: method === 'HEAD' ? 'GET' : method,
    path: '',
    query: queryOf(request),
    body: body ?? EMPTY,
    headers,
    header,
  }
}

const EMPTY = Buffer.alloc(0)

function deliveryOf(request: FastifyRequest, { certificateHeader, isProxy }: WebhookDeps): Delivery {
  const header = (name: string): string | undefined => {
    const value = request.headers[name]
    // Node joins what was sent twice: two signatures, or two times, are none.
    return typeof value === 'string' && !isRepeated(request, name) ? value : undefined
  }
  const isPassedOn = certificateHeader !== undefined && isProxy(request.socket.remoteAddress ?? '')
  return {
    method: request.method === 'POST' ? 'POST' : 'GET',
    body: request.body instanceof Uint8Array ? request.body : EMPTY,
    header,
    certificate: isPassedOn ? header(certificateHeader) : undefined,
  }
}

function isRepeated({ raw }: FastifyRequest, name: string): boolean {
  return raw.rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === name).length > 1
}
