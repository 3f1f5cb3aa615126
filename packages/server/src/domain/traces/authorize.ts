import type { Client } from '#domain/clients'
import type { LaunchProblem } from '#domain/launches'
import { brokenValues } from './broken-values.ts'
import { compareUris } from './compare-uris.ts'
import { conclude, error, type Failure, type Finding, warning } from './finding.ts'
import { idTokenFinding, scopeFinding } from './scope-findings.ts'
import { lengthOf, type Pairs, redirectUrisOf } from './shown.ts'

/** An authorization request, and how it was answered. */
export interface AuthorizeFacts {
  readonly pairs: Pairs
  /** Whom `client_id` names. */
  readonly client: Client | undefined
  /** What `aud` may be. */
  readonly audiences: readonly string[]
  /** Why the launch that was sent cannot be used. */
  readonly launchProblem: LaunchProblem | undefined
  readonly failure: Failure | undefined
  /** What the endpoint itself says of its answer. */
  readonly finding: { readonly what: string; readonly remedy: string } | undefined
}

type Sent = (name: string) => string | undefined

/** What was wrong with an authorization request, the first cause first. */
export function diagnoseAuthorize({
  pairs,
  client,
  audiences,
  launchProblem,
  failure,
  finding,
}: AuthorizeFacts): readonly Finding[] {
  const values = new Map(pairs.filter(([, value]) => value !== ''))
  const sent: Sent = (name) => values.get(name)
  const found = [
    clientFinding(sent('client_id'), client),
    client === undefined ? undefined : redirectFinding(client, sent('redirect_uri')),
    repetitionFinding(pairs),
    ...brokenValues(pairs),
    objectFinding(sent),
    responseTypeFinding(sent('response_type')),
    responseModeFinding(sent('response_mode'), failure),
    grantFinding(client),
    promptFinding(sent('prompt')),
    audienceFinding(sent('aud'), audiences),
    challengeFinding(sent('code_challenge'), sent('code_challenge_method')),
    scopeFinding(sent('scope'), 'person'),
    // Last: whatever else is wrong is told first.
    launchFinding(sent, launchProblem, failure),
  ]
  const errors = found.filter((one) => one !== undefined && one.severity === 'error')
  return conclude(
    [
      ...found,
      errors.length === 0 && failure !== undefined ? answerFinding(failure, finding) : undefined,
      stateFinding(sent('state')),
      idTokenFinding(sent('scope'), sent('nonce') !== undefined),
    ],
    failure,
  )
}

function clientFinding(id: string | undefined, client: Client | undefined): Finding | undefined {
  if (id === undefined)
    return error('The request has no client_id.', 'Send client_id, once: the id of the ClientApplication.')
  if (client === undefined)
    return error(
      `No client here has the id that was sent (${lengthOf(id)}).`,
      'Compare client_id with the id of the ClientApplication, and the address with the server or project in which it is registered.',
    )
  if (!client.active)
    return error('The client is switched off.', 'Set status of the ClientApplication to active, or use another client.')
  return client.kind === 'device'
    ? error(
        'The client is a device, and devices do not sign people in.',
        'Let the device use client_credentials, or register a client of the kind app.',
      )
    : undefined
}

function redirectFinding(client: Client, given: string | undefined): Finding | undefined {
  const registered = redirectUrisOf(client)
  if (given === undefined)
    return error('The request has no redirect_uri.', 'Send redirect_uri, once, exactly as it is registered.')
  if (registered.length === 0)
    return error('The client has no redirect URI registered.', 'Add the address to redirectUris of the client.')
  const difference = compareUris(registered, given)
  if (difference === undefined) return undefined
  const remedy = 'Send exactly what is registered, or register what the app sends in redirectUris of the client.'
  return difference.registered === undefined
    ? error(`The redirect_uri resembles none of the ${registered.length} that are registered.`, remedy)
    : error(`The redirect_uri differs from the registered ${difference.registered} ${difference.words}.`, remedy)
}

function repetitionFinding(pairs: Pairs): Finding | undefined {
  const names = pairs.map(([name]) => name)
  return new Set(names).size === names.length
    ? undefined
    : error('A parameter was sent more than once.', 'Send each parameter once.')
}

function objectFinding(sent: Sent): Finding | undefined {
  const name = ['request', 'request_uri'].find((one) => sent(one) !== undefined)
  return name === undefined
    ? undefined
    : error(`The request came as a request object (${name}).`, 'Send the parameters themselves.')
}

function responseTypeFinding(type: string | undefined): Finding | undefined {
  if (type === 'code') return undefined
  if (type === undefined) return error('The request has no response_type.', 'Send response_type=code.')
  return /token/.test(type)
    ? error('The response_type asks for tokens in the address (implicit or hybrid flow).', 'Send response_type=code.')
    : error('The response_type is none that there is.', 'Send response_type=code.')
}

function responseModeFinding(mode: string | undefined, failure: Failure | undefined): Finding | undefined {
  const isKnown = mode === undefined || ['query', 'form_post'].includes(mode)
  return isKnown || failure === undefined
    ? undefined
    : error('The response_mode is none that this server has.', 'Leave response_mode out.')
}

function grantFinding(client: Client | undefined): Finding | undefined {
  const allowed = client?.resource.grantType
  return allowed === undefined || allowed.includes('authorization_code')
    ? undefined
    : error('The client may not sign people in.', 'Add authorization_code to its grantType.')
}

function promptFinding(prompt: string | undefined): Finding | undefined {
  const words = prompt?.split(' ') ?? []
  if (words.some((word) => !['none', 'login', 'consent', 'select_account'].includes(word)))
    return error('prompt has a word that there is not.', 'Use none, login, consent or select_account.')
  return words.includes('none') && words.length > 1
    ? error('prompt=none stands beside another word.', 'Send none alone.')
    : undefined
}

/** The `aud` of SMART App Launch. */
function audienceFinding(audience: string | undefined, ours: readonly string[]): Finding | undefined {
  if (audience === undefined || ours.includes(audience)) return undefined
  const difference = compareUris(ours, audience)
  const words = difference?.registered === undefined ? 'altogether' : difference.words
  return error(
    `The aud differs from the FHIR base of this server, ${ours[0]}, ${words}.`,
    'Send the FHIR base, which is iss of an EHR launch, as aud.',
  )
}

/** What an EHR launched (SMART App Launch): told where nothing else is wrong with it. */
function launchFinding(
  sent: Sent,
  problem: LaunchProblem | undefined,
  failure: Failure | undefined,
): Finding | undefined {
  const words = sent('scope')?.split(' ') ?? []
  const wants = words.includes('launch') || words.includes('launch/encounter')
  if (failure === undefined || (sent('launch') === undefined && !wants)) return undefined
  if (sent('launch') === undefined)
    return error(
      'The scope has launch or launch/encounter, and no launch was sent: an EHR did not launch this app.',
      'Send the launch that the EHR gave, or ask for launch/patient instead.',
    )
  if (!words.includes('launch'))
    return error('A launch was sent, and the scope lacks launch.', 'Add launch to the scope.')
  if (sent('aud') === undefined)
    return error('A launch was sent without aud.', 'Send as aud the iss that the app was launched with.')
  // Refused for something else, the request may have spent it itself.
  return problem === undefined || failure.code !== 'invalid_request' ? undefined : error(...LAUNCH_PROBLEMS[problem])
}

const AGAIN = 'Launch the app again from the EHR.'

const LAUNCH_PROBLEMS: Readonly<Record<LaunchProblem, readonly [what: string, remedy: string]>> = {
  unknown_launch: ['The launch is none that there is: it is malformed, or was made for another app.', AGAIN],
  launch_at_another_address: [
    'The launch was made at another address of this server than the one that was asked.',
    'Take authorize and token endpoint from the metadata of the iss with which the app was launched.',
  ],
  used_launch: ['The launch was used before, and each is of use once.', AGAIN],
  expired_launch: ['The launch has expired: it is of use for ten minutes.', AGAIN],
  launch_of_another_person: [
    'The launch was made by another person than the one who signed in.',
    'Let the person who launched the app sign in, or launch it again.',
  ],
}

function challengeFinding(challenge: string | undefined, method: string | undefined): Finding | undefined {
  if (challenge === undefined)
    return error(
      'PKCE is missing: the request has no code_challenge.',
      'Send code_challenge=BASE64URL(SHA256(code_verifier)) and code_challenge_method=S256.',
    )
  if (method === undefined || method === 'plain')
    return error(
      method === 'plain'
        ? 'code_challenge_method is plain.'
        : 'code_challenge_method is missing, which means plain (RFC 7636 §4.3).',
      'Send code_challenge_method=S256. @medplum/core sends plain where the page has no window.crypto.subtle: serve the app by https or from localhost.',
    )
  if (method !== 'S256') return error('code_challenge_method is not S256.', 'Send code_challenge_method=S256.')
  if (/^[\w-]{43}$/.test(challenge)) return undefined
  return error(
    `The code_challenge has ${lengthOf(challenge)}${shapeOfHash(challenge)}; the base64url of a SHA-256 hash has 43.`,
    'Hash the code_verifier with SHA-256, and write the 32 bytes as base64url without padding.',
  )
}

function shapeOfHash(challenge: string): string {
  if (challenge.endsWith('=')) return ' and base64 padding (=)'
  if (/^[0-9a-f]{64}$/i.test(challenge)) return ', a hash in hexadecimal'
  return /[+/]/.test(challenge) ? ' and is base64, not base64url' : ''
}

function stateFinding(state: string | undefined): Finding | undefined {
  return state === undefined
    ? warning(
        'The request has no state: the app cannot tell whether the answer belongs to this request.',
        'Send a random state, and compare it when the person comes back.',
      )
    : undefined
}

const ANSWERS: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  access_denied: ['The person did not allow it, or may not.', 'Tell the person, and let them try again.'],
  login_required: [
    'prompt=none was sent, and nobody is signed in in this browser, or not recently enough.',
    'Send the person without prompt=none.',
  ],
  consent_required: ['prompt=none was sent, and the person has to consent first.', 'Send them without prompt=none.'],
  interaction_required: ['prompt=none was sent, and the person has to do something first.', 'Leave prompt=none out.'],
  account_selection_required: [
    'prompt=none was sent, and the person has to choose as whom they go on.',
    'Send the person without prompt=none.',
  ],
  invalid_target: [
    'The resource is none that this server protects.',
    'Send the FHIR base as resource, or leave it out.',
  ],
  invalid_scope: ['The scope cannot be granted.', 'Compare the scope with scopes_supported of the metadata.'],
  unauthorized_client: ['The client may not use this way of signing in.', 'Compare its grantType.'],
}

function answerFinding({ code }: Failure, finding: AuthorizeFacts['finding']): Finding {
  if (finding !== undefined) return error(finding.what, finding.remedy)
  const [what, remedy] = ANSWERS[code ?? ''] ?? [
    'The request was refused for the reason that error_description gives.',
    'Follow error_description of the answer.',
  ]
  return error(what, remedy)
}
