import type { TimeLeft } from '#domain/signin'
import {
  type Brand,
  codeField,
  type Fault,
  faultAt,
  type Html,
  html,
  type Page,
  strong,
  TIME_FORM,
  TIME_SCRIPT,
  textField,
  timeNotice,
  titled,
  type Words,
  withFault,
} from '#pages'

export const DEVICES_PATH = '/account/devices'
const DONE = ['connected', 'denied', 'closed', 'gone'] as const
const LONGEST_PROGRAM = 80

/** A policy that a device may have, in one of the person's projects. */
export interface PolicyChoice {
  readonly value: string
  readonly name: string
  readonly project: string
}

export interface DevicesView {
  readonly mayConnect: boolean
  readonly policies: readonly PolicyChoice[]
  /** What the person is about to connect. */
  readonly window:
    | {
        readonly id: string
        readonly name: string
        readonly project: string
        /** Undefined: the device keeps its own. */
        readonly policy: string | undefined
        readonly until: Date
      }
    | undefined
  /** What asks with the code that was typed. */
  readonly waiting: { readonly address: string; readonly program: string; readonly askedAt: Date } | undefined
  readonly code: string
  readonly typed: { readonly name: string; readonly policy: string | undefined }
  readonly done: string | undefined
  readonly fault: Fault | undefined
  /** Why the device could not be connected, as the API says it. */
  readonly refused: string | undefined
  readonly form: string
  readonly left: TimeLeft
}

/** The page on which administrators connect devices. */
export function devicesPage(say: Words, brand: Brand, view: DevicesView): Page {
  const { mayConnect, waiting, fault, form, left } = view
  const heading = say.text(waiting === undefined ? 'devices.heading' : 'devices.question')
  return {
    title: titled(say, heading, fault),
    brand,
    isSignedIn: true,
    address: DEVICES_PATH,
    scripts: [TIME_SCRIPT],
    card: html`<h1>${heading}</h1>
${notices(say, view)}${mayConnect ? withFault(fault, stepOf(say, view)) : forOthers(say)}
<form id="${TIME_FORM}" method="post" action="${DEVICES_PATH}"><input type="hidden" name="form" value="${form}"></form>
${timeNotice(say, left, DEVICES_PATH)}
<p class="more"><a href="/account">${say('account.back')}</a></p>`,
  }
}

function stepOf(say: Words, view: DevicesView): Html {
  const { window, waiting } = view
  if (window === undefined) return openForm(say, view)
  return waiting === undefined ? codeForm(say, view, window) : question(say, view, window, waiting)
}

function notices(say: Words, { done, refused }: DevicesView): Html {
  const known = DONE.find((one) => one === done)
  return html`${known === undefined ? undefined : html`<p class="told" role="status">${say(`devices.done.${known}`)}</p>`}
${refused === undefined ? undefined : html`<p class="told" role="alert">${say('devices.refused', { why: refused })}</p>`}
`
}

/** For everybody to whom such a code may have been sent. */
function forOthers(say: Words): Html {
  return html`<p class="lead">${say('devices.none')}</p>
<p>${say('devices.none.sent')}</p>`
}

function openForm(say: Words, { policies, typed, code, fault, form }: DevicesView): Html {
  if (policies.length === 0) return html`<p class="lead">${say('devices.policy.none')}</p>`
  return html`<p class="lead">${say('devices.lead')}</p>
<p>${say('devices.never')}</p>
<form method="post" action="${DEVICES_PATH}" novalidate>
<input type="hidden" name="form" value="${form}">
<input type="hidden" name="user_code" value="${code}">
${textField({
  name: 'name',
  label: say('devices.name'),
  autocomplete: 'off',
  value: typed.name,
  hint: say('devices.name.hint'),
  focus: true,
  fault,
})}<fieldset id="policy"${fault?.field === 'policy' ? html` aria-describedby="policy-fault"` : undefined}>
<legend>${say('devices.policy')}</legend>
${faultAt('policy', fault)}
${policies.map((policy, at) => policyChoice(say, policy, at, typed.policy))}</fieldset>
<button name="do" value="open">${say('devices.open')}</button>
</form>`
}

function policyChoice(
  say: Words,
  { value, name, project }: PolicyChoice,
  at: number,
  chosen: string | undefined,
): Html {
  return html`<div class="choice">
<input type="radio" id="policy-${at}" name="policy" value="${value}" required${
    value === chosen ? html` checked` : undefined
  } aria-describedby="policy-${at}-at">
<label for="policy-${at}"><bdi>${name}</bdi></label>
<p id="policy-${at}-at">${say('devices.policy.at', { project })}</p>
</div>
`
}

type Window = NonNullable<DevicesView['window']>

function codeForm(say: Words, { code, fault, form }: DevicesView, { id, name, project, until }: Window): Html {
  return html`<p class="lead">${say('devices.until', { name: strong(name), project, at: say.moment(until) })}</p>
<p>${say('devices.never')}</p>
<form method="post" action="${DEVICES_PATH}" novalidate>
<input type="hidden" name="form" value="${form}">
<input type="hidden" name="window" value="${id}">
${codeField(say, { label: say('devices.code'), hint: say('devices.code.hint'), value: code, isRecovery: true, fault })}<button name="do" value="check">${say('devices.check')}</button>
<button class="quiet" name="do" value="close">${say('devices.cancel')}</button>
</form>`
}

function question(
  say: Words,
  { code, fault, form }: DevicesView,
  { id, name, project, policy }: Window,
  { address, program, askedAt }: NonNullable<DevicesView['waiting']>,
): Html {
  const shown = program.slice(0, LONGEST_PROGRAM)
  return html`<ul class="grants own">
<li><strong><bdi>${name}</bdi></strong>
<span>${say('devices.policy.at', { project })}</span>
<span>${policy === undefined ? say('devices.question.rekey') : say('devices.question.policy', { policy: strong(policy) })}</span>
<span>${say('devices.question.code', { code: strong(code) })}</span>
<span>${say('devices.question.origin', { at: say.moment(askedAt), address: strong(address) })}</span>
${shown === '' ? undefined : html`<span>${say('devices.question.program', { program: shown })}</span>`}</li>
</ul>
<div class="note warning"><div><p>${say('devices.never')}</p></div></div>
<form method="post" action="${DEVICES_PATH}" novalidate>
<input type="hidden" name="form" value="${form}">
<input type="hidden" name="window" value="${id}">
<input type="hidden" name="user_code" value="${code}">
${codeField(say, {
  label: say('devices.fingerprint'),
  hint: say('devices.fingerprint.hint'),
  isRecovery: true,
  fault,
})}<button name="do" value="connect">${say('devices.connect')}</button>
<button class="quiet" name="do" value="deny" formnovalidate>${say('devices.deny')}</button>
</form>`
}
