import { type Brand, type Html, html, type Page, type Words } from '#pages'

/** What the people who run the server are told. */
export interface ForOperators {
  /** Nobody has used the set-up link yet. */
  readonly isAwaited: boolean
  /** There is a development inbox, and a page for new projects. */
  readonly isDevelopment: boolean
}

const file = (path: string): Html => html`<code dir="ltr">${path}</code>`

/** Where people are, and what they can do here. `console`: the page may name where administrators work. */
export function homePage(
  say: Words,
  brand: Brand,
  { operators, console }: { readonly operators: ForOperators | undefined; readonly console: boolean },
): Page {
  const heading = say.text('home.heading')
  return {
    title: heading,
    brand,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('home.lead')}</p>
<a class="button" href="/account">${say('home.account')}</a>
${console ? html`<p class="more"><a href="/console/">${say('home.console')}</a></p>` : undefined}
${operators === undefined ? undefined : operatorsSection(say, operators)}`,
  }
}

function operatorsSection(say: Words, { isAwaited, isDevelopment }: ForOperators): Html {
  return html`<section aria-labelledby="operators">
<h2 id="operators">${say('home.operators')}</h2>
${isAwaited ? html`<p class="told">${say('home.awaited', { file: file('set-up-link') })}</p>` : undefined}
<p class="hint">${say('home.guides', { guide: file('docs/README.md') })}</p>
<p class="hint"><a href="/healthcheck">${say('home.health')}</a></p>
${
  isDevelopment
    ? html`<p class="hint"><a href="/dev/inbox">${say('home.inbox')}</a></p>
<p class="hint"><a href="/dev/new-project">${say('home.project')}</a></p>`
    : undefined
}
</section>`
}
