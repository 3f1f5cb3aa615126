import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  answersWith,
  type BrowserCookies,
  brandOf,
  type Form,
  PageError,
  queryOf,
  readForm,
  readParameters,
  unavailable,
} from '#answers'

import { answerApp } from './answer-app.ts'
import { readAuthorizeRequest } from './authorize-request.ts'
import { queryOfRequest } from './carried-request.ts'
import { beginOrGoOn } from './go-on.ts'
import type { SigninParts } from './parts.ts'
import { moveOn } from './redirect.ts'

import { unusableRequest } from './start.ts'

/** `/oauth2/authorize`, by GET or POST: checks what the app asks, and shows the page that asks the person. */
export function registerAuthorize(app: FastifyInstance, parts: SigninParts, cookies: BrowserCookies): void {
  const { clock } = parts
  app.route({
    method: ['GET', 'POST'],
    url: '/oauth2/authorize',
    ...answersWith('page'),
    handler: async (request, reply) => {
      if (clock.state() === 'wrong') throw unavailable('clock_wrong')
      const status = request.method === 'POST' ? 303 : 302
      const read = await readAuthorizeRequest(parts, request.issuer, entriesOf(request))
      if (!read.ok) {
        const { refusal } = read
        if (refusal.show === 'page') throw unusableRequest(refusal, await brandOf(parts, undefined))
        const { to, error, description } = refusal
        return answerApp(parts, reply, status, to, { error, description })
      }
      // Browsers leave our cookie out of another site's POST. A second cookie would shut the sign-ins in other tabs out,
      // so the browser is made to ask once more with GET, and then brings the one it has.
      if (request.method === 'POST' && cookies.find(request) === undefined)
        return moveOn(reply, 303, `/oauth2/authorize?${queryOfRequest(read.value)}`)
      return beginOrGoOn(parts, cookies, { request, reply, status }, read.value)
    },
  })
}

function entriesOf(request: FastifyRequest): Form['entries'] {
  if (request.method !== 'POST') return readParameters(new URLSearchParams(queryOf(request))).form.entries
  const read = readForm(request)
  if (read === undefined) throw new PageError(415, 'request.form')
  return read.form.entries
}
