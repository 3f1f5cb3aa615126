import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Form, requestOriginOf } from '#answers'
import { termsOf } from '#domain/projects'
import { acceptProjectTerms } from '#domain/signin'
import {
  brandOf,
  type Fault,
  html,
  type Page,
  sendPage,
  strong,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  titled,
  withFault,
  wordsOf,
} from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { formTargetOf, moveOn } from '../redirect.ts'
import type { OpenFlow } from './open-flow.ts'
import { termsLinks } from './register-page.ts'

/** The page that asks for terms that are new, or that the person has never accepted. */
export async function termsPage(
  deps: SignInPageDeps,
  request: FastifyRequest,
  { address, client, redirectUri, restart, left, state }: OpenFlow,
  fault?: Fault,
): Promise<Page> {
  const say = wordsOf(request)
  const terms = state.project === undefined ? undefined : termsOf(state.project.resource)
  if (terms === undefined) throw new Error('terms are asked for that the project does not have')
  const brand = await brandOf(deps, client.project)
  const heading = say.text('terms.heading')
  return {
    title: titled(say, heading, fault),
    brand,
    formTargets: [formTargetOf(redirectUri)],
    isSignedIn: true,
    scripts: [TIME_SCRIPT],
    address,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('terms.lead', { project: strong(brand.name) })}</p>
${withFault(
  fault,
  html`<p>${termsLinks(say, terms)}</p>
<form id="${TIME_FORM}" method="post" action="${address}">
<input type="hidden" name="terms" value="${terms.version}">
<button name="decision" value="accept">${say('terms.button')}</button>
<button class="quiet" name="decision" value="deny">${say('terms.deny')}</button>
</form>`,
)}
${timeNotice(say, left, address)}
<p class="more"><a href="/oauth2/authorize?${restart}">${say('flow.as_other')}</a></p>`,
  }
}

/** Accepts what the page showed; if the terms have changed meanwhile, shows the new ones. */
export async function takeTerms(
  deps: SignInPageDeps,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  flow: OpenFlow,
  form: Form | undefined,
): Promise<FastifyReply> {
  const taken = await acceptProjectTerms(deps.signIn, flow.state, form?.get('terms') ?? '', requestOriginOf(request))
  if (taken.ok || taken.refusal.why !== 'terms_changed') return moveOn(reply, 303, `/signin/${flow.id}`)
  const fault = { field: 'terms', text: wordsOf(request)('terms.changed') } as const
  return sendPage(reply, 400, await termsPage(deps, request, flow, fault))
}
