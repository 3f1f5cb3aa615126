import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  answersWith,
  type Form,
  notFound,
  queryParametersOf,
  readForm,
  requestOriginOf,
  tooManyRequests,
} from '#answers'
import { isUuid } from '#base/random'
import { addPasskey, newPasskeyOptions, passkeysOf, removePasskey, renamePasskey, signalOf } from '#domain/passkeys'
import { type BrowserCookies, brandOf, type Html, newPasskeyText, passkeyName, sendPage, wordsOf } from '#pages'
import { askOwnProof, askProof } from './ask-proof.ts'
import type { AccountDeps } from './dependencies.ts'
import { type DonePasskey, isDonePasskey, type PasskeyChange, passkeysPage } from './passkeys-page.ts'
import {
  findVisitor,
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

const ADDRESS = '/account/passkeys'

/** `/account/passkeys`: the signed-in person's passkeys, which they make, name and remove. */
export function registerPasskeyPage(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  const page = answersWith('page')

  app.get(ADDRESS, page, async (request, reply) => {
    const visitor = await findVisitor(deps, cookies, request)
    if (deps.passkeyHost.current() === undefined) throw notFound()
    if (visitor === undefined) return seeOther(reply, '/account')
    if (visitor.reach !== undefined) return askOwnProof(deps, cookies, { request, reply }, visitor, ADDRESS)
    return show(deps, request, reply, visitor)
  })

  app.post(ADDRESS, page, async (request, reply) => {
    receiveForm(deps, request)
    const visitor = await findVisitor(deps, cookies, request)
    if (visitor === undefined && wantsTime(readForm(request)?.form)) return seeOther(reply, '/account')
    if (visitor === undefined || visitor.reach !== undefined) throw outOfDate()
    const form = readOwnForm(deps, visitor, request)
    if (wantsTime(form)) return seeOther(reply, ADDRESS)
    if ((await changeOf(deps, visitor)) === 'elsewhere') return seeOther(reply, ADDRESS)
    const needed = await proofNeededOf(deps, visitor)
    if (needed !== 'none') return askProof(deps, cookies, { request, reply }, visitor, { needed, next: ADDRESS })
    return form.get('do') === 'confirm' ? seeOther(reply, ADDRESS) : perform(deps, request, reply, visitor, form)
  })
}

/** A passkey signs in by itself: one that a provider's sign-in makes would outlive what the provider may do here. */
async function changeOf(deps: AccountDeps, visitor: Visitor): Promise<PasskeyChange> {
  if (visitor.root.providerKey !== null) return 'elsewhere'
  return (await proofNeededOf(deps, visitor)) === 'none' ? 'now' : 'confirm'
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
    const made = { answer, fallbackName: passkeyName(origin.userAgent), rootId: root.id, proven: root.factors }
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
  const change = await changeOf(deps, visitor)
  const brand = await brandOf(deps, request.issuer.project)
  const place = { issuer: request.issuer, host: brand.host }
  const options =
    change === 'now' ? await newPasskeyOptions(deps.signIn, { user, browserHash: browser.hash }, place) : undefined
  const done = queryParametersOf(request).get('done')
  const signal = await signalOf(deps, rp, user, own)
  const shown = { own, change, options, signal, form: sealForm(deps, visitor), fault, left }
  return sendPage(
    reply,
    fault === undefined ? 200 : 400,
    passkeysPage(wordsOf(request), brand, { ...shown, done: isDonePasskey(done) ? done : undefined }),
  )
}
