import type { FastifyRequest } from 'fastify'
import { type Form, requestOriginOf } from '#answers'
import { profileName } from '#domain/memberships'
import { acceptRole, declineRole, offerNeedsProof } from '#domain/signin'
import {
  type Brand,
  html,
  membershipRole,
  type Page,
  strong,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  type Words,
} from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { formTargetOf } from '../redirect.ts'
import type { OpenFlow } from './open-flow.ts'
import { appName } from './sign-in-page.ts'

/** The page for a person who is invited to the app's project, and has no role there. */
export async function offerPage(
  say: Words,
  { db, clock }: Pick<SignInPageDeps, 'db' | 'clock'>,
  brand: Brand,
  { address, state, client, redirectUri, restart, left }: OpenFlow,
): Promise<Page> {
  const [offer] = state.offers
  if (offer === undefined) throw new Error('a role is to be accepted that is not offered')
  const role = strong(membershipRole(say, await profileName(db, offer.project, offer.profile), offer.admin))
  const account = html`<a href="/account">${say('consent.account')}</a>`
  const acceptance = offerNeedsProof(state, offer, clock.now())
    ? html`<p>${say('offer.anew', { account })}</p>`
    : html`<button name="decision" value="accept">${say('offer.accept')}</button>`
  return {
    title: say.text('offer.heading'),
    brand,
    formTargets: [formTargetOf(redirectUri)],
    isSignedIn: true,
    scripts: [TIME_SCRIPT],
    card: html`<h1>${say('offer.heading')}</h1>
<p class="lead">${say('offer.lead', { project: strong(brand.name), app: appName(say, client) })}</p>
<p>${say('offer.role', { role })}</p>
<form id="${TIME_FORM}" method="post" action="${address}">
<input type="hidden" name="offer" value="${offer.id}">
${acceptance}
<button class="quiet" name="decision" value="decline">${say('offer.decline')}</button>
</form>
${timeNotice(say, left, address)}
<p class="more"><a href="/oauth2/authorize?${restart}">${say('flow.as_other')}</a></p>`,
  }
}

/** Takes the answer. Whether it was declined: then there is nothing to sign in to. */
export async function takeOffer(
  { signIn }: Pick<SignInPageDeps, 'signIn'>,
  request: FastifyRequest,
  { state }: OpenFlow,
  form: Form | undefined,
): Promise<'declined' | 'answered'> {
  const [decision, offer = ''] = [form?.get('decision'), form?.get('offer')]
  const origin = requestOriginOf(request)
  if (decision === 'accept') await acceptRole(signIn, state, offer, origin)
  const isDeclined = decision === 'decline' && (await declineRole(signIn, state, offer, origin)).ok
  return isDeclined ? 'declined' : 'answered'
}
