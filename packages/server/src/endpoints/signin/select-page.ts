import { type Brand, html, type Page } from '#answers'
import type { BrowserRoot } from '#domain/logins'
import { userById } from '#domain/users'
import type { AuthorizeRequest } from './authorize-request.ts'
import type { SigninParts } from './parts.ts'
import { formTargetOf } from './redirect.ts'
import { appName } from './sign-in-page.ts'

/** The page that asks with which account to go on, for apps that want the person to choose. */
export async function selectPage(
  { db }: Pick<SigninParts, 'db'>,
  {
    brand,
    request,
    sealed,
    root,
  }: {
    readonly brand: Brand
    readonly request: AuthorizeRequest
    readonly sealed: string
    readonly root: BrowserRoot
  },
): Promise<Page> {
  const user = await userById.maybeOne(db, root.userId)
  return {
    title: 'Choose an account',
    brand,
    formTargets: [formTargetOf(request.redirectUri)],
    card: html`<h1>Which account?</h1>
<p class="lead">to continue to <strong>${appName(request.client)}</strong></p>
<form method="post" action="/signin">
<input type="hidden" name="request" value="${sealed}">
<ul class="people">
<li><button name="account" value="this"><span><strong>${user?.email ?? 'The account that is signed in'}</strong><span>Signed in here</span></span><span aria-hidden="true">›</span></button></li>
<li><button name="account" value="other"><span><strong>Another account</strong><span>Sign in as somebody else</span></span><span aria-hidden="true">›</span></button></li>
</ul>
</form>`,
  }
}
