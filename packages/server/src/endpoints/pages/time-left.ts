import { type Html, html } from '#base/html'
import type { TimeLeft } from '#domain/signin'
import type { Words } from './words.ts'

/** The script that warns before the page expires. */
export const TIME_SCRIPT = 'time-left.js'
/** The `id` of a page's form that keeps its entries when the person asks for more time. */
export const TIME_FORM = 'step'

/** The effect of more time on a page: entries stay, except passwords; or more time is not possible, as for a mailed link. */
export type Timed = 'kept' | 'secret' | 'link'

/** From 20 hours on, no warning is required (WCAG 2.2.1). */
const LONG_SECONDS = 72_000
const LAST = { seconds: 120 }

/**
 * Says how long a page stays open, with a button for more time that sends the page's form and works without scripts.
 * With scripts, that appears two minutes before the end, with a dialog (WCAG 2.2.1), and another one says that the time is up.
 */
export function timeNotice(
  say: Words,
  { seconds, mayBeMore }: TimeLeft,
  /** The target of the page's form. Undefined: the page's own address. */
  action: string | undefined,
  timed: Timed = 'kept',
): Html | undefined {
  if (seconds >= LONG_SECONDS) return undefined
  // In whole minutes, rounded so that the time to load the page does not shorten it.
  const whole = seconds < 60 ? seconds : 60 * Math.floor((seconds + 5) / 60)
  // After more time was granted, reading continues at the notice. The script restores the earlier position of the focus.
  const ask = (look: string, words: Html): Html =>
    html`<button class="${look}" form="${TIME_FORM}" formaction="${action}#time" name="stay" value="yes">${words}</button>
`
  return html`<div id="open"><p class="hint" id="time" tabindex="-1" data-soon="${say.text('time.open', { wait: LAST })}">${say(
    'time.open',
    { wait: { seconds: whole } },
  )}</p>
${mayBeMore ? ask('quiet small', say('time.more')) : undefined}</div>
<dialog role="alertdialog" aria-labelledby="time-title"
aria-describedby="time-text" data-seconds="${seconds}">
<p id="time-title"><strong>${say(mayBeMore ? 'time.title' : 'time.last.title')}</strong></p>
<p id="time-text">${warning(say, mayBeMore, timed)}</p>
${mayBeMore ? ask('more-time', say('time.more')) : undefined}<form method="dialog">
<button class="quiet">${say('time.close')}</button></form>
</dialog>
<dialog role="alertdialog" aria-labelledby="over-title" aria-describedby="over-text" data-over>
<p id="over-title"><strong>${say('time.over.title')}</strong></p>
<p id="over-text">${say('time.over')}</p>
${ask('more-time', say('time.over.button'))}</dialog>`
}

function warning(say: Words, mayBeMore: boolean, timed: Timed): Html {
  const wait = LAST
  if (mayBeMore) return timed === 'secret' ? say('time.soon.secret', { wait }) : say('time.soon', { wait })
  return timed === 'link' ? say('time.last.link', { wait }) : say('time.last', { wait })
}
