import type { Provider } from '#domain/providers'
import { type Html, html } from './html.ts'
import { strong, type Words } from './words.ts'

/** Plain links to identity providers, without their scripts. */
export function providerButtons(
  say: Words,
  providers: readonly Provider[],
  addressOf: (provider: Provider) => string,
): readonly Html[] {
  return providers.map(
    (provider) =>
      html`<a class="button provider" href="${addressOf(provider)}"><span>${say('external.button', {
        provider: strong(provider.name),
      })}</span></a>
`,
  )
}
