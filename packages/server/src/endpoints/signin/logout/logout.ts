import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { allOk, answersWith, type Form, isCall, leavingOf, readForm, readParameters, requestOriginOf } from '#answers'
import { agentOf } from '#domain/access'
import { storedClientId } from '#domain/clients'
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
 * `/oauth2/logout`. With a Bearer: ends the sign-in of the token. Without: OpenID Connect RP-Initiated Logout 1.0, by GET
 * and POST, for the sign-in of the browser.
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
  const caller = await leavingOf(credentials, request)
  const now = clock.now()
  const { address, userAgent, traceId } = requestOriginOf(request)
  // A token with resource scopes ends only its own login, not the person's whole sign-in.
  const { rootId, loginId, limited } = caller
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
        project: caller.project,
        outcome: 0,
        agent: agentOf(caller),
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
  // Forms of other sites are allowed, their scripts are not.
  refuseUnlessVisit(request)
  // Browsers leave our cookies out of another site's POST, so a redirect asks again with GET.
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

/** The browser's sign-in, with all of its proofs. They end together. */
function rootsOf(
  { db, clock }: SignInPageDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
): Promise<readonly BrowserRoot[]> {
  return findBrowserRoots(db, cookies.rootOf(request), cookies.find(request)?.hash, clock.now())
}

/** Only an id token of this sign-in counts as the person's wish: one of an earlier sign-in may come from a log. */
function isOfRoot(hint: LogoutRequest['hint'], root: BrowserRoot): boolean {
  return hint?.subject === root.userId && hint.sid === sidOf(root.id, hint.clientId)
}

/**
 * The sign-in of the app's id token, for a browser without one: the app signs people in itself, or the person deleted the
 * cookies. The token ends no more than the app's Bearer would.
 */
async function endOfHint({ db }: SignInPageDeps, { hint }: LogoutRequest): Promise<readonly Ending[]> {
  if (hint === undefined) return []
  const { subject, clientId, sid } = hint
  const appId = storedClientId(clientId)
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

/** The person's answer on the page that asks. */
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
  // Expired, from another browser, or about another person: ask again, about the person who is signed in now.
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
  // Without an id token of ours, anyone may have sent the person here, so they follow the link to the app themselves (§3).
  if (onward !== undefined && asked.hint !== undefined) return moveOn(reply, status, onward)
  const brand = await brandOf(deps, asked.client?.project)
  return sendPage(reply, 200, nobodyPage(wordsOf(request), brand, { client: asked.client, onward }))
}
