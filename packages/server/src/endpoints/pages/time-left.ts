import type { TimeLeft } from '#domain/signin'
import { type Html, html } from './html.ts'
import type { Words } from './words.ts'

/** The file among our assets that warns in time. */
export const TIME_SCRIPT = 'time-left.js'
/** The form of a page that keeps what was filled in, when more time is asked for: its `id`. */
export const TIME_FORM = 'step'

/** What more time does to a page: what was filled in stays, but for passwords; or there is none, as for a mailed link. */
export type Timed = 'kept' | 'secret' | 'link'

/** From 20 hours on nobody need be warned (WCAG 2.2.1). */
const LONG_SECONDS = 72_000

/**
 * Says how long a page stays open, with a button that keeps it open: it sends the page's form, and works without scripts.
 * Where scripts run, a dialog says the same again two minutes before the end (WCAG 2.2.1), and another that it has come.
 */
export function timeNotice(
  say: Words,
  { seconds, mayBeMore }: TimeLeft,
  /** Where the page's form goes; undefined: to the page's own address. */
  action: string | undefined,
  timed: Timed = 'kept',
): Html | undefined {
  if (seconds >= LONG_SECONDS) return undefined
  // In whole minutes, and longer than it is by the time that a page takes to arrive at most.
  const whole = seconds < 60 ? seconds : 60 * Math.floor((seconds + 5) / 60)
  // A person who took more time reads on at the notice that says so; the script says where they were before its dialog.
  const ask = (look: string, words: Html): Html =>
    html`<button class="${look}" form="${TIME_FORM}" formaction="${action}#time" name="stay" value="yes">${words}</button>
`
  return html`<p class="hint" id="time" tabindex="-1">${say('time.open', { wait: { seconds: whole } })}</p>
${mayBeMore ? ask('quiet small', say('time.more')) : undefined}<dialog role="alertdialog" aria-labelledby="time-title" aria-describedby="time-text" data-seconds="${seconds}">
<p id="time-title"><strong>${say(mayBeMore ? 'time.title' : 'time.last.title')}</strong></p>
<p id="time-text">${warning(say, mayBeMore, timed)}</p>
${mayBeMore ? ask('more-time', say('time.more')) : undefined}<form method="dialog"><button class="quiet">${say('time.close')}</button></form>
</dialog>
<dialog role="alertdialog" aria-labelledby="over-title" aria-describedby="over-text" data-over>
<p id="over-title"><strong>${say('time.over.title')}</strong></p>
<p id="over-text">${say('time.over')}</p>
${ask('more-time', say('time.over.button'))}</dialog>`
}

function warning(say: Words, mayBeMore: boolean, timed: Timed): Html {
  const wait = { seconds: 120 }
  if (mayBeMore) return timed === 'secret' ? say('time.soon.secret', { wait }) : say('time.soon', { wait })
  return timed === 'link' ? say('time.last.link', { wait }) : say('time.last', { wait })
}
