import { type Client, lifetimeSeconds } from '#domain/clients'
import { limitsOf, type PendingLogin } from '#domain/logins'
import { type ProfileName, profileName } from '#domain/memberships'
import { logoOf, looksVersion, readProject } from '#domain/projects'
import { userById } from '#domain/users'
import {
  type About,
  type Brand,
  type Html,
  html,
  type Page,
  roleName,
  strong,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  type Words,
} from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { destinationNameOf, formTargetOf } from '../redirect.ts'
import { type ConsentState, noteOf, scopeBoxes } from './consent-boxes.ts'
import type { OpenFlow } from './open-flow.ts'
import { screenNote } from './screen-note.ts'
import { appName } from './sign-in-page.ts'

/** The consent page of an app that is not first-party. `ticked`: the boxes that the person had ticked. */
export async function consentPage(
  say: Words,
  deps: Pick<SignInPageDeps, 'db' | 'loginSettings' | 'tokenSettings'>,
  brand: Brand,
  flow: OpenFlow,
  ticked?: readonly string[],
): Promise<Page> {
  const { state, client } = flow
  const { login } = state
  const [profile, user] = await Promise.all([
    profileName(deps.db, login.project ?? '', login.profile ?? ''),
    login.userId === null ? undefined : userById.maybeOne(deps.db, login.userId),
  ])
  const person = {
    profile,
    account: user?.email ?? undefined,
    about: await aboutOf(say, deps, login),
    longestSeconds: await longestOf(deps, login, client),
  }
  return consentPageOf(say, deps.tokenSettings, brand, flow, person, ticked)
}

/** What the page shows of a sign-in. */
export interface ConsentFlow
  extends Pick<OpenFlow, 'address' | 'client' | 'redirectUri' | 'restart' | 'left' | 'screenCode'> {
  readonly state: ConsentState
}

/** The person who is asked, and for how long they stay signed in. */
export interface AskedPerson {
  readonly profile: ProfileName
  readonly account: string | undefined
  readonly about: About
  readonly longestSeconds: number
}

export function consentPageOf(
  say: Words,
  tokenSettings: SignInPageDeps['tokenSettings'],
  brand: Brand,
  flow: ConsentFlow,
  { profile, account, about, longestSeconds }: AskedPerson,
  ticked?: readonly string[],
): Page {
  const { address, state, client, redirectUri, restart, left } = flow
  const { login } = state
  const who = strong(profile.name ?? roleName(say, profile))
  const boxes = scopeBoxes(say, state, client, about, ticked)
  const words = login.scope.split(' ')
  const isIdentity = login.limited && boxes.length === 0
  const rows = [
    ...(login.limited ? [] : [wholeRow(say, brand, profile)]),
    ...identityRows(say, words),
    ...(login.limited && words.includes('fhirUser') ? [profileRow(say, state)] : []),
    durationRow(say, words, client, tokenSettings, longestSeconds),
  ]
  return {
    title: say.text('consent.title'),
    brand,
    formTargets: [formTargetOf(redirectUri)],
    isSignedIn: true,
    scripts: [TIME_SCRIPT],
    card: html`<h1>${say(isIdentity ? 'consent.heading.identity' : 'consent.heading', { app: appName(say, client) })}</h1>
<p class="lead">${
      account === undefined
        ? say('consent.lead', { who })
        : say('consent.lead.account', { who, account: html`<bdi>(${account})</bdi>` })
    }${boxes.length === 0 ? undefined : html` ${say('consent.untick')}`}</p>
${aboutApp(say, client)}${flow.screenCode === undefined ? undefined : screenNote(say, flow.screenCode)}<form id="${TIME_FORM}" class="consent" method="post" action="${address}">
${boxes.length === 0 ? undefined : html`<div>${boxes}</div>`}<div><p class="hint">${say(
      boxes.length === 0 ? 'consent.able' : 'consent.always',
    )}</p><ul class="grants">
${rows.map(grantRow)}</ul>
${isIdentity ? html`<p class="hint">${say('consent.no_records')}</p>` : undefined}<p class="decide"><button name="decision" value="allow">${say('consent.allow')}</button>
<button class="quiet" name="decision" value="deny">${say('consent.deny')}</button></p>
<p class="hint">${whereTo(say, flow)}${rememberedHint(say, state)}</p>
<p class="more"><a href="/oauth2/authorize?${restart}">${say('flow.as_other')}</a></p></div>
</form>
${timeNotice(say, left, address)}`,
  }
}

/** Where the person goes on: from another screen, nowhere. */
function whereTo(say: Words, { client, redirectUri, screenCode }: ConsentFlow): Html | undefined {
  if (screenCode !== undefined) return undefined
  const place = strong(destinationNameOf(redirectUri) ?? say.text('consent.device'))
  return html`${say('consent.back', { app: appName(say, client), place })} `
}

async function aboutOf(
  say: Words,
  { db }: Pick<SignInPageDeps, 'db'>,
  { project, profile, patient }: PendingLogin,
): Promise<About> {
  if (patient === null || patient === profile) return { self: true }
  return { self: false, name: (await profileName(db, project ?? '', patient)).name ?? say.text('consent.patient') }
}

/** Whether the answer lasts, and where the person can change it. */
function rememberedHint(say: Words, { remembered }: ConsentState): Html {
  const account = html`<a href="/account">${say('consent.account')}</a>`
  if (!remembered.isKept) return say('consent.asked_again', { account })
  return say('consent.remembered', { account })
}

interface Row {
  readonly may: Html
  readonly more: Html
}

function grantRow({ may, more }: Row): Html {
  return html`<li><strong>${may}</strong><span>${more}</span></li>
`
}

function wholeRow(say: Words, brand: Brand, profile: ProfileName): Row {
  const role = roleName(say, profile).toLocaleLowerCase(say.language.tag)
  return { may: say('consent.whole', { project: brand.name }), more: say('consent.whole.more', { role }) }
}

/** Says whether the app had `fhirUser` before. */
function earlierText(say: Words, state: ConsentState): Html | undefined {
  const note = noteOf(say, state, 'fhirUser')
  return note === undefined ? undefined : html`<br>${note}`
}

/** The app's picture, who made it, and what they do with data: as the administrator who registered it says. */
function aboutApp(say: Words, { id, resource }: Client): Html | undefined {
  const { publisher, privacyUri } = resource
  const logo = logoOf(resource)
  if (logo === undefined && publisher === undefined && privacyUri === undefined) return undefined
  const picture = html`<img src="/assets/clients/${id}/${looksVersion(resource)}/logo" alt="" width="36" height="36">`
  return html`<div class="brand app">${logo === undefined ? undefined : picture}<p>${
    publisher === undefined ? undefined : html`${say('consent.publisher', { publisher: strong(publisher) })} `
  }${
    privacyUri === undefined
      ? undefined
      : html`<a href="${privacyUri}" target="_blank" rel="noopener noreferrer">${say('consent.privacy')}</a>`
  }</p></div>
`
}

/** The words for `fhirUser`. An app without resource scopes can read the profile anyway. */
function profileRow(say: Words, state: ConsentState): Row {
  const more = html`${say('consent.profile.more')}${earlierText(say, state)}`
  return { may: say('consent.profile'), more }
}

function identityRows(say: Words, scopes: readonly string[]): readonly Row[] {
  const seesName = scopes.includes('profile') || scopes.includes('fhirUser')
  const rows = [
    scopes.includes('openid') || seesName
      ? [
          {
            may: say('consent.identity'),
            more: say(seesName ? 'consent.identity.name' : 'consent.identity.id'),
          },
        ]
      : [],
    scopes.includes('email') ? [{ may: say('consent.email'), more: say('consent.email.more') }] : [],
  ]
  return rows.flat()
}

/** The words for the lifetime: apps that may renew their access differ in whether the person must be signed in. */
/** The longest sign-in of a person with this profile. */
async function longestOf(
  { db, loginSettings }: Pick<SignInPageDeps, 'db' | 'loginSettings'>,
  login: PendingLogin,
  { resource }: Client,
): Promise<number> {
  const project = (await readProject(db, login.project ?? ''))?.resource
  return limitsOf(loginSettings, project, login.profile ?? '', resource).overallSeconds
}

function durationRow(
  say: Words,
  scopes: readonly string[],
  { resource }: Client,
  tokenSettings: SignInPageDeps['tokenSettings'],
  longestSeconds: number,
): Row {
  if (scopes.includes('offline_access') || scopes.includes('offline')) {
    const unused = lifetimeSeconds(resource.refreshTokenLifetime ?? '') ?? tokenSettings.refreshTokenSeconds
    return {
      may: say('consent.offline'),
      more: say('consent.offline.more', {
        longest: { seconds: tokenSettings.refreshTokenMaxSeconds },
        unused: { seconds: unused },
      }),
    }
  }
  const seconds = scopes.includes('online_access')
    ? longestSeconds
    : (lifetimeSeconds(resource.accessTokenLifetime ?? '') ?? tokenSettings.accessTokenSeconds)
  return { may: say('consent.duration', { wait: { seconds } }), more: say('consent.duration.after') }
}
