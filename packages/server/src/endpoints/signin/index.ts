/**
 * Owns: hosted sign-in: `/oauth2/authorize`, the `/signin` pages, signing out at `/oauth2/logout`, the pages of mailed links, and what pages link to. All
 * is rendered here and works without scripts. Does not own: the steps of a sign-in (`domain/signin`), accounts and
 * links (`domain/registration`), the JSON face of the same steps (`endpoints/auth`).
 */
import type { FastifyInstance } from 'fastify'
import { createBrowserCookies } from '#pages'
import { registerAssets } from './assets.ts'
import { registerAuthorize } from './authorize.ts'
import { registerBranding } from './branding.ts'
import { registerExternal } from './external.ts'
import { registerFlow } from './flow.ts'
import { registerForgot } from './forgot.ts'
import { registerLanguage } from './language.ts'
import { registerLinks } from './links.ts'
import { registerLogout } from './logout.ts'
import type { SigninParts } from './parts.ts'
import { registerProviderJwks } from './provider-jwks.ts'
import { registerSignIn } from './sign-in.ts'
import { registerSignedOut } from './signed-out.ts'

export type { SigninParts } from './parts.ts'

export function registerSignin(app: FastifyInstance, parts: SigninParts): void {
  const cookies = createBrowserCookies(parts.baseUrl, parts.loginSettings.pendingSeconds)
  registerAssets(app)
  registerBranding(app, parts)
  registerAuthorize(app, parts, cookies)
  registerSignIn(app, parts, cookies)
  registerExternal(app, parts, cookies)
  registerProviderJwks(app, parts)
  registerFlow(app, parts, cookies)
  registerLogout(app, parts, cookies)
  registerSignedOut(app, parts, cookies)
  registerForgot(app, parts, cookies)
  registerLinks(app, parts)
  registerLanguage(app, parts)
}
