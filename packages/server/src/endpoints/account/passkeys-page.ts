import type { NewPasskeyOptions, OwnPasskey, Signal } from '#domain/passkeys'
import type { TimeLeft } from '#domain/signin'
import {
  type Brand,
  type Html,
  html,
  newPasskeyButton,
  PASSKEY_SCRIPTS,
  type Page,
  passkeySignal,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  titled,
  type Words,
  withFault,
} from '#pages'

const DONE = ['added', 'renamed', 'removed', 'nothing'] as const
export type DonePasskey = (typeof DONE)[number]

export function isDonePasskey(text: string | null): text is DonePasskey {
  return DONE.some((one) => one === text)
}

/** Whether the person may change their passkeys: at once, after a proof, or not with this sign-in. */
export type PasskeyChange = 'now' | 'confirm' | 'elsewhere'

export interface PasskeysShown {
  readonly own: readonly OwnPasskey[]
  readonly change: PasskeyChange
  readonly options: NewPasskeyOptions | undefined
  readonly signal: Signal
  /** The sealed content of each form. */
  readonly form: string
  readonly done: DonePasskey | undefined
  readonly fault: Html | undefined
  readonly left: TimeLeft
}

/** The page of one's own passkeys. */
export function passkeysPage(say: Words, brand: Brand, shown: PasskeysShown): Page {
  const { own, signal, done, left } = shown
  const heading = say.text('account.passkeys')
  const fault = shown.fault === undefined ? undefined : ({ field: 'passkey', text: shown.fault } as const)
  return {
    title: titled(say, heading, fault),
    brand,
    isSignedIn: true,
    address: '/account/passkeys',
    scripts: [...PASSKEY_SCRIPTS, TIME_SCRIPT],
    card: html`<h1>${heading}</h1>
<p class="lead">${say('account.passkeys.lead')}</p>
${done === undefined ? undefined : html`<p class="told" role="status">${say(`account.passkeys.done.${done}`)}</p>`}
${withFault(
  fault,
  html`${
    own.length === 0
      ? html`<p class="hint">${say('account.passkeys.none')}</p>`
      : html`<ul class="grants own">
${own.map((passkey, at) => passkeyItem(say, passkey, shown, at))}</ul>`
  }
${howToChange(say, shown)}
${passkeySignal(signal)}${timeNotice(say, left, '/account/passkeys')}
<p class="more"><a href="/account">${say('account.back')}</a></p>`,
)}`,
  }
}

function howToChange(say: Words, { change, options, form }: PasskeysShown): Html {
  if (change === 'elsewhere') return html`<p class="hint">${say('account.passkeys.elsewhere')}</p>`
  const start = html`<form id="${TIME_FORM}" method="post" action="/account/passkeys">
<input type="hidden" name="form" value="${form}">
`
  if (change === 'confirm' || options === undefined)
    return html`${start}<p class="hint">${say('account.passkeys.confirm.lead')}</p>
<button name="do" value="confirm">${say('account.passkeys.confirm')}</button>
</form>`
  return html`${start}<div id="passkey">${newPasskeyButton(say, options)}</div>
<p class="hint">${say('account.passkeys.remove.lead')}</p>
</form>`
}

function passkeyItem(say: Words, passkey: OwnPasskey, { change, form }: PasskeysShown, at: number): Html {
  const { id, name, product, backedUp, createdAt, lastUsedAt } = passkey
  const used =
    lastUsedAt === null ? say('account.passkeys.unused') : say('account.passkeys.used', { at: say.moment(lastUsedAt) })
  return html`<li><strong id="passkey-${at}">${name}</strong>
${product === undefined || product === name ? undefined : html`<span>${product}</span>`}
<span>${copies(say, backedUp, product)}</span>
<span>${say('account.passkeys.made', { since: say.date(createdAt) })}</span>
<span>${used}</span>
${change === 'now' ? changeForms(say, { id, name }, form, at) : undefined}</li>
`
}

function copies(say: Words, backedUp: boolean, product: string | undefined): Html {
  if (!backedUp) return say('account.passkeys.bound')
  return product === undefined ? say('account.passkeys.synced.unknown') : say('account.passkeys.synced', { product })
}

function changeForms(
  say: Words,
  { id, name }: { readonly id: string; readonly name: string },
  form: string,
  at: number,
): Html {
  const start = html`<form method="post" action="/account/passkeys"><input type="hidden" name="form" value="${form}">
<input type="hidden" name="id" value="${id}">
`
  return html`${start}<div class="field"><label for="name-${at}">${say('account.passkeys.name')}</label>
<input id="name-${at}" name="name" type="text" value="${name}" maxlength="60" required dir="auto" autocomplete="off"></div>
<button class="quiet small" id="rename-${at}" name="do" value="rename" aria-labelledby="rename-${at} passkey-${at}">${say(
    'account.passkeys.rename',
  )}</button></form>
${start}<button class="quiet small" id="remove-${at}" name="do" value="remove" aria-labelledby="remove-${at} passkey-${at}">${say(
    'account.passkeys.remove',
  )}</button></form>`
}
