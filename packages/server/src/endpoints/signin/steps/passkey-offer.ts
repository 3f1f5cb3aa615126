import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Form, queryOf, requestOriginOf } from '#answers'
import { secondsAfter } from '#base/clock'
import { STEP_UP_SECONDS } from '#domain/logins'
import { addPasskey, newPasskeyOptions, takeOffer } from '#domain/passkeys'
import { userById } from '#domain/users'
import {
  type BrowserCookies,
  brandOf,
  type Html,
  html,
  newPasskeyButton,
  newPasskeyText,
  PASSKEY_SCRIPTS,
  type Page,
  passkeyName,
  sendPage,
  titled,
  type Words,
  withFault,
  wordsOf,
} from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { formTargetOf, moveOn } from '../redirect.ts'
import type { OpenFlow } from './open-flow.ts'

/** The query of a flow that begins with a question about a passkey, if it is one to be asked. */
export const OFFER = 'offer=passkey'

interface At {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly flow: OpenFlow
}

/**
 * After a password: whether to ask a person without passkeys, on a device that can have one, if they want one. Once in 30
 * days, whatever they answer: they are asked now.
 */
export async function isOfferDue(deps: SignInPageDeps, { request, flow }: Omit<At, 'reply'>): Promise<boolean> {
  const { login } = flow.state
  if (queryOf(request).split('&')[0] !== OFFER || login.userId === null || !isAsking(deps, flow)) return false
  return takeOffer(deps.signIn, login.userId)
}

/**
 * The person goes on with the sign-in afterwards, has proven by now all that it takes (so the membership is chosen, which
 * may demand more), and typed the password just now: as on the person's own page, an old sign-in of this browser adds
 * nothing to the account.
 */
function isAsking({ signIn }: SignInPageDeps, { state: { login, step } }: OpenFlow): boolean {
  return (
    login.method === 'password' &&
    login.authenticatedAt !== null &&
    secondsAfter(login.authenticatedAt, STEP_UP_SECONDS) > signIn.clock.now() &&
    ['code', 'choose_patient', 'consent'].includes(step.step)
  )
}

export async function showOffer(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  { request, reply, flow }: At,
  fault?: Html,
): Promise<FastifyReply> {
  const browser = cookies.find(request)
  const user = await userById.maybeOne(deps.db, flow.state.login.userId ?? '')
  const brand = await brandOf(deps, flow.client.project)
  const place = { issuer: request.issuer, host: brand.host }
  const options =
    user === undefined || browser === undefined
      ? undefined
      : await newPasskeyOptions(deps.signIn, { user, browserHash: browser.hash }, place)
  if (options === undefined) return moveOn(reply, 303, flow.address)
  return sendPage(reply, fault === undefined ? 200 : 400, {
    ...offerPage(wordsOf(request), flow.address, options, fault),
    brand,
    formTargets: [formTargetOf(flow.redirectUri)],
    isSignedIn: true,
  })
}

function offerPage(
  say: Words,
  address: string,
  options: object,
  text: Html | undefined,
): Pick<Page, 'title' | 'card' | 'scripts' | 'address'> {
  const fault = text === undefined ? undefined : ({ field: 'passkey', text } as const)
  const heading = say.text('passkey.offer.heading')
  return {
    title: titled(say, heading, fault),
    scripts: PASSKEY_SCRIPTS,
    address: `${address}?${OFFER}`,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('passkey.offer.lead')}</p>
${withFault(
  fault,
  html`<form id="passkey" method="post" action="${address}">
<input type="hidden" name="offered" value="passkey">
${newPasskeyButton(say, options)}<button name="offered" value="later">${say('passkey.offer.later')}</button>
</form>`,
)}`,
  }
}

/** Whether a form is the answer to the question. */
export function isOfferAnswer(form: Form | undefined): boolean {
  return form?.get('offered') !== undefined
}

export async function takeOfferAnswer(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  at: At,
  form: Form | undefined,
): Promise<FastifyReply> {
  const { request, reply, flow } = at
  const { userId, rootId, factors: proven } = flow.state.login
  const browser = cookies.find(request)
  const answer = form?.get('passkey')
  const isOwn = isAsking(deps, flow) && userId !== null
  const user = isOwn && answer !== undefined ? await userById.maybeOne(deps.db, userId) : undefined
  if (user === undefined || rootId === null || browser === undefined || answer === undefined)
    return moveOn(reply, 303, flow.address)
  const say = wordsOf(request)
  const origin = requestOriginOf(request)
  const made = { answer, fallbackName: passkeyName(origin.userAgent), rootId, proven }
  const added = await addPasskey(deps.signIn, { user, browserHash: browser.hash }, made, origin)
  if (added.ok) return moveOn(reply, 303, flow.address)
  return showOffer(deps, cookies, at, newPasskeyText(say, added.refusal))
}
