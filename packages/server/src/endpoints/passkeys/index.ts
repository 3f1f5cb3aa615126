/**
 * Owns: `/.well-known/webauthn`, the origins that may use the passkeys of this host, and a new challenge for a sign-in
 * page that is open for long. Does not own: the passkeys (`domain/passkeys`), the pages that use them (`endpoints/signin`,
 * `endpoints/account`).
 */
import type { FastifyInstance } from 'fastify'
import { answersWith, notFound } from '#answers'
import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { LoginSettings } from '#domain/logins'
import { type PasskeyHost, useOptions } from '#domain/passkeys'
import { createBrowserCookies, RENEW_ADDRESS, refuseForeignForm } from '#pages'

export { describedPasskeys } from './described.ts'

export interface PasskeyPageDeps {
  readonly clock: Clock
  readonly keyring: Keyring
  readonly passkeyHost: PasskeyHost
  readonly loginSettings: LoginSettings
  readonly baseUrl: string
}

export function registerPasskeys(app: FastifyInstance, deps: PasskeyPageDeps): void {
  const { passkeyHost, baseUrl } = deps
  const cookies = createBrowserCookies(baseUrl, deps.loginSettings.pendingSeconds)

  app.get('/.well-known/webauthn', answersWith('oauth'), async (_request, reply) => {
    if (passkeyHost.current() === undefined) throw notFound()
    return reply.header('Cache-Control', 'public, max-age=300').send({ origins: passkeyHost.origins })
  })

  // The challenge works only in the browser that asks, and says nothing of anybody.
  app.post(RENEW_ADDRESS, answersWith('page'), async (request) => {
    refuseForeignForm(request, baseUrl)
    const browser = cookies.find(request)
    const options = browser && useOptions(deps, browser.hash, request.issuer)
    if (options === undefined) throw notFound()
    return { challenge: options.challenge }
  })
}
