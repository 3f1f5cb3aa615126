import { profileName } from '#domain/memberships'
import { readProject } from '#domain/projects'
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

/** The page to choose a membership, for people with several: in one project by their roles, else by the projects. */
export async function choosePage(
  say: Words,
  { db }: Pick<SignInPageDeps, 'db'>,
  brand: Brand,
  { address, state, client, redirectUri, restart, left }: OpenFlow,
): Promise<Page> {
  const isAmongProjects = new Set(state.choices.map(({ project }) => project)).size > 1
  const choices = await Promise.all(
    state.choices.map(async (choice) => {
      const profile = await profileName(db, choice.project, choice.profile)
      const role = membershipRole(say, profile, choice.admin)
      const project = isAmongProjects ? await readProject(db, choice.project) : undefined
      const [first, second] =
        project === undefined
          ? [role, html`<bdi>${profile.name}</bdi>`]
          : [html`<bdi>${project.resource.name ?? project.id}</bdi>`, role]
      return html`<li><button name="membership" value="${choice.id}"><span><strong>${first}</strong><span>${second}</span></span><span aria-hidden="true">›</span></button></li>
`
    }),
  )
  const [topic, app] = [isAmongProjects ? 'choose.project' : 'choose', appName(say, client)] as const
  return {
    title: say.text(`${topic}.title`),
    brand,
    formTargets: [formTargetOf(redirectUri)],
    isSignedIn: true,
    scripts: [TIME_SCRIPT],
    card: html`<h1>${say(`${topic}.heading`)}</h1>
<p class="lead">${isAmongProjects ? say('choose.project.lead', { app }) : say('choose.lead', { project: strong(brand.name), app })}</p>
<form id="${TIME_FORM}" method="post" action="${address}">
<ul class="people">
${choices}</ul>
</form>
<p class="hint">${say('choose.hint')}</p>
${timeNotice(say, left, address)}
<p class="more"><a href="/oauth2/authorize?${restart}">${say('flow.as_other')}</a></p>`,
  }
}
