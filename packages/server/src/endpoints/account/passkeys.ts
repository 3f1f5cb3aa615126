import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, type Form, notFound, queryOf, readForm, requestOriginOf, tooManyRequests } from '#answers'
import { secondsAfter } from '#base/clock'
import { isUuid } from '#base/random'
import { factorsOf } from '#domain/factors'
import { assuranceOf, isStrong } from '#domain/logins'
import {
  addPasskey,
  newPasskeyOptions,
  type OwnPasskey,
  passkeysOf,
  removePasskey,
  renamePasskey,
  signalOf,
} from '#domain/passkeys'
import { type BrowserCookies, brandOf, type Html, newPasskeyText, passkeyName, sendPage, wordsOf } from '#pages'
import type { AccountDeps } from './dependencies.ts'
import { type DonePasskey, isDonePasskey, type PasskeyChange, passkeysPage } from './passkeys-page.ts'
import { showAgain } from './proof.ts'
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

const ADDRESS = '/account/passkeys'
/** A proof counts this long for changes of one's own passkeys. */
const RECENT_SECONDS = 600

/** `/account/passkeys`: the signed-in person's passkeys, which they make, name and remove. */
export function registerPasskeyPage(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  const page = answersWith('page')

  app.get(ADDRESS, page, async (request, reply) => {
    const visitor = await findVisitor(deps, cookies, request)
    if (deps.passkeyHost.current() === undefined) throw notFound()
    return visitor === undefined ? seeOther(reply, '/account') : show(deps, request, reply, visitor)
  })

  app.post(ADDRESS, page, async (request, reply) => {
    receiveForm(deps, request)
    const visitor = await findVisitor(deps, cookies, request)
    if (visitor === undefined && wantsTime(readForm(request)?.form)) return seeOther(reply, '/account')
    if (visitor === undefined) throw outOfDate()
    const form = readOwnForm(deps, visitor, request)
    if (wantsTime(form)) return seeOther(reply, ADDRESS)
    const change = await changeOf(deps, visitor, await passkeysOf(deps.db, visitor.user.id))
    if (change === 'elsewhere') return seeOther(reply, ADDRESS)
    if (change === 'confirm' || form.get('do') === 'confirm')
      return showAgain(deps, cookies, { request, reply, status: 200 }, visitor, { act: undefined, next: ADDRESS })
    return perform(deps, request, reply, visitor, form)
  })
}

/**
 * Whether the person may change their passkeys now: after a proof made just now, of two factors if they have two.
 * Otherwise somebody with the password alone could exchange the others.
 */
async function changeOf(
  { db, clock }: AccountDeps,
  { root, user }: Visitor,
  own: readonly OwnPasskey[],
): Promise<PasskeyChange> {
  if (root.providerKey !== null) return 'elsewhere'
  const hasTwo = own.length > 0 || (await factorsOf.rows(db, user.id)).length > 0
  const isRecent = [root.authenticatedAt, root.factorsProvenAt].some(
    (at) => at !== null && secondsAfter(at, RECENT_SECONDS) > clock.now(),
  )
  return isRecent && (!hasTwo || isStrong(assuranceOf(root.factors))) ? 'now' : 'confirm'
}

async function perform(
  deps: AccountDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  visitor: Visitor,
  form: Form,
): Promise<FastifyReply> {
  const origin = requestOriginOf(request)
  const { user, root, browser } = visitor
  const done = (what: DonePasskey): FastifyReply => seeOther(reply, `${ADDRESS}?done=${what}`)
  const answer = form.get('passkey')
  if (answer !== undefined) {
    const made = { answer, fallbackName: passkeyName(origin.userAgent), isStrong: isStrong(assuranceOf(root.factors)) }
    const added = await addPasskey(deps.signIn, { user, browserHash: browser.hash }, made, origin)
    if (added.ok) return done('added')
    return show(deps, request, reply, visitor, newPasskeyText(wordsOf(request), added.refusal))
  }
  const id = form.get('id') ?? ''
  if (!isUuid(id)) return done('nothing')
  if (form.get('do') === 'remove')
    return done((await removePasskey(deps.signIn, user, { id, rootId: root.id }, origin)) ? 'removed' : 'nothing')
  const name = form.get('name') ?? ''
  return done((await renamePasskey(deps.signIn, user, { id, name }, origin)) ? 'renamed' : 'nothing')
}

async function show(
  deps: AccountDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  visitor: Visitor,
  fault?: Html,
): Promise<FastifyReply> {
  const { user, root, browser } = visitor
  const left = await useVisit(deps, visitor)
  const rp = deps.passkeyHost.current()
  if (left === undefined || rp === undefined) return seeOther(reply, '/account')
  const allowance = await deps.throttle.inBrowser(root.id)
  if (!allowance.allowed) throw tooManyRequests(allowance)
  const own = await passkeysOf(deps.db, user.id)
  const change = await changeOf(deps, visitor, own)
  const brand = await brandOf(deps, request.issuer.project)
  const place = { issuer: request.issuer, host: brand.host }
  const options =
    change === 'now' ? await newPasskeyOptions(deps.signIn, { user, browserHash: browser.hash }, place) : undefined
  const done = new URLSearchParams(queryOf(request)).get('done')
  const signal = await signalOf(deps, rp, user, own)
  const shown = { own, change, options, signal, form: sealForm(deps, visitor), fault, left }
  return sendPage(
    reply,
    fault === undefined ? 200 : 400,
    passkeysPage(wordsOf(request), brand, { ...shown, done: isDonePasskey(done) ? done : undefined }),
  )
}
