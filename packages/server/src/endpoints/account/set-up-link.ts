import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, type Form, readForm, requestOriginOf, tooManyRequests } from '#answers'
import {
  type AdministratorDraft,
  type AdministratorRefusal,
  becomeAdministrator,
  peekSetUp,
  setUpGuide,
} from '#domain/registration'
import { type BrowserCookies, brandOf, emailFault, type Fault, readEmail, sendPage, type Words, wordsOf } from '#pages'
import type { AccountDeps } from './dependencies.ts'
import { nameIn } from './factors.ts'
import { deadPage, type Person, personPage } from './set-up-pages.ts'
import { findAnyVisitor, receiveForm, seeOther, wantsTime } from './visitor.ts'

type LinkRequest = FastifyRequest<{ Params: { id: string; secret: string } }>

interface Exchange {
  readonly request: LinkRequest
  readonly reply: FastifyReply
}

const NO_ONE: Person = { first: '', last: '', email: '' }

/**
 * `/set-up/…`: the link of the first start asks who the administrator is. Opening it changes nothing; sending its form
 * makes the account theirs and signs this browser in.
 */
export function registerSetUpLink(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  const page = answersWith('page')

  app.get('/set-up/:id/:secret', page, async (request: LinkRequest, reply) =>
    show(deps, cookies, { request, reply }, NO_ONE),
  )

  app.post('/set-up/:id/:secret', page, async (request: LinkRequest, reply) => {
    receiveForm(deps, request)
    const allowance = await deps.throttle.attempt(request.ip)
    if (!allowance.allowed) throw tooManyRequests(allowance)
    const form = readForm(request)?.form
    const typed = personTypedIn(form)
    if (form === undefined || wantsTime(form)) return show(deps, cookies, { request, reply }, typed)
    const say = wordsOf(request)
    const draft = personDraft(say, form)
    if ('fault' in draft) return show(deps, cookies, { request, reply }, typed, draft.fault)
    const { registration, signIn } = deps
    const origin = { ...requestOriginOf(request), browserHash: cookies.know(request, reply).hash }
    const made = await becomeAdministrator({ ...registration, signIn }, request.params, draft, origin)
    if (!made.ok) return show(deps, cookies, { request, reply }, typed, faultOf(say, made.refusal))
    cookies.keepRoot(reply, made.value)
    return seeOther(reply, '/set-up')
  })
}

/** The form of a link that works; a page that says what to do with any other. */
async function show(
  deps: AccountDeps,
  cookies: BrowserCookies,
  { request, reply }: Exchange,
  typed: Person,
  fault?: Fault,
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const brand = await brandOf(deps, request.issuer.project)
  const link = await peekSetUp(deps.registration, request.params, request.issuer)
  if (link === undefined) {
    // Opened again by the person who used it: they go on where they were.
    const visitor = await findAnyVisitor(deps, cookies, request)
    const guide = visitor && (await setUpGuide(deps.registration, visitor.user.id))
    return guide === undefined ? sendPage(reply, 404, deadPage(say, brand)) : seeOther(reply, '/set-up')
  }
  const seconds = Math.floor((link.expiresAt.getTime() - deps.clock.now().getTime()) / 1000)
  return sendPage(reply, fault === undefined ? 200 : 400, personPage(say, brand, { typed, fault, seconds }))
}

const LONGEST = 2_000
export const personTypedIn = (form: Form | undefined): Person => {
  const text = (name: string): string => (form?.get(name) ?? '').trim().slice(0, LONGEST)
  return { first: text('first'), last: text('last'), email: text('email') }
}

export function personDraft(say: Words, form: Form): AdministratorDraft | { readonly fault: Fault } {
  const [first, last] = [nameIn(form, 'first'), nameIn(form, 'last')]
  if (first === undefined || first === '') return { fault: { field: 'first', text: say('field.first.missing') } }
  if (last === undefined || last === '') return { fault: { field: 'last', text: say('field.last.missing') } }
  const email = readEmail(form.get('email'))
  if (email === undefined) return { fault: emailFault(say, form.get('email')) }
  const password = form.get('password') ?? ''
  if (password === '') return { fault: { field: 'password', text: say('field.password.missing') } }
  return { firstName: first, lastName: last, email, password }
}

/** Undefined for a link that does not work any more. */
function faultOf(say: Words, refusal: AdministratorRefusal): Fault | undefined {
  if (refusal.why === 'taken_address') return { field: 'email', text: say('set-up.taken') }
  if (refusal.why === 'unsuitable_password') return { field: 'password', text: say(`field.password.${refusal.fault}`) }
  return undefined
}
