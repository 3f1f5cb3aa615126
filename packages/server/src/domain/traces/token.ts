import { brokenValues, conclude, error, type Finding, warning } from '#base/findings'
import { ASSERTION_ALGORITHMS, type Client } from '#domain/clients'
import { noIdToken, readScope } from '#domain/signin'
import { assertionFinding } from './assertion-finding.ts'
import { proofFinding } from './client-finding.ts'
import { codeFinding } from './code-finding.ts'
import type { Evidence } from './evidence.ts'
import type { Failure } from './failure.ts'
import { refreshFinding } from './refresh-finding.ts'
import type { Pairs } from './shown.ts'
import { workloadFinding } from './workload-finding.ts'

/** A request of the token endpoint, and how it was answered. */
export interface TokenFacts {
  readonly method: string
  readonly contentType: string
  /** The form, or what a body of another type would say as one. */
  readonly pairs: Pairs
  readonly authorization: string | undefined
  readonly client: Client | undefined
  readonly failure: Failure | undefined
  /** Why the keys of a client could not be had. */
  readonly cause: string | undefined
  /** What the endpoint itself says of a provider's token. */
  readonly finding: { readonly what: string; readonly remedy: string } | undefined
  readonly evidence: Evidence
  /** What tokens were issued for. */
  readonly grantedScope: string | undefined
  /** The page that asks, where it will not be let in at the APIs. */
  readonly unregisteredOrigin: boolean
  /** As what assertions address this server. */
  readonly audiences: readonly string[]
  readonly now: Date
}

/** What was wrong with a token request, the first cause first. */
export function diagnoseToken(facts: TokenFacts): readonly Finding[] {
  const { method, contentType, pairs, failure, unregisteredOrigin } = facts
  const values = new Map(pairs.filter(([, value]) => value !== ''))
  const isMachine = MACHINE_GRANTS.has(values.get('grant_type') ?? '')
  const found = [
    methodFinding(method),
    method === 'POST' ? typeFinding(contentType) : undefined,
    ...brokenValues(pairs),
    facts.finding === undefined ? undefined : error(facts.finding.what, facts.finding.remedy),
    refusalFinding(facts, values),
    failure?.code === 'invalid_scope' ? scopeFinding(values.get('scope'), isMachine) : undefined,
    failure?.code === 'invalid_target'
      ? error('The resource is none that this server protects, or not the one of the code.', 'Send the FHIR base.')
      : undefined,
  ]
  const isExplained = failure === undefined || found.some((one) => one?.severity === 'error')
  return conclude(
    [
      ...found,
      isExplained ? undefined : error('The request was refused.', 'Follow error_description of the answer.'),
      unregisteredOrigin ? originFinding() : undefined,
      values.get('grant_type') === 'authorization_code' ? noIdToken(facts.grantedScope, false) : undefined,
    ].filter((one) => one !== undefined),
    failure !== undefined,
  )
}

function scopeFinding(scope: string | undefined, isMachine: boolean): Finding | undefined {
  const read = readScope(scope, isMachine ? 'machine' : 'person')
  return read.ok ? undefined : read.refusal.finding
}

function methodFinding(method: string): Finding | undefined {
  return method === 'POST'
    ? undefined
    : error(
        `The token endpoint was asked by ${/^[A-Z]{3,7}$/.test(method) ? method : 'another method'}, and takes POST alone.`,
        'Send a POST with the parameters in its body. What was in the address may be in logs now: treat it as known to others.',
      )
}

function typeFinding(contentType: string): Finding | undefined {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === 'application/x-www-form-urlencoded') return undefined
  const sent = ['application/json', 'multipart/form-data', 'text/plain'].find((name) => name === type)
  return error(
    `The body is ${sent ?? (type === '' ? 'of no type' : 'of another type')}, and the token endpoint reads forms alone.`,
    'Send Content-Type: application/x-www-form-urlencoded; in JavaScript a URLSearchParams as body does.',
  )
}

/** The cause by the server's own word for it. */
function refusalFinding(facts: TokenFacts, values: ReadonlyMap<string, string>): Finding | undefined {
  const { failure, client, authorization, cause, evidence, audiences, now } = facts
  const reason = failure?.reason
  if (reason === undefined) return undefined
  const secret = values.get('client_secret') ?? secretInBasic(authorization)
  const assertion = values.get('client_assertion')
  return (
    grantFinding(reason, values.get('grant_type'), client) ??
    workloadFinding(reason, cause) ??
    (assertion === undefined
      ? undefined
      : assertionFinding({ text: assertion, reason, cause, client, audiences, now })) ??
    proofFinding({ reason, client, authorization, secret, secretOf: evidence.secretOf }) ??
    codeFinding({
      reason,
      redirectUri: values.get('redirect_uri'),
      verifier: values.get('code_verifier'),
      login: evidence.login,
    }) ??
    refreshFinding(reason, evidence.refresh) ??
    otherFinding(reason)
  )
}

function secretInBasic(header: string | undefined): string | undefined {
  const [, value] = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(header ?? '') ?? []
  if (value === undefined) return undefined
  const text = Buffer.from(value, 'base64').toString('utf8')
  return text.slice(text.indexOf(':') + 1)
}

function grantFinding(reason: string, type: string | undefined, client: Client | undefined): Finding | undefined {
  if (reason === 'missing_grant_type') return error('The request has no grant_type.', 'Send grant_type.')
  if (reason === 'unsupported_grant_type')
    return type === 'password'
      ? error('The password grant is none of OAuth 2.1.', 'Send people to the authorization endpoint.')
      : error('The grant_type is none that this server has.', 'Compare grant_types_supported of the metadata.')
  if (reason === 'unauthenticated_client')
    return error(
      'client_credentials needs a client that proves itself; this one is public or was not named.',
      'Register a client of the kind server, and send its secret or a signed assertion.',
    )
  if (reason !== 'grant_type_not_allowed') return undefined
  const known = GRANTS.find((name) => name === type)
  return client?.kind === 'device'
    ? error(`A device may not use ${known ?? 'this grant'}.`, 'Let the device use client_credentials.')
    : error(`The client may not use ${known ?? 'this grant'}.`, `Add ${known ?? 'it'} to grantType of the client.`)
}

const MACHINE_GRANTS = new Set(['client_credentials', 'urn:ietf:params:oauth:grant-type:jwt-bearer'])
const GRANTS = [
  'authorization_code',
  'client_credentials',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
]

const OTHERS: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  too_many_tokens: [
    'The client asked for too many tokens in a minute.',
    'Keep each token until shortly before expires_in has passed.',
  ],
  unknown_login: ['The client has no membership in its project.', 'Let an administrator make one.'],
  inactive_membership: ['The membership is switched off.', 'Let an administrator switch it on.'],
  inactive_project: ['The project is switched off.', 'Ask its operator.'],
  scope_not_narrower: [
    'The refresh asks for more than was granted.',
    'Leave scope out of the refresh, or send the person to the authorization endpoint for more.',
  ],
  malformed_assertion: ['The client_assertion is no signed JWT.', 'Send the compact form: three parts with dots.'],
  oversized_assertion: ['The client_assertion is larger than 8 KB.', 'Leave out what is not needed.'],
  incomplete_assertion: ['Of client_assertion and client_assertion_type only one was sent.', 'Send both.'],
  wrong_assertion_type: [
    'client_assertion_type is another.',
    'Send urn:ietf:params:oauth:client-assertion-type:jwt-bearer.',
  ],
  wrong_assertion_header: [
    'The header of the assertion has members that are not taken: jwk, x5c, x5u, crit, b64, or another typ than JWT.',
    `Send alg (${ASSERTION_ALGORITHMS.join(', ')}), kid and typ alone.`,
  ],
  wrong_assertion_issuer: ['iss and sub of the assertion are not both the client id.', 'Set both to the client id.'],
  wrong_assertion_times: ['exp of the assertion is missing, or a time is no number.', 'Write seconds since 1970.'],
  missing_assertion_id: ['The assertion has no jti.', 'Set jti to another random text in each assertion.'],
  reused_assertion: ['The assertion was used before.', 'Make an assertion, with a jti of its own, for each request.'],
  other_client_id: ['client_id is another than iss of the assertion.', 'Leave client_id out.'],
}

function otherFinding(reason: string): Finding | undefined {
  const known = OTHERS[reason]
  return known === undefined ? undefined : error(...known)
}

/** A browser blocks the next request, which the server will never see. */
export function originFinding(): Finding {
  return warning(
    'The request comes from a web page whose origin is not registered: browsers let it read metadata and the token endpoint, and block its requests of /fhir, /auth and /oauth2/userinfo.',
    'Add the origin of the page (scheme, host and port, no slash) to allowedOrigin of the client, or to origin of the project.',
  )
}
