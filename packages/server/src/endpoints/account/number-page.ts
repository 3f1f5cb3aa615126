import type { TimeLeft } from '#domain/signin'
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

interface NumberShown {
  /** The sealed content of the form. */
  readonly form: string
  readonly fault: Fault | undefined
  readonly left: TimeLeft
}

const PATH = '/account/factors/number'

/** The page on which a person types the number of their phone. */
export function numberPage(say: Words, brand: Brand, shown: NumberShown & { readonly typed: string }): Page {
  const { typed, fault } = shown
  return stepPage(say, brand, shown, {
    heading: say.text('number.heading'),
    lead: say('number.lead'),
    fields: html`${numberField(say, { typed, fault })}
<button name="do" value="ask">${say('enroll.email_only.button')}</button>`,
  })
}

/** The page for the code that was sent to it. */
export function numberCodePage(say: Words, brand: Brand, shown: NumberShown): Page {
  return stepPage(say, brand, shown, {
    heading: say.text('factor.heading'),
    lead: say('number.code.lead'),
    fields: html`${codeField(say, { fault: shown.fault })}
<button name="do" value="add">${say('factor.button')}</button>`,
    other: html`<p class="more"><a href="${PATH}">${say('number.again')}</a></p>`,
  })
}

function stepPage(
  say: Words,
  brand: Brand,
  { form, fault, left }: NumberShown,
  {
    heading,
    lead,
    fields,
    other,
  }: { readonly heading: string; readonly lead: Html; readonly fields: Html; readonly other?: Html },
): Page {
  return {
    title: titled(say, heading, fault),
    brand,
    isSignedIn: true,
    address: PATH,
    scripts: [TIME_SCRIPT],
    card: html`<h1>${heading}</h1>
<p class="lead">${lead}</p>
${withFault(
  fault,
  html`<form id="${TIME_FORM}" method="post" action="${PATH}" novalidate>
<input type="hidden" name="form" value="${form}">
${fields}
</form>`,
)}
${other}
${timeNotice(say, left, PATH, 'secret')}
<p class="more"><a href="/account/factors">${say('factors.back')}</a></p>`,
  }
}
