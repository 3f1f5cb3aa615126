import { type Html, html, strong, type Words } from '#pages'

/** What protects people to whom somebody sent the code of another screen. `code`: what that screen shows, once it is known. */
export function screenNote(say: Words, code?: string): Html {
  const where = code === undefined ? undefined : html`<p>${say('screen.consent', { code: strong(code) })}</p>`
  return html`<div class="note warning">
<div>${where}<p>${say('screen.never')}</p></div>
</div>
`
}
