import type { TimeLeft } from '#domain/signin'
import {
  type Brand,
  type Device,
  type Html,
  html,
  type Page,
  scopesInWords,
  strong,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  type Words,
} from '#pages'
import { type ActingProgram, actingSection } from './acting-programs.ts'
import type { Done } from './acts.ts'
import type { Allowed, ConnectedApp } from './connected-apps.ts'
import type { LinkedIdentity } from './identities.ts'
import type { ShownSignIn } from './login-list.ts'
import { offersSection, type ShownOffer } from './offers.ts'
import { rolesSection, type ShownRole } from './roles.ts'
import { SET_UP_PATH } from './set-up-pages.ts'

/** The part of an account that a provider's sign-in opens. */
export interface Part {
  readonly provider: string
  readonly projects: readonly string[]
}

export interface Overview {
  /** What the person knows their account by. */
  readonly account: string
  readonly apps: readonly ConnectedApp[]
  readonly programs: readonly ActingProgram[]
  readonly signIns: readonly ShownSignIn[]
  readonly identities: readonly LinkedIdentity[]
  /** What this browser remembers. */
  readonly roles: readonly ShownRole[]
  /** Invitations that wait for an answer. */
  readonly offers: readonly ShownOffer[]
  /** A project tells the person who looked at their record. */
  readonly hasRecord: boolean
  /** A project of the person gives patients codes for their records. */
  readonly takesCodes: boolean
  /** Programs may ask the person to approve changes. */
  readonly isAdministrator: boolean
  /** Where the person administers; undefined: nothing here. */
  readonly console: string | undefined
  /** A project of the person lets them connect devices. */
  readonly connectsDevices: boolean
  /** The person has yet to finish the set-up of the server. */
  readonly isSetUpOpen: boolean
  /** When the account is deleted, if that was asked for. */
  readonly due: Date | undefined
  /** Undefined: the sign-in opens all of the account. */
  readonly part: Part | undefined
  /** Whether the person has a password to change, or could set one. */
  readonly passwords: 'change' | 'set' | 'none'
  /** The sealed content of each form. */
  readonly form: string
  readonly done: Done | undefined
  readonly left: TimeLeft
  /** Browsers have passkeys at this address. */
  readonly hasPasskeys: boolean
}

/** The page on which people see and end their sign-ins, their apps' access and their linked accounts. */
export function overviewPage(say: Words, brand: Brand, overview: Overview): Page {
  const { apps, signIns, identities, hasRecord, isAdministrator, due, form, done, left, hasPasskeys } = overview
  const { part, passwords } = overview
  return {
    title: say.text('account.heading'),
    brand,
    isSignedIn: true,
    address: '/account',
    scripts: [TIME_SCRIPT],
    card: html`<h1>${say('account.heading')}</h1>
<p class="lead">${say('account.lead', { account: strong(overview.account) })}</p>
${done === undefined ? undefined : html`<p class="told" role="status">${say(`account.done.${done}`)}</p>`}
${overview.isSetUpOpen ? html`<p><a class="button" href="${SET_UP_PATH}">${say('set-up.open')}</a></p>` : undefined}
${part === undefined ? undefined : html`<p class="hint">${partText(say, part, passwords)}</p>`}
${overview.offers.length === 0 ? undefined : offersSection(say, overview.offers, form)}<section aria-labelledby="apps">
<h2 id="apps">${say('account.apps')}</h2>
${
  apps.length === 0
    ? html`<p class="hint">${say('account.apps.none')}</p>`
    : html`<ul class="grants own">
${apps.map((app, at) => appItem(say, app, form, at))}</ul>`
}
</section>
${overview.programs.length === 0 ? undefined : actingSection(say, overview.programs, form)}
${overview.roles.length === 0 ? undefined : rolesSection(say, overview.roles, form)}<section aria-labelledby="sign-ins">
<h2 id="sign-ins">${say('account.signins')}</h2>
<ul class="grants own">
${signIns.map((signIn, at) => signInItem(say, signIn, form, at))}</ul>
${everywhere(say, signIns, form)}
</section>
${identities.length === 0 ? undefined : identitiesSection(say, identities, form)}
<section aria-labelledby="factors">
<h2 id="factors">${say('account.factors')}</h2>
<p class="hint"><a href="/account/factors">${say('account.factors.change')}</a></p>
</section>
${hasRecord ? recordLink(say) : undefined}
${overview.takesCodes ? activationLink(say) : undefined}
${overview.console === undefined ? undefined : consoleLink(say, overview.console)}
${isAdministrator ? changesLink(say) : undefined}
${overview.connectsDevices ? devicesLink(say) : undefined}
<section aria-labelledby="email">
<h2 id="email">${say('account.email')}</h2>
<p class="hint"><a href="/account/email">${say('account.email.change')}</a></p>
</section>
${passwords === 'none' ? undefined : passwordLink(say, passwords)}
${hasPasskeys ? passkeysLink(say) : undefined}<section aria-labelledby="data">
<h2 id="data">${say('account.data')}</h2>
${due === undefined ? undefined : html`<p class="told">${say('account.data.due', { at: say.date(due) })}</p>`}
<p class="hint"><a href="/account/data">${say('account.data.change')}</a></p>
</section>
<form id="${TIME_FORM}" method="post" action="/account"><input type="hidden" name="form" value="${form}"></form>
${timeNotice(say, left, '/account')}`,
  }
}

function partText(say: Words, { provider, projects }: Part, passwords: Overview['passwords']): Html {
  const values = { provider: strong(provider), projects: say.list(projects, 'and') }
  return passwords === 'set' ? say('account.part.set', values) : say('account.part', values)
}

function passwordLink(say: Words, passwords: 'change' | 'set'): Html {
  return html`<section aria-labelledby="password">
<h2 id="password">${say('account.password')}</h2>
<p class="hint"><a href="/account/password">${say(`account.password.${passwords}`)}</a></p>
</section>`
}

function passkeysLink(say: Words): Html {
  return html`<section aria-labelledby="passkeys">
<h2 id="passkeys">${say('account.passkeys')}</h2>
<p class="hint"><a href="/account/passkeys">${say('account.passkeys.manage')}</a></p>
</section>
`
}

function recordLink(say: Words): Html {
  return html`<section aria-labelledby="record">
<h2 id="record">${say('account.record')}</h2>
<p class="hint"><a href="/account/record">${say('account.record.link')}</a></p>
</section>`
}

function activationLink(say: Words): Html {
  return html`<section aria-labelledby="activation">
<h2 id="activation">${say('account.activation')}</h2>
<p class="hint"><a href="/account/activation">${say('account.activation.link')}</a></p>
</section>`
}

function consoleLink(say: Words, url: string): Html {
  return html`<section aria-labelledby="console">
<h2 id="console">${say('account.administer')}</h2>
<p class="hint"><a href="${url}">${say('account.administer.link')}</a></p>
</section>`
}

function changesLink(say: Words): Html {
  return html`<section aria-labelledby="changes">
<h2 id="changes">${say('account.changes')}</h2>
<p class="hint"><a href="/account/changes">${say('account.changes.link')}</a></p>
</section>`
}

function devicesLink(say: Words): Html {
  return html`<section aria-labelledby="devices">
<h2 id="devices">${say('account.devices')}</h2>
<p class="hint"><a href="/account/devices">${say('devices.link')}</a></p>
</section>`
}

function identitiesSection(say: Words, identities: readonly LinkedIdentity[], form: string): Html {
  return html`<section aria-labelledby="identities">
<h2 id="identities">${say('account.identities')}</h2>
<p class="hint">${say('account.identities.lead')}</p>
<ul class="grants own">
${identities.map((identity, at) => identityItem(say, identity, form, at))}</ul>
</section>`
}

function identityItem(
  say: Words,
  { id, provider, project, since, lastUsedAt, isOnlyWay }: LinkedIdentity,
  form: string,
  at: number,
): Html {
  const used =
    lastUsedAt === undefined
      ? undefined
      : html`<span>${say('account.identities.used', { at: say.moment(lastUsedAt) })}</span>`
  return html`<li><strong id="identity-${at}">${provider}</strong>
<span>${say('account.identities.at', { project, since: say.date(since) })}</span>
${used}
${isOnlyWay ? html`<span>${say('account.identities.only')}</span>` : undefined}
<form method="post" action="/account"><input type="hidden" name="form" value="${form}">
<input type="hidden" name="do" value="unlink"><input type="hidden" name="identity" value="${id}">
<button class="quiet small" id="unlink-${at}" aria-labelledby="unlink-${at} identity-${at}">${say(
    'account.identities.unlink',
  )}</button></form></li>
`
}

function appItem(
  say: Words,
  { name, project, since, until, records, ...app }: ConnectedApp,
  form: string,
  at: number,
): Html {
  const called = name === '' ? say.text('signin.nameless') : name
  const dates = say('account.apps.dates', { since: say.date(since), until: say.date(until) })
  return html`<li><strong id="app-${at}">${called}</strong>
<span>${say('account.apps.at', { project })}</span>
${recordsOf(say, records, project)}
<span>${dates}</span>
<form method="post" action="/account"><input type="hidden" name="form" value="${form}">
<input type="hidden" name="do" value="turn-off"><input type="hidden" name="app" value="${app.membershipId} ${app.clientId}">
<button class="quiet small" id="off-${at}" aria-labelledby="off-${at} app-${at}">${say(
    'account.apps.off',
  )}</button></form></li>
`
}

/** What an app may do, patient by patient; without a heading where it is the person's own record alone. */
function recordsOf(say: Words, records: readonly Allowed[], project: string): readonly Html[] {
  const named = (of: Allowed['of']): string =>
    of.self ? say.text('account.apps.own') : (of.name ?? say.text('consent.patient'))
  const names = [...new Set(records.map(({ of }) => named(of)))]
  const isOwn = records.every(({ of }) => of.self)
  return names.map((name) => {
    const ofOne = records.filter(({ of }) => named(of) === name)
    const lines = [...new Set(ofOne.flatMap((record) => mayLines(say, record, project)))]
    return html`${isOwn ? undefined : html`<span><bdi>${name}</bdi></span>`}
<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>
`
  })
}

/** What an app may do with one record, one line per permission. */
function mayLines(say: Words, { scope, limited, of }: Allowed, project: string): readonly string[] {
  if (!limited) return [say.text('consent.whole', { project })]
  const about = of.self ? of : { self: false as const, name: of.name ?? say.text('consent.patient') }
  const ofProfile = scope.split(' ').includes('fhirUser') ? [say.text('consent.profile')] : []
  const lines = [...scopesInWords(say, scope, about).map(({ may }) => may), ...ofProfile]
  return lines.length === 0 ? [say.text('account.apps.nothing')] : lines
}

function signInItem(
  say: Words,
  { rootId, device, isProgram, address, lastUsedAt, apps, isHere }: ShownSignIn,
  form: string,
  at: number,
): Html {
  const names = apps.map((name) => name ?? say.text('signin.nameless'))
  const used = say('account.signins.used', { at: say.moment(lastUsedAt), address })
  return html`<li><strong id="device-${at}">${isProgram ? say('account.signins.program') : deviceName(say, device)}</strong>
${isHere ? html`<span class="here">${say('account.signins.here')}</span>` : undefined}
<span>${used}</span>
${names.length === 0 ? undefined : html`<span>${say('account.signins.apps', { apps: say.list(names, 'and') })}</span>`}
<form method="post" action="/account"><input type="hidden" name="form" value="${form}">
<input type="hidden" name="do" value="end"><input type="hidden" name="root" value="${rootId}">
<button class="quiet small" id="end-${at}" aria-labelledby="end-${at} device-${at}">${say(
    'account.signins.end',
  )}</button></form></li>
`
}

function deviceName(say: Words, { browser, system }: Device): Html {
  if (browser !== undefined && system !== undefined) return say('account.signins.device', { browser, system })
  const known = browser ?? system
  return known === undefined ? say('account.signins.unknown') : html`${known}`
}

function everywhere(say: Words, signIns: readonly ShownSignIn[], form: string): Html | undefined {
  if (signIns.length < 2) return undefined
  return html`<form method="post" action="/account"><input type="hidden" name="form" value="${form}">
<button class="quiet" name="do" value="end-others">${say('account.signins.others')}</button>
<button class="quiet" name="do" value="end-all">${say('account.signins.all')}</button>
</form>`
}
