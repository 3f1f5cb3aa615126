import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Form, noteTrace, requestOriginOf } from '#answers'
import { readPhoneNumber } from '#base/phone'
import { readProject, signInCountriesOf } from '#domain/projects'
import { askByText } from '#domain/signin'
import { type Browser, brandOf, carryQuery, type Fault, numberText, sendPage, wordsOf } from '#pages'
import { type AuthorizeRequest, authorizeQuery } from '../authorize/authorize-request.ts'
import { sealRequest } from '../authorize/carried-request.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { showing } from '../shown.ts'
import { countAttempt } from '../start.ts'
import { botPage } from './bot-page.ts'
import { signInNumberPage } from './number-pages.ts'
import { showSignIn } from './show-sign-in.ts'

interface Visit {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly browser: Browser
}

/** The page for the number to sign in with, and what is typed there. */
export async function withNumber(
  deps: SignInPageDeps,
  visit: Visit,
  wanted: AuthorizeRequest,
  form: Form,
): Promise<FastifyReply> {
  const { request, reply, browser } = visit
  const { client } = wanted
  const brand = await brandOf(deps, client.project)
  if (brand.signsInByText !== true)
    return showSignIn(deps, reply, 200, browser, { request: wanted, email: undefined, fault: undefined })
  const typed = form.get('number')
  const say = wordsOf(request)
  const show = async (fault?: Fault): Promise<FastifyReply> => {
    const sealed = sealRequest(deps.keyring, authorizeQuery(wanted), request.issuer, browser, deps.clock.now())
    const query = authorizeQuery({ ...wanted, loginHint: undefined })
    const other = showing(carryQuery(deps, request, 'authorize', query, browser))
    const shown = { sealed, app: wanted, other, typed: typed?.slice(0, 64) ?? '', fault }
    return sendPage(reply, fault === undefined ? 200 : 400, signInNumberPage(say, brand, shown))
  }
  if (typed === undefined) return show()
  return sendText(deps, visit, { wanted, typed, form }, show)
}

/** Sends a text message to sign in with, and leads to the page for its code: the first one, and each that is asked for again. */
export async function sendText(
  deps: SignInPageDeps,
  { request, reply, browser }: Visit,
  { wanted, typed, form }: { readonly wanted: AuthorizeRequest; readonly typed: string; readonly form: Form },
  refuse: (fault: Fault) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const { client } = wanted
  const say = wordsOf(request)
  noteTrace(request, { clientId: client.id, project: client.project, step: 'mail' })
  if ((await brandOf(deps, client.project)).signsInByText !== true)
    return showSignIn(deps, reply, 200, browser, { request: wanted, email: undefined, fault: undefined })
  const project = await readProject(deps.db, client.project)
  const read = await readPhoneNumber(typed, project === undefined ? [] : signInCountriesOf(project.resource))
  if (!read.ok) return refuse({ field: 'number', text: numberText(say, read.refusal) ?? '' })
  const number = read.value.e164
  await countAttempt(deps.throttle, request)
  const checked = await botPage(deps, { request, browser }, { wanted, by: 'phone', to: number, form })
  if (checked !== undefined) return sendPage(reply, checked.status, checked.page)
  const asked = await askByText(deps.signIn, {
    ...requestOriginOf(request),
    number,
    client,
    query: authorizeQuery({ ...wanted, loginHint: undefined }),
    browserHash: browser.hash,
    language: say.language,
  })
  if (asked.ok) return moveOn(reply, 303, `/signin/mail/${asked.value}`)
  return refuse({ field: 'number', text: say('number.limit') })
}
