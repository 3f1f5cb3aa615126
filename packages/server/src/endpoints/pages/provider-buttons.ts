import { type Html, html } from '#base/html'
import type { Provider } from '#domain/providers'
import { strong, type Words } from './words.ts'

/** Plain links to identity providers, without their scripts: each with its mark, or else with its first letter. */
export function providerButtons(
  say: Words,
  providers: readonly Provider[],
  addressOf: (provider: Provider) => string,
): readonly Html[] {
  return providers.map(
    (provider) =>
      html`<a class="button provider" href="${addressOf(provider)}"><span>${say('external.button', {
        provider: strong(provider.name),
      })}</span>${markOf(provider)}</a>
`,
  )
}

/** Shown before the words, which come first for those who do not see it. */
function markOf({ mark, name }: Provider): Html {
  if (mark !== undefined) return html`<img class="mark" src="${mark}" alt="" width="20" height="20">`
  const [first = ''] = new Intl.Segmenter().segment(name)
  return html`<span class="mark" aria-hidden="true">${typeof first === 'string' ? first : first.segment.toUpperCase()}</span>`
}
