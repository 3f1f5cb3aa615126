import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, requestOriginOf } from '#answers'
import { findBrowserRoots } from '#domain/logins'
import { activateRecord, type TypedActivation } from '#domain/registration'
import {
  activationFault,
  type BrowserCookies,
  brandOf,
  type Fault,
  isActivationCode,
  PageError,
  sendPage,
  typedActivation,
  wordsOf,
} from '#pages'
import { activationPage, howToPage } from './activation-page.ts'
import type { AccountDeps } from './dependencies.ts'
import { type Exchange, registerProvenPage } from './proven-page.ts'
import { findVisitor, sealForm, seeOther, useVisit, type Visitor } from './visitor.ts'

const PATH = '/account/activation'

/**
 * `/account/activation`: where a person who is signed in types the code that opens their record. `…/:code` is what the QR
 * code and the e-mail lead to: it fills in the field, or says how to get an account first. Opening it uses nothing up.
 */
export function registerActivation(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  registerProvenPage(app, deps, cookies, PATH, {
    show: (at, visitor) => show(deps, cookies, { ...at, status: 200 }, visitor),
    take: (at, visitor, form) => take(deps, cookies, at, visitor, typedActivation(form)),
  })

  app.get(
    `${PATH}/:code`,
    answersWith('page'),
    async (request: FastifyRequest<{ Params: { code: string } }>, reply) => {
      const code = request.params.code.toUpperCase()
      // The page says the code: a stranger could write anything else into its address.
      if (!isActivationCode(code)) throw new PageError(404, 'activation.dead')
      const browser = cookies.find(request)
      const [root] = await findBrowserRoots(deps.db, cookies.rootOf(request), browser?.hash, deps.clock.now())
      cookies.keepActivation(reply, code, root?.userId)
      if ((await findVisitor(deps, cookies, request)) !== undefined) return seeOther(reply, PATH)
      const brand = await brandOf(deps, request.issuer.project)
      return sendPage(reply, 200, howToPage(wordsOf(request), brand, code))
    },
  )
}

async function show(
  deps: AccountDeps,
  cookies: BrowserCookies,
  { request, reply, status }: Exchange & { readonly status: number },
  visitor: Visitor,
  typed: Partial<TypedActivation> & { readonly fault?: Fault } = {},
): Promise<FastifyReply> {
  const left = await useVisit(deps, visitor)
  if (left === undefined) return seeOther(reply, '/account')
  const { id } = visitor.user
  if (typed.code === undefined) cookies.bindActivation(reply, id)
  const { code = cookies.activationOf(request, id), birthDate, fault } = typed
  const shown = { form: sealForm(deps, visitor), code, birthDate, fault, left }
  return sendPage(reply, status, activationPage(wordsOf(request), await brandOf(deps, request.issuer.project), shown))
}

async function take(
  deps: AccountDeps,
  cookies: BrowserCookies,
  { request, reply }: Exchange,
  visitor: Visitor,
  typed: TypedActivation,
): Promise<FastifyReply> {
  const { user, root } = visitor
  const agent = { userId: user.id }
  const activator = { userId: user.id, askedBy: root.id, agent, origin: requestOriginOf(request) }
  const activated = await activateRecord(deps.registration, typed, activator)
  if (activated.ok) {
    cookies.dropActivation(reply)
    return seeOther(reply, '/account?done=activation')
  }
  const { refusal } = activated
  const status = refusal.why === 'too_many_attempts' ? 429 : 400
  const fault = activationFault(wordsOf(request), refusal)
  return show(deps, cookies, { request, reply, status }, visitor, { ...typed, fault })
}
