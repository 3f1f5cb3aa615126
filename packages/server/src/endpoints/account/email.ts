import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Form, tooManyRequests } from '#answers'
import {
  type AskRefusal,
  askForEmail,
  cancelEmail,
  confirmEmail,
  mailChangeCode,
  pendingEmail,
} from '#domain/email-changes'
import { openMailedCode } from '#domain/factors'
import {
  type BrowserCookies,
  brandOf,
  emailFault,
  type Fault,
  otherMethodText,
  sendPage,
  type Words,
  wordsOf,
} from '#pages'
import { codeFault } from './code.ts'
import type { AccountDeps } from './dependencies.ts'
import { emailPage } from './email-page.ts'
import { type Exchange, registerProvenPage } from './proven-page.ts'
import { factorActOf, sealForm, seeOther, useVisit, type Visitor } from './visitor.ts'

const PATH = '/account/email'

/** `/account/email`: changes the address of a person who has just proven themselves, with a code to the new one. */
export function registerEmail(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  registerProvenPage(app, deps, cookies, PATH, {
    show: (at, visitor) => show(deps, at, visitor),
    take: (at, visitor, form) => take(deps, at, visitor, form),
  })
}

async function show(
  deps: AccountDeps,
  { request, reply }: Exchange,
  visitor: Visitor,
  fault?: Fault,
  { status = 400, typed }: { readonly status?: number; readonly typed?: string | undefined } = {},
): Promise<FastifyReply> {
  const left = await useVisit(deps, visitor)
  if (left === undefined) return seeOther(reply, '/account')
  const change = await pendingEmail(deps, visitor.user.id)
  const hasCode =
    change !== undefined && (await openMailedCode.maybeOne(deps.db, change.id, deps.clock.now())) !== undefined
  const pending = change && { email: change.newEmail, hasCode }
  const { email } = visitor.user
  const shown = { form: sealForm(deps, visitor), email, pending, typed, fault, left }
  const brand = await brandOf(deps, request.issuer.project)
  return sendPage(reply, fault === undefined ? 200 : status, emailPage(wordsOf(request), brand, shown))
}

async function take(
  deps: AccountDeps,
  { request, reply }: Exchange,
  visitor: Visitor,
  form: Form,
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const act = factorActOf(visitor, request)
  const what = form.get('do')
  if (what === 'cancel') {
    await cancelEmail(deps.signIn, act)
    return seeOther(reply, PATH)
  }
  if (what === 'confirm') return confirm(deps, { request, reply }, visitor, form.get('code') ?? '')
  if (what !== 'ask' && what !== 'mail') return seeOther(reply, PATH)
  // Each mails somebody who may never have heard of this server.
  const allowance = await deps.throttle.attempt(request.ip)
  if (!allowance.allowed) throw tooManyRequests(allowance)
  const typed = form.get('email')
  const sent =
    what === 'ask' ? await askForEmail(deps.signIn, act, typed ?? '') : await mailChangeCode(deps.signIn, act)
  if (sent.ok) return seeOther(reply, PATH)
  const fault = faultOf(say, sent.refusal, typed)
  return show(deps, { request, reply }, visitor, fault, { typed: typed?.slice(0, 320) })
}

async function confirm(
  deps: AccountDeps,
  { request, reply }: Exchange,
  visitor: Visitor,
  typed: string,
): Promise<FastifyReply> {
  const say = wordsOf(request)
  if (typed.trim() === '')
    return show(deps, { request, reply }, visitor, { field: 'code', text: say('factor.missing') })
  const confirmed = await confirmEmail(deps.signIn, factorActOf(visitor, request), typed)
  if (confirmed.ok) return seeOther(reply, '/account?done=email')
  if (confirmed.refusal.why === 'ended_login') return seeOther(reply, PATH)
  const { status, headers, fault } = codeFault(say, confirmed.refusal, 'factor.wrong')
  reply.headers(headers)
  return show(deps, { request, reply }, visitor, fault, { status })
}

function faultOf(say: Words, refusal: AskRefusal, typed: string | undefined): Fault {
  switch (refusal.why) {
    case 'invalid_email':
      return emailFault(say, typed)
    case 'same_email':
      return { field: 'email', text: say('account.email.same') }
    case 'other_method':
      return { field: 'email', text: otherMethodText(say, refusal.problem) }
    case 'mail_limit':
      return { field: 'email', text: say('factor.mail_limit') }
  }
}
