import type { FastifyInstance, FastifyReply } from 'fastify'
import { tooManyRequests } from '#answers'
import {
  accountExport,
  askForDeletion,
  deletionDue,
  keepAccount,
  projectsThatHold,
  projectsThatKeep,
} from '#domain/own-account'
import { type BrowserCookies, brandOf, sendPage, wordsOf } from '#pages'
import { dataPage } from './data-page.ts'
import type { AccountDeps } from './dependencies.ts'
import { type Exchange, registerProvenPage } from './proven-page.ts'
import { factorActOf, sealForm, seeOther, useVisit, type Visitor } from './visitor.ts'

const PATH = '/account/data'

/** `/account/data`: what a person's account holds, and its deletion. */
export function registerData(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  registerProvenPage(app, deps, cookies, PATH, {
    show: (at, visitor) => show(deps, at, visitor),
    take: (at, visitor, form) => take(deps, cookies, at, visitor, form.get('do')),
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
