import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, readForm, tooManyRequests } from '#answers'
import {
  accountExport,
  askForDeletion,
  deletionDue,
  keepAccount,
  projectsThatHold,
  projectsThatKeep,
} from '#domain/own-account'
import { type BrowserCookies, brandOf, sendPage, wordsOf } from '#pages'
import { askProof } from './ask-proof.ts'
import { dataPage } from './data-page.ts'
import type { AccountDeps } from './dependencies.ts'
import {
  factorActOf,
  findVisitor,
  outOfDate,
  proofNeededOf,
  readOwnForm,
  receiveForm,
  sealForm,
  seeOther,
  useVisit,
  type Visitor,
  wantsTime,
} from './visitor.ts'

const PATH = '/account/data'

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** `/account/data`: what a person's account holds, and its deletion. */
export function registerData(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  const page = answersWith('page')

  app.get(PATH, page, async (request, reply) => {
    const visitor = await findVisitor(deps, cookies, request)
    if (visitor === undefined) return seeOther(reply, '/account')
    const needed = await proofNeededOf(deps, visitor)
    if (needed !== 'none') return askProof(deps, cookies, { request, reply }, visitor, { needed, next: PATH })
    return show(deps, { request, reply }, visitor)
  })

  app.post(PATH, page, async (request, reply) => {
    receiveForm(deps, request)
    const visitor = await findVisitor(deps, cookies, request)
    if (visitor === undefined && wantsTime(readForm(request)?.form)) return seeOther(reply, '/account')
    if (visitor === undefined) throw outOfDate()
    const form = readOwnForm(deps, visitor, request)
    if (wantsTime(form)) return seeOther(reply, PATH)
    const needed = await proofNeededOf(deps, visitor)
    if (needed !== 'none') return askProof(deps, cookies, { request, reply }, visitor, { needed, next: PATH })
    return take(deps, cookies, { request, reply }, visitor, form.get('do'))
  })
}

async function show(deps: AccountDeps, { request, reply }: Exchange, visitor: Visitor): Promise<FastifyReply> {
  const left = await useVisit(deps, visitor)
  if (left === undefined) return seeOther(reply, '/account')
  const { id } = visitor.user
  const shown = {
    form: sealForm(deps, visitor),
    due: await deletionDue(deps, id),
    holders: await projectsThatHold(deps.db, id),
    keepers: await projectsThatKeep(deps.db, id),
    left,
  }
  return sendPage(reply, 200, dataPage(wordsOf(request), await brandOf(deps, request.issuer.project), shown))
}

async function take(
  deps: AccountDeps,
  cookies: BrowserCookies,
  { request, reply }: Exchange,
  visitor: Visitor,
  what: string | undefined,
): Promise<FastifyReply> {
  const act = factorActOf(visitor, request)
  if (what === 'export') return sendExport(deps, { request, reply }, visitor)
  if (what === 'keep') {
    await keepAccount(deps.signIn, act)
    return seeOther(reply, PATH)
  }
  if (what !== 'delete') return seeOther(reply, PATH)
  if (!(await askForDeletion(deps.signIn, act)).ok) return seeOther(reply, PATH)
  cookies.dropRoot(reply)
  return seeOther(reply, '/account?done=deletion')
}

async function sendExport(deps: AccountDeps, { request, reply }: Exchange, visitor: Visitor): Promise<FastifyReply> {
  const { db, keyring, clock, audit, throttle } = deps
  const allowance = await throttle.inBrowser(visitor.root.id)
  if (!allowance.allowed) throw tooManyRequests(allowance)
  const { project, agent, personal, traceId, userId } = factorActOf(visitor, request)
  const held = await accountExport(db, keyring, userId, clock.now())
  await audit.committed({
    kind: 'account.exported',
    project,
    outcome: 0,
    agent,
    personal,
    traceId,
    entity: `User/${userId}`,
  })
  return reply
    .headers({
      'Cache-Control': 'no-store',
      'Content-Disposition': 'attachment; filename="account.json"',
      'X-Content-Type-Options': 'nosniff',
    })
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(held, undefined, 2))
}
