import { type Answer, pkce } from '@damson/testkit'
import type { HostileProvider } from '@damson/testkit/identity-providers'
import { accessClaims } from '../federation/bearer-clinic.ts'
import { follow, must, PASSWORD } from '../identity/steps.ts'
import type { CookieBrowser } from '../signin/cookie-browser.ts'
import type { Rule } from './rules.ts'
import type { Way, Ways } from './way.ts'
import { CALLBACK, EXCHANGE, PAGE, type WaysClinic } from './ways-clinic.ts'

const external = (prepare: Way['prepare'], more: Partial<Way> = {}): Way => ({
  proof: 'external',
  ends: 'code',
  isOfApp: true,
  ...more,
  prepare,
})

/** The ways on which a provider vouches for somebody, each of whom it has signed in before. */
export function providerWays(here: () => WaysClinic): Ways {
  let people = 0
  const freshAddress = ({ domain }: Rule): string => `vouched-${(people += 1)}@${domain}`
  const post = (path: string, fields: object): Promise<Answer> =>
    here().world.call(path, { ...fields, headers: { Origin: PAGE } })
  const vouch = (provider: HostileProvider, email: string): void => {
    const says = { sub: `sub-${email}`, email, email_verified: true, hd: email.split('@')[1] }
    provider.misbehave({ idToken: says, userinfo: says })
  }
  const challenge = (): object => ({ codeChallenge: pkce().challenge, codeChallengeMethod: 'S256' })
  const exchange = (subjectToken: string): Promise<Answer> =>
    post('oauth2/token', {
      form: {
        grant_type: EXCHANGE,
        client_id: here().appId,
        subject_token: subjectToken,
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      },
    })
  const idTokenOf = async (email: string): Promise<string> => {
    vouch(here().idp, email)
    return (await here().idp.tokensFor('mallory')).id_token
  }
  /** Somebody whom the app's provider has signed in. */
  const known = async (rule: Rule): Promise<string> => {
    const email = freshAddress(rule)
    must(await exchange(await idTokenOf(email)))
    return email
  }

  /** From the app to its provider, and as far as the way back. */
  async function fromProvider(browser: CookieBrowser): Promise<string> {
    const { appId, idp, world } = here()
    const asked = new URLSearchParams({
      client_id: appId,
      redirect_uri: CALLBACK,
      scope: 'openid',
      state: 'of-the-app',
      code_challenge: pkce().challenge,
      code_challenge_method: 'S256',
    })
    const { location } = await browser.open(`/auth/external/start?${asked}`)
    return (await idp.signIn(location, 'mallory')).replace(world.baseUrl, '/')
  }

  return {
    // Whose address it is shows only when the provider has answered: the steps judge that.
    'GET /auth/external/start': external(
      () => {
        const asked = new URLSearchParams({ client_id: here().appId, redirect_uri: CALLBACK, scope: 'openid' })
        asked.set('code_challenge', pkce().challenge)
        asked.set('code_challenge_method', 'S256')
        return Promise.resolve(() => here().newBrowser().open(`/auth/external/start?${asked}`))
      },
      { ends: 'nothing', isOfNobody: true },
    ),
    'GET /auth/external/:kind/:id': external(async (rule) => {
      const email = await known(rule)
      const browser = here().newBrowser()
      const back = await fromProvider(browser)
      return async () => {
        // Others were vouched for since.
        vouch(here().idp, email)
        return browser.follow(await browser.open(back))
      }
    }),
    // The page of its own, of a person who signed in before: no app is named.
    'GET /auth/external/account': external(
      async () => {
        const at = `/auth/external/account?provider=client:${here().appId}`
        return () => here().newBrowser().open(at)
      },
      { ends: 'nothing', isOfApp: false, isOfNobody: true },
    ),
    'GET /auth/external/:kind/:id, to the account': external(
      async (rule) => {
        const { appId, idp, world } = here()
        vouch(idp, await known(rule))
        const browser = here().newBrowser()
        const { location } = await browser.open(`/auth/external/account?provider=client:${appId}`)
        const back = (await idp.signIn(location, 'mallory')).replace(world.baseUrl, '/')
        return () => browser.open(back)
      },
      { ends: 'account', isOfApp: false },
    ),
    'POST /auth/external/link': external(async (rule) => {
      const email = freshAddress(rule)
      await here().invite({ email })
      await follow(here().world, email)
      vouch(here().idp, email)
      const browser = here().newBrowser()
      const page = await browser.open(await fromProvider(browser))
      const link = page.hidden('link')
      const fields = { link, email, password: PASSWORD, decision: 'link' }
      return async () => browser.follow(await browser.post('/auth/external/link', fields))
    }),
    'POST /oauth2/token, in exchange': external(
      async (rule) => {
        const token = await idTokenOf(await known(rule))
        return () => exchange(token)
      },
      { ends: 'tokens' },
    ),
    'POST /auth/exchange': external(
      async (rule) => {
        const json = { clientId: here().appId, externalAccessToken: await idTokenOf(await known(rule)) }
        return () => post('auth/exchange', { json })
      },
      { ends: 'tokens' },
    ),
    'POST /auth/google': external(async (rule) => {
      const { google, appId } = here()
      const email = freshAddress(rule)
      await here().invite({ email })
      vouch(google, email)
      const { id_token: googleCredential } = await google.tokensFor('mallory')
      const json = { googleClientId: google.clientId, googleCredential, clientId: appId, ...challenge() }
      return () => post('auth/google', { json })
    }),
    'POST /auth/apple': external(async (rule) => {
      const { owner, idp } = here()
      const idToken = await idTokenOf(await known(rule))
      const json = { clientId: idp.clientId, projectId: owner.project, idToken, ...challenge() }
      return () => post('auth/apple', { json })
    }),
    // On no route of its own: wherever an access token is taken.
    'GET /auth/me, with a provider’s token': external(
      async (rule) => {
        const { idp, owner, world } = here()
        const email = await known(rule)
        const token = await idp.mint(accessClaims(idp, { subject: `sub-${email}`, email }))
        return () => world.call(`projects/${owner.project}/auth/me`, { token })
      },
      { ends: 'caller' },
    ),
  }
}
