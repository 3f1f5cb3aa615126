import type { PatientChoice, PatientChoices } from '#domain/signin'
import { type Brand, type Html, html, type Page, strong, TIME_FORM, TIME_SCRIPT, timeNotice, type Words } from '#pages'
import { formTargetOf } from '../redirect.ts'
import type { OpenFlow } from './open-flow.ts'
import { appName } from './sign-in-page.ts'

/** The search text and its results. Undefined if the policy does not allow a search for patients. */
export interface PatientSearch {
  readonly typed: string
  readonly found: PatientChoices | undefined
  /** The person may not choose this patient. */
  readonly unknown: boolean
}

/** The page to choose the patient of an app. The search text is sent only in the form, never in an address. */
export function patientPage(
  say: Words,
  brand: Brand,
  { address, client, redirectUri, restart, left }: OpenFlow,
  { typed, found, unknown }: PatientSearch,
): Page {
  const app = appName(say, client)
  const other = (id: Html | undefined): Html => html`<form${id} method="post" action="${address}">
<button class="quiet" name="decision" value="deny">${say('patient.leave')}</button>
</form>
<p class="more"><a href="/oauth2/authorize?${restart}">${say('flow.as_other')}</a></p>`
  const title = say.text('patient.heading')
  const page = { brand, isSignedIn: true, formTargets: [formTargetOf(redirectUri)] }
  if (found === undefined)
    return {
      ...page,
      scripts: [TIME_SCRIPT],
      title: say.text('patient.forbidden.title'),
      card: html`<h1>${say('patient.forbidden.heading')}</h1>
<p class="lead">${say('patient.forbidden.text', { app, project: strong(brand.name) })}</p>
${timeNotice(say, left, address)}
${other(html` id="${TIME_FORM}"`)}`,
    }
  return {
    ...page,
    scripts: [TIME_SCRIPT],
    title: unknown ? say.text('page.fault', { title }) : title,
    card: html`<h1>${title}</h1>
<p class="lead">${say('patient.lead', { app })}</p>
<form id="${TIME_FORM}" method="post" action="${address}" role="search">
<div class="field">
<label for="find">${say('patient.find.label')}</label>
${unknown ? html`<p class="fault" id="find-fault" role="alert">${say('patient.unknown')}</p>` : undefined}
<input id="find" name="find" type="search" value="${typed}" maxlength="100" autocomplete="off" spellcheck="false"
aria-describedby="${unknown ? 'find-fault find-hint' : 'find-hint'}" autofocus>
<p class="hint" id="find-hint">${say('patient.find.hint', { date: '1986-04-27' })}</p>
</div>
<button class="quiet">${say('patient.find')}</button>
</form>
${foundList(say, address, typed, found)}
${timeNotice(say, left, address)}
${other(undefined)}`,
  }
}

function foundList(say: Words, address: string, typed: string, { patients, more }: PatientChoices): Html {
  if (patients.length === 0)
    return html`<p class="hint" role="status">${say(typed === '' ? 'patient.none' : 'patient.unfound')}</p>
`
  return html`<form method="post" action="${address}">
<ul class="people">
${patients.map((patient) => patientRow(say, patient))}</ul>
</form>
${more ? html`<p class="hint" role="status">${say('patient.more')}</p>` : undefined}
`
}

function patientRow(say: Words, { id, name, birthDate, identifier }: PatientChoice): Html {
  const born = birthDate === undefined ? say('patient.unborn') : say('patient.born', { date: birthDate })
  const number = identifier === undefined ? [] : say('patient.number', { number: identifier })
  const details = [born, number].flat().map((detail, at) => html`${at === 0 ? '' : ' · '}${detail}`)
  return html`<li><button name="patient" value="${id}"><span><strong>${
    name ?? say.text('patient.unnamed')
  }</strong><span>${details}</span></span><span aria-hidden="true">›</span></button></li>
`
}
