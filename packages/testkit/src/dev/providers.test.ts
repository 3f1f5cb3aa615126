import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { describeProviders, startDevelopmentProviders } from './providers.ts'

test('a developer finds each provider, with what to paste, and an application on any port of this machine', async () => {
  const providers = await startDevelopmentProviders(0)
  const text = describeProviders(providers)
  for (const provider of providers.all.values()) {
    for (const part of [provider.issuer, provider.clientId, provider.clientSecret]) expect(text).toContain(part)
    const asking = (redirectUri: string): string =>
      `${provider.endpoints.authorize}?${new URLSearchParams({
        client_id: provider.clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid',
        state: 's',
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        code_challenge_method: 'S256',
      })}`
    const here = 'http://localhost:5173/callback'
    expect(await provider.signIn(asking(here), 'ada')).toContain(`${here}?code=`)
    for (const elsewhere of [
      'https://evil.example/',
      'http://localhost.evil.example/',
      'http://localhost@evil.example/',
    ])
      await expect(provider.signIn(asking(elsewhere), 'ada'), elsewhere).rejects.toThrow('redirect')
  }
  expect(text).toContain('Eve Stranger <+15550100001, unverified>')
  await providers.stop()
})

test('whoever starts them learns that a port is taken', async () => {
  const other = createServer()
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
  const address = other.address()
  const taken = typeof address === 'object' && address !== null ? address.port : 0
  await expect(startDevelopmentProviders(taken)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await new Promise((closed) => other.close(closed))
})
