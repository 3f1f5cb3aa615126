import {
  type Brand,
  codeField,
  type Fault,
  type Html,
  html,
  numberField,
  type Page,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  titled,
  type Words,
  withFault,
} from '#pages'
import type { AuthorizeRequest } from '../authorize/authorize-request.ts'
import { formTargetOf } from '../redirect.ts'
import type { OpenFlow } from './open-flow.ts'

/** The page that asks for the number to sign in with. It goes back to the sign-in form. */
export function signInNumberPage(
  say: Words,
  brand: Brand,
  {
    sealed,
    app,
    other,
    typed,
    fault,
  }: {
    /** The sealed request of the sign-in form. */
    readonly sealed: string
    readonly app: AuthorizeRequest
    /** The query that shows the other ways to sign in. */
    readonly other: string
    readonly typed: string
    readonly fault: Fault | undefined
  },
): Page {
  const heading = say.text('signin.phone.heading')
  return {
    title: titled(say, heading, fault),
    brand,
    formTargets: [formTargetOf(app.redirectUri)],
    address: `/oauth2/authorize?${other}`,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('signin.phone.lead')}</p>
${withFault(
  fault,
  html`<form method="post" action="/signin" novalidate>
<input type="hidden" name="request" value="${sealed}"><input type="hidden" name="by" value="phone">
${numberField(say, { typed, fault })}
<button>${say('enroll.email_only.button')}</button>
</form>`,
)}
<p class="more"><a href="/oauth2/authorize?${other}">${say('bymail.other')}</a></p>`,
  }
}

/** The page that asks for a phone number, which is the second factor from then on. */
export function numberPage(
  say: Words,
  brand: Brand,
  flow: OpenFlow,
  { typed, fault }: { readonly typed: string; readonly fault: Fault | undefined },
): Page {
  return stepPage(say, brand, flow, {
    heading: say.text('number.heading'),
    lead: say('number.lead'),
    way: 'number',
    fault,
    fields: html`${numberField(say, { typed, fault })}
<button>${say('enroll.email_only.button')}</button>`,
    other: html`<p class="more"><a href="${flow.address}">${say('number.app')}</a></p>`,
  })
}

/** The page for the code that was sent to it. */
export function numberCodePage(say: Words, brand: Brand, flow: OpenFlow, fault: Fault | undefined): Page {
  return stepPage(say, brand, flow, {
    heading: say.text('factor.heading'),
    lead: say('number.code.lead'),
    way: 'texted',
    fault,
    fields: html`${codeField(say, { fault })}
<button>${say('factor.button')}</button>`,
    other: html`<p class="more"><a href="${flow.address}?way=number">${say('number.again')}</a></p>`,
  })
}

interface Step {
  readonly heading: string
  readonly lead: Html
  readonly way: 'number' | 'texted'
  readonly fault: Fault | undefined
  readonly fields: Html
  readonly other: Html
}

function stepPage(
  say: Words,
  brand: Brand,
  { address, redirectUri, restart, left }: OpenFlow,
  { heading, lead, way, fault, fields, other }: Step,
): Page {
  return {
    title: titled(say, heading, fault),
    brand,
    formTargets: [formTargetOf(redirectUri)],
    isSignedIn: true,
    scripts: [TIME_SCRIPT],
    address: `${address}?way=${way}`,
    card: html`<h1>${heading}</h1>
<p class="lead">${lead}</p>
${withFault(
  fault,
  html`<form id="${TIME_FORM}" method="post" action="${address}" novalidate>
<input type="hidden" name="way" value="${way}">
${fields}
</form>`,
)}
${other}
${timeNotice(say, left, address, 'secret')}
<p class="more"><a href="/oauth2/authorize?${restart}">${say('flow.as_other')}</a></p>`,
  }
}
