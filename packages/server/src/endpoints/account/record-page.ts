import type { Disclosure } from '#domain/projects'
import type { Look, Looks } from '#domain/record-access'
import type { TimeLeft } from '#domain/signin'
import { type Brand, type Html, html, type Page, TIME_FORM, TIME_SCRIPT, timeNotice, type Words } from '#pages'

/** A record of the person's own, in a project that tells who looked at it. */
export interface OwnRecord {
  readonly project: string
  readonly projectName: string
  readonly patient: string
  readonly disclosure: Disclosure
}

/** The same, with those who looked. */
export interface ToldRecord extends OwnRecord, Looks {}

interface RecordView {
  readonly records: readonly ToldRecord[]
  readonly form: string
  readonly left: TimeLeft
}

/** The page on which people see who looked at their record. */
export function recordPage(say: Words, brand: Brand, { records, form, left }: RecordView): Page {
  return {
    title: say.text('account.record'),
    brand,
    isSignedIn: true,
    address: '/account/record',
    scripts: [TIME_SCRIPT],
    card: html`<h1>${say('account.record')}</h1>
<p class="lead">${say('account.record.lead')}</p>
${records.map((record, at) => recordSection(say, record, at))}
<form id="${TIME_FORM}" method="post" action="/account"><input type="hidden" name="form" value="${form}"></form>
${timeNotice(say, left, '/account/record')}
<p class="more"><a href="/account">${say('account.back')}</a></p>`,
  }
}

function recordSection(say: Words, { projectName, looks, complete }: ToldRecord, at: number): Html {
  return html`<section aria-labelledby="record-${at}">
<h2 id="record-${at}">${say('account.apps.at', { project: projectName })}</h2>
${
  looks.length === 0
    ? html`<p class="hint">${say('account.record.none')}</p>`
    : html`<ul class="grants own">
${lookedOn(looks).map((look) => lookItem(say, look))}</ul>`
}
${complete ? undefined : html`<p class="hint">${say('account.record.more')}</p>`}
</section>
`
}

/** A line for each day and person: which kinds of data it was is for programs to ask. */
function lookedOn(looks: readonly Look[]): readonly Look[] {
  const lines = new Map<string, Look>()
  for (const look of looks) {
    const key = JSON.stringify([look.day, look.who, look.role, look.name])
    lines.set(key, { ...look, times: look.times + (lines.get(key)?.times ?? 0) })
  }
  return [...lines.values()]
}

function lookItem(say: Words, { day, who, role, name, times }: Look): Html {
  const called = [name, role ?? whoIn(say, who)].filter((one) => one !== undefined)
  return html`<li><strong>${say.list(called, 'and')}</strong>
<span>${say.date(new Date(`${day}T12:00:00Z`))}</span>
<span>${say('account.record.times', { times })}</span></li>
`
}

function whoIn(say: Words, who: Look['who']): string {
  if (who === 'staff') return say.text('role.staff')
  if (who === 'related') return say.text('role.carer')
  return say.text(`account.record.${who}`)
}
