import { findOffers, profileName } from '#domain/memberships'
import { readProject } from '#domain/projects'
import { type Html, html, membershipRole, type Words } from '#pages'
import type { AccountDeps } from './dependencies.ts'
import { reaches, type Visitor } from './visitor.ts'

/** An invitation, in words. */
export interface ShownOffer {
  /** The project and the membership, as the form sends them. */
  readonly id: string
  readonly project: string
  readonly role: string
}

/** The invitations that wait for the person's answer. A visitor of limited reach sees those of their provider's projects. */
export async function offersOf(
  { db, clock }: Pick<AccountDeps, 'db' | 'clock'>,
  visitor: Visitor,
  say: Words,
): Promise<readonly ShownOffer[]> {
  const offers = (await findOffers(db, visitor.user.id, clock.now())).filter(({ project }) => reaches(visitor, project))
  return Promise.all(
    offers.map(async ({ project, id, profile, admin }): Promise<ShownOffer> => {
      const role = membershipRole(say, await profileName(db, project, profile), admin)
      const name = (await readProject(db, project))?.resource.name ?? project
      return { id: `${project} ${id}`, project: name, role }
    }),
  )
}

/** The invitations, each with the buttons that answer it. `form` is the sealed content of each form. */
export function offersSection(say: Words, offers: readonly ShownOffer[], form: string): Html {
  return html`<section aria-labelledby="offers">
<h2 id="offers">${say('account.offers')}</h2>
<p class="hint">${say('account.offers.lead')}</p>
<ul class="grants own">
${offers.map((offer, at) => offerItem(say, offer, form, at))}</ul>
</section>
`
}

function offerItem(say: Words, { id, project, role }: ShownOffer, form: string, at: number): Html {
  const button = (act: 'accept' | 'decline'): Html =>
    html`<button class="quiet small" name="do" value="${act}" id="${act}-${at}" aria-labelledby="${act}-${at} offer-${at}">${say(
      `account.offers.${act}`,
    )}</button>`
  return html`<li><strong id="offer-${at}"><bdi>${project}</bdi></strong>
<span>${say('account.offers.as', { role })}</span>
<form method="post" action="/account"><input type="hidden" name="form" value="${form}">
<input type="hidden" name="offer" value="${id}">
${button('accept')} ${button('decline')}</form></li>
`
}
