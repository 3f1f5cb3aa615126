/**
 * Owns: hosted sign-in, rendered on the server and working without scripts:
 * - `authorize/`: reads, checks and answers the request of an app;
 * - `steps/`: the pages of a sign-in, and the choice of the next one;
 * - `provider/`: to an identity provider and back, linking, and an administrator's trial;
 * - `logout/`: signing out, and telling apps and providers of it;
 * - `links/`: the pages of mailed links, and asking for one;
 * - `screen/`: the page of codes that other screens show (RFC 8628);
 * - `recovery/`: recovering an account whose second factors are lost;
 * - here: what these share, such as redirects, complaints, style sheets, looks and the choice of a language; and pages of
 *   invented people, for previews.
 *
 * `steps/` imports `authorize/`, `links/` and `screen/` import both, and `provider/` those and
 * `links/`. The only import in the other direction is in the route of `authorize/`, which hands a checked request to
 * `steps/continue-flow.ts`.
 *
 * Does not own: the steps themselves (`domain/signin`), accounts and links (`domain/registration`), the JSON API for the
 * same steps (`endpoints/auth`). Used by: only `app/mount.ts`.
 */
import type { FastifyInstance } from 'fastify'
import { createBrowserCookies } from '#pages'
import { registerAssets } from './assets.ts'
import { registerAuthorize } from './authorize/authorize.ts'
import { registerBranding } from './branding.ts'
import type { SignInPageDeps } from './dependencies.ts'
import { registerLanguage } from './language.ts'
import { registerForgot } from './links/forgot.ts'
import { registerLinks } from './links/links.ts'
import { registerLogout } from './logout/logout.ts'
import { registerSignedOut } from './logout/signed-out.ts'
import { registerExternal } from './provider/external.ts'
import { registerProviderJwks } from './provider/provider-jwks.ts'
import { registerRecovery } from './recovery/recovery.ts'
import { registerScreen } from './screen/screen.ts'
import { registerFlow } from './steps/flow.ts'
import { registerMailSignIn } from './steps/mail-steps.ts'
import { registerRegister } from './steps/register-steps.ts'
import { registerSignIn } from './steps/sign-in-steps.ts'

export type { SignInPageDeps } from './dependencies.ts'
export { describedSignin } from './described.ts'
export { samplePage } from './sample-pages.ts'

export function registerSignin(app: FastifyInstance, deps: SignInPageDeps): void {
  const cookies = createBrowserCookies(deps.baseUrl, deps.loginSettings.pendingSeconds)
  registerAssets(app)
  registerBranding(app, deps)
  registerAuthorize(app, deps, cookies)
  registerSignIn(app, deps, cookies)
  registerRegister(app, deps, cookies)
  registerMailSignIn(app, deps, cookies)
  registerExternal(app, deps, cookies)
  registerProviderJwks(app, deps)
  registerFlow(app, deps, cookies)
  registerLogout(app, deps, cookies)
  registerSignedOut(app, deps, cookies)
  registerForgot(app, deps, cookies)
  registerLinks(app, deps, cookies)
  registerRecovery(app, deps, cookies)
  registerScreen(app, deps, cookies)
  registerLanguage(app, deps)
}
