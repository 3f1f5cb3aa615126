import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, type Form, readForm, requestOriginOf } from '#answers'
import { changePassword, type PasswordRefusal } from '#domain/passwords'
import { rateLimitHeader } from '#domain/throttle'
import { type BrowserCookies, brandOf, type Fault, sendPage, type Words, wordsOf } from '#pages'
import { askOwnProof } from './ask-proof.ts'
import type { AccountDeps } from './dependencies.ts'
import { passwordPage } from './password-page.ts'
import { mailLink, showSetPassword } from './set-password.ts'
import {
  findVisitor,
  outOfDate,
  readOwnForm,
  receiveForm,
  sealForm,
  seeOther,
  useVisit,
  type Visitor,
  wantsTime,
} from './visitor.ts'

/** `/account/password`: changes the signed-in person's password. The form asks for the current one. */
export function registerPassword(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  const page = answersWith('page')

  app.get('/account/password', page, async (request, reply) => {
    const visitor = await findVisitor(deps, cookies, request)
    if (visitor === undefined) return seeOther(reply, '/account')
    const { passwordHash, email } = visitor.user
    if (passwordHash === null)
      return email === null ? seeOther(reply, '/account') : showSetPassword(deps, { request, reply }, 200, visitor)
    if (visitor.reach !== undefined) return askOwnProof(deps, cookies, { request, reply }, visitor, '/account/password')
    return show(request, reply, 200, visitor, undefined)
  })

  app.post('/account/password', page, async (request, reply) => {
    receiveForm(deps, request)
    const visitor = await findVisitor(deps, cookies, request)
    if (visitor === undefined && wantsTime(readForm(request)?.form)) return seeOther(reply, '/account')
    if (visitor === undefined) throw outOfDate()
    const form = readOwnForm(deps, visitor, request)
    if (wantsTime(form)) return seeOther(reply, '/account/password')
    if (visitor.user.passwordHash === null) return mailLink(deps, { request, reply }, visitor)
    if (visitor.reach !== undefined) throw outOfDate()
    const say = wordsOf(request)
    const wrong = faultIn(say, form)
    if (wrong !== undefined) return show(request, reply, 400, visitor, wrong)
    const changed = await change(deps, visitor, form, request)
    if (changed === undefined) return seeOther(reply, '/account?done=password')
    const { fault, status, headers } = refusalAnswer(say, changed)
    return show(request, reply.headers(headers), status, visitor, fault)
  })

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    visitor: Visitor,
    fault: Fault | undefined,
  ): Promise<FastifyReply> {
    const left = await useVisit(deps, visitor)
    if (left === undefined) return seeOther(reply, '/account')
    const asked = { form: sealForm(deps, visitor), account: visitor.user.email ?? '', fault, left }
    return sendPage(reply, status, passwordPage(wordsOf(request), await brandOf(deps, request.issuer.project), asked))
  }
}

function faultIn(say: Words, form: Form): Fault | undefined {
  if ((form.get('password') ?? '') === '') return { field: 'password', text: say('field.password.missing') }
  return undefined
}

/** A wrong current password counts as a failed sign-in. A change ends all other sign-ins of this person. */
async function change(
  { registration, audit }: AccountDeps,
  { user, root }: Visitor,
  form: Form,
  request: FastifyRequest,
): Promise<PasswordRefusal | undefined> {
  const { address, userAgent, traceId } = requestOriginOf(request)
  const asked = {
    userId: user.id,
    rootId: root.id,
    oldPassword: form.get('password') ?? '',
    newPassword: form.get('new') ?? '',
    address,
    userAgent,
    traceId,
    issuer: request.issuer,
  }
  const changed = await changePassword(registration, asked, async (tx, right) =>
    audit.record(tx, [
      {
        kind: right ? 'password.changed' : 'password.refused',
        project: user.project,
        outcome: right ? 0 : 4,
        agent: { userId: user.id },
        personal: { address, userAgent },
        entity: `User/${user.id}`,
        traceId,
      },
    ]),
  )
  return changed.ok ? undefined : changed.refusal
}

function refusalAnswer(
  say: Words,
  refusal: PasswordRefusal,
): { readonly fault: Fault; readonly status: number; readonly headers: Readonly<Record<string, string>> } {
  if (refusal.why === 'unsuitable_password')
    return { fault: { field: 'new', text: say(`field.password.${refusal.fault}`) }, status: 400, headers: {} }
  if (refusal.why === 'listed_password')
    return { fault: { field: 'password', text: say('account.password.listed') }, status: 400, headers: {} }
  if (refusal.why === 'password_disabled')
    return { fault: { field: 'password', text: say('signin.disabled') }, status: 400, headers: {} }
  if (refusal.why !== 'too_many_attempts')
    return { fault: { field: 'password', text: say('account.password.wrong') }, status: 400, headers: {} }
  const { allowance } = refusal
  return {
    fault: { field: 'password', text: say('signin.throttled', { wait: { seconds: allowance.resetSeconds } }) },
    status: 429,
    headers: { 'Retry-After': String(allowance.resetSeconds), RateLimit: rateLimitHeader([allowance]) },
  }
}
