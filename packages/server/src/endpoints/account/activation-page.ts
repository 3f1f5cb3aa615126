import type { TimeLeft } from '#domain/signin'
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

const PATH = '/account/activation'

/** The page on which a signed-in person opens their record with a code. */
export function activationPage(
  say: Words,
  brand: Brand,
  {
    form,
    code,
    birthDate,
    fault,
    left,
  }: {
    readonly form: string
    readonly code: string | undefined
    readonly birthDate: string | undefined
    readonly fault: Fault | undefined
    readonly left: TimeLeft
  },
): Page {
  const heading = say.text('activation.heading')
  return {
    title: titled(say, heading, fault),
    brand,
    isSignedIn: true,
    address: PATH,
    scripts: [TIME_SCRIPT],
    card: html`<h1>${heading}</h1>
<p class="lead">${say('activation.account.lead')}</p>
${withFault(
  fault,
  html`<form id="${TIME_FORM}" method="post" action="${PATH}" novalidate>
<input type="hidden" name="form" value="${form}">
${activationFields(say, { code, birthDate, fault })}<button>${say('activation.button')}</button>
</form>`,
)}
${timeNotice(say, left, PATH)}
<p class="more"><a href="/account">${say('account.back')}</a></p>`,
  }
}

/** What the link of a code says to a person who is not signed in. */
export function howToPage(say: Words, brand: Brand, code: string): Page {
  const heading = say.text('activation.heading')
  return {
    title: heading,
    brand,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('activation.howto.lead', { code: strong(code) })}</p>
<p>${say('activation.howto.new')}</p>
<a class="button" href="${PATH}">${say('activation.howto.button')}</a>`,
  }
}
