import type { Finding } from '#base/findings'
import type { KeptStep, Trace } from '#domain/traces'
import { type Brand, type Html, html, type Page, type Words } from '#pages'

/** What was wrong, what to do, and the requests around it. Findings are in English, like all error texts for developers. */
export function tracePage(say: Words, brand: Brand, { id, steps }: Trace): Page {
  const step = steps.find((one) => one.id === id)
  const findings = step?.findings ?? []
  return {
    title: say.text('trace.heading'),
    brand,
    card: html`<h1>${say('trace.heading')}</h1>
<p class="lead"><bdi>${step === undefined ? id : nameOf(step)}</bdi></p>
${
  findings.length === 0
    ? html`<p class="hint">${say('trace.fine')}</p>`
    : html`<h2>${say('trace.wrong')}</h2>${findings.map(findingNote)}`
}
<h2>${say('trace.steps')}</h2>
<ol class="grants">
${steps.map((one) => stepItem(one, one.id === id))}</ol>
<p class="hint"><bdi>${id}</bdi></p>`,
  }
}

function findingNote({ severity, what, remedy }: Finding): Html {
  return html`<div class="note ${severity}" lang="en" dir="ltr"><div><p><strong>${what}</strong></p><p>${remedy}</p></div></div>
`
}

function nameOf({ request, status, error, outcome }: KeptStep): string {
  return [`${request} → ${status}`, error ?? outcome].filter((word) => word !== undefined).join(', ')
}

function stepItem(step: KeptStep, isAsked: boolean): Html {
  const { at, parameters, findings } = step
  const shown = parameters.map(({ name, value }) => `${name}: ${value}`).join('; ')
  return html`<li${isAsked ? html` aria-current="step"` : undefined} lang="en" dir="ltr"><strong>${nameOf(step)}</strong>
<span>${at}${shown === '' ? undefined : html` · ${shown}`}</span>
${isAsked ? [] : findings.map(({ severity, what, remedy }) => html`<p class="fault ${severity}">${what} ${remedy}</p>`)}</li>
`
}
