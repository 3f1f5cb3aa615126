import { profileName } from '#domain/memberships'
import {
  type Brand,
  html,
  membershipRole,
  type Page,
  strong,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  type Words,
} from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { formTargetOf } from '../redirect.ts'
import type { OpenFlow } from './open-flow.ts'
import { appName } from './sign-in-page.ts'

/** The page to choose a membership, for people with several memberships in a project. */
export async function choosePage(
  say: Words,
  { db }: Pick<SignInPageDeps, 'db'>,
  brand: Brand,
  { address, state, client, redirectUri, restart, left }: OpenFlow,
): Promise<Page> {
  const choices = await Promise.all(
    state.choices.map(async (choice) => {
      const profile = await profileName(db, choice.project, choice.profile)
      const role = membershipRole(say, profile, choice.admin)
      return html`<li><button name="membership" value="${choice.id}"><span><strong>${role}</strong><span><bdi>${profile.name}</bdi></span></span><span aria-hidden="true">›</span></button></li>
`
    }),
  )
  return {
    title: say.text('choose.title'),
    brand,
    formTargets: [formTargetOf(redirectUri)],
    isSignedIn: true,
    scripts: [TIME_SCRIPT],
    card: html`<h1>${say('choose.heading')}</h1>
<p class="lead">${say('choose.lead', { project: strong(brand.name), app: appName(say, client) })}</p>
<form id="${TIME_FORM}" method="post" action="${address}">
<ul class="people">
${choices}</ul>
</form>
<p class="hint">${say('choose.hint')}</p>
${timeNotice(say, left, address)}
<p class="more"><a href="/oauth2/authorize?${restart}">${say('flow.as_other')}</a></p>`,
  }
}
