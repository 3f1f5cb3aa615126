import { type Brand, html, type Page, strong, TIME_FORM, TIME_SCRIPT, timeNotice, type Words } from '#pages'
import { formTargetOf } from '../redirect.ts'
import type { OpenFlow } from './open-flow.ts'
import { appName } from './sign-in-page.ts'

/** The page that waits until the person has confirmed their address, in this browser or with another one. */
export function checkMailPage(say: Words, brand: Brand, { address, client, restart, left, state }: OpenFlow): Page {
  const heading = say.text('address.mailed.heading')
  return {
    title: heading,
    brand,
    scripts: [TIME_SCRIPT],
    address,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('register.mailed', { email: strong(state.email ?? ''), app: appName(say, client) })}</p>
<form id="${TIME_FORM}" method="post" action="${address}">
<button>${say('register.confirmed')}</button>
</form>
<p class="hint">${say('register.mailed.hint')}</p>
${timeNotice(say, left, address)}
<p class="more"><a href="/oauth2/authorize?${restart}">${say('flow.back')}</a></p>`,
  }
}

/** The page for a person who has an account and no record: one press creates it. */
export function newPatientPage(
  say: Words,
  brand: Brand,
  { address, client, redirectUri, restart, left }: OpenFlow,
): Page {
  const heading = say.text('flow.make_patient.heading')
  return {
    title: heading,
    brand,
    formTargets: [formTargetOf(redirectUri)],
    isSignedIn: true,
    scripts: [TIME_SCRIPT],
    address,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('register.patient', { project: strong(brand.name), app: appName(say, client) })}</p>
<form id="${TIME_FORM}" method="post" action="${address}">
<button name="decision" value="register">${say('register.patient.button')}</button>
</form>
${timeNotice(say, left, address)}
<p class="more"><a href="/oauth2/authorize?${restart}">${say('flow.as_other')}</a></p>`,
  }
}
