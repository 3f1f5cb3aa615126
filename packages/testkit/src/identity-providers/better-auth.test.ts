import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBetterAuth } from './better-auth.ts'
import { createBrowser, type IdentityProvider } from './index.ts'
import { REDIRECT_URI, signInByOpenidClient } from './relying-party.ts'

describe('better-auth', () => {
  let provider: IdentityProvider
  beforeAll(async () => {
    provider = await startBetterAuth({ redirectUris: [REDIRECT_URI] })
  })
  afterAll(() => provider.stop())

  const authorizeUrl = (params: Readonly<Record<string, string>>): string =>
    `${provider.endpoints.authorize}?${new URLSearchParams({
      client_id: provider.clientId,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: 'openid',
      state: 's',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      ...params,
    })}`

  test('signs a person in through a relying party that nobody here wrote', async () => {
    const { callback, claims, userinfo } = await signInByOpenidClient(provider, 'ada')
    expect(callback.searchParams.get('iss')).toBe(provider.issuer)
    const { subject } = provider.person('ada')
    expect(claims).toMatchObject({ iss: provider.issuer, aud: provider.clientId, sub: subject })
    // An application that looks for the address only in the id token does not find it.
    expect(claims).not.toHaveProperty('email')
    expect(userinfo).toMatchObject({ sub: subject, email: 'ada@startup.example', email_verified: true })
    expect((await signInByOpenidClient(provider, 'eve')).userinfo.email_verified).toBe(false)
  })

  test('is where it says', async () => {
    const { endpoints, issuer } = provider
    expect(await (await fetch(endpoints.discovery)).json()).toMatchObject({
      issuer,
      authorization_endpoint: endpoints.authorize,
      token_endpoint: endpoints.token,
      userinfo_endpoint: endpoints.userinfo,
      jwks_uri: endpoints.jwks,
      end_session_endpoint: endpoints.endSession,
    })
  })

  test('gives tokens without an application, also those of another one', async () => {
    const own = await provider.tokensFor('ben', { nonce: 'n' })
    expect(decodeJwt(own.id_token)).toMatchObject({ sub: provider.person('ben').subject, nonce: 'n' })
    const foreign = await provider.tokensFor('ben', { client: 'other' })
    expect(decodeJwt(foreign.id_token).aud).toBe(provider.otherClient.clientId)
  })

  test('says what was changed, under the same subject', async () => {
    provider.change('ben', { email: 'ben@elsewhere.example', groups: ['staff'] })
    const { claims, userinfo } = await signInByOpenidClient(provider, 'ben')
    expect(claims).toMatchObject({ sub: provider.person('ben').subject, groups: ['staff'] })
    expect(userinfo).toMatchObject({ email: 'ben@elsewhere.example', groups: ['staff'] })
  })

  test('signs with new keys after a rotation', async () => {
    const kids = async (): Promise<string[]> =>
      ((await (await fetch(provider.endpoints.jwks)).json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)
    const kidOf = async () => decodeProtectedHeader((await provider.tokensFor('ada')).id_token).kid ?? 'none'
    const first = await kidOf()
    await provider.rotateKeys({ keepOld: true })
    const second = await kidOf()
    expect(second).not.toBe(first)
    expect(new Set(await kids())).toEqual(new Set([first, second]))
    await provider.rotateKeys()
    expect(await kids()).toEqual([await kidOf()])
  })

  test('keeps its session in one browser', async () => {
    const browser = createBrowser()
    expect(await provider.signIn(authorizeUrl({ prompt: 'none' }), 'ada', browser)).toContain('error=login_required')
    expect(await provider.signIn(authorizeUrl({}), 'ada', browser)).toContain('code=')
    expect(await provider.signIn(authorizeUrl({ prompt: 'none' }), 'ben', browser)).toContain('code=')
  })

  test('sends a refusal back, and nobody to an address that was not registered', async () => {
    const callback = new URL(await provider.signIn(authorizeUrl({}), 'refuse'))
    expect(Object.fromEntries(callback.searchParams)).toMatchObject({ error: 'access_denied', state: 's' })
    const elsewhere = authorizeUrl({ redirect_uri: 'http://127.0.0.1:9/elsewhere' })
    await expect(provider.signIn(elsewhere, 'ada')).rejects.toThrow('redirect')
    provider.allowRedirectUri('http://127.0.0.1:9/elsewhere')
    expect(await provider.signIn(elsewhere, 'ada')).toContain('http://127.0.0.1:9/elsewhere?code=')
  })
})
