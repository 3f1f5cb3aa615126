import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, type Form, readForm } from '#answers'
import type { BrowserCookies } from '#pages'
import { askOwnProof, askProof } from './ask-proof.ts'
import type { AccountDeps } from './dependencies.ts'
import {
  findVisitor,
  outOfDate,
  proofNeededOf,
  readOwnForm,
  receiveForm,
  seeOther,
  type Visitor,
  wantsTime,
} from './visitor.ts'

export interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** What a page shows, and what it does with its form. */
export interface ProvenPage {
  show(at: Exchange, visitor: Visitor): Promise<FastifyReply>
  take(at: Exchange, visitor: Visitor, form: Form): Promise<FastifyReply>
  /** Keeps what was typed while the person proves themselves again, or asks for more time. */
  keep?(at: Exchange, visitor: Visitor, form: Form): void
}

/** A page of the account that shows and does nothing before its person has just proven themselves. */
export function registerProvenPage(
  app: FastifyInstance,
  deps: AccountDeps,
  cookies: BrowserCookies,
  path: Parameters<typeof askProof>[4]['next'],
  { show, take, keep }: ProvenPage,
): void {
  const page = answersWith('page')

  app.get(path, page, async (request, reply) => {
    const visitor = await findVisitor(deps, cookies, request)
    if (visitor === undefined) return seeOther(reply, '/account')
    if (visitor.reach !== undefined) return askOwnProof(deps, cookies, { request, reply }, visitor, path)
    const needed = await proofNeededOf(deps, visitor)
    if (needed !== 'none') return askProof(deps, cookies, { request, reply }, visitor, { needed, next: path })
    return show({ request, reply }, visitor)
  })

  app.post(path, page, async (request, reply) => {
    receiveForm(deps, request)
    const visitor = await findVisitor(deps, cookies, request)
    if (visitor === undefined && wantsTime(readForm(request)?.form)) return seeOther(reply, '/account')
    if (visitor === undefined || visitor.reach !== undefined) throw outOfDate()
    const form = readOwnForm(deps, visitor, request)
    const needed = await proofNeededOf(deps, visitor)
    if (wantsTime(form) || needed !== 'none') keep?.({ request, reply }, visitor, form)
    if (wantsTime(form)) return seeOther(reply, path)
    if (needed !== 'none') return askProof(deps, cookies, { request, reply }, visitor, { needed, next: path })
    return take({ request, reply }, visitor, form)
  })
}
