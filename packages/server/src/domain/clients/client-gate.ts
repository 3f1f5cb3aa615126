import { isResourceScope, parseScope } from '@damson/access'
import { accepted, type ClientApplication, type Resource, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import { told } from '#base/findings'
import { isOrigin, originSetter } from '#domain/projects'
import { type Change, type Gate, invalid, type WriteRefusal } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import { lifetimeSeconds } from './client.ts'
import { deleteClient, dropSecrets, putClient } from './clients.store.ts'
import { isConsole } from './console-client.ts'
import { DEVICE_GRANT, deviceGrantProblem } from './device-grant.ts'
import { initiateLoginProblem } from './initiate-login.ts'
import { readKeySet } from './key-set.ts'
import { isCallable, logoutProblem } from './logout-uris.ts'
import { redirectUriProblem } from './redirect-uri.ts'
import { workloadProblem } from './workloads.ts'

const GRANT_TYPES = new Set([
  'authorization_code',
  'client_credentials',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  DEVICE_GRANT,
])
/** Not shorter: `@medplum/core` requests new tokens endlessly if one lives for 300 s or less. */
const SHORTEST_TOKEN_SECONDS = 301
const LONGEST_TOKEN_SECONDS = 86_400
const MOST_REQUIRED = 50
const LONGEST_PUBLISHER = 100

/** Updates `clients` and its origins; refuses settings that are not enforced. New clients of people ask for scopes. */
export const clientGate: Gate = Object.assign(guardClient, {
  completes: ({ before, after }: { readonly before?: Resource | undefined; readonly after: Resource }) =>
    completedClient(after as ClientApplication, before as ClientApplication | undefined),
})

async function guardClient(tx: Tx, change: Change): Promise<Result<readonly Invalidation[], WriteRefusal>> {
  const client = change.after as ClientApplication | undefined
  // Its row is not this project's, and must not become it.
  if (isConsole(change.id)) return refused(RESERVED_ID)
  const problem =
    client === undefined
      ? undefined
      : (newAppProblem(client, change.before as ClientApplication | undefined) ?? problemOf(client))
  if (problem !== undefined) return refused(problem)
  if (client === undefined) await deleteClient.run(tx, change.project, change.id)
  else await put(tx, change, client)
  return accepted([{ kind: 'client', subject: change.id }, ...(await registerOrigins(tx, change))])
}

const RESERVED_ID = invalid(
  'reserved_id',
  'This id is the console’s: register a client without an id, the server gives it one.',
  'ClientApplication.id',
)

async function put(tx: Tx, { project, id, now }: Change, client: ClientApplication): Promise<void> {
  const authMethod = authMethodOf(client)
  const kind = kindOf(client)
  const { status = 'active', basicAllowed = false, firstParty = false, backChannelLogoutUri = null } = client
  const { fhirRequestLimit = null, compliantDeviceRequired: needsDevice = false } = client
  await putClient.run(tx, {
    id,
    project,
    active: status === 'active',
    kind,
    authMethod,
    basicAllowed,
    firstParty,
    identityAlone: client.resourceScopesRequired === true && !firstParty,
    backChannelLogoutUri,
    fhirRequestLimit,
    needsDevice,
    now,
  })
  // Otherwise a lost secret would work again after the client goes back to secrets.
  if (authMethod === 'private_key_jwt') await dropSecrets.run(tx, id)
}

/** The kind of a client, by default what its way to prove itself suggests. */
export function kindOf(client: ClientApplication): string {
  return client.kind ?? (authMethodOf(client) === 'none' ? 'app' : 'server')
}

/** Whether people sign in to a client: to an app, and to any other client that can get their codes. */
function asksPeople(client: ClientApplication): boolean {
  const { grantType, redirectUris = [], redirectUri, launchUri } = client
  if (kindOf(client) === 'app' || client.deviceSignIn === true) return true
  const hasAddress = redirectUris.length > 0 || redirectUri !== undefined || launchUri !== undefined
  return kindOf(client) !== 'device' && hasAddress && grantType?.includes('authorization_code') !== false
}

const isNewApp = (client: ClientApplication, before: ClientApplication | undefined): boolean =>
  asksPeople(client) && (before === undefined || !asksPeople(before))

/** A new app gets people's data by resource scopes alone. */
function completedClient(client: ClientApplication, before: ClientApplication | undefined): ClientApplication {
  return client.resourceScopesRequired === undefined && isNewApp(client, before)
    ? { ...client, resourceScopesRequired: true }
    : client
}

function newAppProblem(client: ClientApplication, before: ClientApplication | undefined): WriteRefusal | undefined {
  return client.resourceScopesRequired === false && isNewApp(client, before)
    ? invalid(
        'new_app_without_scopes',
        'A new app gets people’s data by resource scopes alone: leave out resourceScopesRequired. An update can set it to false.',
        'ClientApplication.resourceScopesRequired',
      )
    : undefined
}

/**
 * The default: signing if it has keys or workload identities; otherwise public for apps, and confidential for other
 * clients.
 */
export function authMethodOf(client: ClientApplication): string {
  const { tokenEndpointAuthMethod, kind, jwks, jwksUri, workloadIdentity } = client
  if (tokenEndpointAuthMethod !== undefined) return tokenEndpointAuthMethod
  if (jwks !== undefined || jwksUri !== undefined || workloadIdentity !== undefined) return 'private_key_jwt'
  return kind === 'app' ? 'none' : 'client_secret_basic'
}

async function registerOrigins(tx: Tx, { project, id, before, after }: Change): Promise<readonly Invalidation[]> {
  const earlier = (before as ClientApplication | undefined)?.allowedOrigin ?? []
  const origins = (after as ClientApplication | undefined)?.allowedOrigin ?? []
  await originSetter(tx, project, 'ClientApplication', id, origins)
  return [...new Set([...earlier, ...origins])].map((subject) => ({ kind: 'origin', subject }))
}

function problemOf(client: ClientApplication): WriteRefusal | undefined {
  return (
    unenforceable(client) ??
    inconsistent(client) ??
    keyProblem(client) ??
    workloadProblem(client, authMethodOf(client)) ??
    malformed(client) ??
    requiredScopeProblem(client) ??
    aboutAppProblem(client) ??
    logoutProblem(client)
  )
}

function unenforceable(client: ClientApplication): WriteRefusal | undefined {
  const later = (field: string, remedy: string): WriteRefusal =>
    invalid('not_available', told`This version cannot enforce ${field} yet: ${remedy}.`, `ClientApplication.${field}`)
  if (client.certificateTrustStore !== undefined) return later('certificateTrustStore', 'leave it out')
  if (client.pkceOptional === true)
    return invalid(
      'pkce_required',
      'PKCE with S256 is never optional: leave out pkceOptional.',
      'ClientApplication.pkceOptional',
    )
  return undefined
}

function inconsistent(client: ClientApplication): WriteRefusal | undefined {
  const isPublic = authMethodOf(client) === 'none'
  if (client.kind !== undefined && client.kind !== 'app' && isPublic) {
    return invalid(
      'public_machine',
      `A ${client.kind} proves itself: set tokenEndpointAuthMethod to private_key_jwt or client_secret_basic.`,
      'ClientApplication.tokenEndpointAuthMethod',
    )
  }
  if (client.basicAllowed === true && isPublic) {
    return invalid(
      'public_basic',
      'A client without a secret cannot use Basic: leave out basicAllowed.',
      'ClientApplication.basicAllowed',
    )
  }
  const grant = client.grantType?.find((name) => !GRANT_TYPES.has(name))
  if (grant !== undefined)
    return invalid(
      'unknown_grant_type',
      told`"${grant}" is not a grant type of this server: use ${[...GRANT_TYPES].join(', ')}.`,
      'ClientApplication.grantType',
    )
  const byCode = deviceGrantProblem(client, isPublic)
  if (byCode !== undefined) return byCode
  if (client.kind === 'device' && client.grantType?.includes('authorization_code') === true) {
    return invalid(
      'device_user_grant',
      'A device does not sign people in: leave out authorization_code.',
      'ClientApplication.grantType',
    )
  }
  const response = client.responseType?.find((name) => name !== 'code')
  return response === undefined
    ? undefined
    : invalid('unknown_response_type', 'The only response type is "code".', 'ClientApplication.responseType')
}

/** A client's keys are in its resource or at a URL, and only clients that sign have them. */
function keyProblem(client: ClientApplication): WriteRefusal | undefined {
  const { jwks, jwksUri, workloadIdentity, basicAllowed } = client
  const at = 'ClientApplication.jwks'
  if (authMethodOf(client) !== 'private_key_jwt') {
    return jwks === undefined && jwksUri === undefined
      ? undefined
      : invalid(
          'keys_without_use',
          'Keys are for clients that sign: set tokenEndpointAuthMethod to private_key_jwt, or leave out jwks and jwksUri.',
          at,
        )
  }
  const hasNone = jwks === undefined && jwksUri === undefined
  if (hasNone ? workloadIdentity === undefined : jwks !== undefined && jwksUri !== undefined)
    return invalid(
      'one_key_source',
      'A client that signs needs exactly one of jwks and jwksUri, or a workloadIdentity if others sign for it.',
      at,
    )
  if (basicAllowed === true)
    return invalid(
      'basic_without_secret',
      'A client that signs has no secret for Basic: leave out basicAllowed.',
      'ClientApplication.basicAllowed',
    )
  if (jwksUri !== undefined && !isCallable(jwksUri))
    return invalid(
      'malformed_jwks_uri',
      told`jwksUri is an https URL of at most 2000 characters, without credentials and fragment; http is for a
        loopback address in development.`,
      'ClientApplication.jwksUri',
    )
  const keys = jwks === undefined ? undefined : readKeySet(jwks, 'registered')
  return keys?.ok === false ? invalid('malformed_jwks', told`jwks cannot be used: ${keys.refusal}.`, at) : undefined
}

/** What the consent page shows of the app beside its name. */
function aboutAppProblem(client: ClientApplication): WriteRefusal | undefined {
  const { privacyUri, publisher } = client
  if (privacyUri !== undefined && !isCallable(privacyUri))
    return invalid(
      'malformed_privacy_uri',
      told`privacyUri is an https URL of at most 2000 characters, without credentials and fragment; http is for a
        loopback address in development.`,
      'ClientApplication.privacyUri',
    )
  if (publisher !== undefined && publisher.length > LONGEST_PUBLISHER)
    return invalid(
      'long_publisher',
      told`publisher is the name of a company or a person, of at most ${LONGEST_PUBLISHER} characters.`,
      'ClientApplication.publisher',
    )
  return undefined
}

/** What people are asked with a tick, so that the app works: resource scopes for people. */
function requiredScopeProblem({ requiredScope = [] }: ClientApplication): WriteRefusal | undefined {
  const isFit = (text: string): boolean => {
    const parsed = isResourceScope(text) ? parseScope(text) : undefined
    return parsed?.ok === true && parsed.value.level !== 'system'
  }
  const unfit = requiredScope.find((text) => !isFit(text))
  return unfit === undefined && requiredScope.length <= MOST_REQUIRED
    ? undefined
    : invalid(
        'malformed_required_scope',
        told`requiredScope is a list of at most ${MOST_REQUIRED} scopes such as patient/Observation.cu:
          "${(unfit ?? '').slice(0, 100)}" is not one.`,
        'ClientApplication.requiredScope',
      )
}

function malformed(client: ClientApplication): WriteRefusal | undefined {
  for (const uri of [
    ...(client.redirectUris ?? []),
    ...(client.redirectUri === undefined ? [] : [client.redirectUri]),
  ]) {
    const problem = redirectUriProblem(uri)
    if (problem !== undefined)
      return invalid(
        'malformed_redirect_uri',
        told`"${uri}" cannot be registered: ${problem}.`,
        'ClientApplication.redirectUris',
      )
  }
  const beginning = initiateLoginProblem(client)
  if (beginning !== undefined) return beginning
  const launchProblem = client.launchUri === undefined ? undefined : redirectUriProblem(client.launchUri)
  if (launchProblem !== undefined)
    return invalid(
      'malformed_launch_uri',
      told`launchUri cannot be registered: ${launchProblem}.`,
      'ClientApplication.launchUri',
    )
  const origin = client.allowedOrigin?.find((candidate) => !isOrigin(candidate))
  if (origin !== undefined) {
    return invalid(
      'malformed_origin',
      told`"${origin}" is not an origin: write scheme and host, such as https://app.example.org, without a path or a
        trailing slash.`,
      'ClientApplication.allowedOrigin',
    )
  }
  for (const [field, longest] of [
    ['accessTokenLifetime', LONGEST_TOKEN_SECONDS],
    ['refreshTokenLifetime', 365 * 86_400],
  ] as const) {
    const text = client[field]
    const seconds = text === undefined ? SHORTEST_TOKEN_SECONDS : lifetimeSeconds(text)
    if (seconds === undefined || seconds < SHORTEST_TOKEN_SECONDS || seconds > longest) {
      return invalid(
        'malformed_lifetime',
        told`${field} is a number with s, m, h, d, w or y, from ${SHORTEST_TOKEN_SECONDS}s to ${longest}s:
          "${text ?? ''}" is not.`,
        `ClientApplication.${field}`,
      )
    }
  }
  return undefined
}
