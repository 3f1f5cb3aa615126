import type { FastifyInstance, FastifyRequest } from 'fastify'
import { answersWith, noteTrace, readForm, unavailable } from '#answers'
import { OTHER_SCREEN } from '#domain/clients'
import { STEP_UP_SECONDS } from '#domain/logins'
import { type BrowserCookies, carryQuery, formQuery, openQuery, PageError, refuseUnlessVisit } from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { shownIn } from '../shown.ts'
import { startAgain } from '../start.ts'
import { beginOrGoOn } from '../steps/continue-flow.ts'
import { type AuthorizeRequest, readAuthorizeRequest } from './authorize-request.ts'
import { refuseRequest } from './refuse-request.ts'
import { remarksOn } from './remarks.ts'
import { isTypedHere } from './screen-state.ts'

/** `/oauth2/authorize`, by GET or POST: checks the app's request, and shows the person the first page. */
export function registerAuthorize(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  const { clock } = deps
  app.route({
    method: ['GET', 'POST'],
    url: '/oauth2/authorize',
    ...answersWith('page'),
    handler: async (request, reply) => {
      if (clock.state() === 'wrong') throw unavailable('clock_wrong')
      // Forms of other sites are allowed, their scripts are not.
      if (request.method === 'POST') refuseUnlessVisit(request)
      const status = request.method === 'POST' ? 303 : 302
      const query = queryIn(deps, cookies, request)
      const entries = [...new URLSearchParams(query)]
      noteTrace(request, { asked: query, remarks: remarksOn(entries) })
      const read = await readAuthorizeRequest(deps, request.issuer, entries)
      if (!read.ok) return refuseRequest(deps, reply, status, read.refusal)
      noteTrace(request, { project: read.value.client.project })
      const asked = read.value.redirectUri === OTHER_SCREEN ? forScreen(deps, cookies, request, read.value) : read.value
      // Browsers leave our cookie out of another site's POST. A second cookie would break the sign-ins in other tabs, so the
      // browser is redirected to ask again with GET, which brings the cookie that it has.
      if (request.method === 'POST' && cookies.find(request) === undefined)
        return moveOn(reply, 303, `/oauth2/authorize?${carryQuery(deps, request, 'authorize', query, undefined)}`)
      return beginOrGoOn(deps, cookies, { request, reply, status }, asked, shownIn(request))
    },
  })
}

/**
 * A sign-in on another screen begins where its code was typed, whoever made the link to here. The person has just been proven:
 * else whoever finds a browser that somebody is signed in to would take that away on a screen of their own.
 */
function forScreen(
  { keyring }: Pick<SignInPageDeps, 'keyring'>,
  cookies: BrowserCookies,
  request: FastifyRequest,
  asked: AuthorizeRequest,
): AuthorizeRequest {
  if (!isTypedHere(keyring, request.issuer, cookies.find(request), asked.state)) throw startAgain()
  return { ...asked, maxAge: Math.min(asked.maxAge ?? STEP_UP_SECONDS, STEP_UP_SECONDS) }
}

function queryIn(deps: SignInPageDeps, cookies: BrowserCookies, request: FastifyRequest): string {
  if (request.method !== 'POST') {
    const query = openQuery(deps, cookies, request, 'authorize')
    if (query === undefined) throw startAgain()
    return query
  }
  const read = readForm(request)
  if (read === undefined) throw new PageError(415, 'request.form')
  return formQuery(read.form)
}
