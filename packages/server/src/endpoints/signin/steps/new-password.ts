import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Form, requestOriginOf } from '#answers'
import { chooseNewPassword } from '#domain/signin'
import {
  brandOf,
  type Fault,
  field,
  html,
  PASSWORD_SCRIPT,
  type Page,
  sendPage,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  titled,
  withFault,
  wordsOf,
} from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { formTargetOf, moveOn } from '../redirect.ts'
import { tooMany } from '../start.ts'
import type { OpenFlow } from './open-flow.ts'

/** The page on which a person chooses a better password before they go on. */
export async function newPasswordPage(
  deps: SignInPageDeps,
  request: FastifyRequest,
  { address, client, redirectUri, restart, left, state }: OpenFlow,
  fault?: Fault,
): Promise<Page> {
  const say = wordsOf(request)
  const heading = say.text('weak.heading')
  return {
    title: titled(say, heading, fault),
    brand: await brandOf(deps, client.project),
    formTargets: [formTargetOf(redirectUri)],
    isSignedIn: true,
    scripts: [PASSWORD_SCRIPT, TIME_SCRIPT],
    address,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('weak.lead')}</p>
${withFault(
  fault,
  html`<form id="${TIME_FORM}" method="post" action="${address}" novalidate>
<input name="account" type="text" autocomplete="username" value="${state.email ?? ''}" hidden>
${field(say, {
  name: 'new',
  label: say('field.password.new'),
  autocomplete: 'new-password',
  hint: say('field.password.rule'),
  focus: true,
  fault,
})}
<button>${say('link.reset.button')}</button>
</form>`,
)}
${timeNotice(say, left, address, 'secret')}
<p class="more"><a href="/oauth2/authorize?${restart}">${say('flow.as_other')}</a></p>`,
  }
}

/** Takes the new password, and goes on. */
export async function takeNewPassword(
  deps: SignInPageDeps,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  flow: OpenFlow,
  form: Form | undefined,
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const typed = form?.get('new') ?? ''
  const show = async (text: Fault['text']): Promise<FastifyReply> =>
    sendPage(reply, 400, await newPasswordPage(deps, request, flow, { field: 'new', text }))
  if (typed === '') return show(say('field.password.missing'))
  const chosen = await chooseNewPassword(deps.signIn, flow.state, typed, requestOriginOf(request))
  if (!chosen.ok && chosen.refusal.why === 'too_many_attempts') throw tooMany(chosen.refusal.allowance)
  if (!chosen.ok && chosen.refusal.why === 'unsuitable_password')
    return show(say(`field.password.${chosen.refusal.fault}`))
  return moveOn(reply, 303, `/signin/${flow.id}`)
}
