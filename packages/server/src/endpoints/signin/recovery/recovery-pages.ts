import type { ShownSecret } from '#domain/enrolment'
import type { NewPasskeyOptions } from '#domain/passkeys'
import {
  type Brand,
  codeField,
  type Fault,
  field,
  html,
  newPasskeyButton,
  PASSKEY_SCRIPTS,
  PASSWORD_SCRIPT,
  type Page,
  qrFigure,
  recoveryCodeList,
  strong,
  titled,
  type Words,
  withFault,
} from '#pages'

/** The page of a mailed link: its button starts the recovery in this browser. */
export function startPage(say: Words, brand: Brand, email: string): Page {
  const heading = say.text('recovery.start.heading')
  return {
    title: heading,
    brand,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('recovery.start.lead', { email: strong(email) })}</p>
<p>${say('recovery.start.next')}</p>
<p class="hint">${say('recovery.start.hint')}</p>
<form method="post"><button>${say('recovery.start.button')}</button></form>
<p class="more"><a href="/">${say('recovery.start.cancel')}</a></p>`,
  }
}

/** The page of the link "this wasn't me". */
export function stopPage(say: Words, brand: Brand): Page {
  const heading = say.text('recovery.stop.heading')
  return {
    title: heading,
    brand,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('recovery.stop.lead')}</p>
<form method="post"><button>${say('recovery.stop.button')}</button></form>`,
  }
}

/** The page that asks for the second proof. An administrator of a project needs another administrator. */
export function proofPage(
  say: Words,
  brand: Brand,
  {
    number,
    needsAdministrator,
    fault,
  }: { readonly number: string; readonly needsAdministrator: boolean; readonly fault: Fault | undefined },
): Page {
  const heading = say.text('recovery.proof.heading')
  const spaced = html`<strong><bdi dir="ltr">${number.replace(/^(...)/, '$1 ')}</bdi></strong>`
  const ask = html`<p class="lead">${say('recovery.proof.ask', { number: spaced })}</p>`
  const form = html`<p class="lead">${say('recovery.proof.lead')}</p>
${withFault(
  fault,
  html`<form method="post" action="/signin/recovery" novalidate>
${codeField(say, { isRecovery: true, label: say('recovery.proof.code'), hint: say('recovery.proof.hint'), fault })}
<button name="do" value="prove">${say('factor.button')}</button>
</form>`,
)}
<h2>${say('recovery.proof.other')}</h2>
`
  return {
    title: titled(say, heading, fault),
    brand,
    address: '/signin/recovery',
    card: html`<h1>${heading}</h1>
${needsAdministrator ? undefined : form}${ask}
<p class="hint">${say('recovery.keep')}</p>`,
  }
}

/** The page while the waiting time is under way. */
export function waitPage(say: Words, brand: Brand, readyAt: Date): Page {
  const heading = say.text('recovery.wait.heading')
  return {
    title: heading,
    brand,
    address: '/signin/recovery',
    card: html`<h1>${heading}</h1>
<p class="lead">${say('recovery.wait.lead', { at: say.moment(readyAt) })}</p>
<p class="hint">${say('recovery.wait.hint')}</p>
<p class="hint">${say('recovery.keep')}</p>`,
  }
}

/** The page that asks for the password, before the new factor is set up. */
export function passwordPage(say: Words, brand: Brand, email: string, fault: Fault | undefined): Page {
  const heading = say.text('recovery.password.heading')
  return {
    title: titled(say, heading, fault),
    brand,
    address: '/signin/recovery',
    scripts: [PASSWORD_SCRIPT],
    card: html`<h1>${heading}</h1>
<p class="lead">${say('recovery.password.lead', { email: strong(email) })}</p>
${withFault(
  fault,
  html`<form method="post" action="/signin/recovery" novalidate>
<input name="account" type="text" autocomplete="username" value="${email}" hidden>
${field(say, {
  name: 'password',
  label: say('field.password'),
  autocomplete: 'current-password',
  focus: true,
  fault,
})}
<button name="do" value="password">${say('factor.button')}</button>
</form>`,
)}
<p class="more"><a href="/signin/forgot">${say('forgot.heading')}</a></p>`,
  }
}

/** The page that sets up the new authenticator app, or a passkey: either ends the recovery. */
export function newFactorPage(
  say: Words,
  brand: Brand,
  {
    shown,
    passkey,
    proof,
    fault,
  }: {
    readonly shown: ShownSecret
    readonly passkey: NewPasskeyOptions | undefined
    readonly proof: string
    readonly fault: Fault | undefined
  },
): Page {
  const heading = say.text('recovery.new.heading')
  return {
    title: titled(say, heading, fault),
    brand,
    address: '/signin/recovery',
    scripts: passkey === undefined ? [] : PASSKEY_SCRIPTS,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('recovery.new.lead')}</p>
${withFault(
  fault,
  html`${qrFigure(say, shown)}
<form method="post" action="/signin/recovery" novalidate>
<input type="hidden" name="proof" value="${proof}">
${codeField(say, { label: say('enroll.code'), fault })}
<button name="do" value="complete">${say('factor.button')}</button>
</form>`,
)}
${
  passkey === undefined
    ? undefined
    : html`<section aria-labelledby="instead">
<h2 id="instead">${say('recovery.new.passkey')}</h2>
<form id="passkey" method="post" action="/signin/recovery">
<input type="hidden" name="proof" value="${proof}">
<input type="hidden" name="do" value="complete">
${newPasskeyButton(say, passkey)}</form>
</section>`
}`,
  }
}

/** The end: the new recovery codes, shown once. */
export function completedPage(say: Words, brand: Brand, codes: readonly string[]): Page {
  const heading = say.text('recovery.done.heading')
  return {
    title: heading,
    brand,
    address: '/signin/recovery',
    card: html`<h1>${heading}</h1>
<p class="lead">${say('recovery.done.lead')}</p>
${recoveryCodeList(say, codes)}
<a class="button" href="/account">${say('recovery.saved')}</a>`,
  }
}
