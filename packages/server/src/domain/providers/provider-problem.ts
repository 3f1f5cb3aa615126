import type { IdentityProvider } from '@damson/fhir'
import { LONGEST_NAME } from '#base/language'
import { isCallable } from '#domain/clients'
import { discoveryOf } from '#domain/issuers'
import { normaliseEmail } from '#domain/users'

/** What is wrong with a provider's configuration, and in which field. */
export interface ProviderProblem {
  /** A stable code. */
  readonly code: string
  readonly text: string
  readonly field: keyof IdentityProvider
}

const URLS = ['discoveryUrl', 'authorizeUrl', 'tokenUrl', 'userInfoUrl', 'jwksUrl'] as const
const DOMAIN = /^(?=.{1,253}$)[a-z0-9\p{L}\p{M}]([a-z0-9\p{L}\p{M}-]*[a-z0-9\p{L}\p{M}])?(\.[a-z0-9\p{L}\p{M}-]+)+$/u
const MOST_RULES = 50
/** Profiles of people who sign in for themselves, with an address of any domain. */
const FOR_THEMSELVES: ReadonlySet<string> = new Set(['Patient', 'RelatedPerson'])

/** Why a configuration could sign no one in, or would trust too much; undefined for a usable one. */
export function providerProblem(
  settings: IdentityProvider,
  hasSecret: boolean,
  /** It is off, and has no client yet: many a provider gives one only for a redirect address, which is known by then. */
  isUnfinished = false,
): ProviderProblem | undefined {
  return (
    nameProblem(settings) ??
    urlProblem(settings, isUnfinished) ??
    authenticationProblem(settings, hasSecret || isUnfinished) ??
    mappingProblem(settings) ??
    reachProblem(settings)
  )
}

/** It is written on buttons, and in e-mails. */
function nameProblem({ name = '' }: IdentityProvider): ProviderProblem | undefined {
  return name.length <= LONGEST_NAME && !/\p{C}/u.test(name)
    ? undefined
    : {
        code: 'unsuitable_provider_name',
        field: 'name',
        text: `name is shown to people: write at most ${LONGEST_NAME} characters on one line.`,
      }
}

function urlProblem(settings: IdentityProvider, isUnfinished: boolean): ProviderProblem | undefined {
  const malformed = URLS.find((name) => settings[name] !== undefined && !isCallable(settings[name]))
  if (malformed !== undefined)
    return {
      code: 'malformed_provider_url',
      field: malformed,
      text: `${malformed} is an https URL without credentials and fragment; http is for a loopback address in development.`,
    }
  if (settings.clientId === undefined && !isUnfinished)
    return {
      code: 'provider_without_client',
      field: 'clientId',
      text: 'clientId is the id that the provider gave this server: add it.',
    }
  if (settings.discoveryUrl === undefined && settings.issuer === undefined)
    return {
      code: 'provider_without_issuer',
      field: 'issuer',
      text:
        'Give discoveryUrl, or the issuer as the provider writes it in its id tokens: ' +
        'without it, the issuer of a token cannot be checked.',
    }
  // Missing endpoints are discovered below the issuer, so the issuer must be callable.
  const isWhole =
    settings.authorizeUrl !== undefined && settings.tokenUrl !== undefined && settings.jwksUrl !== undefined
  if (settings.discoveryUrl === undefined && !isWhole && !isCallable(settings.issuer ?? ''))
    return {
      code: 'provider_without_addresses',
      field: 'authorizeUrl',
      text: 'Give authorizeUrl, tokenUrl and jwksUrl, or an issuer or discoveryUrl from which they can be discovered.',
    }
  return undefined
}

/** Outside development plain http is never called: a provider that could not be reached is refused when it is saved. */
export function plainHttpProblem(settings: IdentityProvider): ProviderProblem | undefined {
  // Without discoveryUrl the issuer's metadata is fetched; beside one the issuer is only a name.
  const asked = settings.discoveryUrl === undefined ? (['issuer', ...URLS] as const) : URLS
  const plain = asked.find((name) => settings[name]?.toLowerCase().startsWith('http:'))
  return plain === undefined
    ? undefined
    : {
        code: 'plain_http_provider',
        field: plain,
        text:
          `${plain} must be an https URL: plain http, even to this machine, is only for development (the embedded ` +
          'store at a loopback address).',
      }
}

function authenticationProblem(
  {
    tokenAuthMethod,
    tokenAuthAudience,
    usePkce,
    userInfoMode,
    userInfoUrl,
    tokenUrl,
    discoveryUrl,
    issuer,
  }: IdentityProvider,
  hasSecret: boolean,
): ProviderProblem | undefined {
  const needsSecret = tokenAuthMethod === undefined || tokenAuthMethod.startsWith('client_secret')
  if (needsSecret && !hasSecret)
    return {
      code: 'provider_without_secret',
      field: 'clientSecret',
      text: 'Send clientSecret, also when you change an endpoint, or set tokenAuthMethod to private_key_jwt or none.',
    }
  if (tokenAuthAudience !== undefined && tokenAuthMethod !== 'private_key_jwt')
    return {
      code: 'audience_without_key',
      field: 'tokenAuthAudience',
      text: 'tokenAuthAudience is the audience of a signed assertion: use it only with tokenAuthMethod private_key_jwt.',
    }
  // Like a secret, an assertion for an issuer goes only where that issuer says: elsewhere it could be misused in our name.
  const isByIssuer = discoveryUrl === undefined || issuer === undefined || discoveryUrl === discoveryOf(issuer)
  if (tokenAuthMethod === 'private_key_jwt' && (tokenUrl !== undefined || !isByIssuer))
    return {
      code: 'signed_elsewhere',
      field: 'tokenUrl',
      text:
        'With private_key_jwt the token endpoint is the one that the issuer’s own metadata names: ' +
        'leave out tokenUrl, and give issuer or its discoveryUrl.',
    }
  if (tokenAuthMethod === 'none' && usePkce === false)
    return {
      code: 'provider_without_pkce',
      field: 'usePkce',
      text: 'Without client authentication, only PKCE protects the code: leave out usePkce.',
    }
  if (userInfoMode === 'gcip' && userInfoUrl === undefined)
    return { code: 'gcip_without_address', field: 'userInfoUrl', text: 'userInfoMode gcip needs userInfoUrl.' }
  return undefined
}

/** Which claim identifies the person, by the wire's names for the mappings. */
const MAPPINGS: Readonly<Record<string, string>> = {
  email: 'user-email',
  subject: 'project-membership-external-id',
  'fhir-user': 'project-membership-profile',
}

/** What identifies a provider's people; the wire's older `useSubject` means the subject. */
export function identitySourceOf({ identitySource, useSubject }: IdentityProvider): 'email' | 'subject' | 'fhir-user' {
  return identitySource ?? (useSubject === true ? 'subject' : 'email')
}

function mappingProblem(settings: IdentityProvider): ProviderProblem | undefined {
  const source = identitySourceOf(settings)
  const mapping = MAPPINGS[source]
  if (settings.identityMappingMode === undefined || settings.identityMappingMode === mapping) return undefined
  return {
    code: 'mapping_not_available',
    field: 'identityMappingMode',
    text: `With identitySource ${source} the mapping is ${mapping}: leave out identityMappingMode.`,
  }
}

function reachProblem(settings: IdentityProvider): ProviderProblem | undefined {
  const { emailDomain = [], profileType = [], claimRule = [], accountPolicy, defaultProfileType } = settings
  const domain = emailDomain.find((text) => text !== '*' && (!DOMAIN.test(text) || text !== normaliseEmail(text)))
  if (domain !== undefined)
    return {
      code: 'malformed_email_domain',
      field: 'emailDomain',
      text: `"${domain.slice(0, 100)}" is not an e-mail domain in lower case, such as clinic.example.`,
    }
  if (emailDomain.length > 0 && profileType.length === 0)
    return {
      code: 'provider_without_profile_type',
      field: 'profileType',
      text:
        'A provider that vouches for e-mail addresses must say for whom: ' +
        'list Patient, Practitioner or RelatedPerson in profileType.',
    }
  if (emailDomain.includes('*') && profileType.some((type) => !FOR_THEMSELVES.has(type)))
    return {
      code: 'any_email_domain',
      field: 'emailDomain',
      text:
        'Addresses of any domain (*) are only for people who sign in for themselves: ' +
        'list only Patient or RelatedPerson in profileType, or the domains of your staff in emailDomain.',
    }
  if (accountPolicy === 'create' && defaultProfileType !== 'Patient' && defaultProfileType !== 'Practitioner')
    return {
      code: 'create_without_profile',
      field: 'defaultProfileType',
      text: 'With accountPolicy create, set defaultProfileType to Patient or Practitioner.',
    }
  if (defaultProfileType !== undefined && profileType.length > 0 && !profileType.includes(defaultProfileType))
    return {
      code: 'foreign_default_profile',
      field: 'defaultProfileType',
      text: 'defaultProfileType must be one of profileType.',
    }
  if (claimRule.length > MOST_RULES)
    return {
      code: 'too_many_rules',
      field: 'claimRule',
      text: `A provider can have at most ${MOST_RULES} claimRule entries.`,
    }
  return undefined
}
