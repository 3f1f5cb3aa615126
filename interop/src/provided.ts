import { pkce } from '@damson/testkit'
import type { Clinic } from './clinic.ts'
import type { PlainBrowser, PlainPage } from './plain-browser.ts'

/** An identity provider of others, as Damson is told of it. */
export interface OtherProvider {
  readonly name: string
  readonly discoveryUrl: string
  readonly clientId: string
  readonly clientSecret: string
}

/** An app of the clinic whose people sign in with another provider, and are brought along by it. */
export interface ProvidedApp {
  /** Where the provider is to send browsers back to. */
  readonly callback: string
  /** Sends a browser to the provider, as far as that shows a page. */
  start(browser: PlainBrowser): Promise<{ readonly page: PlainPage; readonly verifier: string }>
  /** What the app is told of who came back to it. */
  userinfo(back: PlainPage, verifier: string): Promise<Readonly<Record<string, unknown>>>
}

/** Nobody listens there: the plain browser stops before it. */
const APP = 'https://ward.example.org/callback'

export async function provideApp(clinic: Clinic, provider: OtherProvider, more: object = {}): Promise<ProvidedApp> {
  const { id } = await clinic.client({
    name: 'Ward round',
    kind: 'app',
    tokenEndpointAuthMethod: 'none',
    firstParty: true,
    redirectUris: [APP],
    identityProvider: {
      ...provider,
      identitySource: 'subject',
      accountPolicy: 'create',
      defaultProfileType: 'Practitioner',
      ...more,
    },
  })
  return {
    callback: `${clinic.baseUrl}auth/external/client/${id}`,
    async start(browser) {
      const { verifier, challenge } = pkce()
      const query = new URLSearchParams({
        client_id: id,
        redirect_uri: APP,
        scope: 'openid profile email',
        state: 'of-the-app',
        code_challenge: challenge,
        code_challenge_method: 'S256',
      })
      return { page: await browser.open(`${clinic.baseUrl}auth/external/start?${query}`), verifier }
    },
    async userinfo(back, verifier) {
      const code = back.url.searchParams.get('code')
      if (!back.url.href.startsWith(APP) || code === null)
        throw new Error(`not sent back to the app, but to ${back.url.href}:\n${back.text}`)
      const form = { grant_type: 'authorization_code', code, code_verifier: verifier, client_id: id, redirect_uri: APP }
      const { body } = await clinic.world.call('oauth2/token', { form })
      return (await clinic.world.call('oauth2/userinfo', { token: body.access_token })).body
    },
  }
}
