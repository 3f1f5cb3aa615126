import type { BrowserRoot } from '#domain/logins'
import { userById } from '#domain/users'
import { type Brand, html, type Page, type Words } from '#pages'
import type { AuthorizeRequest } from '../authorize/authorize-request.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { formTargetOf } from '../redirect.ts'
import { appName } from './sign-in-page.ts'

/** The page to choose an account, for apps that ask for it. */
export async function selectPage(
  say: Words,
  { db }: Pick<SignInPageDeps, 'db'>,
  {
    brand,
    request,
    sealed,
    again,
    root,
  }: {
    readonly brand: Brand
    readonly request: AuthorizeRequest
    readonly sealed: string
    /** The query that shows the page again. */
    readonly again: string
    readonly root: BrowserRoot
  },
): Promise<Page> {
  const user = await userById.maybeOne(db, root.userId)
  return {
    title: say.text('select.title'),
    brand,
    formTargets: [formTargetOf(request.redirectUri)],
    address: `/oauth2/authorize?${again}`,
    isSignedIn: true,
    card: html`<h1>${say('select.heading')}</h1>
<p class="lead">${say('signin.lead', { app: appName(say, request.client) })}</p>
<form method="post" action="/signin">
<input type="hidden" name="request" value="${sealed}">
<ul class="people">
<li><button name="account" value="this"><span><strong><bdi>${
      user?.email ?? say.text('select.this')
    }</bdi></strong><span>${say('select.here')}</span></span><span aria-hidden="true">›</span></button></li>
<li><button name="account" value="other"><span><strong>${say('select.other')}</strong><span>${say(
      'flow.as_other',
    )}</span></span><span aria-hidden="true">›</span></button></li>
</ul>
</form>`,
  }
}
