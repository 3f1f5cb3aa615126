import { type Brand, type Html, html, type Page } from '#answers'
import type { PatientChoice, PatientChoices } from '#domain/signin'
import type { OpenFlow } from './open-flow.ts'
import { formTargetOf } from './redirect.ts'
import { appName } from './sign-in-page.ts'

/** What there is to choose from, and what was typed to find it; undefined where the policy lets one look up nobody. */
export interface PatientSearch {
  readonly typed: string
  readonly found: PatientChoices | undefined
  /** Whoever was chosen is not among those who may be. */
  readonly unknown: boolean
}

/** The page that asks whose record an app is to work with. What is typed travels in the form, never in an address. */
export function patientPage(
  brand: Brand,
  { id, client, redirectUri, asOther }: OpenFlow,
  { typed, found, unknown }: PatientSearch,
): Page {
  const app = appName(client)
  const other = html`<form method="post" action="/signin/${id}">
<button class="quiet" name="decision" value="deny">Go back without choosing</button>
</form>
<p class="more"><a href="/oauth2/authorize?${asOther}">Sign in as somebody else</a></p>`
  const page = { brand, formTargets: [formTargetOf(redirectUri)] }
  if (found === undefined)
    return {
      ...page,
      title: 'No record to choose',
      card: html`<h1>You may not look up patients</h1>
<p class="lead"><strong>${app}</strong> works with one patient at a time, and your access at ${brand.name} lets you look up none. Ask whoever gave you access.</p>
${other}`,
    }
  return {
    ...page,
    title: unknown ? 'Error: Whose record?' : 'Whose record?',
    card: html`<h1>Whose record?</h1>
<p class="lead"><strong>${app}</strong> works with one patient at a time.</p>
${unknown ? html`<div class="note" role="alert" tabindex="-1" autofocus><div><p>This patient is not among those you may choose. Choose another.</p></div></div>` : undefined}
<form method="post" action="/signin/${id}" role="search">
<div class="field">
<label for="find">Find by name, birth date or record number</label>
<input id="find" name="find" type="search" value="${typed}" maxlength="100" autocomplete="off" spellcheck="false" aria-describedby="find-hint"${unknown ? undefined : html` autofocus`}>
<p class="hint" id="find-hint">A birth date as 1986-04-27</p>
</div>
<button class="quiet">Find</button>
</form>
${foundList(id, typed, found)}
${other}`,
  }
}

function foundList(flow: string, typed: string, { patients, more }: PatientChoices): Html {
  if (patients.length === 0)
    return html`<p class="hint" role="status">${typed === '' ? 'There is nobody whose record you may open.' : 'Nobody was found whose record you may open. Try another spelling, or less of the name.'}</p>
`
  return html`<form method="post" action="/signin/${flow}">
<ul class="people">
${patients.map(patientRow)}</ul>
</form>
${more ? html`<p class="hint" role="status">There are more: type more of the name, the birth date or the record number.</p>` : undefined}
`
}

function patientRow({ id, name, birthDate, identifier }: PatientChoice): Html {
  const born = birthDate === undefined ? [] : `Born ${birthDate}`
  const details = [born, identifier === undefined ? [] : `No. ${identifier}`].flat().join(' · ')
  return html`<li><button name="patient" value="${id}"><span><strong>${name ?? 'Without a name'}</strong><span>${details}</span></span><span aria-hidden="true">›</span></button></li>
`
}
