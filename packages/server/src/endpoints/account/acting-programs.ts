import type { Bot, ClientApplication } from '@damson/fhir'
import { actingOfMembership } from '#domain/access'
import { membershipsOfUser } from '#domain/memberships'
import { readProject } from '#domain/projects'
import { findResources, resourceOf } from '#domain/resources'
import { type Html, html, type Words } from '#pages'
import type { AccountDeps } from './dependencies.ts'
import { reaches, type Visitor } from './visitor.ts'

/** A program that acted for the person, or that the person no longer lets. */
export interface ActingProgram {
  readonly membershipId: string
  readonly clientId: string
  readonly name: string
  readonly project: string
  readonly actedAt: Date | undefined
  readonly endedAt: Date | undefined
}

/** The programs, the latest first. At a project's address: only those of that project. */
export async function actingPrograms(
  { db }: AccountDeps,
  visitor: Visitor,
  address: string | undefined,
): Promise<readonly ActingProgram[]> {
  const all = await membershipsOfUser.rows(db, visitor.user.id)
  const programs: ActingProgram[] = []
  for (const { id: membershipId, project } of all) {
    if ((address !== undefined && project !== address) || !reaches(visitor, project)) continue
    const rows = await actingOfMembership.rows(db, project, membershipId)
    if (rows.length === 0) continue
    const asked = [...new Set(rows.map(({ clientId }) => clientId))]
    const [clients, bots] = [
      await findResources(db, project, 'ClientApplication', asked),
      await findResources(db, project, 'Bot', asked),
    ]
    const name = (await readProject(db, project))?.resource.name ?? ''
    for (const { clientId, actedAt, endedAt } of rows) {
      const client = [...clients, ...bots].find(({ id, deleted }) => id === clientId && !deleted)
      if (client === undefined) continue
      const called = resourceOf<ClientApplication | Bot>(client)?.name ?? ''
      const [acted, ended] = [actedAt ?? undefined, endedAt ?? undefined]
      programs.push({ membershipId, clientId, name: called, project: name, actedAt: acted, endedAt: ended })
    }
  }
  return programs
}

export function actingSection(say: Words, programs: readonly ActingProgram[], form: string): Html {
  return html`<section aria-labelledby="acting">
<h2 id="acting">${say('account.acting')}</h2>
<p class="hint">${say('account.acting.lead')}</p>
<ul class="grants own">
${programs.map((program, at) => programItem(say, program, form, at))}</ul>
</section>`
}

function programItem(
  say: Words,
  { membershipId, clientId, name, project, actedAt, endedAt }: ActingProgram,
  form: string,
  at: number,
): Html {
  const isEnded = endedAt !== undefined
  const acted =
    actedAt === undefined ? undefined : html`<span>${say('account.acting.last', { at: say.moment(actedAt) })}</span>`
  return html`<li><strong id="program-${at}">${name === '' ? say.text('signin.nameless') : name}</strong>
<span>${say('account.apps.at', { project })}</span>
${acted}
${isEnded ? html`<span>${say('account.acting.ended', { at: say.moment(endedAt) })}</span>` : undefined}
<form method="post" action="/account"><input type="hidden" name="form" value="${form}">
<input type="hidden" name="do" value="${isEnded ? 'allow-acting' : 'end-acting'}">
<input type="hidden" name="app" value="${membershipId} ${clientId}">
<button class="quiet small" id="acting-${at}" aria-labelledby="acting-${at} program-${at}">${say(
    isEnded ? 'account.acting.allow' : 'account.acting.end',
  )}</button></form></li>
`
}
