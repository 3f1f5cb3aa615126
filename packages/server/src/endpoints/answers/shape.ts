import type { FastifyRequest } from 'fastify'
import { isForm } from './form.ts'

/** The shape of a route's failures. `page_or_outcome`: a page for browsers, an OperationOutcome for API calls. */
export type AnswerShape = 'outcome' | 'oauth' | 'page' | 'page_or_outcome'

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly answers?: AnswerShape
  }
}

/** A route's config with the shape of its failures. */
export type Answers = { readonly config: { readonly answers: AnswerShape } }

export function answersWith(answers: AnswerShape): Answers {
  return { config: { answers } }
}

/** The shape of the answer if this request fails. */
export function shapeOf(request: FastifyRequest): 'outcome' | 'oauth' | 'page' {
  const shape = request.routeOptions.config.answers ?? (isForPeople(request) ? 'page' : shapeOfPath(request.url))
  if (shape === 'page_or_outcome') return isCall(request) ? 'outcome' : 'page'
  return shape
}

/** Nothing is at the address, and a browser asks for it, which says that it wants a page. */
function isForPeople({ is404, method, headers }: FastifyRequest): boolean {
  return is404 && method === 'GET' && (headers.accept ?? '').includes('text/html')
}

/** A browser sends a query or a form, and no credential. */
export function isCall(request: FastifyRequest): boolean {
  return request.headers.authorization !== undefined || (request.method === 'POST' && !isForm(request))
}

function shapeOfPath(url: string): AnswerShape {
  return url.startsWith('/oauth2/') ? 'oauth' : 'outcome'
}
