import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { allOk, answersWith, type Form, granteeOf, isCall, readForm, readParameters, requestOriginOf } from '#answers'
import { agentOf } from '#domain/access'
import { BUILT_IN_CLIENT } from '#domain/clients'
import { type BrowserRoot, endLogin, endRoot, findBrowserRoots, rootsOfApp } from '#domain/logins'
import { sidOf } from '#domain/logout'
import { publishInvalidations } from '#domain/revocation'
import { userById } from '#domain/users'
import {
  type Browser,
  type BrowserCookies,
  brandOf,
  carryQuery,
  formQuery,
  openQuery,
  PageError,
  refuseForeignForm,
  refuseUnlessVisit,
  sendPage,
  topicPage,
  wordsOf,
} from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { type LogoutRequest, onwardUrl, readLogoutRequest } from './logout-request.ts'
import { openConfirmation, sealConfirmation } from './sealed-logout.ts'
import { type Ending, endSignIns } from './sign-out.ts'
import { confirmPage, nobodyPage } from './sign-out-pages.ts'
import { sendSignedOut } from './signed-out.ts'

/**
 * `/oauth2/logout`: with a Bearer, an app's own call that ends the sign-in of its token; else OpenID Connect RP-Initiated
 * Logout 1.0, by GET and POST, for the sign-in of the browser that comes.
 */
export function registerLogout(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/oauth2/logout',
    ...answersWith('page_or_outcome'),
    handler: (request, reply) =>
      isCall(request) ? answerCall(deps, cookies, request, reply) : answerBrowser(deps, cookies, request, reply),
  })
}

async function answerCall(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { db, clock, audit, credentials } = deps
  const grantee = await granteeOf(credentials, request)
  const now = clock.now()
  const { address, userAgent, traceId } = requestOriginOf(request)
  // An app with a few types in its hands signs itself out, and nothing else of the person.
  const { rootId, loginId, limited } = grantee
  const whole = limited ? undefined : rootId
  if (whole !== undefined && (await rootsOf(deps, cookies, request)).some(({ id }) => id === whole))
    cookies.dropRoot(reply)
  await db.tx(async (tx) => {
    const invalidations =
      whole !== undefined
        ? await endRoot(tx, whole, 'signed_out', now)
        : loginId === undefined
          ? []
          : await endLogin(tx, loginId, 'signed_out', now)
    await audit.record(tx, [
      {
        kind: 'login.ended',
        project: grantee.project,
        outcome: 0,
        agent: agentOf(grantee),
        personal: { address, userAgent },
        traceId,
      },
    ])
    await publishInvalidations(tx, invalidations, now)
  })
  return reply.type('application/fhir+json; charset=utf-8').send(allOk())
}

async function answerBrowser(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const isPost = request.method === 'POST'
  const carried = isPost ? '' : (openQuery(deps, cookies, request, 'logout') ?? '')
  const sent = (isPost ? readForm(request) : undefined) ?? readParameters(new URLSearchParams(carried))
  if (isPost && sent.form.get('confirmation') !== undefined)
    return answerConfirmation(deps, cookies, request, reply, sent.form)
  // Other sites' forms may come, and their scripts may not.
  refuseUnlessVisit(request)
  // Browsers leave our cookies out of another site's POST: asked once more with GET they bring them.
  if (isPost && cookies.rootOf(request) === undefined)
    return moveOn(reply, 303, `/oauth2/logout?${carryQuery(deps, request, 'logout', formQuery(sent.form), undefined)}`)
  const asked = await readLogoutRequest(deps, request.issuer, sent)
  if (!asked.ok)
    throw new PageError(400, asked.refusal, {
      values: { address: `${new URL(request.issuer.url).host}${request.issuer.path}/oauth2/logout` },
    })
  const roots = await rootsOf(deps, cookies, request)
  const [root] = roots
  const browser = cookies.know(request, reply)
  if (root !== undefined && !roots.some((one) => isOfRoot(asked.value.hint, one)))
    return showConfirmation(deps, request, reply, browser, root, asked.value)
  const ends = root === undefined ? await endOfHint(deps, asked.value) : [{ rootId: root.id }]
  return signOut(deps, cookies, request, reply, browser, ends, asked.value)
}

/** The sign-in that the browser has, by each of its proofs: it ends as one. */
function rootsOf(
  { db, clock }: SignInPageDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
): Promise<readonly BrowserRoot[]> {
  return findBrowserRoots(db, cookies.rootOf(request), cookies.find(request)?.hash, clock.now())
}

/** Only an id token of this very sign-in speaks for the person: one of an earlier sign-in may have been lying in some log. */
function isOfRoot(hint: LogoutRequest['hint'], root: BrowserRoot): boolean {
  return hint?.subject === root.userId && hint.sid === sidOf(root.id, hint.clientId)
}

/**
 * The sign-in that the app's id token is of, where the browser has none: an app that signs people in by itself, or a
 * person who dropped the cookies, means that one. The token ends no more than the app's Bearer would.
 */
async function endOfHint({ db }: SignInPageDeps, { hint }: LogoutRequest): Promise<readonly Ending[]> {
  if (hint === undefined) return []
  const { subject, clientId, sid } = hint
  const appId = clientId === BUILT_IN_CLIENT ? null : clientId
  const root = (await rootsOfApp.rows(db, subject, appId)).find(({ id }) => sidOf(id, clientId) === sid)
  if (root === undefined) return []
  return [root.limited ? { rootId: root.id, onlyApp: appId } : { rootId: root.id }]
}

async function showConfirmation(
  deps: SignInPageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  browser: Browser,
  root: BrowserRoot,
  asked: LogoutRequest,
): Promise<FastifyReply> {
  const user = await userById.maybeOne(deps.db, root.userId)
  const confirmation = sealConfirmation(deps, browser, root.id, asked)
  const brand = await brandOf(deps, asked.client?.project)
  const person = user?.email ?? undefined
  return sendPage(reply, 200, confirmPage(wordsOf(request), brand, { confirmation, person, asked }))
}

/** What the person chose on the page that asks. */
async function answerConfirmation(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
  reply: FastifyReply,
  form: Form,
): Promise<FastifyReply> {
  refuseForeignForm(request, deps.baseUrl)
  const browser = cookies.know(request, reply)
  const opened = await openConfirmation(deps, request.issuer, browser, form.get('confirmation') ?? '')
  const roots = await rootsOf(deps, cookies, request)
  // Too old, of another browser, or of a person who was signed in before: asked again, about the one who is signed in now.
  if (opened === undefined || (roots.length > 0 && !roots.some(({ id }) => id === opened.rootId)))
    return moveOn(reply, 303, '/oauth2/logout')
  if (form.get('decision') === 'stay') {
    const brand = await brandOf(deps, opened.asked.client?.project)
    return sendPage(reply, 200, { ...topicPage(wordsOf(request), 'signout.stayed'), brand, isSignedIn: true })
  }
  return signOut(
    deps,
    cookies,
    request,
    reply,
    browser,
    roots.slice(0, 1).map(({ id }) => ({ rootId: id })),
    opened.asked,
  )
}

async function signOut(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
  reply: FastifyReply,
  browser: Browser,
  ends: readonly Ending[],
  asked: LogoutRequest,
): Promise<FastifyReply> {
  const status = request.method === 'POST' ? 303 : 302
  const ended = await endSignIns(deps, ends, requestOriginOf(request))
  cookies.dropRoot(reply)
  if (ended.length > 0) return sendSignedOut(deps, reply, status, browser, ended, asked)
  const onward = asked.to === undefined ? undefined : onwardUrl(asked.to, asked.state)
  // Without an id token of ours anybody may have sent them here, to the address of any app: they go on themselves (§3).
  if (onward !== undefined && asked.hint !== undefined) return moveOn(reply, status, onward)
  const brand = await brandOf(deps, asked.client?.project)
  return sendPage(reply, 200, nobodyPage(wordsOf(request), brand, { client: asked.client, onward }))
}
