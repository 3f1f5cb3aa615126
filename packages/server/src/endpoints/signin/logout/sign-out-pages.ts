import { type Brand, html, type Page, topicPage, type Words } from '#pages'
import { formTargetOf } from '../redirect.ts'
import type { LogoutRequest } from './logout-request.ts'

/** Asks the signed-in person whether they want to sign out, because another site may have sent them here. */
export function confirmPage(
  say: Words,
  brand: Brand,
  {
    confirmation,
    person,
    asked,
  }: {
    readonly confirmation: string
    readonly person: string | undefined
    readonly asked: LogoutRequest
  },
): Page {
  const heading = say.text('signout.confirm.heading')
  return {
    title: heading,
    brand,
    formTargets: asked.to === undefined ? [] : [formTargetOf(asked.to)],
    card: html`<h1>${heading}</h1>
<p class="lead">${person === undefined ? undefined : say('signout.confirm.person', { person })} ${say(
      'signout.confirm.text',
    )}</p>
<form method="post" action="/oauth2/logout">
<input type="hidden" name="confirmation" value="${confirmation}">
<button name="decision" value="sign_out">${say('signout.button')}</button>
<button class="quiet" name="decision" value="stay">${say('signout.stay')}</button>
</form>`,
  }
}

/** Says that no one is signed in here. Links to the requested app, without a redirect, because the request is unproven. */
export function nobodyPage(
  say: Words,
  brand: Brand,
  { client, onward }: Pick<LogoutRequest, 'client'> & { readonly onward: string | undefined },
): Page {
  const page = topicPage(say, 'signout.nobody')
  if (onward === undefined) return { ...page, brand }
  const app = client?.resource.name ?? say.text('signin.nameless')
  const link = html`<a class="button" href="${onward}">${say('signout.done.onward', { app })}</a>`
  return { ...page, brand, card: html`${page.card}${link}<p class="hint"><bdi>${new URL(onward).host}</bdi></p>` }
}

export interface SignedOut {
  /** The names of the apps whose sign-in has ended. */
  readonly apps: readonly string[]
  /** The apps that may not have received the sign-out. */
  readonly untold: readonly string[]
  readonly frames: readonly string[]
  /** The identity providers where the person may still be signed in. */
  readonly elsewhere: readonly { readonly name: string; readonly url: string }[]
  readonly onward: { readonly url: string; readonly app: string } | undefined
}

export function signedOutPage(say: Words, brand: Brand, { apps, untold, frames, elsewhere, onward }: SignedOut): Page {
  const heading = say.text('signout.done.heading')
  const from = say.list([brand.name, ...apps], 'and')
  return {
    title: heading,
    brand,
    frames: [...new Set(frames.map((url) => new URL(url).origin))],
    card: html`<h1>${heading}</h1>
<p class="lead">${say('signout.done.text', { from })}</p>
${untold.length === 0 ? undefined : html`<p>${say('signout.done.untold', { apps: say.list(untold, 'and') })}</p>`}
${elsewhere.map(
  ({ name, url }) => html`<p>${say('signout.done.elsewhere', { provider: name })} <a href="${url}">${say(
    'signout.done.elsewhere.link',
    { provider: name },
  )}</a></p>
`,
)}${
  onward === undefined
    ? html`<p>${say('signout.done.close')}</p>`
    : html`<a class="button" href="${onward.url}">${say('signout.done.onward', { app: onward.app })}</a>`
}
${frames.map(
  (url) => html`<iframe src="${url}" sandbox="allow-same-origin allow-scripts"
title="${say.text('signout.done.heading')}" hidden></iframe>`,
)}`,
  }
}
