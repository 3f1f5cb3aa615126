import type { FastifyReply } from 'fastify'
import { tooManyRequests } from '#answers'
import { mailPasswordLink } from '#domain/passwords'
import { SYSTEM_PROJECT } from '#domain/projects'
import { brandOf, type Html, otherMethodText, sendPage, wordsOf } from '#pages'
import type { AccountDeps } from './dependencies.ts'
import { setPasswordPage } from './password-page.ts'
import type { Exchange } from './proven-page.ts'
import { factorActOf, sealForm, seeOther, useVisit, type Visitor } from './visitor.ts'

/** The page of a person without a password. */
export async function showSetPassword(
  deps: AccountDeps,
  { request, reply }: Exchange,
  status: number,
  visitor: Visitor,
  fault?: Html | string,
): Promise<FastifyReply> {
  const left = await useVisit(deps, visitor)
  if (left === undefined) return seeOther(reply, '/account')
  const { email, project } = visitor.user
  const opensAll = project === SYSTEM_PROJECT
  const asked = { form: sealForm(deps, visitor), account: email ?? '', opensAll, fault, left }
  return sendPage(reply, status, setPasswordPage(wordsOf(request), await brandOf(deps, request.issuer.project), asked))
}

/** Who has no password sets one by an e-mail: a provider's word alone sets none. */
export async function mailLink(
  deps: AccountDeps,
  { request, reply }: Exchange,
  visitor: Visitor,
): Promise<FastifyReply> {
  const allowance = await deps.throttle.attempt(request.ip)
  if (!allowance.allowed) throw tooManyRequests(allowance)
  const { userId, project, agent, personal, traceId } = factorActOf(visitor, request)
  const event = { kind: 'password.reset_requested', project, outcome: 0, agent, personal, traceId } as const
  const subject = { project, about: `User/${userId}` }
  const sent = await mailPasswordLink(deps.registration, { userId, subject, by: 'person' }, request.issuer, (tx) =>
    deps.audit.record(tx, [event]),
  )
  // What waits for the mail server is sent later.
  if (sent === 'sent' || sent === 'waiting') return seeOther(reply, '/account?done=mailed')
  if (sent === 'no_address' || sent === 'opened') return seeOther(reply, '/account')
  const say = wordsOf(request)
  const text =
    typeof sent === 'string'
      ? say(sent === 'limited' ? 'factor.mail_limit' : 'factor.mail_failed')
      : otherMethodText(say, sent)
  return showSetPassword(deps, { request, reply }, 400, visitor, text)
}
