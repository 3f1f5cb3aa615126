import { rolesOfBrowser } from '#domain/logins'
import { membershipsOfUser, profileName } from '#domain/memberships'
import { type Html, html, membershipRole, type Words } from '#pages'
import type { AccountDeps } from './dependencies.ts'
import { reaches, type Visitor } from './visitor.ts'

/** A role that this browser remembers for an app, in words. */
export interface ShownRole {
  /** The project, the app and the address, as the form sends them. */
  readonly id: string
  /** Undefined: an app without a name. */
  readonly app: string | undefined
  readonly role: string
}

/** The roles that the person chose in this browser and can still sign in to. */
export async function rolesOf(
  { db, clients, issuers }: Pick<AccountDeps, 'db' | 'clients' | 'issuers'>,
  visitor: Visitor,
  say: Words,
): Promise<readonly ShownRole[]> {
  const { user, browser } = visitor
  const chosen = await rolesOfBrowser.rows(db, { userId: user.id, browserHash: browser.hash })
  if (chosen.length === 0) return []
  const memberships = await membershipsOfUser.rows(db, user.id)
  const shown = await Promise.all(
    chosen.map(async ({ project, clientId, issuer, membershipId }): Promise<readonly ShownRole[]> => {
      const membership = memberships.find(({ id }) => id === membershipId)
      const client = await clients.find(clientId, issuers.root)
      if (membership === undefined || client === undefined || !reaches(visitor, project)) return []
      const role = membershipRole(say, await profileName(db, project, membership.profile), membership.admin)
      return [
        {
          id: [project, clientId, ...(issuer === '' ? [] : [issuer])].join(' '),
          app: client.resource.name,
          role,
        },
      ]
    }),
  )
  return shown.flat()
}

/** The roles, each with the button that has it asked for again. `form` is the sealed content of each form. */
export function rolesSection(say: Words, roles: readonly ShownRole[], form: string): Html {
  return html`<section aria-labelledby="roles">
<h2 id="roles">${say('account.roles')}</h2>
<p class="hint">${say('account.roles.lead')}</p>
<ul class="grants own">
${roles.map((role, at) => roleItem(say, role, form, at))}</ul>
</section>
`
}

function roleItem(say: Words, { id, app, role }: ShownRole, form: string, at: number): Html {
  return html`<li><strong id="role-${at}"><bdi>${app ?? say.text('signin.nameless')}</bdi></strong>
<span>${say('account.roles.as', { role })}</span>
<form method="post" action="/account"><input type="hidden" name="form" value="${form}">
<input type="hidden" name="role" value="${id}">
<button class="quiet small" name="do" value="ask-role" id="ask-${at}" aria-labelledby="ask-${at} role-${at}">${say(
    'account.roles.ask',
  )}</button></form></li>
`
}
