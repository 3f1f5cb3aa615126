import { type Brand, html, type Page } from '#answers'
import { profileName } from '#domain/memberships'
import type { OpenFlow } from './open-flow.ts'
import type { SigninParts } from './parts.ts'
import { formTargetOf } from './redirect.ts'
import { appName } from './sign-in-page.ts'

/** The page that asks as whom to go on, for people with more than one place in a project. */
export async function choosePage(
  { db }: Pick<SigninParts, 'db'>,
  brand: Brand,
  { id, state, client, redirectUri, asOther }: OpenFlow,
): Promise<Page> {
  const choices = await Promise.all(
    state.choices.map(async (choice) => {
      const { name, role } = await profileName(db, choice.project, choice.profile)
      return html`<li><button name="membership" value="${choice.id}"><span><strong>${role}${choice.admin ? ' and administrator' : ''}</strong><span>${name}</span></span><span aria-hidden="true">›</span></button></li>
`
    }),
  )
  return {
    title: 'Choose a role',
    brand,
    formTargets: [formTargetOf(redirectUri)],
    card: html`<h1>In which role?</h1>
<p class="lead">You have more than one at ${brand.name}. <strong>${appName(client)}</strong> works with one at a time.</p>
<form method="post" action="/signin/${id}">
<ul class="people">
${choices}</ul>
</form>
<p class="more"><a href="/oauth2/authorize?${asOther}">Sign in as somebody else</a></p>`,
  }
}
