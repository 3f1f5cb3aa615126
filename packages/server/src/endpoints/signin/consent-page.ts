import { type Brand, type Html, html, type Page } from '#answers'
import { type Client, lifetimeSeconds } from '#domain/clients'
import type { PendingLogin } from '#domain/logins'
import { profileName } from '#domain/memberships'
import { userById } from '#domain/users'
import type { OpenFlow } from './open-flow.ts'
import type { SigninParts } from './parts.ts'
import { formTargetOf, placeNameOf } from './redirect.ts'
import { type About, type ScopeInWords, scopesInWords } from './scope-words.ts'
import { appName } from './sign-in-page.ts'
import { inWords } from './words.ts'

/** The page that asks whether an app that is not first-party may act for the person. */
export async function consentPage(
  parts: Pick<SigninParts, 'db' | 'loginSettings' | 'tokenSettings'>,
  brand: Brand,
  { id, state, client, redirectUri, asOther }: OpenFlow,
): Promise<Page> {
  const { login } = state
  const app = appName(client)
  const [profile, user] = await Promise.all([
    profileName(parts.db, login.project ?? '', login.profile ?? ''),
    login.userId === null ? undefined : userById.maybeOne(parts.db, login.userId),
  ])
  const account = user?.email ?? undefined
  const who = [profile.name ?? profile.role, account].filter((part) => part !== undefined)
  const scopes = scopesInWords(login.scope, await aboutOf(parts, login))
  const whole = {
    may: `Read and change records at ${brand.name}`,
    more: `All that you may read and change there yourself as ${profile.role.toLowerCase()}, and no more`,
  }
  const rows = [
    ...(login.limited ? [] : [whole]),
    ...identityRows(login.scope.split(' ')),
    durationRow(login.scope.split(' '), client, parts),
  ]
  return {
    title: 'Allow access',
    brand,
    formTargets: [formTargetOf(redirectUri)],
    card: html`<h1>Let ${app} act for you?</h1>
<p class="lead">You are signed in as <strong>${who[0]}</strong>${who[1] === undefined ? '' : ` (${who[1]})`}. If you allow it, the app may:</p>
<form method="post" action="/signin/${id}">
${scopes.length === 0 ? undefined : scopeBoxes(scopes)}
<ul class="grants">
${rows.map(grantRow)}</ul>
<button name="decision" value="allow">Allow</button>
<button class="quiet" name="decision" value="deny">Do not allow</button>
</form>
<p class="more">Either way you go back to <strong>${placeNameOf(redirectUri)}</strong>.<br><a href="/oauth2/authorize?${asOther}">Sign in as somebody else</a></p>`,
  }
}

async function aboutOf({ db }: Pick<SigninParts, 'db'>, { project, profile, patient }: PendingLogin): Promise<About> {
  if (patient === null || patient === profile) return { self: true }
  return { self: false, name: (await profileName(db, project ?? '', patient)).name ?? 'the patient whom you chose' }
}

/** Each resource scope by itself: what is not ticked is not granted. */
function scopeBoxes(scopes: readonly ScopeInWords[]): Html {
  return html`<fieldset>
<legend>Untick what you do not want to allow</legend>
${scopes.map(
  (
    { scope, may, more },
    at,
  ) => html`<div class="choice"><input id="scope-${at}" type="checkbox" name="scope" value="${scope}" checked aria-describedby="scope-${at}-more"><label for="scope-${at}">${may}</label><p id="scope-${at}-more">${more}</p></div>
`,
)}</fieldset>
`
}

interface Row {
  readonly may: string
  readonly more: string
}

function grantRow({ may, more }: Row): Html {
  return html`<li><strong>${may}</strong><span>${more}</span></li>
`
}

function identityRows(scopes: readonly string[]): readonly Row[] {
  const seesName = scopes.includes('profile') || scopes.includes('fhirUser')
  const rows = [
    scopes.includes('openid') || seesName
      ? [
          {
            may: 'Know who you are',
            more: seesName
              ? 'Your name, your role, and when you signed in'
              : 'An identifier of your account, and when you signed in',
          },
        ]
      : [],
    scopes.includes('email') ? [{ may: 'See your e-mail address', more: 'And whether you have confirmed it' }] : [],
  ]
  return rows.flat()
}

/** How long it lasts: an app that may renew its access is told apart by whether you have to be signed in. */
function durationRow(
  scopes: readonly string[],
  { resource }: Client,
  { loginSettings, tokenSettings }: Pick<SigninParts, 'loginSettings' | 'tokenSettings'>,
): Row {
  if (scopes.includes('offline_access') || scopes.includes('offline')) {
    const unused = lifetimeSeconds(resource.refreshTokenLifetime ?? '') ?? tokenSettings.refreshTokenSeconds
    return {
      may: 'Keep this access when you are away',
      more: `For at most ${inWords(tokenSettings.refreshTokenMaxSeconds)}; it ends sooner when the app does not use it for ${inWords(unused)}`,
    }
  }
  const seconds = scopes.includes('online_access')
    ? loginSettings.overallSeconds
    : (lifetimeSeconds(resource.accessTokenLifetime ?? '') ?? tokenSettings.accessTokenSeconds)
  return {
    may: `Keep this access for at most ${inWords(seconds)}`,
    more: 'After that it has to ask you to sign in again',
  }
}
