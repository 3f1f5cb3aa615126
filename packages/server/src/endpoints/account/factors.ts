import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, type Form, queryOf, readForm } from '#answers'
import { isUuid } from '#base/random'
import {
  addTotp,
  allowEmail,
  demandsOfPerson,
  forgetOwnBrowser,
  ownFactors,
  removeFactor,
  renameOwnFactor,
  renewRecoveryCodes,
  showTotp,
} from '#domain/enrolment'
import { factorsOf, rememberedBrowsersOf } from '#domain/factors'
import { addFactorToRoot } from '#domain/logins'
import { type BrowserCookies, brandOf, type Fault, sendPage, wordsOf } from '#pages'
import { askProof } from './ask-proof.ts'
import { codeFault } from './code.ts'
import type { AccountDeps } from './dependencies.ts'
import { addPage, codesPage, FACTORS_DONE, type FactorsDone, factorsPage } from './factors-page.ts'
import {
  factorActOf,
  findVisitor,
  keepNewRoot,
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

const PATH = '/account/factors'
interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** `/account/factors`: a person's second factors, for whoever has just proven themselves. */
export function registerFactors(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  const page = answersWith('page')

  for (const path of [PATH, `${PATH}/add`] as const) {
    const show = path === PATH ? showFactors : showAdd
    const take: typeof takeAdd = path === PATH ? takeAct : takeAdd
    app.get(path, page, async (request, reply) => {
      const visitor = await findVisitor(deps, cookies, request)
      if (visitor === undefined) return seeOther(reply, '/account')
      const needed = await proofNeededOf(deps, visitor)
      if (needed !== 'none') return askProof(deps, cookies, { request, reply }, visitor, { needed, next: path })
      return show(deps, { request, reply }, visitor)
    })
    app.post(path, page, async (request, reply) => {
      receiveForm(deps, request)
      const visitor = await findVisitor(deps, cookies, request)
      if (visitor === undefined && wantsTime(readForm(request)?.form)) return seeOther(reply, '/account')
      if (visitor === undefined) throw outOfDate()
      const form = readOwnForm(deps, visitor, request)
      if (wantsTime(form)) return seeOther(reply, path)
      const needed = await proofNeededOf(deps, visitor)
      if (needed !== 'none') return askProof(deps, cookies, { request, reply }, visitor, { needed, next: path })
      return take(deps, { request, reply }, visitor, form, cookies)
    })
  }
}

async function showFactors(deps: AccountDeps, { request, reply }: Exchange, visitor: Visitor): Promise<FastifyReply> {
  const left = await useVisit(deps, visitor)
  if (left === undefined) return seeOther(reply, '/account')
  const { db } = deps
  const { user } = visitor
  const own = await ownFactors(db, user.id)
  const demands = [...(await demandsOfPerson(db, user.id)).values()]
  const done = new URLSearchParams(queryOf(request)).get('done')
  const remembered = await rememberedBrowsersOf.rows(db, user.id, deps.clock.now())
  const shown = {
    ...own,
    browsers: remembered.map((one) => ({ ...one, isHere: one.browserHash === visitor.browser.hash })),
    form: sealForm(deps, visitor),
    email: user.email ?? '',
    mayAddEmail:
      demands.some(({ methods }) => methods.includes('email')) && own.factors.every(({ kind }) => kind !== 'email'),
    done: FACTORS_DONE.find((one) => one === done),
    left,
  }
  return sendPage(reply, 200, factorsPage(wordsOf(request), await brandOf(deps, request.issuer.project), shown))
}

async function showAdd(
  deps: AccountDeps,
  { request, reply }: Exchange,
  visitor: Visitor,
  fault?: Fault,
  status = 200,
): Promise<FastifyReply> {
  const left = await useVisit(deps, visitor)
  if (left === undefined) return seeOther(reply, '/account')
  const shown = await showTotp(deps.signIn, factorActOf(visitor, request), request.issuer)
  const form = sealForm(deps, visitor)
  const brand = await brandOf(deps, request.issuer.project)
  return sendPage(reply, status, addPage(wordsOf(request), brand, { form, shown, fault, left }))
}

async function takeAdd(
  deps: AccountDeps,
  { request, reply }: Exchange,
  visitor: Visitor,
  form: Form,
  cookies: BrowserCookies,
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const typed = form.get('code') ?? ''
  if (typed.trim() === '')
    return showAdd(deps, { request, reply }, visitor, { field: 'code', text: say('factor.missing') }, 400)
  const added = await addTotp(
    deps.signIn,
    factorActOf(visitor, request),
    { typed, name: '', showsCodes: true },
    async (tx, now) => (await addFactorToRoot.maybeOne(tx, 'totp', now, visitor.root.id)) !== undefined,
  )
  if (!added.ok) {
    if (added.refusal.why === 'ended_login') return seeOther(reply, '/account')
    const { status, headers, fault } = codeFault(say, added.refusal, 'enroll.wrong')
    reply.headers(headers)
    return showAdd(deps, { request, reply }, visitor, fault, status)
  }
  await keepNewRoot(deps, cookies, reply, visitor)
  const { recoveryCodes } = added.value
  return recoveryCodes === undefined ? back(reply, 'added') : showCodes(deps, { request, reply }, recoveryCodes)
}

/** In the answer to the form, not at an address: they are shown once. */
async function showCodes(
  deps: AccountDeps,
  { request, reply }: Exchange,
  codes: readonly string[],
): Promise<FastifyReply> {
  return sendPage(reply, 200, codesPage(wordsOf(request), await brandOf(deps, request.issuer.project), codes))
}

const back = (reply: FastifyReply, done: FactorsDone): FastifyReply => seeOther(reply, `${PATH}?done=${done}`)

async function takeAct(
  deps: AccountDeps,
  { request, reply }: Exchange,
  visitor: Visitor,
  form: Form,
): Promise<FastifyReply> {
  const act = factorActOf(visitor, request)
  const [what, id = ''] = [form.get('do'), form.get('factor')]
  const { signIn, db } = deps
  if (what === 'codes' && (await factorsOf.rows(db, visitor.user.id)).length > 0)
    return showCodes(deps, { request, reply }, await renewRecoveryCodes(signIn, act))
  if (what === 'email' && (await mayAllowEmail(deps, visitor)) && (await allowEmail(signIn, act)).ok)
    return back(reply, 'added')
  if (what === 'rename' && isUuid(id)) {
    const name = nameIn(form)
    if (name !== undefined && (await renameOwnFactor(signIn, act, { factorId: id, name })))
      return back(reply, 'renamed')
  }
  const browser = form.get('browser') ?? ''
  if (what === 'forget' && isUuid(browser) && (await forgetOwnBrowser(signIn, act, browser)))
    return back(reply, 'forgotten')
  if (what === 'remove' && isUuid(id)) {
    const done = await removeFactor(signIn, act, id)
    if (done !== 'unknown') return back(reply, done)
  }
  return seeOther(reply, PATH)
}

const LONGEST_NAME = 60

function nameIn(form: Form): string | undefined {
  const name = (form.get('name') ?? '').normalize('NFC').trim()
  return name.length > LONGEST_NAME || /\p{Cc}/u.test(name) || !name.isWellFormed() ? undefined : name
}

async function mayAllowEmail({ db }: AccountDeps, { user }: Visitor): Promise<boolean> {
  return [...(await demandsOfPerson(db, user.id)).values()].some(({ methods }) => methods.includes('email'))
}
