/** OpenID Connect as a relying party: tokens of a provider that an app presents. */
import { TOKEN_TYPE, withProvider } from '../exchange-flow.ts'
import { isError, isOk } from '../expect.ts'
import { rowsOf, type Suite } from '../requirement.ts'

const OIDC = rowsOf('OpenID Connect Core', 'oidc-rp')
const NO_PROVIDERS = 'it has no identity providers of others'

export const oidcRp: Suite = {
  source: 'OpenID Connect Core',
  file: 'oidc-rp.ts',
  rows: [
    OIDC.mustHere(
      '3.1.3.7',
      'azp',
      'An id token for several has this client as authorized party.',
      NO_PROVIDERS,
      (at) =>
        withProvider(at, async ({ exchange, token }) => {
          const aud = ['damson-at-idp', 'another-client']
          isError(await exchange(await token({ aud })), 'invalid_request')
          isError(await exchange(await token({ aud, azp: 'another-client' })), 'invalid_request')
          isOk(await exchange(await token({ aud, azp: 'damson-at-idp' })))
        }),
    ),
    OIDC.mustHere('3.1.3.6', 'at-hash', 'An access token beside an id token has its hash in it.', NO_PROVIDERS, (at) =>
      withProvider(at, async ({ exchange, token }) => {
        const type = { subject_token_type: `${TOKEN_TYPE}access_token` }
        isError(await exchange('opaque', { ...type, id_token: await token() }), 'invalid_request')
        isError(
          await exchange('opaque', { ...type, id_token: await token({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }) }),
          'invalid_request',
        )
      }),
    ),
    OIDC.mustHere(
      '5.3',
      'opaque',
      'An opaque token of which nobody says whose it is, is refused.',
      NO_PROVIDERS,
      (at) =>
        withProvider(at, async ({ exchange }) => {
          isError(await exchange('opaque', { subject_token_type: `${TOKEN_TYPE}access_token` }), 'invalid_request')
        }),
    ),
  ],
}
