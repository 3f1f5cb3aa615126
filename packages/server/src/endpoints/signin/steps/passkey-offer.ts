import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Form, queryOf, requestOriginOf } from '#answers'
import { secondsAfter } from '#base/clock'
import { assuranceOf, isStrong } from '#domain/logins'
import { addPasskey, newPasskeyOptions, takeOffer } from '#domain/passkeys'
import { userById } from '#domain/users'
import {
  type BrowserCookies,
  brandOf,
  faultSummary,
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
 * After a password: asks a person without passkeys, on a device that can have one, whether they want one. Once in 30 days,
 * whatever they answer. Undefined: there is nothing to ask.
 */
export async function offerPasskey(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  at: At,
): Promise<FastifyReply | undefined> {
  const { login } = at.flow.state
  if (queryOf(at.request).split('&')[0] !== OFFER || login.userId === null || !isAsking(deps, at.flow)) return undefined
  if (!(await takeOffer(deps.signIn, login.userId))) return undefined
  return showOffer(deps, cookies, at, undefined)
}

/** As on the person's own page: whoever has only an old sign-in of this browser adds nothing to the account. */
const RECENT_SECONDS = 600

/**
 * The person goes on with the sign-in afterwards, has proven by now all that it takes, and typed the password just now.
 */
function isAsking({ signIn }: SignInPageDeps, { state: { login, step } }: OpenFlow): boolean {
  return (
    login.method === 'password' &&
    login.authenticatedAt !== null &&
    secondsAfter(login.authenticatedAt, RECENT_SECONDS) > signIn.clock.now() &&
    ['code', 'choose_membership', 'choose_patient', 'consent'].includes(step.step)
  )
}

async function showOffer(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  { request, reply, flow }: At,
  fault: Html | undefined,
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
${faultSummary(fault)}<form id="passkey" method="post" action="${address}">
<input type="hidden" name="offered" value="passkey">
${newPasskeyButton(say, options)}<button name="offered" value="later">${say('passkey.offer.later')}</button>
</form>`,
  }
}

/** The answer to the question. Undefined: the form is another one. */
export async function takeOfferAnswer(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  at: At,
  form: Form | undefined,
): Promise<FastifyReply | undefined> {
  if (form?.get('offered') === undefined) return undefined
  const { request, reply, flow } = at
  const { userId } = flow.state.login
  const browser = cookies.find(request)
  const answer = form.get('passkey')
  const isOwn = isAsking(deps, flow) && userId !== null
  const user = isOwn && answer !== undefined ? await userById.maybeOne(deps.db, userId) : undefined
  if (user === undefined || browser === undefined || answer === undefined) return moveOn(reply, 303, flow.address)
  const say = wordsOf(request)
  const origin = requestOriginOf(request)
  const proven = isStrong(assuranceOf(flow.state.login.factors))
  const made = { answer, fallbackName: passkeyName(origin.userAgent), isStrong: proven }
  const added = await addPasskey(deps.signIn, { user, browserHash: browser.hash }, made, origin)
  if (added.ok) return moveOn(reply, 303, flow.address)
  return showOffer(deps, cookies, at, newPasskeyText(say, added.refusal))
}
