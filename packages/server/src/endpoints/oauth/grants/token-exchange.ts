import { accepted, type Result, refused } from '@damson/fhir'
import { sha256Text } from '#base/crypto'
import { error } from '#base/findings'
import { isUuid, unguessable } from '#base/random'
import type { PresentedToken } from '#domain/proof'
import { readScope } from '#domain/signin'
import { hashOfCode, redeemCode, writeRefreshToken } from '#domain/tokens'
import type { OAuthDeps } from '../dependencies.ts'
import { actingExchange, namesActor } from './acting-exchange.ts'
import { lifetimesOf } from './authorization-code.ts'
import { clientCredentialsGrant } from './client-credentials.ts'
import { codeOfExchange, type Exchange } from './exchange-sign-in.ts'
import {
  type Grant,
  type GrantRefusal,
  type Redeem,
  type Redeeming,
  refusal,
  scopeRefusal,
  type TokenRequest,
  withPrincipal,
} from './grant.ts'

export const TOKEN_EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'

const TYPE = 'urn:ietf:params:oauth:token-type:'
const KINDS: Readonly<Record<string, PresentedToken['kind']>> = {
  [`${TYPE}access_token`]: 'access_token',
  [`${TYPE}id_token`]: 'id_token',
  [`${TYPE}jwt`]: 'jwt',
}
const ISSUED = `${TYPE}access_token`
/** The token types that a request may ask for: the issued access token is a JWT. */
const REQUESTED = new Set(['', ISSUED, `${TYPE}jwt`])
/** As in Medplum: an exchange also issues a refresh token. */
const USUAL_SCOPE = 'openid offline_access'

/**
 * RFC 8693: exchanges a token that an identity provider issued to this client. The person is signed in by the same steps
 * and rules as on the pages. If the sign-in needs a page, the exchange is refused. For a workload's token, which also
 * authenticates the client, the client itself gets the access token. With an actor, both tokens are our own: see
 * `actingExchange`.
 */
export function tokenExchangeGrant(deps: OAuthDeps): Grant {
  const { keyring, tokenSettings } = deps
  const asItself = redeemingAsItself(deps)
  return {
    type: TOKEN_EXCHANGE_GRANT,
    async prepare(request) {
      if (namesActor(request)) {
        const target = readTarget(request)
        return target.ok ? actingExchange(deps, request, ISSUED) : target
      }
      if (request.client.workload?.isGrant === true) {
        const told = readWords(request)
        return told.ok ? accepted(asItself) : told
      }
      const asked = readExchange(request)
      if (!asked.ok) return asked
      const verifier = unguessable()
      const code = await codeOfExchange(deps, request, asked.value, sha256Text(verifier))
      return code.ok ? accepted({ redeem: redeemWith(code.value, verifier) }) : code
    },
    redeem() {
      throw new Error('a token is exchanged before the transaction')
    },
  }

  /** The sign-in makes a code, and it is redeemed at once, so that all tokens are issued in the same way. */
  function redeemWith(code: string, verifier: string): Redeem {
    return async (tx, request, now) => {
      const { client, issuer } = request
      const lifetimes = lifetimesOf(request, tokenSettings)
      const redeemed = await withPrincipal(
        redeemCode(
          tx,
          tokenSettings,
          {
            code,
            verifier,
            clientId: client.client?.id ?? null,
            clientAuth: client.auth,
            issuer,
            redirectUri: undefined,
            ...lifetimes,
          },
          now,
        ),
        deps.grantees.readLoginOfCode(tx, hashOfCode(code), request.origin.address),
      )
      if (!redeemed.ok) return refused(ended)
      const { loginId, project, nonce, family, principal } = redeemed.value
      return accepted({
        loginId,
        project,
        kind: 'token.issued',
        accessTokenSeconds: lifetimes.accessTokenSeconds,
        principal,
        nonce,
        refreshToken: family === undefined ? undefined : writeRefreshToken(keyring, { family, generation: 1 }),
        issuedTokenType: ISSUED,
      })
    }
  }
}

/** For a workload: the client gets what client_credentials gives. */
function redeemingAsItself({ grantees, tokenSettings, issueMachineLogin }: OAuthDeps): Redeeming {
  const { redeem, redeemTogether } = clientCredentialsGrant(grantees, tokenSettings, issueMachineLogin)
  return {
    async redeem(...asked) {
      const granted = await redeem(...asked)
      return granted.ok ? accepted({ ...granted.value, issuedTokenType: ISSUED }) : granted
    },
    redeemTogether: (request, now, readyOf) =>
      redeemTogether(request, now, (granted) => readyOf({ ...granted, issuedTokenType: ISSUED })),
  }
}

const ended = refusal(
  'ended_login',
  'invalid_request',
  'The sign-in has just ended: exchange the token again.',
  error('The sign-in ended before its tokens were issued.', 'Exchange the token again.'),
)

function readExchange(request: TokenRequest): Result<Exchange, GrantRefusal> {
  const {
    form,
    client: { client, auth },
    isFromPage,
  } = request
  if (client === undefined)
    return invalid(
      'missing_client',
      'client_id is missing: send the client to which the provider issued the token.',
      'The request has no client_id.',
    )
  if (auth === 'none' && !isFromPage)
    return refused(
      refusal(
        'invalid_origin',
        'unauthorized_client',
        'A public client can exchange tokens only from a page whose origin is in its allowedOrigin: ' +
          'add the origin, or use a confidential client.',
        error(
          'The client is public, and the request does not come from a page whose origin is in its allowedOrigin.',
          'Add the origin of the page to allowedOrigin, or register the client as confidential.',
        ),
      ),
    )
  const told = readWords(request)
  if (!told.ok) return told
  const membershipId = form.get('membership_id') ?? ''
  if (membershipId !== '' && !isUuid(membershipId))
    return invalid(
      'malformed_membership',
      'membership_id must be the id of a ProjectMembership.',
      'membership_id is not an id.',
    )
  const scope = readScope(form.get('scope') ?? client.resource.defaultScope?.join(' ') ?? USUAL_SCOPE, 'person')
  if (!scope.ok) return refused(scopeRefusal(scope.refusal))
  return accepted({
    ...told.value,
    idToken: form.get('id_token'),
    client,
    membershipId: membershipId === '' ? undefined : membershipId,
    scope: scope.value,
    nonce: form.get('nonce'),
  })
}

/** Reads the parameters of RFC 8693: the subject token and what the client asks for. */
function readWords(request: TokenRequest): Result<Pick<Exchange, 'token' | 'kind'>, GrantRefusal> {
  const { form } = request
  const [token, type] = [form.get('subject_token') ?? '', form.get('subject_token_type') ?? '']
  if (token === '')
    return invalid(
      'missing_subject_token',
      'Send the token of the provider as subject_token.',
      'The request has no subject_token.',
    )
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined
  if (kind === undefined)
    return invalid(
      'unsupported_subject_token_type',
      `subject_token_type must be one of ${Object.keys(KINDS).join(', ')}.`,
      'The subject_token_type is missing, or is not one that this server accepts.',
    )
  const target = readTarget(request)
  return target.ok ? accepted({ token, kind }) : target
}

/** What is asked for: an access token, for the API here. */
function readTarget({ form, issuer }: TokenRequest): Result<true, GrantRefusal> {
  if (!REQUESTED.has(form.get('requested_token_type') ?? ''))
    return invalid(
      'unsupported_requested_token_type',
      'This server issues only access tokens: leave out requested_token_type.',
      'The requested_token_type is not the type of an access token.',
    )
  const audience = form.get('audience') ?? ''
  if (!['', issuer.url, issuer.fhirUrl, issuer.fhirUrl.slice(0, -1)].includes(audience))
    return refused(
      refusal(
        'foreign_audience',
        'invalid_target',
        `The only audience here is the FHIR API: ${issuer.fhirUrl}.`,
        error('This server does not protect that audience.', 'Send the FHIR base as audience, or leave it out.'),
      ),
    )
  return accepted(true)
}

function invalid(reason: string, description: string, what: string): Result<never, GrantRefusal> {
  return refused(refusal(reason, 'invalid_request', description, error(what, description)))
}
