import { networkOf } from '#base/http'
import { SCREEN_PATH, shownUserCode, type WaitingScreen } from '#domain/devices'
import {
  type Brand,
  codeField,
  type Fault,
  type Html,
  html,
  type Page,
  strong,
  titled,
  type Words,
  withFault,
} from '#pages'
import { screenNote } from '../steps/screen-note.ts'
import { appName } from '../steps/sign-in-page.ts'

const LONGEST_PROGRAM = 80

/** The page on which people type the code that another screen shows. */
export function screenCodePage(say: Words, brand: Brand, typed: string, fault?: Fault): Page {
  return {
    title: titled(say, say.text('screen.heading'), fault),
    brand,
    address: SCREEN_PATH,
    card: html`<h1>${say('screen.heading')}</h1>
<p class="lead">${say('screen.lead')}</p>
${screenNote(say)}${withFault(
  fault,
  html`<form method="post" action="${SCREEN_PATH}" novalidate>
${codeField(say, { label: say('screen.code'), hint: say('devices.code.hint'), value: typed, isRecovery: true, fault })}<button name="do" value="check">${say('devices.check')}</button>
</form>`,
)}`,
  }
}

/** What is to be signed in, and from where it was asked. It stands before any sign-in, so it names no person. */
export function screenQuestionPage(
  say: Words,
  brand: Brand,
  { row, client, address, userAgent }: WaitingScreen,
  at: { readonly code: string; readonly address: string; readonly form: string },
): Page {
  const program = userAgent.slice(0, LONGEST_PROGRAM)
  const isNear = networkOf(address) === networkOf(at.address)
  return {
    title: say.text('screen.question'),
    brand,
    address: SCREEN_PATH,
    card: html`<h1>${say('screen.question')}</h1>
<p class="lead">${say('screen.question.lead')}</p>
<ul class="grants own">
<li><strong>${appName(say, client)}</strong>
<span>${say('devices.policy.at', { project: brand.name })}</span>
<span>${say('devices.question.code', { code: strong(shownUserCode(at.code)) })}</span>
<span>${say('devices.question.origin', { at: say.moment(row.askedAt), address: strong(address) })}</span>
<span>${isNear ? say('screen.near') : html`<strong>${say('screen.far')}</strong>`}</span>
${program === '' ? undefined : html`<span>${say('devices.question.program', { program })}</span>`}</li>
</ul>
${screenNote(say)}${decision(say, at)}`,
  }
}

function decision(say: Words, { code, form }: { readonly code: string; readonly form: string }): Html {
  return html`<form method="post" action="${SCREEN_PATH}">
<input type="hidden" name="form" value="${form}">
<input type="hidden" name="code" value="${code}">
<button name="do" value="go">${say('screen.go')}</button>
<button class="quiet" name="do" value="deny">${say('screen.deny')}</button>
</form>`
}
