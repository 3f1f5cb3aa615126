import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, type Form, queryParametersOf, readForm, requestOriginOf, unavailable } from '#answers'
import { OTHER_SCREEN } from '#domain/clients'
import {
  denyScreen,
  findScreen,
  readUserCode,
  SCREEN_PATH,
  shownUserCode,
  type UserCodeRefusal,
  type WaitingScreen,
} from '#domain/devices'
import {
  type Browser,
  type BrowserCookies,
  brandOf,
  carryQuery,
  type Fault,
  refuseForeignForm,
  sendPage,
  topicPage,
  type Words,
  wordsOf,
} from '#pages'
import { authorizeQuery } from '../authorize/authorize-request.ts'
import { sealScreen } from '../authorize/screen-state.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { screenCodePage, screenQuestionPage } from './screen-page.ts'

/**
 * `/code`: where people type the code of a television or a terminal (RFC 8628 §3.3). A code in the address only fills in
 * the field. What follows is the sign-in of any app, which ends with that screen instead of an address.
 */
export function registerScreen(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  const page = answersWith('page')

  app.get(SCREEN_PATH, page, async (request, reply) => {
    const code = readUserCode(queryParametersOf(request).get('user_code') ?? '')
    return showField(deps, request, reply, 200, code === undefined ? '' : shownUserCode(code))
  })

  app.post(SCREEN_PATH, page, async (request, reply) => {
    refuseForeignForm(request, deps.baseUrl)
    if (deps.clock.state() === 'wrong') throw unavailable('clock_wrong')
    const form = readForm(request)?.form
    const typed = form?.get('code')?.slice(0, 100).replaceAll(/\p{C}/gu, '') ?? ''
    const browser = cookies.know(request, reply)
    const found = await findScreen(deps.devices, requestOriginOf(request), browser.hash, typed)
    if (!found.ok) {
      const status = found.refusal.why === 'too_many_attempts' ? 429 : 400
      return showField(deps, request, reply, status, typed, codeFault(wordsOf(request), found.refusal))
    }
    return decide(deps, { request, reply, browser }, found.value, form)
  })
}

interface Typed {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly browser: Browser
}

async function showField(
  deps: SignInPageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  typed: string,
  fault?: Fault,
): Promise<FastifyReply> {
  const brand = await brandOf(deps, request.issuer.project)
  return sendPage(reply, status, screenCodePage(wordsOf(request), brand, typed, fault))
}

/** Asks, and takes the answer of a person who was asked in this browser. */
async function decide(
  deps: SignInPageDeps,
  { request, reply, browser }: Typed,
  screen: WaitingScreen,
  form: Form | undefined,
): Promise<FastifyReply> {
  const { row, client } = screen
  const say = wordsOf(request)
  const brand = await brandOf(deps, client.project)
  const code = readUserCode(form?.get('code') ?? '') ?? ''
  const what = wasAsked(deps, request, browser, row.id, form?.get('form')) ? form?.get('do') : undefined
  if (what === 'deny') {
    await denyScreen(deps.devices, row, requestOriginOf(request))
    const { title, card } = topicPage(say, 'screen.denied')
    return sendPage(reply, 200, { title, brand, card })
  }
  if (what !== 'go') {
    const asked = { code, address: request.ip, form: deps.keyring.seal('', contextOf(request, browser, row.id)) }
    return sendPage(reply, 200, screenQuestionPage(say, brand, screen, asked))
  }
  const { id, project, clientId, codeHash, scope } = row
  const carried = { id, project, clientId, code: shownUserCode(code), browserHash: browser.hash }
  const query = authorizeQuery({
    client,
    redirectUri: OTHER_SCREEN,
    scope,
    // The screen has what it is the hash of: nobody else can redeem the code of this sign-in.
    codeChallenge: codeHash,
    state: sealScreen(deps.keyring, request.issuer, carried),
    prompts: ['consent'],
  })
  return moveOn(reply, 303, `/oauth2/authorize?${carryQuery(deps, request, 'authorize', query, browser)}`)
}

const contextOf = ({ issuer }: FastifyRequest, browser: Browser, id: string): string =>
  `screen-question:${issuer.url}:${browser.hash}:${id}`

/** Whether this browser was shown what asks: a press counts on that page alone. */
function wasAsked(
  { keyring }: SignInPageDeps,
  request: FastifyRequest,
  browser: Browser,
  id: string,
  sealed = '',
): boolean {
  try {
    return keyring.unseal(sealed, contextOf(request, browser, id)).length >= 0
  } catch {
    return false
  }
}

function codeFault(say: Words, refusal: UserCodeRefusal): Fault {
  return refusal.why === 'wrong_code'
    ? { field: 'code', text: say('screen.code.wrong') }
    : { field: 'code', text: say('signin.throttled', { wait: { seconds: refusal.allowance.resetSeconds } }) }
}
