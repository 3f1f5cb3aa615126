import type { ShownSecret } from '#domain/enrolment'
import {
  type Brand,
  CODES_SCRIPT,
  codeField,
  type Fault,
  type Html,
  html,
  PASSKEY_SCRIPTS,
  type Page,
  passkeyButton,
  qrFigure,
  RENEW_ADDRESS,
  recoveryCodeList,
  strong,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  titled,
  type UseButton,
  type Words,
  withFault,
} from '#pages'
import { formTargetOf } from '../redirect.ts'
import type { OpenFlow } from './open-flow.ts'
import { appName } from './sign-in-page.ts'

/** How the person answers: with their app, with the code of a message, with a recovery code, or with a passkey alone. */
export type FactorWay = 'app' | 'email' | 'sms' | 'recovery' | 'passkey'

/** What the page that asks for a second factor shows of a sign-in. */
export interface FactorFlow extends Pick<OpenFlow, 'address' | 'client' | 'redirectUri' | 'restart' | 'left'> {
  readonly state: Pick<OpenFlow['state'], 'factor' | 'email'> & {
    readonly login: Pick<OpenFlow['state']['login'], 'factors'>
  }
}

/** The page that asks for a code or a passkey. */
export function provePage(
  say: Words,
  brand: Brand,
  { address, state, client, redirectUri, restart, left }: FactorFlow,
  {
    way,
    number,
    fault,
    passkey,
  }: {
    readonly way: FactorWay
    /** The phone to which codes go, as it is shown. */
    readonly number: string | undefined
    readonly fault: Fault | undefined
    readonly passkey: UseButton | undefined
  },
): Page {
  const heading = say.text(HEADINGS[way])
  const app = appName(say, client)
  const { because } = state.factor
  const isTouched = way === 'passkey' && !state.login.factors.includes('password')
  const lead =
    way === 'email'
      ? say('factor.email.lead', { app, email: strong(state.email ?? '') })
      : way === 'sms'
        ? say('factor.sms.lead', { app, number: strong(number ?? '') })
        : say(isTouched ? 'factor.passkey.touched' : `factor.${way}.lead`, { app })
  return {
    title: titled(say, heading, fault),
    brand,
    formTargets: [formTargetOf(redirectUri)],
    isSignedIn: true,
    scripts: [...(passkey === undefined ? [] : PASSKEY_SCRIPTS), TIME_SCRIPT],
    ...(passkey !== undefined && { asks: RENEW_ADDRESS }),
    address: `${address}?way=${way}`,
    card: html`<h1>${heading}</h1>
<p class="lead">${lead}</p>
${because === undefined ? undefined : html`<p class="hint">${say(`factor.${because}`)}</p>`}${withFault(
  fault,
  html`<form id="${TIME_FORM}" method="post" action="${address}" novalidate>
<input type="hidden" name="way" value="${way}">
${
  way === 'passkey'
    ? undefined
    : html`${codeField(say, { isRecovery: way === 'recovery', fault })}
${rememberBox(say, state.factor, way)}<button>${say('factor.button')}</button>
`
}${way === 'passkey' ? rememberBox(say, state.factor, way) : undefined}${passkeyButton(say, passkey)}</form>`,
)}
${way === 'passkey' ? undefined : otherWays(say, address, state.factor, way)}
${because === undefined ? html`<p class="more"><a href="/signin/recover?${restart}">${say('factor.lost')}</a></p>` : undefined}
${timeNotice(say, left, address, 'secret')}
<p class="more"><a href="/oauth2/authorize?${restart}">${say('flow.as_other')}</a></p>`,
  }
}

/** Asks whether this browser is to be remembered: where the project says so, beside what proves a second factor. */
function rememberBox(say: Words, { rememberDays }: OpenFlow['state']['factor'], way: FactorWay): Html | undefined {
  if (rememberDays === undefined || (way !== 'app' && way !== 'passkey')) return undefined
  const wait = { seconds: rememberDays * 86_400 }
  return html`<div class="choice"><input id="remember" type="checkbox" name="remember" value="yes" aria-describedby="remember-more"><label for="remember">${say('factor.remember', { wait })}</label><p id="remember-more">${say('factor.remember.more')}</p></div>
`
}

const HEADINGS = {
  app: 'factor.heading',
  email: 'factor.heading',
  sms: 'factor.heading',
  recovery: 'factor.recovery.heading',
  passkey: 'factor.passkey.heading',
} as const

function otherWays(
  say: Words,
  address: string,
  { methods, because }: OpenFlow['state']['factor'],
  way: FactorWay,
): Html {
  const link = (to: FactorWay, words: Html): Html =>
    html`<p class="more"><a href="${address}?way=${to}">${words}</a></p>
`
  const send = (decision: 'mail' | 'text', words: Html): Html => html`<form method="post" action="${address}">
<button class="quiet" name="decision" value="${decision}">${words}</button>
</form>
`
  const mail = send('mail', say(way === 'email' ? 'factor.mail_again' : 'factor.mail'))
  const text = send('text', say(way === 'sms' ? 'factor.mail_again' : 'factor.text'))
  return html`${methods.includes('sms') ? text : undefined}${methods.includes('email') ? mail : undefined}${
    methods.includes('totp') && way !== 'app' ? link('app', say('factor.use_app')) : undefined
  }${way === 'recovery' || because !== undefined ? undefined : link('recovery', say('factor.use_recovery'))}`
}

/** The page that sets up a second factor: an authenticator app, or codes by e-mail where the project allows them. */
export function enrollPage(
  say: Words,
  brand: Brand,
  { address, state, redirectUri, restart, left }: OpenFlow,
  {
    shown,
    mayText,
    fault,
  }: {
    readonly shown: ShownSecret | undefined
    /** A phone number may be set up instead. */
    readonly mayText: boolean
    readonly fault: Fault | undefined
  },
): Page {
  const heading = say.text('enroll.heading')
  const project = strong(brand.name)
  const email = strong(state.email ?? '')
  const byMail = (look: Html | undefined, id: Html | undefined, words: Html): Html =>
    html`<form${id} method="post" action="${address}">
<button${look} name="decision" value="email">${words}</button>
</form>
`
  return {
    title: titled(say, heading, fault),
    brand,
    formTargets: [formTargetOf(redirectUri)],
    isSignedIn: true,
    scripts: [TIME_SCRIPT],
    address,
    card: html`<h1>${heading}</h1>
<p class="lead">${
      shown === undefined ? say('enroll.email_only.lead', { project, email }) : say('enroll.lead', { project })
    }</p>
${mayText ? html`<p class="hint"><a href="${address}?way=number">${say('number.use')}</a></p>` : undefined}
${withFault(
  fault,
  html`${
    shown === undefined
      ? byMail(undefined, html` id="${TIME_FORM}"`, say('enroll.email_only.button'))
      : html`${qrFigure(say, shown)}
<form id="${TIME_FORM}" method="post" action="${address}" novalidate>
${codeField(say, { label: say('enroll.code'), fault })}
<button>${say('factor.button')}</button>
</form>
${state.factor.methods.includes('email') ? byMail(html` class="quiet"`, undefined, say('enroll.email')) : undefined}`
  }`,
)}
${timeNotice(say, left, address, 'secret')}
<p class="more"><a href="/oauth2/authorize?${restart}">${say('flow.as_other')}</a></p>`,
  }
}

/** The page that shows recovery codes, once. */
export function recoveryCodesPage(
  say: Words,
  brand: Brand,
  { address, redirectUri }: OpenFlow,
  codes: readonly string[],
): Page {
  const heading = say.text('recovery.heading')
  return {
    title: heading,
    brand,
    formTargets: [formTargetOf(redirectUri)],
    isSignedIn: true,
    address,
    scripts: [CODES_SCRIPT],
    card: html`<h1>${heading}</h1>
<p class="lead">${say('recovery.lead')}</p>
${recoveryCodeList(say, codes)}
<a class="button" href="${address}">${say('recovery.saved')}</a>`,
  }
}
