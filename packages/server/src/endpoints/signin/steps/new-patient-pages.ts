import {
  activationFields,
  type Brand,
  type Fault,
  html,
  type Page,
  strong,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  titled,
  type Words,
  withFault,
} from '#pages'
import { formTargetOf } from '../redirect.ts'
import type { OpenFlow } from './open-flow.ts'
import { appName } from './sign-in-page.ts'

/** The page that waits until the person has confirmed their address, in this browser or with another one. */
export function checkMailPage(
  say: Words,
  brand: Brand,
  { address, client, redirectUri, restart, left, state }: OpenFlow,
): Page {
  const heading = say.text('address.mailed.heading')
  return {
    title: heading,
    brand,
    formTargets: [formTargetOf(redirectUri)],
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

/** What was typed as a code, and what is wrong with it. */
interface TypedCode {
  readonly code?: string | undefined
  readonly birthDate?: string | undefined
  readonly fault?: Fault | undefined
}

/** The page for a person who has an account and no record: a code opens the one that exists, or one press makes a new one. */
export function newPatientPage(
  say: Words,
  brand: Brand,
  { address, client, redirectUri, restart, left, activationCode }: OpenFlow,
  { code = activationCode, birthDate, fault }: TypedCode = {},
): Page {
  const heading = say.text(brand.takesCodes === true ? 'activation.heading' : 'flow.make_patient.heading')
  const names = { project: strong(brand.name), app: appName(say, client) }
  const isOpen = brand.takesPatients === true
  return {
    title: titled(say, heading, fault),
    brand,
    formTargets: [formTargetOf(redirectUri)],
    isSignedIn: true,
    scripts: [TIME_SCRIPT],
    address,
    card: html`<h1>${heading}</h1>
<p class="lead">${say(brand.takesCodes === true ? 'activation.lead' : 'register.patient', names)}</p>
${withFault(
  fault,
  html`${
    brand.takesCodes === true
      ? html`<form id="${TIME_FORM}" method="post" action="${address}" novalidate>
${activationFields(say, { code, birthDate, fault })}<button name="decision" value="activate">${say('activation.button')}</button>
</form>
${
  isOpen
    ? html`<p class="or">${say('external.or')}</p>
<form method="post" action="${address}"><button class="quiet" name="decision" value="register">${say(
        'activation.none',
      )}</button></form>
<p class="hint">${say('activation.none.hint', { project: strong(brand.name) })}</p>`
    : undefined
}`
      : html`<form id="${TIME_FORM}" method="post" action="${address}">
<button name="decision" value="register">${say('register.patient.button')}</button>
</form>`
  }`,
)}
${timeNotice(say, left, address)}
<p class="more"><a href="/oauth2/authorize?${restart}">${say('flow.as_other')}</a></p>`,
  }
}
