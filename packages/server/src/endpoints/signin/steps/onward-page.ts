import type { Provider } from '#domain/providers'
import { type Brand, html, type Page, strong, type Words } from '#pages'
import type { AuthorizeRequest } from '../authorize/authorize-request.ts'
import { showing } from '../shown.ts'
import { appName, startOf } from './sign-in-page.ts'

/**
 * Continues to the only provider by itself. It is a page, because `form-action` allows a form to lead only to our own
 * addresses and the app's, redirects included, and because it works without scripts. It leaves no entry in the history:
 * one step back from the provider is the page that was answered last.
 */
export function onwardPage(
  say: Words,
  {
    brand,
    request,
    again,
    provider,
  }: {
    readonly brand: Brand
    readonly request: AuthorizeRequest
    readonly again: string
    readonly provider: Provider
  },
): Page {
  const [name, onward, asking] = [provider.name, startOf(again, provider), `/oauth2/authorize?${showing(again)}`]
  const heading = say.text('external.onward.heading', { provider: name })
  return {
    title: heading,
    brand,
    onward,
    address: asking,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('external.onward.text', { provider: strong(name), app: appName(say, request.client) })}</p>
<a class="button provider" href="${onward}"><span>${say('external.button', { provider: strong(name) })}</span></a>
<p class="more"><a href="${asking}">${say('external.onward.other')}</a></p>`,
  }
}
