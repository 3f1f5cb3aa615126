/** What the guides talk to beside Damson: a provider of somebody else's, and the issuer of a pipeline's tokens. */
import { startIdentityProvider } from '@damson/testkit/identity-providers'
import { makePair, sign, startKeyHost } from '../clients/signing.ts'

export interface Abroad {
  /** Where they are and what they gave, as variables of a shell. */
  readonly prelude: string
  close(): Promise<void>
}

export async function startAbroad(baseUrl: string): Promise<Abroad> {
  const provider = await startIdentityProvider('auth0', { redirectUris: [`${baseUrl}auth/external`] })
  const tokens = await provider.tokensFor('ada', { audience: 'https://api.clinic.example' })
  const pair = await makePair('RS256')
  const host = await startKeyHost()
  const forge = new URL('/forge', host.url).href
  host.answer = ({ url }, response) => {
    const isMetadata = url === '/forge/.well-known/openid-configuration'
    response.end(JSON.stringify(isMetadata ? { issuer: forge, jwks_uri: host.url } : { keys: [pair.publicJwk] }))
  }
  const claims = { iss: forge, sub: 'repo:acme/lab:ref:refs/heads/main', exp: Math.floor(Date.now() / 1000) + 600 }
  const variables = {
    IDP: provider.issuer,
    IDP_CLIENT: provider.clientId,
    IDP_SECRET: provider.clientSecret,
    IDP_METHOD: provider.tokenAuthMethod,
    IDP_ACCESS_TOKEN: tokens.access_token,
    IDP_ID_TOKEN: tokens.id_token,
    FORGE: forge,
    FORGE_TOKEN: await sign(pair, { id: '' }, 'https://id.example.org', { claims }),
  }
  return {
    prelude: Object.entries(variables)
      .map(([name, value]) => `${name}='${value}'`)
      .join('\n'),
    async close() {
      host.close()
      await provider.stop()
    },
  }
}
