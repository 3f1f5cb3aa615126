import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Form, queryParametersOf } from '#answers'
import type { Tx } from '#base/db'
import { maskedNumber } from '#base/phone'
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
  smsCountries,
} from '#domain/enrolment'
import { factorsOf, ownNumber, rememberedBrowsersOf } from '#domain/factors'
import { addFactorToRoot, touchRoot } from '#domain/logins'
import { type BrowserCookies, brandOf, type Fault, sendPage, wordsOf } from '#pages'
import { codeFault } from './code.ts'
import type { AccountDeps } from './dependencies.ts'
import { addPage, codesPage, FACTORS_DONE, type FactorsDone, factorsPage } from './factors-page.ts'
import { type Exchange, registerProvenPage } from './proven-page.ts'
import { factorActOf, keepNewRoot, sealForm, seeOther, useVisit, type Visitor } from './visitor.ts'

const PATH = '/account/factors'
/** `/account/factors`: a person's second factors, for whoever has just proven themselves. */
export function registerFactors(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  registerProvenPage(app, deps, cookies, PATH, {
    show: (at, visitor) => showFactors(deps, at, visitor),
    take: (at, visitor, form) => takeAct(deps, at, visitor, form),
  })
  registerProvenPage(app, deps, cookies, `${PATH}/add`, {
    show: (at, visitor) => showAdd(deps, at, visitor),
    take: (at, visitor, form) => takeAdd(deps, at, visitor, form, cookies),
  })
}

async function showFactors(deps: AccountDeps, { request, reply }: Exchange, visitor: Visitor): Promise<FastifyReply> {
  const left = await useVisit(deps, visitor)
  if (left === undefined) return seeOther(reply, '/account')
  const { db, keyring, clock } = deps
  const { user } = visitor
  const own = await ownFactors(db, user.id)
  const demands = [...(await demandsOfPerson(db, user.id)).values()]
  const done = queryParametersOf(request).get('done')
  const remembered = await rememberedBrowsersOf.rows(db, user.id, deps.clock.now())
  const number = await ownNumber(db, keyring, user.id, clock.now())
  const shown = {
    ...own,
    number: number && { shown: maskedNumber(number.e164), isUnused: number.isUnused },
    mayAddNumber: number === undefined && (await takesNumbers(deps, user.id)),
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

/** Whether a project of this person allows codes by text message, and this server can send them. */
export async function takesNumbers({ db, signIn }: AccountDeps, userId: string): Promise<boolean> {
  return signIn.texts.canSend && (await smsCountries(db, userId, undefined)).length > 0
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
export async function showCodes(
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
    return renewCodes(deps, { request, reply }, visitor)
  if (what === 'email' && (await mayAllowEmail(deps, visitor)) && (await allowEmail(signIn, act)).ok)
    return back(reply, 'added')
  if (what === 'rename' && isUuid(id)) {
    const name = nameIn(form, 'name')
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

async function renewCodes(deps: AccountDeps, { request, reply }: Exchange, visitor: Visitor): Promise<FastifyReply> {
  const stands = async (tx: Tx, now: Date): Promise<boolean> =>
    (await touchRoot.maybeOne(tx, now, visitor.root.id)) !== undefined
  const codes = await renewRecoveryCodes(deps.signIn, factorActOf(visitor, request), stands)
  return codes === undefined ? seeOther(reply, '/account') : showCodes(deps, { request, reply }, codes)
}

const LONGEST_NAME = 60

/** A name that was typed; undefined if it is too long or has odd characters. */
export function nameIn(form: Form, field: 'name' | 'first' | 'last'): string | undefined {
  const name = (form.get(field) ?? '').normalize('NFC').trim()
  return name.length > LONGEST_NAME || /\p{Cc}/u.test(name) || !name.isWellFormed() ? undefined : name
}

async function mayAllowEmail({ db }: AccountDeps, { user }: Visitor): Promise<boolean> {
  return [...(await demandsOfPerson(db, user.id)).values()].some(({ methods }) => methods.includes('email'))
}
