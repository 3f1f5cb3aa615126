import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Form, queryParametersOf } from '#answers'
import { addNumber, askNumber } from '#domain/enrolment'
import { addFactorToRoot } from '#domain/logins'
import { type BrowserCookies, brandOf, type Fault, numberText, sendPage, wordsOf } from '#pages'
import { codeFault } from './code.ts'
import type { AccountDeps } from './dependencies.ts'
import { showCodes, takesNumbers } from './factors.ts'
import { numberCodePage, numberPage } from './number-page.ts'
import { type Exchange, registerProvenPage } from './proven-page.ts'
import { factorActOf, keepNewRoot, sealForm, seeOther, useVisit, type Visitor } from './visitor.ts'

const FACTORS = '/account/factors'
const PATH = `${FACTORS}/number` as const

/** `/account/factors/number`: adds the phone that gets codes, in two steps. */
export function registerNumber(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  registerProvenPage(app, deps, cookies, PATH, {
    show: (at, visitor) => showNumber(deps, at, visitor),
    take: async (at, visitor, form) => {
      if (!(await takesNumbers(deps, visitor.user.id))) return seeOther(at.reply, FACTORS)
      return form.get('do') === 'add'
        ? takeCode(deps, cookies, at, visitor, form.get('code') ?? '')
        : takeNumber(deps, at, visitor, form)
    },
  })
}

interface Shown {
  readonly status?: number
  readonly fault?: Fault
  /** What was typed. */
  readonly typed?: string
  /** The code was sent, and is asked for. */
  readonly isSent?: boolean
}

async function showNumber(
  deps: AccountDeps,
  { request, reply }: Exchange,
  visitor: Visitor,
  { status = 200, fault, typed = '', isSent }: Shown = {},
): Promise<FastifyReply> {
  if (!(await takesNumbers(deps, visitor.user.id))) return seeOther(reply, FACTORS)
  const left = await useVisit(deps, visitor)
  if (left === undefined) return seeOther(reply, '/account')
  const shown = { form: sealForm(deps, visitor), fault, left }
  const [say, brand] = [wordsOf(request), await brandOf(deps, request.issuer.project)]
  const asksCode = isSent ?? queryParametersOf(request).has('sent')
  const page = asksCode ? numberCodePage(say, brand, shown) : numberPage(say, brand, { ...shown, typed })
  return sendPage(reply, status, page)
}

async function takeNumber(deps: AccountDeps, at: Exchange, visitor: Visitor, form: Form): Promise<FastifyReply> {
  const typed = form.get('number') ?? ''
  const asked = await askNumber(deps.signIn, factorActOf(visitor, at.request), { typed, project: undefined })
  if (asked.ok) return seeOther(at.reply, `${PATH}?sent=yes`)
  const text = numberText(wordsOf(at.request), asked.refusal) ?? ''
  return showNumber(deps, at, visitor, { status: 400, typed, isSent: false, fault: { field: 'number', text } })
}

async function takeCode(
  deps: AccountDeps,
  cookies: BrowserCookies,
  at: Exchange,
  visitor: Visitor,
  typed: string,
): Promise<FastifyReply> {
  const { request, reply } = at
  const say = wordsOf(request)
  const ask = (fault: Fault, status: number): Promise<FastifyReply> =>
    showNumber(deps, at, visitor, { status, isSent: true, fault })
  if (typed.trim() === '') return ask({ field: 'code', text: say('factor.missing') }, 400)
  const added = await addNumber(
    deps.signIn,
    factorActOf(visitor, request),
    { typed, showsCodes: true },
    async (tx, now) => (await addFactorToRoot.maybeOne(tx, 'sms', now, visitor.root.id)) !== undefined,
  )
  if (!added.ok) {
    if (added.refusal.why === 'ended_login') return seeOther(reply, '/account')
    const { status, headers, fault } = codeFault(say, added.refusal, 'factor.wrong')
    reply.headers(headers)
    return ask(fault, status)
  }
  await keepNewRoot(deps, cookies, reply, visitor)
  const { recoveryCodes } = added.value
  return recoveryCodes === undefined ? seeOther(reply, `${FACTORS}?done=added`) : showCodes(deps, at, recoveryCodes)
}
