import type { OwnFactors, ShownSecret } from '#domain/enrolment'
import type { FactorRow, RememberedBrowser } from '#domain/factors'
import type { TimeLeft } from '#domain/signin'
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

/** What the page reports as done. */
export const FACTORS_DONE = ['added', 'removed', 'renamed', 'demanded', 'forgotten'] as const
export type FactorsDone = (typeof FACTORS_DONE)[number]

/** Why somebody without a second factor is asked for a code by e-mail. */
export type MailedBecause = 'weak_password' | 'new_place'

export interface FactorsPage extends OwnFactors {
  /** The sealed content of each form. */
  readonly form: string
  /** Codes by e-mail may be added. */
  readonly mayAddEmail: boolean
  readonly mayAddNumber: boolean
  /** The phone that gets codes. */
  readonly number: { readonly shown: string; readonly isUnused: boolean } | undefined
  /** Where the person is not asked for a second factor. */
  readonly browsers: readonly (RememberedBrowser & { readonly isHere: boolean })[]
  readonly email: string
  readonly done: FactorsDone | undefined
  readonly left: TimeLeft
}

const PATH = '/account/factors'

/** The page on which people see, name, add and remove their second factors. */
export function factorsPage(say: Words, brand: Brand, page: FactorsPage): Page {
  const { factors, form, done, left, mayAddEmail, mayAddNumber } = page
  return {
    title: say.text('factors.heading'),
    brand,
    isSignedIn: true,
    address: PATH,
    scripts: [TIME_SCRIPT],
    card: html`<h1>${say('factors.heading')}</h1>
<p class="lead">${say(factors.length === 0 ? 'factors.none' : 'factors.lead')}</p>
${done === undefined ? undefined : html`<p class="told" role="status">${say(`factors.done.${done}`)}</p>`}
${
  factors.length === 0
    ? undefined
    : html`<ul class="grants own">
${factors.map((factor, at) => factorItem(say, factor, at, page))}</ul>`
}
<p><a class="button" href="${PATH}/add">${say('factors.add')}</a></p>
${mayAddNumber ? html`<p><a class="button quiet" href="${PATH}/number">${say('factors.add_number')}</a></p>` : undefined}
${mayAddEmail ? act(form, 'email', say('factors.add_email'), 'quiet') : undefined}
${factors.length === 0 ? undefined : recovery(say, page)}
${page.browsers.length === 0 ? undefined : remembered(say, page)}
<form id="${TIME_FORM}" method="post" action="${PATH}"><input type="hidden" name="form" value="${form}"></form>
${timeNotice(say, left, PATH)}
<p class="more"><a href="/account">${say('account.back')}</a></p>`,
  }
}

function factorItem(
  say: Words,
  { id, kind, name, createdAt, lastUsedAt }: FactorRow,
  at: number,
  { form, email, number }: FactorsPage,
): Html {
  const called = name === '' ? say.text(`factors.kind.${kind}`) : name
  const used =
    lastUsedAt === null ? undefined : html`<span>${say('factors.used', { at: say.moment(lastUsedAt) })}</span>`
  const to = { email, sms: number?.shown, totp: undefined }[kind]
  const hidden = html`<input type="hidden" name="form" value="${form}"><input type="hidden" name="factor" value="${id}">`
  const rename = html`<form method="post" action="${PATH}">${hidden}
<div class="field"><label for="name-${at}">${say('factors.name')}</label>
<input id="name-${at}" name="name" type="text" value="${name}" maxlength="60" autocomplete="off"></div>
<button class="quiet small" id="rename-${at}" name="do" value="rename" aria-labelledby="rename-${at} factor-${at}">${say('factors.rename')}</button></form>`
  return html`<li><strong id="factor-${at}">${called}</strong>
<span>${to === undefined ? say('factors.since', { since: say.date(createdAt) }) : say('factors.to', { email: to })}</span>
${
  kind === 'sms' && number?.isUnused === true
    ? html`<span>${say('number.unused')}</span>
`
    : undefined
}${used}
${kind === 'totp' ? rename : undefined}
<form method="post" action="${PATH}">${hidden}
<button class="quiet small" id="remove-${at}" name="do" value="remove" aria-labelledby="remove-${at} factor-${at}">${say('factors.remove')}</button></form></li>
`
}

function act(form: string, what: string, words: Html, look: string): Html {
  return html`<form method="post" action="${PATH}"><input type="hidden" name="form" value="${form}">
<button class="${look}" name="do" value="${what}">${words}</button></form>`
}

function recovery(say: Words, { recovery: codes, form }: FactorsPage): Html {
  const left = codes === undefined ? say('factors.recovery.none') : say('factors.recovery.left', { count: codes.left })
  return html`<section aria-labelledby="recovery">
<h2 id="recovery">${say('recovery.list')}</h2>
<p class="hint">${left}</p>
${act(form, 'codes', say('factors.recovery.make'), 'quiet')}
</section>`
}

function remembered(say: Words, { browsers, form }: FactorsPage): Html {
  return html`<section aria-labelledby="browsers">
<h2 id="browsers">${say('factors.browsers')}</h2>
<p class="hint">${say('factors.browsers.hint')}</p>
<ul class="grants own">
${browsers.map((one, at) => browserItem(say, one, form, at))}</ul>
</section>`
}

function browserItem(say: Words, one: FactorsPage['browsers'][number], form: string, at: number): Html {
  const { browser, system } = one
  const name =
    browser === null || system === null
      ? say.text('account.signins.unknown')
      : say.text('account.signins.device', { browser, system })
  return html`<li><strong id="browser-${at}">${name}</strong>
${one.isHere ? html`<span>${say('account.signins.here')}</span>` : undefined}
<span>${say('factors.browsers.until', { until: say.date(one.expiresAt) })}</span>
<form method="post" action="${PATH}"><input type="hidden" name="form" value="${form}"><input type="hidden" name="browser" value="${one.id}">
<button class="quiet small" id="forget-${at}" name="do" value="forget" aria-labelledby="forget-${at} browser-${at}">${say('factors.browsers.forget')}</button></form></li>
`
}

/** The page on which a person adds an authenticator app. */
export function addPage(
  say: Words,
  brand: Brand,
  {
    form,
    shown,
    fault,
    left,
  }: {
    readonly form: string
    readonly shown: ShownSecret
    readonly fault: Fault | undefined
    readonly left: TimeLeft
  },
): Page {
  const heading = say.text('factors.add')
  return {
    title: titled(say, heading, fault),
    brand,
    isSignedIn: true,
    address: `${PATH}/add`,
    scripts: [TIME_SCRIPT],
    card: html`<h1>${heading}</h1>
<p class="lead">${say('factors.add.lead')}</p>
${withFault(
  fault,
  html`${qrFigure(say, shown)}
<form id="${TIME_FORM}" method="post" action="${PATH}/add" novalidate>
<input type="hidden" name="form" value="${form}">
${codeField(say, { label: say('enroll.code'), fault })}
<button>${say('factor.button')}</button>
</form>`,
)}
${timeNotice(say, left, `${PATH}/add`, 'secret')}
<p class="more"><a href="${PATH}">${say('factors.back')}</a></p>`,
  }
}

/** The page that shows recovery codes, once. */
export function codesPage(
  say: Words,
  brand: Brand,
  codes: readonly string[],
  next: '/account/factors' | '/set-up' = PATH,
): Page {
  const heading = say.text('recovery.heading')
  return {
    title: heading,
    brand,
    isSignedIn: true,
    address: next,
    scripts: [CODES_SCRIPT],
    card: html`<h1>${heading}</h1>
<p class="lead">${say('recovery.lead')}</p>
${recoveryCodeList(say, codes)}
<a class="button" href="${next}">${say('recovery.saved')}</a>`,
  }
}

interface CodePage {
  readonly form: string
  readonly account: string
  readonly methods: readonly string[]
  /** The phone that gets codes, as it is shown. */
  readonly number: string | undefined
  /** Why a code is sent to somebody without a second factor. */
  readonly because?: MailedBecause | undefined
  /** They have none, and prove the number by which they sign in. */
  readonly isOwnNumber?: true | undefined
  readonly way: 'app' | 'email' | 'sms' | 'recovery'
  readonly next: string
  readonly fault: Fault | undefined
  readonly left: TimeLeft
  /** Left out where the person has none. */
  readonly passkey: UseButton | undefined
}

/** The page that asks the signed-in person for a code of a factor that they have. */
export function codePage(say: Words, brand: Brand, page: CodePage): Page {
  const { form, account, methods, number, because, isOwnNumber, way, next, fault, left, passkey } = page
  const hasNoFactor = because !== undefined || isOwnNumber === true
  const heading = say.text(way === 'recovery' ? 'factor.recovery.heading' : 'factor.heading')
  const lead =
    way === 'email'
      ? say('factor.account.email', { email: strong(account) })
      : way === 'sms'
        ? say('factor.account.sms', { number: strong(number ?? '') })
        : say(way === 'app' ? 'factor.account.app' : 'factor.account.recovery')
  const carried = html`<input type="hidden" name="form" value="${form}"><input type="hidden" name="next" value="${next}">`
  const other = (to: string, words: Html): Html =>
    html`<form method="post" action="/account/code">${carried}
<button class="quiet" name="way" value="${to}">${words}</button></form>
`
  return {
    title: titled(say, heading, fault),
    brand,
    isSignedIn: true,
    address: next,
    scripts: [...(passkey === undefined ? [] : PASSKEY_SCRIPTS), TIME_SCRIPT],
    ...(passkey !== undefined && { asks: RENEW_ADDRESS }),
    card: html`<h1>${heading}</h1>
<p class="lead">${lead}</p>
${because === undefined ? undefined : html`<p class="hint">${say(`factor.${because}`)}</p>`}${withFault(
  fault,
  html`<form id="${TIME_FORM}" method="post" action="/account/code" novalidate>
${carried}<input type="hidden" name="way" value="${way}">
${codeField(say, { isRecovery: way === 'recovery', fault })}
<button name="do" value="prove">${say('factor.button')}</button>
${passkeyButton(say, passkey)}</form>`,
)}
${methods.includes('sms') ? other('text', say(way === 'sms' ? 'factor.mail_again' : 'factor.text')) : undefined}
${methods.includes('email') ? other('mail', say(way === 'email' ? 'factor.mail_again' : 'factor.mail')) : undefined}
${methods.includes('totp') && way !== 'app' ? other('app', say('factor.use_app')) : undefined}
${way === 'recovery' || hasNoFactor ? undefined : other('recovery', say('factor.use_recovery'))}
${hasNoFactor ? undefined : html`<p class="more"><a href="/signin/recover?from=account">${say('factor.lost')}</a></p>`}
${timeNotice(say, left, '/account/code', 'secret')}`,
  }
}
