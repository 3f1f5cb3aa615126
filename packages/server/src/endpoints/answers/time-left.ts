import { type Html, html } from './html.ts'
import type { Words } from './words.ts'

/** The file among our assets that warns in time. */
export const TIME_SCRIPT = 'time-left.js'
/** The form of a page that keeps what was filled in, when more time is asked for: its `id`. */
export const TIME_FORM = 'step'

/**
 * Says how long a page stays open, with a button that keeps it open: it sends the page's form, and works without scripts.
 * Where scripts run, a dialog says the same again two minutes before the end (WCAG 2.2.1).
 */
export function timeNotice(
  say: Words,
  { seconds, mayBeMore }: { readonly seconds: number; readonly mayBeMore: boolean },
): Html {
  // In whole minutes, and longer than it is by the time that a page takes to arrive at most.
  const whole = seconds < 60 ? seconds : 60 * Math.floor((seconds + 5) / 60)
  const wait = { seconds: 120 }
  const more = (look: string): Html =>
    html`<button class="${look}" form="${TIME_FORM}" name="stay" value="yes">${say('time.more')}</button>
`
  return html`<p class="hint">${say('time.open', { wait: { seconds: whole } })}</p>
${mayBeMore ? more('quiet small') : undefined}<dialog role="alertdialog" aria-labelledby="time-title" aria-describedby="time-text" data-seconds="${seconds}">
<p id="time-title"><strong>${say(mayBeMore ? 'time.title' : 'time.last.title')}</strong></p>
<p id="time-text">${mayBeMore ? say('time.soon', { wait }) : say('time.last', { wait })}</p>
${mayBeMore ? more('more-time') : undefined}<form method="dialog"><button class="quiet">${say('time.close')}</button></form>
</dialog>`
}
