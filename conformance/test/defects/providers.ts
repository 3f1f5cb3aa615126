/** Defects of identity providers: of the round trip, of what is believed of them, and of tokens that are presented. */
import { type Defect, defectsIn } from './defect.ts'

const roundTrips = defectsIn('server/src/domain/proof/round-trips.ts')
const personByCode = defectsIn('server/src/domain/proof/person-by-code.ts')
const roundTripStore = defectsIn('server/src/domain/proof/round-trips.store.ts')
const client = defectsIn('server/src/domain/providers/provider-client.ts')
const tokens = defectsIn('server/src/domain/issuers/issuer-tokens.ts')
const published = defectsIn('server/src/base/published/published.ts')
const presented = defectsIn('server/src/domain/proof/verify-token.ts')
const audience = defectsIn('server/src/domain/proof/audience.ts')
const identities = defectsIn('server/src/domain/identities/identities.store.ts')
const exchange = defectsIn('server/src/endpoints/oauth/grants/token-exchange.ts')
const workload = defectsIn('server/src/domain/credentials/workload.ts')

export const PROVIDER_DEFECTS: readonly Defect[] = [
  roundTrips(
    'every sign-in has the same nonce',
    'oidc-rp-3.1.3.7-nonce-replayed',
    '[unguessable(), unguessable()]',
    "[unguessable(), 'a-nonce-that-is-always-the-same']",
  ),
  personByCode(
    'the hash of the access token is not compared',
    'oidc-rp-3.1.3.6-at-hash-of-round-trip',
    "if (claims['at_hash'] !== undefined && !isHashOf",
    "if (claims['at_hash'] === '' && !isHashOf",
  ),
  roundTrips(
    'providers are asked without PKCE',
    'rfc9700-2.1.1-pkce-at-provider',
    'provider.settings.usePkce === false ? undefined : unguessable()',
    'provider.settings.usePkce === false ? unguessable() : undefined',
  ),
  personByCode(
    'how old a sign-in is at the provider is not looked at',
    'oidc-rp-3.1.2.1-max-age',
    '        ...(maxAgeSeconds !== undefined && { maxAge: maxAgeSeconds }),\n',
    '',
  ),
  roundTripStore(
    'the answer of one provider comes in at the address of another',
    'rfc9700-4.4.2.2-callback-of-provider',
    ' and provider_key = ${providerKey} and used_at',
    " and ${providerKey}::text <> '' and used_at",
  ),
  roundTripStore(
    'an answer comes in by any browser',
    'rfc9700-4.7.1-round-trip-of-browser',
    'state_hash = ${stateHash} and browser_hash = ${browserHash}',
    "state_hash = ${stateHash} and ${browserHash}::text <> ''",
  ),
  roundTripStore('a state works twice', 'rfc9700-4.7.1-round-trip-once', ' and used_at is null', ''),
  client(
    'an answer need not name its issuer',
    'rfc9207-2.4-missing-iss',
    'authorization_response_iss_parameter_supported: endpoints.namesItself',
    'authorization_response_iss_parameter_supported: false',
  ),
  tokens(
    'whoever publishes metadata is who they say',
    'oidc-discovery-4.3-other-issuer',
    'found.ok && !isExpected(found.value.issuer)',
    "found.ok && found.value.issuer === ''",
  ),
  tokens(
    'the signature of an id token is not checked',
    'asvs-6.8.2-signed-assertions',
    '= await jwtVerify(token, keys, {',
    "= await Promise.resolve({ payload: JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()), " +
      "protectedHeader: { alg: 'RS256' } }) ?? await jwtVerify(token, keys, {",
  ),
  tokens(
    'a new key of a provider is not asked for',
    'oidc-rp-10.1.1-new-key',
    'if (seconds === undefined) return first',
    "if (seconds === undefined || (!first.ok && first.refusal.why === 'unknown_key')) return first",
  ),
  published(
    'a key that is not known is asked for each time',
    'oidc-rp-10.1.1-unknown-key',
    'secondsAfter(known.askedAt, seconds) > clock.now()',
    'secondsAfter(known.askedAt, seconds) < new Date(0)',
  ),
  presented(
    'userinfo may speak of somebody else',
    'oidc-rp-5.3.2-userinfo-subject',
    "return claims['sub'] === sub\n",
    "return claims['sub'] !== ''\n",
  ),
  audience(
    'an id token for others too needs no authorized party',
    'oidc-rp-3.1.3.7-azp',
    'party === undefined ? audiences.length > 1 :',
    'party === undefined ? false :',
  ),
  audience(
    'an id token of any client is taken',
    'rfc8693-2.2.2-other-client',
    "if (!audiences.some((one) => ours.includes(one))) return 'wrong_audience'",
    '',
  ),
  identities(
    'the external id of one provider is that of every other',
    'asvs-6.8.1-identity-providers',
    'and coalesce(m.external_id_issuer, ${issuer}) = ${issuer}',
    "and ${issuer}::text <> ''",
  ),
  identities(
    'who was linked is known by the subject alone',
    'asvs-6.8.1-identity-providers',
    'where i.project = ${project} and i.issuer = ${issuer} and i.subject = ${subject}`',
    "where i.project = ${project} and ${issuer}::text <> '' and i.subject = ${subject}`",
  ),
  exchange(
    'any kind of token is promised',
    'rfc8693-2.1-requested-type',
    "!REQUESTED.has(form.get('requested_token_type') ?? '')",
    "REQUESTED.has('none')",
  ),
  workload(
    'the token of a workload may be for others too',
    'rfc7523-3-workload-audiences',
    'another === undefined ? workloads',
    "another !== '' ? workloads",
  ),
  workload(
    'the token of a workload is taken twice',
    'rfc7523-3-workload-once',
    'if (jti === undefined) return proven',
    "if (jti === undefined || jti !== '') return proven",
  ),
]
