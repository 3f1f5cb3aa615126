import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  answersWith,
  type Browser,
  type BrowserCookies,
  brandOf,
  type Fault,
  type Form,
  PageError,
  queryOf,
  readForm,
  readParameters,
  sendPage,
  unavailable,
  wordsOf,
} from '#answers'
import { type AuthorizeRequest, readAuthorizeRequest } from './authorize-request.ts'
import { queryOfRequest, sealRequest } from './carried-request.ts'
import type { SigninParts } from './parts.ts'
import { inSameLanguage, moveOn, sendBack } from './redirect.ts'
import { signInPage } from './sign-in-page.ts'
import { unusableRequest } from './start.ts'

/** `/oauth2/authorize`, by GET or POST: checks what the app asks, and shows the page that asks the person. */
export function registerAuthorize(app: FastifyInstance, parts: SigninParts, cookies: BrowserCookies): void {
  const { clock, baseUrl } = parts
  app.route({
    method: ['GET', 'POST'],
    url: '/oauth2/authorize',
    ...answersWith('page'),
    handler: async (request, reply) => {
      if (clock.state() === 'wrong') throw unavailable('clock_wrong')
      const status = request.method === 'POST' ? 303 : 302
      const read = await readAuthorizeRequest(parts, baseUrl, entriesOf(request))
      if (!read.ok) {
        const { refusal } = read
        if (refusal.show === 'page') throw unusableRequest(refusal, await brandOf(parts, undefined))
        const { to, state, error, description } = refusal
        return sendBack(reply, status, baseUrl, to, state, { error, description })
      }
      // Browsers leave our cookie out of another site's POST. A second cookie would shut the sign-ins in other tabs out,
      // so the browser is made to ask once more with GET, and then brings the one it has.
      if (request.method === 'POST' && cookies.find(request) === undefined)
        return moveOn(reply, 303, `/oauth2/authorize?${queryOfRequest(read.value)}`)
      const asked = { request: read.value, email: read.value.loginHint, fault: undefined }
      return showSignIn(parts, reply, 200, cookies.know(request, reply), asked)
    },
  })
}

function entriesOf(request: FastifyRequest): Form['entries'] {
  if (request.method !== 'POST') return readParameters(new URLSearchParams(queryOf(request))).form.entries
  const read = readForm(request)
  if (read === undefined) throw new PageError(415, 'request.form')
  return read.form.entries
}

/** The sign-in page with the request sealed into it for this browser. */
export async function showSignIn(
  parts: SigninParts,
  reply: FastifyReply,
  status: number,
  browser: Browser,
  asked: {
    readonly request: AuthorizeRequest
    readonly email: string | undefined
    readonly fault: Fault | undefined
  },
): Promise<FastifyReply> {
  const sealed = sealRequest(parts.keyring, asked.request, browser, parts.clock.now())
  const brand = await brandOf(parts, asked.request.client.project)
  return sendPage(
    reply,
    status,
    signInPage(wordsOf(reply.request), { ...asked, brand, sealed, action: inSameLanguage(reply.request, '/signin') }),
  )
}
