import { accepted, type Result, refused } from '@damson/fhir'
import { claimsNamedIn, issuerNamedIn } from '#domain/issuers'
import { SYSTEM_PROJECT } from '#domain/projects'
import {
  type FederationSettings,
  failure,
  isIssuedBy,
  type Provider,
  type ProviderFailure,
  type Providers,
  writeProviderKey,
} from '#domain/providers'
import { audienceProblem } from './audience.ts'
import { tokenFailure } from './token-failure.ts'

/** Which of the operator's Bearer issuers a token names; undefined if none. */
export function bearerIssuerOf(
  { bearerIssuers }: Pick<FederationSettings, 'bearerIssuers'>,
  token: string,
): string | undefined {
  if (bearerIssuers.length === 0) return undefined
  const named = issuerNamedIn(token)
  return bearerIssuers.find((issuer) => issuer === named)
}

/**
 * The provider that judges a Bearer of that issuer: one of the operator's or, at a project's address, one of its clients'.
 * If several have the issuer, the token's claims tell which one it was issued for; they are verified later. It must be
 * exactly one, because the token's rights depend on it.
 */
export async function providerOfBearer(
  providers: Pick<Providers, 'ofProject'>,
  named: string,
  token: string,
  project: string | undefined,
): Promise<Result<Provider, ProviderFailure>> {
  const ofProject = project === undefined ? [] : await providers.ofProject(project)
  const all = [...ofProject, ...(await providers.ofProject(SYSTEM_PROJECT))].filter(
    (one) => (one.key.kind === 'client' || one.key.kind === 'server') && isIssuedBy(one, named),
  )
  const [first, second] = all
  if (first === undefined) return refused(NO_PROVIDER)
  if (second === undefined) return accepted(first)
  const [only, another] = all.filter((one) => isMeant(one, named, token))
  if (only === undefined) return refused(tokenFailure('wrong_audience'))
  return another === undefined ? accepted(only) : refused(ambiguous(all))
}

function isMeant({ settings }: Provider, named: string, token: string): boolean {
  const endpoints = { issuer: named, userInfoUrl: settings.userInfoUrl }
  const problem = audienceProblem(settings, endpoints, claimsNamedIn(token), 'access_token')
  // Only its metadata may tell its userinfo endpoint: the client that it was issued to is known all the same.
  return problem === undefined || problem === 'other_api'
}

const NO_PROVIDER = failure(
  'misconfigured',
  'no_provider',
  'The operator accepts the issuer of the token, but no provider has it: neither one of DAMSON_FEDERATION_PROVIDERS nor, ' +
    'at the address of a project, the provider of one of its active clients.',
)

function ambiguous(all: readonly Provider[]): ProviderFailure {
  const keys = all.map(({ key }) => writeProviderKey(key)).join(', ')
  return failure(
    'misconfigured',
    'ambiguous_provider',
    `Several providers have the issuer of the token, and the token may be for more than one of them: ${keys}. ` +
      'Give them different values of clientId or audience.',
  )
}
